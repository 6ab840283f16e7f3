// A lesson page: notes sections as they are read, answers knowledge checks in place, keeps "what is left" up to date.
import { startClock } from "./clock.js";
import { get, newKey, persist, post, Refusal } from "./http.js";
import { word, wordFor } from "./words.js";

const SEEN_AFTER_MS = 1_000;
const SETTLED_AFTER_MS = 800;
const lesson = document.querySelector("[data-lesson]");
const here = document.querySelector("[data-standing-here]");
const clock = startClock();
const turns = new Map();

// Tells the server until it has heard; a sign-in that expired is said once, on top, and ends by itself.
async function tell(address, body, options = {}) {
  const onFailure = (error) => {
    if (error.signedOut) clock.tellSignedOut();
    options.onFailure?.(error);
  };
  const answer = await persist(() => post(address, body), { ...options, onFailure });
  if (answer) clock.tellSignedIn();
  return answer;
}

async function refreshStanding() {
  let standing;
  try {
    standing = await get(lesson.dataset.standing);
  } catch (error) {
    if (error.signedOut) clock.tellSignedOut();
    return;
  }
  clock.tellSignedIn();
  if (standing === here.dataset.shown) return;
  here.dataset.shown = standing;
  show(standing);
}

function show(standing) {
  const wasDone = isDone();
  const focused = here.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  here.innerHTML = standing;
  if (focused) here.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  if (isDone() && !wasDone) clock.announcer.textContent = here.querySelector("[data-done]").textContent;
  noteMissing();
}

function noteMissing() {
  clock.missingMs = Number(here.querySelector("[data-lesson-done]").dataset.missingMs) || Infinity;
}

function isDone() {
  return here.querySelector("[data-lesson-done]").dataset.lessonDone === "yes";
}

async function note(section, ended, options) {
  try {
    await tell(section.dataset.section, { ended }, options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    clock.say("refused");
  }
}

async function see(section) {
  if (document.hidden || section.dataset.seen) return;
  section.dataset.seen = "yes";
  await note(section, true);
  await refreshStanding();
}

function watchEnds() {
  const waiting = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const section = entry.target.closest("[data-section]");
      clearTimeout(waiting.get(section));
      if (entry.isIntersecting) {
        const timer = setTimeout(() => see(section), SEEN_AFTER_MS);
        waiting.set(section, timer);
      }
    }
  });
  for (const end of document.querySelectorAll("[data-end]")) observer.observe(end);
}

function sectionInView() {
  const sections = [...document.querySelectorAll("[data-section]")];
  return sections.findLast((one) => one.getBoundingClientRect().top < innerHeight / 2) ?? sections[0];
}

function watchPlace() {
  let current = lesson.dataset.place;
  let timer = null;
  const settled = () => {
    const section = sectionInView();
    if (!section || section.id === current) return;
    current = section.id;
    note(section, false, { wanted: () => section.id === current });
  };
  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLED_AFTER_MS);
  };
  addEventListener("scroll", moved, { passive: true });
}

async function answerCheck(form) {
  const mark = form.querySelector("[data-saved]");
  const chosen = form.querySelector("input[type=radio]:checked");
  if (!chosen) {
    mark.textContent = word("choose");
    form.querySelector("input[type=radio]").focus();
    return;
  }
  const body = { key: newKey(), option: chosen.value };
  turns.set(form, body.key);
  const wanted = () => turns.get(form) === body.key;
  const onFailure = (error) => {
    mark.textContent = wordFor(error);
  };
  const answer = await tell(form.action, body, { wanted, onFailure });
  if (!answer) return;
  form.querySelector("[data-feedback]").innerHTML = await answer.text();
  mark.textContent = word("saved");
  await refreshStanding();
}

function showReference(link) {
  const reference = document.getElementById(link.hash.slice(1));
  const list = reference?.closest("details");
  if (list) list.open = true;
}

for (const form of document.querySelectorAll("[data-check]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerCheck(form).catch(() => form.submit());
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#ref-"], a[href^="#term-"]');
  if (link) showReference(link);
});
document.addEventListener("counted", () => {
  if (!isDone()) refreshStanding();
});

if (lesson.dataset.place && !location.hash) document.getElementById(lesson.dataset.place)?.scrollIntoView();
if (matchMedia("(min-width: 62rem)").matches) document.querySelector("[data-outline]").open = true;
noteMissing();
watchEnds();
watchPlace();

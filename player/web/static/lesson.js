// A lesson page: notes sections as they are read, answers knowledge checks in place, keeps "what is left" up to date.
import { moved, watchCases } from "./case.js";
import { startClock } from "./clock.js";
import { get } from "./http.js";
import { Shelf } from "./shelf.js";
import { Steps } from "./steps.js";
import { word, wordFor } from "./words.js";

const SEEN_AFTER_MS = 1_000;
const SETTLED_AFTER_MS = 800;
const lesson = document.querySelector("[data-lesson]");
const here = document.querySelector("[data-standing-here]");
const clock = startClock();
const steps = new Steps(new Shelf("steps"), lesson.dataset.course, {
  onHeard: () => clock.tellHeard(),
  onFailure: failed,
});

let isMediaOwed = false;

// A sign-in that expired is said once, on top, and ends by itself.
function failed(error) {
  if (error.signedOut) clock.tellSignedOut();
  else clock.sayUnsent();
}

function sayRefused() {
  clock.bar.say("refused");
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
  if (isDone() && !wasDone) clock.bar.announce(here.querySelector("[data-done]").textContent);
  noteMissing();
}

function noteMissing() {
  clock.missingMs = Number(here.querySelector("[data-lesson-done]").dataset.missingMs) || Infinity;
}

function isDone() {
  return here.querySelector("[data-lesson-done]").dataset.lessonDone === "yes";
}

function see(section) {
  if (document.hidden || section.dataset.seen) return;
  section.dataset.seen = "yes";
  steps.take(section.dataset.section, { ended: true }, heardOf(section));
}

function heardOf(section) {
  return {
    onHeard: refreshStanding,
    onRefused: () => {
      delete section.dataset.seen;
      sayRefused();
    },
  };
}

// A section is read when its end was in view for a moment, of a page that is looked at.
function watchEnds() {
  const waiting = new Map();
  const wait = (section) => {
    clearTimeout(waiting.get(section));
    waiting.set(
      section,
      setTimeout(() => see(section), SEEN_AFTER_MS),
    );
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const section = target.closest("[data-section]");
      if (isIntersecting) wait(section);
      else {
        clearTimeout(waiting.get(section));
        waiting.delete(section);
      }
    }
  });
  document.addEventListener("visibilitychange", () => [...waiting.keys()].forEach(wait));
  for (const end of document.querySelectorAll("[data-end]")) observer.observe(end);
}

function sectionInView() {
  const sections = [...document.querySelectorAll("[data-section]")];
  return sections.findLast((one) => one.getBoundingClientRect().top < innerHeight / 2) ?? sections[0];
}

// The place to come back to, which every beat tells, and how long its text keeps a slow reader.
function settle(section) {
  clock.place = () => section.id;
  clock.watch.words = Number(section.dataset.words);
}

function watchPlace() {
  let timer = null;
  const settled = () => {
    const section = sectionInView();
    if (!section || section.id === clock.place()) return;
    settle(section);
  };
  const scrolled = () => {
    clearTimeout(timer);
    timer = setTimeout(settled, SETTLED_AFTER_MS);
  };
  settle(document.getElementById(lesson.dataset.place) ?? sectionInView());
  addEventListener("scroll", scrolled, { passive: true });
}

function answerCheck(form) {
  const chosen = form.querySelector("input[type=radio]:checked");
  if (chosen) {
    steps.take(
      form.getAttribute("action"),
      { option: chosen.value },
      answered(form, () => form.submit()),
    );
    return;
  }
  form.querySelector("[data-saved]").textContent = word("choose");
  form.querySelector("input[type=radio]").focus();
}

function answered(form, onRefused) {
  const mark = form.querySelector("[data-saved]");
  return {
    onFailure: (error, lasts) => {
      mark.textContent = wordFor(error, lasts);
    },
    onHeard: (comment) => {
      form.querySelector("[data-feedback]").innerHTML = comment;
      mark.textContent = word("saved");
      refreshStanding();
    },
    onRefused,
  };
}

// A step that an earlier page took and could not send: it stands on this page as it did on that one.
function takenBefore({ address, body }) {
  const section = document.querySelector(`[data-section="${CSS.escape(address)}"]`);
  const form = document.querySelector(`form[action="${CSS.escape(address)}"]`);
  if (section) {
    section.dataset.seen = "yes";
    return heardOf(section);
  }
  if (!form) return {};
  if (form.matches("[data-case]")) return { ...moved(form), onRefused: sayRefused };
  const radio = form.querySelector(`input[value="${CSS.escape(body.option)}"]`);
  if (radio) radio.checked = true;
  return answered(form, sayRefused);
}

function showReference(link) {
  const reference = document.getElementById(link.hash.slice(1));
  const list = reference?.closest("details");
  if (list) list.open = true;
}

for (const form of document.querySelectorAll("[data-check]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerCheck(form);
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#ref-"], a[href^="#term-"]');
  if (link) showReference(link);
});
document.addEventListener("counted", () => {
  if (!isDone()) refreshStanding();
});
document.addEventListener("media-owes", ({ detail: { owed, error } }) => {
  isMediaOwed = owed;
  if (owed) failed(error);
  else clock.tellHeard();
});

if (lesson.dataset.place && !location.hash) document.getElementById(lesson.dataset.place)?.scrollIntoView();
if (matchMedia("(min-width: 62rem)").matches) document.querySelector("[data-outline]").open = true;
clock.owed = () => steps.owed || isMediaOwed;
noteMissing();
watchPlace();
watchCases(steps);
steps.takeUp(takenBefore).then(watchEnds);

// A lesson page: notes sections as they are read, answers knowledge checks in place, keeps "what is left" up to date.
import { startClock } from "./clock.js";
import { newKey, post } from "./http.js";

const SEEN_AFTER_MS = 1_000;
const lesson = document.querySelector("[data-lesson]");
const here = document.querySelector("[data-standing-here]");
const clock = startClock();

async function refreshStanding() {
  const answer = await fetch(lesson.dataset.standing, { credentials: "same-origin" });
  if (!answer.ok) return;
  here.innerHTML = await answer.text();
  noteMissing();
}

function noteMissing() {
  const standing = here.querySelector("[data-lesson-done]");
  if (clock) clock.missingMs = Number(standing.dataset.missingMs) || Infinity;
}

function isDone() {
  return here.querySelector("[data-lesson-done]")?.dataset.lessonDone === "yes";
}

async function tell(section, ended, tries = 5) {
  try {
    await post(section.dataset.section, { ended });
    if (ended) section.dataset.seen = "yes";
    return true;
  } catch {
    if (!ended || tries <= 1) return false;
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    return tell(section, ended, tries - 1);
  }
}

function watchEnds() {
  const waiting = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const section = entry.target.closest("[data-section]");
      clearTimeout(waiting.get(section));
      if (!entry.isIntersecting || section.dataset.seen) continue;
      waiting.set(
        section,
        setTimeout(async () => {
          if (document.hidden || section.dataset.seen) return;
          if (await tell(section, true)) {
            observer.unobserve(entry.target);
            await refreshStanding();
          }
        }, SEEN_AFTER_MS),
      );
    }
  });
  for (const end of document.querySelectorAll("[data-end]")) observer.observe(end);
}

function watchPlace() {
  let current = lesson.dataset.place;
  let timer = null;
  addEventListener(
    "scroll",
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const sections = [...document.querySelectorAll("[data-section]")];
        const section = sections.findLast((one) => one.getBoundingClientRect().top < innerHeight / 2) ?? sections[0];
        if (!section || section.id === current) return;
        current = section.id;
        tell(section, false);
      }, 800);
    },
    { passive: true },
  );
}

async function answerCheck(form) {
  const chosen = form.querySelector("input[type=radio]:checked");
  if (!chosen) {
    form.querySelector("input[type=radio]").focus();
    return;
  }
  const mark = form.querySelector("[data-saved]");
  const key = form.elements.key.value;
  const answer = await post(form.action, { key, option: chosen.value });
  form.elements.key.value = newKey();
  form.querySelector("[data-feedback]").innerHTML = await answer.text();
  mark.textContent = "";
  await refreshStanding();
}

for (const form of document.querySelectorAll("[data-check]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answerCheck(form).catch(() => form.submit());
  });
}

document.addEventListener("counted", () => {
  if (!isDone()) refreshStanding();
});

if (lesson.dataset.place && !location.hash) document.getElementById(lesson.dataset.place)?.scrollIntoView();
if (matchMedia("(min-width: 62rem)").matches) document.querySelector("[data-outline]").open = true;
noteMissing();
watchEnds();
watchPlace();

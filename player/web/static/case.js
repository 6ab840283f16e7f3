// Branching cases: follows a choice in place, and puts the focus where the story goes on.
import { wordFor } from "./words.js";

// One choice at a time: the story goes on from where the one before has led.
export function watchCases(steps) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-case]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.waiting) return;
    const body = { step: form.elements.step.value, choice: event.submitter?.value ?? "" };
    steps.take(form.getAttribute("action"), body, moved(form, goOn));
  });
}

function goOn(frame) {
  frame.querySelector("[data-case-here]").focus();
}

// What happens on the page when a move in this case was heard, or was not.
export function moved(form, then = () => {}) {
  const frame = form.closest("[data-case-frame]");
  form.dataset.waiting = "yes";
  return {
    onFailure: (error, lasts) => {
      frame.querySelector("[data-saved]").textContent = wordFor(error, lasts);
    },
    onHeard: (story) => {
      frame.innerHTML = story;
      then(frame);
      document.dispatchEvent(new CustomEvent("counted"));
    },
    onRefused: () => location.reload(),
  };
}

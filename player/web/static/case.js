// Branching cases: follows a choice in place, and puts the focus where the story goes on.
import { newKey, persist, post } from "./http.js";
import { wordFor } from "./words.js";

async function move(form, choice) {
  const frame = form.closest("[data-case-frame]");
  const mark = form.querySelector("[data-saved]");
  const body = { key: newKey(), step: form.elements.step.value, choice };
  form.dataset.turn = body.key;
  const wanted = () => form.isConnected && form.dataset.turn === body.key;
  const onFailure = (error) => {
    mark.textContent = wordFor(error);
  };
  const answer = await persist(() => post(form.action, body), { wanted, onFailure });
  if (!answer) return;
  frame.innerHTML = await answer.text();
  frame.querySelector("[data-case-here]").focus();
  document.dispatchEvent(new CustomEvent("counted"));
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-case]");
  if (!form) return;
  event.preventDefault();
  move(form, event.submitter?.value ?? "").catch(() => location.reload());
});

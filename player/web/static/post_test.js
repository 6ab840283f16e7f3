// The post-test page: saves every answer as it is given, in order, and says so; what is not saved yet waits on this device.
import { startClock } from "./clock.js";
import { newKey, post, Refusal } from "./http.js";
import { AnswerQueue } from "./queue.js";

const form = document.querySelector("[data-answers]");
const progress = document.querySelector("[data-progress]");
const queue = new AnswerQueue(form.dataset.answers, window.localStorage);
const clock = startClock();
let sending = false;

function mark(question, word) {
  const text = clock.bar.querySelector("template").content.querySelector(`[data-word="${word}"]`).textContent;
  form.querySelector(`[data-question="${CSS.escape(question)}"] [data-saved]`).textContent = text;
}

async function send() {
  if (sending) return;
  sending = true;
  while (queue.first) {
    const answer = queue.first;
    try {
      const stored = await (await post(form.dataset.answers, answer)).json();
      queue.done(answer);
      if (!queue.waitingFor(answer.question)) mark(answer.question, "saved");
      progress.textContent = progress.textContent.replace(/\d+/, stored.answered);
    } catch (error) {
      if (error instanceof Refusal && error.status === 422) {
        queue.done(answer);
        continue;
      }
      mark(answer.question, error instanceof Refusal && error.signedOut ? "signed-out" : "unsaved");
      setTimeout(send, 4_000);
      break;
    }
  }
  sending = false;
}

form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  queue.add({ key: newKey(), question: event.target.name, option: event.target.value });
  send();
});

for (const answer of queue.waiting) {
  const radio = document.getElementById(`${answer.question}-${answer.option}`);
  if (radio) radio.checked = true;
}
addEventListener("online", send);
send();

// The post-test page: saves every answer as it is given, in order, and says so; what is not saved yet waits on this device.
import { startClock } from "./clock.js";
import { holdWhileOffline } from "./form.js";
import { newKey, persist, post } from "./http.js";
import { Overview } from "./overview.js";
import { AnswerQueue } from "./queue.js";
import { word, wordFor } from "./words.js";

const form = document.querySelector("[data-answers]");
const progress = document.querySelector("[data-progress]");
const queue = new AnswerQueue(form.dataset.answers, window.localStorage);
const clock = startClock();
let sending = false;

function mark(question, text) {
  const place = form.querySelector(`[data-question="${CSS.escape(question)}"] [data-saved]`);
  if (place) place.textContent = text;
}

async function deliver(answer) {
  const onFailure = (error) => mark(answer.question, wordFor(error));
  const stored = await (await persist(() => post(form.dataset.answers, answer), { onFailure })).json();
  clock.tellSignedIn();
  queue.done(answer);
  if (!queue.waitingFor(answer.question)) mark(answer.question, word("saved"));
  progress.textContent = progress.textContent.replace(/\d+/, stored.answered);
}

function refused(answer, error) {
  if (error.code === "attempt_already_submitted") {
    queue.clear();
    location.reload();
    return;
  }
  if (error.status === 422) queue.done(answer);
  mark(answer.question, word("refused"));
}

async function send() {
  if (sending) return;
  sending = true;
  const answer = queue.first;
  try {
    if (answer) await deliver(answer);
  } catch (error) {
    refused(answer, error);
    return;
  } finally {
    sending = false;
  }
  if (queue.first) await send();
}

function given(radio) {
  queue.add({ key: newKey(), question: radio.name, option: radio.value });
}

form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  given(event.target);
  send();
});

// What was chosen before this script was there is saved like everything else.
for (const radio of form.querySelectorAll("input[type=radio]:checked")) {
  if (!radio.defaultChecked) given(radio);
}
for (const answer of queue.waiting) {
  const radio = document.getElementById(`${answer.question}-${answer.option}`);
  if (radio) radio.checked = true;
}
new Overview(form, form.dataset.answers, window.localStorage).refresh();
holdWhileOffline(form);
send();

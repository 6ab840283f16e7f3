// The post-test page: saves every answer as it is given, in order, and says so; what is not saved yet waits on this device.
import { startClock } from "./clock.js";
import { holdWhileOffline } from "./form.js";
import { get, newKey, persist, post } from "./http.js";
import { Overview } from "./overview.js";
import { AnswerQueue, deviceStorage } from "./queue.js";
import { Sheet } from "./sheet.js";
import { word, wordFor } from "./words.js";

const form = document.querySelector("[data-answers]");
const address = form.dataset.answers;
const queue = new AnswerQueue(address, deviceStorage());
const sheet = new Sheet(form);
const overview = new Overview(form);
const otherTabs = new BroadcastChannel(address);
const clock = startClock();
let sending = false;
let held = null;
let trouble = "";

// Shows what stands at the server; an answer that was given elsewhere says when.
function converge(question, standing) {
  if (sheet.show(question, standing, queue) && standing.option) sheet.sayNewer(question, standing.at);
  overview.refresh();
}

async function deliver(step) {
  const onFailure = (error) => {
    trouble = wordFor(error);
    for (const one of queue.waiting) sheet.say(one.question, trouble);
  };
  const stored = await (await persist(() => post(address, step), { onFailure })).json();
  const { question, option } = step;
  trouble = "";
  clock.tellSignedIn();
  queue.done(step, option === stored.question.option ? stored.question.sequence : null);
  if (!queue.waitingFor(question) && !queue.flagWaitingFor(question)) sheet.say(question, word("saved"));
  converge(question, stored.question);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin only
  otherTabs.postMessage({ question, standing: stored.question });
}

// The attempt was submitted, here or elsewhere: the same address now shows its result.
function end() {
  queue.clear();
  location.reload();
}

// Sends what waits, one after the other. What the server will never take is let go, and says so beside its question.
async function send() {
  if (sending) return;
  sending = true;
  while (queue.first) {
    const step = queue.first;
    try {
      await deliver(step);
    } catch (error) {
      if (error.code === "attempt_already_submitted") {
        end();
        return;
      }
      sheet.say(step.question, word("refused"));
      if (error.status !== 422) break;
      queue.done(step);
    }
  }
  sending = false;
  if (held && !queue.first) form.requestSubmit(held);
}

function given(field) {
  const { question } = field.closest("[data-question]").dataset;
  if (field.type === "radio") {
    queue.add({ key: newKey(), question, option: field.value, based_on: sheet.basedOn(question) });
  } else {
    queue.add({ key: newKey(), question, flagged: field.checked });
  }
  sheet.say(question, trouble);
}

function showWaiting() {
  for (const step of queue.waiting) {
    if (!sheet.field(step.question)) continue;
    if (step.option === undefined) sheet.flag(step.question, step.flagged);
    else sheet.choose(step.question, step.option);
  }
  overview.refresh();
}

// Another tab has answered. It sends that itself; here it is known from now on, and said when it changes what is shown.
function shareQueue() {
  queue.merge();
  const newest = (step) => queue.waitingFor(step.question) === step && sheet.field(step.question);
  for (const step of queue.waiting.filter(newest)) {
    if (sheet.chosen(step.question) !== step.option) sheet.sayNewer(step.question, Date.now());
  }
  showWaiting();
}

// What happened in another tab or on another device while nobody looked at this page.
async function lookAgain() {
  if (document.hidden || sending) return;
  try {
    const { is_over: isOver, questions } = JSON.parse(await get(address));
    if (isOver) end();
    else for (const [question, standing] of Object.entries(questions)) converge(question, standing);
  } catch {
    // Without an answer nothing changes here; what is wrong shows when the next answer is saved.
  }
}

function listen() {
  form.addEventListener("change", (event) => {
    if (!event.target.closest("[data-question]")) return;
    given(event.target);
    overview.refresh();
    send();
  });
  // A page is submitted when the server has all that was answered on it.
  form.addEventListener("submit", (event) => {
    held = null;
    form.querySelector("[data-sending]").hidden = !queue.first;
    if (event.defaultPrevented || !queue.first) return;
    event.preventDefault();
    held = event.submitter;
    send();
  });
  otherTabs.addEventListener("message", ({ data }) => converge(data.question, data.standing));
  addEventListener("storage", (event) => {
    if (event.key === queue.name) shareQueue();
  });
  addEventListener("pageshow", (event) => event.persisted && lookAgain());
  document.addEventListener("visibilitychange", lookAgain);
}

// What was chosen before this script was there is saved like everything else.
for (const field of form.querySelectorAll("[data-question] :is([type=radio]:checked, [type=checkbox])")) {
  if (field.checked !== field.defaultChecked) given(field);
}
showWaiting();
holdWhileOffline(form);
listen();
send();

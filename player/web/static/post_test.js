// The post-test page: saves every answer as it is given, in order, and says so; what is not saved yet waits on this device.
import { startClock } from "./clock.js";
import { holdWhileOffline } from "./form.js";
import { get, newKey, persist, post, renewToken } from "./http.js";
import { Overview } from "./overview.js";
import { Queue } from "./queue.js";
import { Sheet } from "./sheet.js";
import { Shelf } from "./shelf.js";
import { word, wordFor } from "./words.js";

const form = document.querySelector("[data-answers]");
const address = form.dataset.answers;
const queue = new Queue(address, new Shelf("answers"));
const takingUp = queue.takeUp();
const sheet = new Sheet(form);
const overview = new Overview(form);
const otherTabs = new BroadcastChannel(address);
const clock = startClock();
let isTakenUp = false;
let sending = false;
let held = null;
let trouble = "";
clock.owed = () => Boolean(queue.first && trouble);

// Shows what stands at the server; an answer that was given elsewhere says when.
function converge(question, standing) {
  if (sheet.show(question, standing, queue) && standing.option) sheet.sayNewer(question, standing.at);
  overview.refresh();
}

// The server has an answer, or never will. Other tabs hear the same.
function settle(step, standing) {
  const stands = step.option !== undefined && standing?.option === step.option;
  queue.done(step, stands ? standing.sequence : null);
  if (standing) converge(step.question, standing);
}

// A page that is closed while an answer is under way does not take it back, on the way or on this device.
async function deliver(step) {
  const onFailure = (error) => {
    trouble = wordFor(error, queue.shelf.lasts);
    for (const one of queue.waiting) sheet.say(one.question, trouble);
  };
  const answer = await persist(() => post(address, step, { keepalive: true }), { onFailure });
  const { question: standing } = await answer.json();
  trouble = "";
  clock.tellHeard();
  if (queue.waiting.every((one) => one.question !== step.question || one.key === step.key)) {
    sheet.say(step.question, word("saved"));
  }
  settle(step, standing);
  tell({ settled: step, standing });
}

function tell(message) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin only
  otherTabs.postMessage(message);
}

// The attempt was submitted, here or elsewhere: the same address now shows its result.
async function end() {
  await queue.clear();
  location.reload();
}

// Sends what waits, one after the other. What the server will never take is let go, and says so beside its question.
async function send() {
  if (sending) return;
  sending = true;
  await takingUp;
  isTakenUp = true;
  while (queue.first) {
    const step = queue.first;
    try {
      await deliver(step);
    } catch (error) {
      if (error.code === "attempt_already_submitted") {
        await end();
        return;
      }
      sheet.say(step.question, word("refused"));
      if (!error.isForGood) break;
      settle(step, null);
      tell({ settled: step, standing: null });
    }
  }
  sending = false;
  if (held && !queue.first) submitHeld();
}

// A form is sent once: it takes the token along that holds now, after whatever sign-in the answers have waited for.
async function submitHeld() {
  await persist(() => renewToken());
  if (held && !queue.first) form.requestSubmit(held);
}

function given(field) {
  const { question } = field.closest("[data-question]").dataset;
  const isAnswer = field.type === "radio";
  const what = isAnswer ? { option: field.value, based_on: sheet.basedOn(question) } : { flagged: field.checked };
  tell({ given: queue.add({ key: newKey(), question, ...what }) });
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
function hear({ given: step, settled, standing }) {
  if (settled) settle(settled, standing);
  if (!step) return;
  queue.know(step);
  const isNewest = queue.waitingFor(step.question)?.key === step.key && sheet.field(step.question);
  if (isNewest && sheet.chosen(step.question) !== step.option) sheet.sayNewer(step.question, step.at);
  showWaiting();
}

// What happened in another tab or on another device while nobody looked at this page.
async function lookAgain() {
  if (document.hidden || sending) return;
  try {
    const { is_over: isOver, questions } = JSON.parse(await get(address));
    if (isOver) await end();
    else for (const [question, standing] of Object.entries(questions)) converge(question, standing);
    send();
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
    if (event.defaultPrevented || (isTakenUp && !queue.first)) return;
    event.preventDefault();
    held = event.submitter;
    send();
  });
  otherTabs.addEventListener("message", ({ data }) => hear(data));
  addEventListener("online", send);
  addEventListener("pageshow", (event) => event.persisted && lookAgain());
  document.addEventListener("visibilitychange", lookAgain);
}

// What was chosen before this script was there is saved like everything else.
for (const field of form.querySelectorAll("[data-question] :is([type=radio]:checked, [type=checkbox])")) {
  if (field.checked !== field.defaultChecked) given(field);
}
holdWhileOffline(form);
listen();
send();
await takingUp;
showWaiting();

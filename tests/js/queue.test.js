// Ben answers questions while the network comes and goes; what is not acknowledged stays on his device.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Queue } from "../../player/web/static/queue.js";
import { chance } from "./chance.js";
import { Forgetful, Shared } from "./shelf.js";

const HERE = "/learn/1/post-test/1/answers";
const first = { key: "k1", question: "q1", option: "a", based_on: 0 };
const second = { key: "k2", question: "q2", option: "b", based_on: 0 };
const changed = { key: "k3", question: "q1", option: "c", based_on: 0 };

let now = 0;
mock.method(Date, "now", () => (now += 1));

function shelf() {
  return new Shared(({ key }) => key);
}

function filled(device, ...answers) {
  const queue = new Queue(HERE, device);
  for (const answer of answers) queue.add(answer);
  return queue;
}

// A page that is loaded anew, and has looked at what is kept.
async function later(device, name = HERE) {
  const queue = new Queue(name, device);
  await queue.takeUp();
  return queue;
}

function keys(queue) {
  return queue.waiting.map((one) => one.key);
}

test("answers wait in the order in which they were given", () => {
  assert.deepEqual(keys(filled(shelf(), first, second, changed)), ["k1", "k2", "k3"]);
});

test("a page loaded again finds the answers that were not acknowledged, in their order", async () => {
  const device = shelf();
  filled(device, changed, second, first);
  assert.deepEqual(keys(await later(device)), ["k3", "k2", "k1"]);
});

test("an answer is kept before anybody waits for anything", () => {
  const device = shelf();
  filled(device, first);
  assert.equal(device.rows.size, 1);
});

test("an attempt of someone else on the same device is neither seen nor touched", async () => {
  const device = shelf();
  filled(device, first);
  const other = await later(device, "/learn/2/post-test/2/answers");
  assert.equal(other.first, undefined);
  await other.clear();
  assert.equal((await later(device)).first.key, first.key);
});

test("an acknowledged answer leaves the queue and nothing of it stays on the device", () => {
  const device = shelf();
  const queue = filled(device, first);
  queue.done(queue.first);
  assert.deepEqual([queue.first, device.rows.size], [undefined, 0]);
});

test("the newest answer to a question is the one that is shown", () => {
  assert.equal(filled(shelf(), first, second, changed).waitingFor("q1").option, "c");
});

test("an answer that changes one still waiting is based on what that one becomes, on the device too", async () => {
  const device = shelf();
  const queue = filled(device, first, second, changed);
  queue.done(queue.first, 7);
  for (const { waiting } of [queue, await later(device)]) {
    assert.deepEqual(
      waiting.map((one) => [one.key, one.based_on]),
      [
        ["k2", 0],
        ["k3", 7],
      ],
    );
  }
});

test("an answer comes after the one before it, also where the device's clock stands or was set back", () => {
  for (const time of [0, -1]) {
    const queue = filled(shelf(), first);
    now = queue.first.at - 1 + time;
    queue.add(changed);
    queue.done(queue.first, 7);
    assert.deepEqual([queue.first.key, queue.first.based_on], ["k3", 7]);
  }
});

test("what came before an answer is not based on it, though another tab sent that first", () => {
  const queue = filled(shelf(), first, changed);
  queue.done(queue.waiting[1], 7);
  assert.equal(queue.first.based_on, 0);
});

test("the newest flag is the one that is shown", () => {
  const flags = [true, false].map((flagged) => ({ key: `k${flagged}`, question: "q1", flagged }));
  assert.equal(filled(shelf(), ...flags).flagWaitingFor("q1").flagged, false);
});

test("a flag is based on no answer", () => {
  const queue = filled(shelf(), first, { key: "k9", question: "q1", flagged: true });
  queue.done(queue.first, 7);
  assert.equal("based_on" in queue.first, false);
});

test("an answer that gave way takes those that came after it along", () => {
  const queue = filled(shelf(), first, changed);
  queue.done(queue.first);
  assert.equal(queue.first.based_on, 0);
});

test("an answer given before the page knew what an earlier one had kept comes after that", async () => {
  const device = shelf();
  filled(device, first);
  const queue = new Queue(HERE, device);
  queue.add(changed);
  await queue.takeUp();
  assert.deepEqual(keys(queue), ["k1", "k3"]);
  queue.done(queue.first, 4);
  assert.equal(queue.first.based_on, 4);
});

test("what another tab answered is known here, and what it sent does not come back", async () => {
  const device = shelf();
  const [queue, other] = [new Queue(HERE, device), new Queue(HERE, device)];
  const given = other.add(first);
  queue.know(given);
  queue.know(given);
  other.know(queue.add(changed));
  other.done(given, 4);
  other.done(other.first);
  queue.done(given, 4);
  assert.deepEqual([keys(queue), queue.first.based_on], [["k3"], 4]);
  assert.equal((await later(device)).first, undefined);
});

test("a flag is no answer", () => {
  const queue = filled(shelf(), first, { key: "k9", question: "q1", flagged: true });
  assert.equal(queue.waitingFor("q1").key, "k1");
  assert.equal(queue.flagWaitingFor("q1").flagged, true);
  assert.equal(queue.flagWaitingFor("q2"), undefined);
});

test("a submitted attempt leaves nothing behind, also of what another tab kept", async () => {
  const device = shelf();
  filled(device, second);
  const queue = filled(device, first);
  await queue.clear();
  assert.deepEqual([queue.first, device.rows.size], [undefined, 0]);
});

test("where nothing can be kept, answers wait as long as the page is there", async () => {
  const queue = filled(new Forgetful(), first, changed);
  await queue.takeUp();
  queue.done(queue.first, 3);
  assert.deepEqual([keys(queue), queue.first.based_on], [["k3"], 3]);
});

// The same attempt is open in two tabs, which hear of one another late; now and then one of them is loaded anew.
test("no order of answering, sending and loading in two tabs loses an answer that was not acknowledged", async () => {
  for (let seed = 1; seed <= 300; seed += 1) await answerInTwoTabs(seed);
});

async function answerInTwoTabs(seed) {
  const { below, pick } = chance(seed);
  const device = shelf();
  const tabs = [new Queue(HERE, device), new Queue(HERE, device)];
  const acknowledged = new Set();
  const given = [];
  for (let step = 0; step < 60; step += 1) {
    const tab = pick(tabs);
    const other = tabs.find((one) => one !== tab);
    const turn = below(5);
    if (turn < 2) {
      given.push(tab.add({ key: `k${step}`, question: `q${below(5)}`, option: pick(["a", "b"]), based_on: 0 }));
      if (below(2) === 0) other.know(given.at(-1));
    } else if (turn === 2) {
      tabs[tabs.indexOf(tab)] = await later(device);
    } else if (tab.first) {
      const sent = tab.first;
      acknowledged.add(sent.key);
      tab.done(sent, step);
      if (below(2) === 0) other.done(sent, step);
    }
    const kept = new Set(device.rows.keys());
    const missing = given.filter((one) => !acknowledged.has(one.key) && !kept.has(one.key));
    assert.deepEqual([missing, [...kept].filter((key) => acknowledged.has(key))], [[], []], `seed ${seed}`);
  }
}

// Ben answers questions while the network comes and goes; what is not acknowledged stays on his device.
import assert from "node:assert/strict";
import { test } from "node:test";

import { AnswerQueue } from "../../player/web/static/queue.js";
import { forManySeeds } from "./chance.js";

function storage() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
    kept,
  };
}

function forbidden() {
  throw new Error("forbidden");
}

const first = { key: "k1", question: "q1", option: "a" };
const second = { key: "k2", question: "q2", option: "b" };
const changed = { key: "k3", question: "q1", option: "c" };

test("answers wait in the order in which they were given", () => {
  const queue = new AnswerQueue("attempt", storage());
  queue.add(first);
  queue.add(second);
  assert.equal(queue.first.key, first.key);
});

test("a page loaded again finds the answers that were not acknowledged", () => {
  const device = storage();
  new AnswerQueue("attempt", device).add(first);
  assert.equal(new AnswerQueue("attempt", device).first.key, first.key);
});

test("an attempt of someone else on the same device has a queue of its own", () => {
  const device = storage();
  new AnswerQueue("attempt", device).add(first);
  assert.equal(new AnswerQueue("another", device).first, undefined);
});

test("an acknowledged answer leaves the queue and nothing of it stays on the device", () => {
  const device = storage();
  const queue = new AnswerQueue("attempt", device);
  queue.add(first);
  queue.done(first);
  assert.equal(queue.first, undefined);
  assert.equal(device.kept.size, 0);
});

test("the newest answer to a question is the one that is shown", () => {
  const queue = new AnswerQueue("attempt", storage());
  for (const answer of [first, second, changed]) queue.add(answer);
  assert.equal(queue.waitingFor("q1").option, "c");
});

test("an answer that changes one still waiting is based on what that one becomes", () => {
  const queue = new AnswerQueue("attempt", storage());
  for (const answer of [
    { ...first, based_on: 0 },
    { ...second, based_on: 0 },
    { ...changed, based_on: 0 },
  ])
    queue.add(answer);
  queue.done(first, 7);
  assert.deepEqual(
    queue.waiting.map((one) => [one.key, one.based_on]),
    [
      ["k2", 0],
      ["k3", 7],
    ],
  );
});

test("an answer that gave way takes those that came after it along", () => {
  const queue = new AnswerQueue("attempt", storage());
  for (const answer of [
    { ...first, based_on: 0 },
    { ...changed, based_on: 0 },
  ])
    queue.add(answer);
  queue.done(first);
  assert.equal(queue.first.based_on, 0);
});

test("what another tab answered is known here, and what it sent waits no longer", () => {
  const device = storage();
  const [queue, other] = [new AnswerQueue("attempt", device), new AnswerQueue("attempt", device)];
  other.add(first);
  queue.merge();
  queue.add({ ...changed, based_on: 0 });
  assert.equal(queue.waitingFor("q1").after, "k1");
  other.done(first, 4);
  queue.merge();
  assert.deepEqual([queue.first.key, queue.first.based_on], ["k3", 4]);
});

test("a flag is no answer", () => {
  const queue = new AnswerQueue("attempt", storage());
  queue.add(first);
  queue.add({ key: "k9", question: "q1", flagged: true });
  assert.equal(queue.waitingFor("q1").key, "k1");
  assert.equal(queue.flagWaitingFor("q1").flagged, true);
  assert.equal(queue.flagWaitingFor("q2"), undefined);
});

test("a submitted attempt leaves nothing behind", () => {
  const device = storage();
  const queue = new AnswerQueue("attempt", device);
  queue.add(first);
  queue.clear();
  assert.equal(queue.first, undefined);
  assert.equal(device.kept.size, 0);
});

test("a damaged or forbidden storage loses nothing of this page", () => {
  for (const device of [
    { ...storage(), getItem: () => "{" },
    { ...storage(), getItem: () => '"text"' },
    { getItem: forbidden, setItem: forbidden },
  ]) {
    const queue = new AnswerQueue("attempt", device);
    queue.add(first);
    assert.equal(queue.first.key, first.key);
  }
});

// The same attempt is open in two tabs, both without a network half of the time.
test("no order of answering and sending in two tabs loses an answer that was not acknowledged", () => {
  forManySeeds(300, ({ below, pick }) => {
    const device = storage();
    const tabs = [new AnswerQueue("attempt", device), new AnswerQueue("attempt", device)];
    const given = new Set();
    const acknowledged = new Set();
    for (let step = 0; step < 60; step += 1) {
      const tab = pick(tabs);
      if (below(2) === 0) {
        const answer = { key: `k${step}`, question: `q${below(5)}`, option: pick(["a", "b"]) };
        tab.add(answer);
        given.add(answer.key);
      } else if (tab.first) {
        acknowledged.add(tab.first.key);
        tab.done(tab.first);
      }
      const kept = new AnswerQueue("attempt", device).waiting.map((one) => one.key);
      assert.deepEqual(
        kept,
        [...given].filter((key) => !acknowledged.has(key)),
      );
    }
  });
});

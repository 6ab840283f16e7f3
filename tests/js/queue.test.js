// Ben answers questions while the network comes and goes; what is not acknowledged stays on his device.
import assert from "node:assert/strict";
import { test } from "node:test";

import { AnswerQueue } from "../../player/web/static/queue.js";

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
  assert.deepEqual(queue.first, first);
});

test("a page loaded again finds the answers that were not acknowledged", () => {
  const device = storage();
  new AnswerQueue("attempt", device).add(first);
  assert.deepEqual(new AnswerQueue("attempt", device).first, first);
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

test("a damaged or forbidden storage loses nothing of this page", () => {
  for (const device of [
    { ...storage(), getItem: () => "{" },
    { getItem: forbidden, setItem: forbidden },
  ]) {
    const queue = new AnswerQueue("attempt", device);
    queue.add(first);
    assert.deepEqual(queue.first, first);
  }
});

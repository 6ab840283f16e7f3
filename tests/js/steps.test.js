// What a learner did without a network is sent when there is one: in order, under its own key, also by a page loaded later.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Steps } from "../../player/web/static/steps.js";
import { answer, openPage, pass, settle } from "./page.js";
import { Shared } from "./shelf.js";

const COURSE = "/learn/1/";

function shelf() {
  return new Shared(({ key }) => key);
}

// A server that is away for some seconds, and then answers with what it was told.
function awayFor(seconds, status = 200) {
  return openPage((address, request, page) => {
    if (page.now < seconds * 1_000) throw new TypeError("Failed to fetch");
    return status === 200 ? new Response(`heard ${address}`) : answer({ code: "lesson_locked" }, status);
  });
}

// A server at which somebody else is signed in for some seconds, whom nothing of this page belongs to.
function somebodyElseFor(seconds) {
  return openPage((address, request, page) => {
    if (page.now < seconds * 1_000) return answer({ code: "enrollment_not_found" }, 404);
    return new Response(`<meta name="csrf-token" content="token-2">heard ${address}`);
  });
}

test("a step is sent at once, with a key of its own, and nothing of it stays on the device", async () => {
  const page = awayFor(0);
  const device = shelf();
  const heard = [];
  const steps = new Steps(device, COURSE);
  steps.take("/learn/1/a", { option: "b" }, { onHeard: (text) => heard.push(text, device.rows.size) });
  assert.equal(steps.owed, false);
  await settle();
  const [{ address, body }] = page.sent;
  assert.deepEqual([address, body.option, body.key.length], ["/learn/1/a", "b", 36]);
  assert.deepEqual([heard, device.rows.size, steps.owed], [["heard /learn/1/a", 0], 0, false]);
  steps.take("/learn/1/c", {});
  await settle();
  assert.equal(page.sent.length, 2);
});

test("steps taken without a network arrive in order when it is back, each told of its troubles", async () => {
  const page = awayFor(5);
  const troubles = [];
  const heard = [];
  const steps = new Steps(shelf(), COURSE, { onFailure: (error) => troubles.push(error.message) });
  for (const name of ["a", "b", "c"]) steps.take(`/learn/1/${name}`, {}, { onHeard: () => heard.push(name) });
  await settle();
  assert.equal(steps.owed, true);
  await pass(page, 10);
  assert.equal(steps.owed, false);
  assert.deepEqual(heard, ["a", "b", "c"]);
  assert.deepEqual(new Set(troubles), new Set(["Failed to fetch"]));
});

test("a page loaded later sends what an earlier one kept, under the same key", async () => {
  const device = shelf();
  const before = awayFor(60);
  new Steps(device, COURSE).take("/learn/1/a", { option: "b" });
  await settle();
  const after = awayFor(0);
  const heard = [];
  await new Steps(device, COURSE).takeUp(({ body }) => ({ onHeard: () => heard.push(body.option) }));
  await settle();
  assert.equal(after.sent[0].body.key, before.sent[0].body.key);
  assert.deepEqual([heard, device.rows.size], [["b"], 0]);
});

test("steps of an earlier page that are found while one of this page is under way are all heard", async () => {
  const device = shelf();
  awayFor(60);
  new Steps(device, COURSE).take("/learn/1/a", {});
  await settle();
  awayFor(0);
  const heard = [];
  const steps = new Steps(device, COURSE, { onHeard: (text) => heard.push(text) });
  steps.take("/learn/1/b", {});
  await steps.takeUp(() => ({}));
  await settle();
  assert.deepEqual([heard, device.rows.size], [["heard /learn/1/b", "heard /learn/1/a"], 0]);
});

test("steps of an earlier page go in their order, after the one that is under way and before what this page took since", async () => {
  const device = shelf();
  for (const [key, at] of [
    ["k1", 2],
    ["k2", 1],
  ]) {
    device.put({ key, at, address: `/learn/1/${key}`, body: {} });
  }
  const page = awayFor(0);
  const steps = new Steps(device, COURSE);
  for (const name of ["a", "b"]) steps.take(`/learn/1/${name}`, {});
  await steps.takeUp(() => ({}));
  await settle();
  const { length } = COURSE;
  assert.deepEqual(
    page.sent.map(({ address }) => address.slice(length)),
    ["a", "k2", "k1", "b"],
  );
});

test("who took a step hears whether it outlives the page", async () => {
  awayFor(60);
  for (const lasts of [true, false]) {
    const told = [];
    const steps = new Steps(Object.assign(shelf(), { lasts }), COURSE);
    steps.take("/learn/1/a", {}, { onFailure: (_error, kept) => told.push(kept) });
    await settle();
    assert.deepEqual(told, [lasts]);
  }
});

test("the steps of another course, or of somebody else, stay where they are", async () => {
  const device = shelf();
  awayFor(60);
  new Steps(device, "/learn/2/").take("/learn/2/a", {});
  const after = awayFor(0);
  await new Steps(device, COURSE).takeUp(() => ({}));
  await settle();
  assert.deepEqual([after.sent.length, device.rows.size], [0, 1]);
});

test("a step that is refused is told so once, and does not hold up the next", async () => {
  const page = awayFor(0, 403);
  const refusals = [];
  const steps = new Steps(shelf(), COURSE, { onRefused: (error) => refusals.push(error.code) });
  steps.take("/learn/1/a", {});
  steps.take("/learn/1/b", {});
  await settle();
  await pass(page, 60);
  assert.deepEqual([refusals, page.sent.length], [["lesson_locked", "lesson_locked"], 2]);
});

test("a step waits on the device while somebody else is signed in, and is sent when its owner is back", async () => {
  const page = somebodyElseFor(30);
  const device = shelf();
  const troubles = [];
  const heard = [];
  const steps = new Steps(device, COURSE, { onFailure: (error) => troubles.push(error.signedOut) });
  steps.take("/learn/1/a", {}, { onHeard: (text) => heard.push(text) });
  await settle();
  assert.deepEqual([device.rows.size, steps.owed, troubles], [1, true, [true]]);
  await pass(page, 60);
  assert.deepEqual([device.rows.size, steps.owed, heard.length], [0, false, 1]);
});

for (const [status, kept] of [
  [403, 1],
  [404, 1],
  [422, 0],
]) {
  test(`what is refused with ${status} is ${kept ? "kept for a later page" : "let go, for nobody can ever say it"}`, async () => {
    openPage((_address, { method }) =>
      method === "GET" ? new Response('<meta name="csrf-token" content="t">') : answer({ code: "refused" }, status),
    );
    const device = shelf();
    const refusals = [];
    const steps = new Steps(device, COURSE, { onRefused: (error) => refusals.push(error.status) });
    steps.take("/learn/1/a", {});
    await settle();
    await settle();
    assert.deepEqual([device.rows.size, refusals, steps.owed], [kept, [status], false]);
  });
}

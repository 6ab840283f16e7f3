// What a page does with its beats while the network, the laptop or the browser goes away, and when it comes back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, cover, pass, settle } from "./page.js";
import { beatAt, open, server } from "./server.js";

const LOST = new TypeError("lost");

// A server that cannot be reached from one second to another.
function away(from, to, options = {}) {
  const trouble = (page) => (page.now >= from * 1_000 && page.now < to * 1_000 ? LOST : null);
  return server({ ...options, trouble });
}

test("a minute without a network is replayed as one span, within grace", async () => {
  const state = away(50, 110);
  const { page } = await open(state);
  await pass(page, 170);
  assert.equal(state.counted, 170_000);
  assert.equal(state.spans, 1);
});

test("so is a network that goes away before the first beat was answered", async () => {
  const state = away(1, 90, { loses: ({ now }, address) => address === "/beat" && now === 0 });
  const { page } = await open(state);
  await pass(page, 110);
  assert.deepEqual([state.counted, state.spans], [110_000, 1]);
});

test("what grace does not cover is lost, and no more", async () => {
  const state = away(50, 650);
  const { page } = await open(state);
  for (let minute = 0; minute < 15; minute += 1) {
    page.document.dispatchEvent(new Event("keydown"));
    await pass(page, 60);
  }
  assert.ok(state.counted >= (900 - 650 + 40 + 120 - 20) * 1_000, String(state.counted));
  assert.ok(state.counted <= (900 - 600 + 120 + 20) * 1_000, String(state.counted));
});

test("an hour without a network is worth its grace also where the answer to the last beat before it got lost", async () => {
  const state = away(41, 3_600, { loses: ({ now }) => now === 40_000 });
  const { page, pill } = await open(state);
  for (let minute = 0; minute < 65; minute += 1) {
    page.document.dispatchEvent(new Event("keydown"));
    await pass(page, 60);
  }
  assert.equal(state.lease, 1);
  assert.match(pill.textContent, /^saved/);
  assert.ok(state.counted >= 40_000 + 120_000 + 240_000, String(state.counted));
});

test("without grace a late beat is still worth what a beat can be", async () => {
  const state = away(50, 110, { grace: 0 });
  const { page } = await open(state);
  await pass(page, 170);
  assert.equal(state.spans, 0);
  assert.equal(state.counted, 40_000 + 30_000 + 60_000);
});

test("a span whose first beat the server has, because only its answer got lost, goes on after it", async () => {
  const state = away(41, 100, { loses: ({ now }) => now === 40_000 });
  const { page } = await open(state);
  await pass(page, 170);
  assert.equal(state.counted, 170_000);
});

test("a span that is refused is dropped, and said", async () => {
  const refusal = { code: "out_of_order", sequence: 0 };
  const trouble = (_page, address) => (address === "/beat" ? answer(refusal, 422) : null);
  const { clock, pill } = await open(server({ trouble }));
  assert.deepEqual(clock.beats.rows, []);
  assert.match(pill.textContent, /^not-counted/);
});

test("what was refused is not waited for: the page asks for another lease, and counts on", async () => {
  const state = server({ trouble: beatAt(40_000, () => answer({ code: "malformed_beat" }, 422)) });
  const { page, clock, pill } = await open(state);
  await pass(page, 39);
  await pass(page, 1);
  assert.match(pill.textContent, /^not-counted/);
  const { length } = page.sent;
  page.document.dispatchEvent(new Event("freeze"));
  await settle();
  assert.equal(page.sent.length, length);
  page.document.dispatchEvent(new Event("resume"));
  await pass(page, 80);
  assert.equal(clock.lease, "lease-2");
  assert.match(pill.textContent, /^saved/);
  assert.ok(state.counted >= 80_000 && state.counted < 100_000, String(state.counted));
});

test("a server that refuses everything is asked less and less often", async () => {
  const state = server();
  const { page } = await open({
    serve: (address, ...more) =>
      address === "/beat" ? answer({ code: "malformed_beat" }, 422) : state.serve(address, ...more),
  });
  await pass(page, 60);
  assert.equal(state.lease, 6);
});

test("what a reader read before they stopped is sent again when it got lost, though the page is silent by then", async () => {
  const state = server({ trouble: beatAt(300_000, () => LOST) });
  const { page, pill } = await open(state);
  await pass(page, 310);
  assert.equal(state.counted, 300_000);
  assert.match(pill.textContent, /^paused/);
});

test("offline the page says that time is kept, and while it is open if it is not kept any longer", async () => {
  const { page, clock, pill } = await open(server());
  page.network(false);
  assert.match(pill.textContent, /^offline-here/);
  clock.beats.shelf.database = {};
  page.network(false);
  assert.match(pill.textContent, /^offline$/);
});

for (const [seconds, state] of [
  [25, "saved"],
  [310, "paused"],
]) {
  test(`what stood on the page before it was offline for a moment stands there again: ${state}`, async () => {
    const { page, pill } = await open(server());
    await pass(page, seconds);
    page.network(false);
    assert.match(pill.textContent, /^offline/);
    page.network(true);
    await settle();
    assert.equal(pill.dataset.state, state);
  });
}

test("a laptop that slept tells what was read before, starts anew, and earns nothing for its sleep", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 30);
  page.now += 10 * 60_000;
  page.document.dispatchEvent(new Event("keydown"));
  await settle();
  await pass(page, 40);
  assert.equal(state.counted, 70_000);
  assert.ok(page.sent.some(({ body }) => body?.fresh && body.sequence > 1));
});

test("a laptop that slept for a minute counts on without a touch, and nothing of its sleep", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 30);
  page.now += 60_000;
  await pass(page, 41);
  assert.equal(state.counted, 70_000);
});

test("a frozen page tells what was read, and comes back fresh", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 25);
  page.document.dispatchEvent(new Event("freeze"));
  await settle();
  assert.deepEqual([page.sent.at(-1).keepalive, state.counted], [true, 25_000]);
  page.now += 3_600_000;
  page.document.dispatchEvent(new Event("resume"));
  await settle();
  assert.equal(page.sent.at(-1).body.fresh, true);
});

test("a page that comes to life again without having been told of its end keeps what was read", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 27);
  page.now += 3_600_000;
  page.document.dispatchEvent(new Event("resume"));
  await settle();
  await pass(page, 20);
  assert.equal(state.counted, 47_000);
});

test("what was read before the page was covered without a network is kept until it is looked at again", async () => {
  const state = away(40, 120);
  const { page } = await open(state);
  await pass(page, 50);
  await cover(page, true);
  await pass(page, 100);
  const { length } = page.sent;
  page.network(true);
  await settle();
  assert.equal(page.sent.length, length);
  await cover(page, false);
  assert.equal(state.counted, 50_000);
});

// A server to which the beat of one moment is slow to come, or which is slow to answer it, until `go` is called.
function slow(at, { answering }) {
  const state = server();
  const { serve } = state;
  const held = new Promise((resolve) => {
    state.go = resolve;
  });
  state.serve = async (address, request, page) => {
    if (address !== "/beat" || page.now !== at) return serve(address, request, page);
    const given = answering ? serve(address, request, page) : null;
    await held;
    return given ?? serve(address, request, page);
  };
  return state;
}

for (const answering of [true, false]) {
  const why = answering ? "is answered late" : "comes late itself";
  test(`a page that is left while a beat is under way counts all, also if that one ${why}`, async () => {
    const state = slow(20_000, { answering });
    const { page, clock } = await open(state);
    await pass(page, 25);
    await cover(page, true);
    assert.equal(state.counted, 25_000);
    assert.equal(page.sent.filter(({ body }) => body?.first === 2).length, answering ? 0 : 1);
    assert.ok(page.sent.every(({ address, keepalive }) => address !== "/beat" || keepalive));
    state.go();
    await settle();
    assert.equal(state.counted, 25_000);
    assert.deepEqual(clock.beats.rows, []);
    const { length } = page.sent;
    await pass(page, 60);
    assert.equal(page.sent.length, length);
  });
}

test("a page that is left after a beat got lost sends both in one", async () => {
  const state = server({ trouble: beatAt(20_000, () => LOST) });
  const { page } = await open(state);
  await pass(page, 21);
  const { length } = page.sent;
  await cover(page, true);
  assert.deepEqual([page.sent.length, page.sent.at(-1).body.first, state.counted], [length + 1, 2, 21_000]);
});

test("a beat waits for the one that is under way", async () => {
  const state = slow(20_000, { answering: true });
  const { page } = await open(state);
  await pass(page, 25);
  const { length } = page.sent;
  page.network(true);
  await settle();
  assert.equal(page.sent.length, length);
  state.go();
  await settle();
  assert.equal(state.counted, 25_000);
});

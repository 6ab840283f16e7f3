// The clock of a page, against a server that counts as ours does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { startClock } from "../../player/web/static/clock.js";
import { forManySeeds } from "./chance.js";
import { answer, cover, openPage, pass, settle } from "./page.js";
import { beatAt, open, server } from "./server.js";
import { Shared } from "./shelf.js";

const IDLE_S = 300;

test("a page that is read is counted, and says what was saved", async () => {
  const state = server();
  const { page, pill } = await open(state);
  assert.match(pill.textContent, /^saved/);
  await pass(page, 100);
  assert.equal(state.counted, 100_000);
  assert.equal(page.part("[data-minutes]").textContent, 1);
});

test("the last seconds that are missing of a lesson do not wait for a whole interval", async () => {
  const state = server();
  const { page, clock } = await open(state);
  await pass(page, 20);
  clock.missingMs = 4_000;
  await pass(page, 20);
  const before = page.sent.length;
  await pass(page, 4);
  assert.equal(page.sent.length, before);
  await pass(page, 1);
  assert.equal(page.sent.length, before + 1);
  clock.missingMs = 100;
  await pass(page, 6);
  assert.equal(page.sent.length, before + 2);
});

test("every beat tells the place, the goodbye too", async () => {
  const { page, clock } = await open(server());
  clock.place = () => "second";
  await pass(page, 20);
  assert.equal(page.sent.at(-1).body.section, "second");
  clock.place = () => "third";
  await cover(page, true);
  assert.equal(page.sent.at(-1).body.section, "third");
});

test("a page opened in the background asks for nothing until it is looked at", async () => {
  const state = server();
  const { page } = await open(state, { hidden: true });
  await pass(page, 60);
  assert.equal(page.sent.length, 0);
  await cover(page, false);
  await pass(page, 40);
  assert.equal(state.counted, 40_000);
});

test("a page that is covered or offline while its content comes counts from when that is there, and once", async () => {
  const state = server();
  const page = openPage(state.serve);
  page.document.readyState = "interactive";
  const { watch } = startClock();
  await cover(page, true);
  await cover(page, false);
  page.network(true);
  await pass(page, 30);
  assert.deepEqual([state.lease, watch.visible], [0, true]);
  page.document.readyState = "complete";
  page.window.dispatchEvent(new Event("load"));
  await settle();
  await pass(page, 20);
  assert.deepEqual([state.lease, state.counted], [1, 20_000]);
});

test("a hidden page says goodbye once and counts nothing", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 30);
  await cover(page, true);
  assert.equal(page.sent.at(-1).keepalive, true);
  const sent = page.sent.length;
  page.window.dispatchEvent(new Event("pagehide"));
  await pass(page, 600);
  assert.equal(page.sent.length, sent);
  await cover(page, false);
  const { sequence, fresh } = page.sent.at(-1).body;
  assert.deepEqual([page.sent.length, sequence, fresh], [sent + 1, 4, true]);
  await pass(page, 20);
  assert.equal(state.counted, 50_000);
});

// A server that is slow to answer who asks for the clock, until `go` is called.
function slowToOpen() {
  const state = server();
  const { serve } = state;
  const held = new Promise((resolve) => {
    state.go = resolve;
  });
  state.serve = async (address, request, page) => {
    if (address === "/clock") await held;
    return serve(address, request, page);
  };
  return state;
}

test("a page that is covered while it asks for the clock sends nothing until it is looked at", async () => {
  const state = slowToOpen();
  const { page } = await open(state);
  await cover(page, true);
  state.go();
  await settle();
  assert.deepEqual(
    page.sent.map(({ address }) => address),
    ["/clock"],
  );
  await cover(page, false);
  await pass(page, 20);
  assert.equal(state.counted, 20_000);
});

test("a page that is looked at again while it asks for the clock asks once", async () => {
  const state = slowToOpen();
  const { page } = await open(state);
  await cover(page, true);
  await cover(page, false);
  page.network(true);
  state.go();
  await settle();
  assert.equal(state.lease, 1);
});

test("what a page before this one left is sent, and its minutes are not shown as this one's", async () => {
  const state = server();
  state.lease = 7;
  const left = { lease: "lease-7", sequence: 1, first: 1, active_ms: 0, fresh: true };
  const { page, clock } = await open(state, { hidden: true });
  clock.beats.rows.push(left);
  state.counted = 3_600_000;
  const heard = [];
  page.bar.addEventListener("counted", ({ detail }) => heard.push(detail.course_ms));
  await clock.replay();
  assert.deepEqual(heard, []);
  assert.deepEqual(clock.beats.rows, []);
});

test("what a page before this one left under a lease that is gone holds up nothing", async () => {
  const shelf = new Shared(({ lease, sequence }) => `${lease},${sequence}`);
  shelf.put({ lease: "lease-9", sequence: 1, first: 1, active_ms: 5_000, fresh: false });
  const state = server();
  const { pill } = await open(state, { shelf });
  assert.deepEqual([state.lease, shelf.rows.size], [1, 0]);
  assert.match(pill.textContent, /^saved/);
});

test("a network that is away at the start only delays it", async () => {
  const state = server({ trouble: (page) => (page.now < 30_000 ? new TypeError("Failed to fetch") : null) });
  const { page, pill } = await open(state);
  assert.match(pill.textContent, /^unsaved/);
  await cover(page, true);
  await pass(page, 30);
  await cover(page, false);
  await pass(page, 60);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.counted, 60_000);
});

test("two requests that crossed are no reason to let the clock go", async () => {
  const state = server({ trouble: beatAt(20_000, () => answer({ code: "out_of_date" }, 409)) });
  const { page, pill } = await open(state);
  await pass(page, 62);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.counted, 62_000);
});

test("a single lost beat costs no time, and no grace", async () => {
  for (const lost of [20_000, 40_000]) {
    const state = server({ trouble: beatAt(lost, () => new TypeError("lost")) });
    const { page } = await open(state);
    await pass(page, 82);
    assert.deepEqual([state.counted, state.spans], [82_000, 0]);
  }
});

test("a second loss is made up for as soon as the first one was", async () => {
  const lost = [20_000, 42_000];
  const state = server({ trouble: (page) => (lost.includes(page.now) ? new TypeError("lost") : null) });
  const { page } = await open(state);
  await pass(page, 42);
  const { length } = page.sent;
  await pass(page, 2);
  assert.deepEqual([page.sent.length, state.counted], [length + 1, 44_000]);
});

test("a beat whose answer got lost is counted once, and costs no time", async () => {
  const state = server({ loses: (page, address) => address === "/beat" && page.now === 40_000 });
  const { page } = await open(state);
  await pass(page, 82);
  assert.equal(state.counted, 82_000);
});

test("what the server counted, though its answers got lost, a reader who then stops does not claim again", async () => {
  const state = server({ loses: (page) => page.now >= 299_000 && page.now <= 312_000 });
  const { page } = await open(state);
  await pass(page, 400);
  assert.equal(state.counted, 300_000);
});

test("nor does one who comes back after an hour to a goodbye that got lost", async () => {
  const state = server({
    trouble: beatAt(41_000, () => new TypeError("lost")),
    loses: (page) => page.now === 40_000,
  });
  const { page } = await open(state);
  await pass(page, 41);
  await cover(page, true);
  page.now += 3_600_000;
  await cover(page, false);
  assert.equal(state.counted, 41_000);
});

test("screen readers hear of trouble and of its end, not of every beat", async () => {
  const { page } = await open(server({ trouble: beatAt(40_000, () => new TypeError("lost")) }));
  const heard = [];
  for (let second = 0; second < 80; second += 1) {
    await pass(page, 1);
    const said = page.part("[data-announce]").textContent.split(" ")[0];
    if (said !== heard.at(-1)) heard.push(said);
  }
  assert.deepEqual(heard.slice(0, 3), ["", "unsaved", "saved"]);
});

// Reads in spells, with the tab now and then covered, and gives no sign but by that; tells for how long somebody was there.
async function readInSpells(page, below) {
  let there = 0;
  let silent = 0;
  for (let spell = 0; spell < 10; spell += 1) {
    const seconds = below(150);
    if (!page.document.hidden) there += Math.min(seconds, Math.max(0, IDLE_S - silent));
    silent += seconds;
    await pass(page, seconds);
    if (below(3) > 0) continue;
    await cover(page, !page.document.hidden);
    silent = 0;
  }
  return there;
}

// Every beat has a number of its own, whatever goes wrong; the ledger never holds more than the page was looked at.
test("no weather makes the server count more than was read, or a number come twice", async () => {
  const runs = [];
  forManySeeds(25, (luck) => runs.push(luck));
  for (const { below } of runs) {
    const trouble = (_page, address) => (address === "/beat" && below(4) === 0 ? new TypeError("lost") : null);
    const state = server({ trouble });
    const { page } = await open(state);
    const there = await readInSpells(page, below);
    assert.ok(state.counted <= there * 1_000, `${state.counted} of ${there * 1_000}`);
    assert.equal(state.repeated, 0);
  }
});

test("no answers that get lost, and no beats with them, make the server count more than was read", async () => {
  const runs = [];
  forManySeeds(25, (luck) => runs.push(luck));
  for (const { below } of runs) {
    const isLost = (_page, address) => address === "/beat" && below(4) === 0;
    const trouble = (page, address) => (isLost(page, address) ? new TypeError("lost") : null);
    const state = server({ trouble, loses: isLost, grace: [0, 20_000, 120_000][below(3)] });
    const { page } = await open(state);
    const there = await readInSpells(page, below);
    assert.ok(state.counted <= there * 1_000, `${state.counted} of ${there * 1_000}`);
  }
});

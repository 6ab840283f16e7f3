// Ada reads; the stopwatch is told the time in milliseconds and what she does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { STANDARD, Stopwatch } from "../../player/web/static/stopwatch.js";
import { forManySeeds } from "./chance.js";

const MINUTE = 60_000;
const { interval_ms: INTERVAL_MS, idle_ms: IDLE_MS } = STANDARD;

// A stopwatch whose first beat is behind it: from here on it reports what it counts.
function reading({ words = 0, ...policy } = {}) {
  const stopwatch = new Stopwatch(0);
  stopwatch.policy = { ...STANDARD, ...policy };
  stopwatch.words = words;
  stopwatch.take(0);
  return stopwatch;
}

function pass(stopwatch, from, to) {
  for (let now = from + 1_000; now <= to; now += 1_000) stopwatch.tick(now);
}

test("the first beat of a page claims no time, however late it is sent", () => {
  const stopwatch = new Stopwatch(0);
  assert.deepEqual(stopwatch.take(INTERVAL_MS), { active_ms: 0, fresh: true });
  assert.deepEqual(stopwatch.take(INTERVAL_MS + 5_000), { active_ms: 5_000, fresh: false });
});

test("visible, active time is counted, and goes into one beat only", () => {
  const stopwatch = reading();
  assert.deepEqual(stopwatch.take(INTERVAL_MS), { active_ms: INTERVAL_MS, fresh: false });
  assert.deepEqual(stopwatch.take(INTERVAL_MS + 3_000), { active_ms: 3_000, fresh: false });
});

test("a hidden page counts nothing, and comes back fresh", () => {
  const stopwatch = reading();
  stopwatch.hide(5_000);
  pass(stopwatch, 5_000, MINUTE);
  assert.deepEqual(stopwatch.take(MINUTE), { active_ms: 5_000, fresh: false });
  assert.equal(stopwatch.asks(IDLE_MS), false);
  stopwatch.sign(IDLE_MS);
  assert.equal(stopwatch.lapsed, false);
  stopwatch.show(2 * IDLE_MS);
  assert.equal(stopwatch.idle(2 * IDLE_MS), false);
  assert.deepEqual(stopwatch.take(2 * IDLE_MS), { active_ms: 0, fresh: true });
});

test("an idle reader is credited up to the limit to the millisecond, and begins anew when she moves again", () => {
  const stopwatch = reading();
  stopwatch.activity(500);
  pass(stopwatch, 500, IDLE_MS + MINUTE);
  assert.deepEqual(stopwatch.take(IDLE_MS + MINUTE), { active_ms: IDLE_MS + 500, fresh: false });
  stopwatch.activity(IDLE_MS + 2 * MINUTE);
  assert.equal(stopwatch.lapsed, true);
  stopwatch.begin(IDLE_MS + 2 * MINUTE);
  assert.deepEqual(stopwatch.take(IDLE_MS + 2 * MINUTE), { active_ms: 0, fresh: true });
});

test("someone who does nothing is asked a minute before, and an answer keeps the time", () => {
  const stopwatch = reading();
  pass(stopwatch, 0, IDLE_MS - MINUTE - 1_000);
  assert.equal(stopwatch.asks(IDLE_MS - MINUTE - 1), false);
  assert.equal(stopwatch.asks(IDLE_MS - MINUTE), true);
  pass(stopwatch, IDLE_MS - MINUTE - 1_000, IDLE_MS - 1_000);
  stopwatch.activity(IDLE_MS - 500);
  assert.equal(stopwatch.asks(IDLE_MS - 500), false);
  pass(stopwatch, IDLE_MS - 1_000, IDLE_MS + MINUTE);
  assert.deepEqual(stopwatch.take(IDLE_MS + MINUTE), { active_ms: IDLE_MS + MINUTE, fresh: false });
});

for (const [words, minutes] of [
  [0, 5],
  [500, 5],
  [900, 9],
  [1_500, 15],
  [4_000, 15],
]) {
  test(`a section of ${words} words keeps a reader busy for ${minutes} minutes`, () => {
    const stopwatch = reading({ words });
    assert.equal(stopwatch.idle(minutes * MINUTE - 1), false);
    assert.equal(stopwatch.idle(minutes * MINUTE), true);
  });
}

test("who chose to be asked is asked every fifteen minutes, whatever they do, and not before", () => {
  const stopwatch = reading({ ask: 15 * MINUTE });
  for (let now = 1_000; now < 14 * MINUTE; now += 1_000) {
    if (now % 60_000 === 0) stopwatch.activity(now);
    else stopwatch.tick(now);
    assert.equal(stopwatch.asks(now), false);
  }
  assert.equal(stopwatch.asks(14 * MINUTE), true);
  stopwatch.sign(14 * MINUTE + 30_000);
  assert.equal(stopwatch.asks(28 * MINUTE), false);
  assert.equal(stopwatch.idle(28 * MINUTE), false);
});

test("who chose to be asked answers by any input once asked, and input tells of a laptop that slept", () => {
  const stopwatch = reading({ ask: 15 * MINUTE });
  pass(stopwatch, 0, 14 * MINUTE);
  stopwatch.activity(14 * MINUTE + 1_000);
  assert.equal(stopwatch.asks(14 * MINUTE + 1_000), false);
  stopwatch.activity(20 * MINUTE);
  assert.equal(stopwatch.lapsed, true);
});

test("parts of a millisecond go into the next beat", () => {
  const stopwatch = reading();
  assert.equal(stopwatch.take(1_000.6).active_ms, 1_000);
  assert.equal(stopwatch.take(2_000.4).active_ms, 1_000);
});

test("who chose to be asked and does not answer is credited for fifteen minutes", () => {
  const stopwatch = reading({ ask: 15 * MINUTE });
  pass(stopwatch, 0, 40 * MINUTE);
  assert.equal(stopwatch.take(40 * MINUTE).active_ms, 15 * MINUTE);
});

test("a laptop that slept tells what was read before, and nothing of its sleep", () => {
  const stopwatch = reading();
  stopwatch.tick(10_000);
  stopwatch.activity(4 * MINUTE);
  assert.equal(stopwatch.lapsed, true);
  stopwatch.tick(4 * MINUTE + 5_000);
  assert.deepEqual(stopwatch.take(4 * MINUTE + 5_000), { active_ms: 10_000, fresh: false });
  stopwatch.begin(4 * MINUTE + 5_000);
  assert.deepEqual(stopwatch.take(4 * MINUTE + 6_000), { active_ms: 0, fresh: true });
});

test("a tick may be two intervals late, and no more", () => {
  for (const [late, counted] of [
    [2 * INTERVAL_MS, 2 * INTERVAL_MS],
    [2 * INTERVAL_MS + 1, 0],
  ]) {
    assert.equal(reading().take(late).active_ms, counted);
  }
});

test("a page that opens late in a browser's life has just been opened, and nothing of before is left to tell", () => {
  const stopwatch = new Stopwatch(60 * MINUTE);
  assert.equal(stopwatch.idle(60 * MINUTE), false);
  stopwatch.tick(60 * MINUTE + 5_000);
  stopwatch.begin(60 * MINUTE + 5_000);
  assert.equal(stopwatch.activeMs, 0);
});

test("a clock set back counts nothing", () => {
  const stopwatch = reading();
  assert.equal(stopwatch.take(-MINUTE).active_ms, 0);
});

// Whatever happens, in whatever order, a page never claims more than the time it was visible since its last fresh beat.
test("no order of events makes a page claim time that it was not looked at", () => {
  forManySeeds(500, ({ below, pick }) => {
    const stopwatch = new Stopwatch(0);
    let now = 0;
    let visible = true;
    let looked = 0;
    let claimed = 0;
    for (let step = 0; step < 200; step += 1) {
      const passed = pick([200, 1_000, 1_000, 1_000, 20_000, 3 * MINUTE, 10 * MINUTE]) + below(50);
      now += passed;
      if (visible) looked += passed;
      const event = pick(["tick", "tick", "tick", "activity", "sign", "hide", "show", "beat", "begin"]);
      if (event === "hide") visible = false;
      if (event === "show") visible = true;
      if (event !== "beat") stopwatch[event](now);
      if (event !== "beat") continue;
      const beat = stopwatch.take(now);
      assert.ok(beat.active_ms >= 0);
      assert.ok(!beat.fresh || beat.active_ms === 0);
      claimed += beat.active_ms;
    }
    assert.ok(claimed <= looked, `${claimed} ms claimed of ${looked} ms`);
  });
});

test("someone who keeps reading loses nothing but fractions, whenever beats are taken", () => {
  forManySeeds(200, ({ below }) => {
    const stopwatch = reading();
    let claimed = 0;
    for (let second = 1; second <= 600; second += 1) {
      stopwatch.activity(second * 1_000);
      if (below(20) === 0) claimed += stopwatch.take(second * 1_000).active_ms;
    }
    assert.equal(claimed + stopwatch.take(600_000).active_ms, 600_000);
  });
});

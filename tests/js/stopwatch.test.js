// Ada reads; the stopwatch is told the time in milliseconds and what she does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { IDLE_MS, INTERVAL_MS, Stopwatch } from "../../player/web/static/stopwatch.js";

const MINUTE = 60_000;

// A stopwatch whose first beat the server has answered: from here on it reports what it counts.
function reading() {
  const stopwatch = new Stopwatch(0);
  stopwatch.acknowledged(stopwatch.report());
  return stopwatch;
}

test("the first beat of a page claims no time", () => {
  const stopwatch = new Stopwatch(0);
  stopwatch.tick(INTERVAL_MS);
  assert.deepEqual(stopwatch.report(), { active_ms: 0, fresh: true });
});

test("visible, active time is counted", () => {
  const stopwatch = reading();
  stopwatch.tick(INTERVAL_MS);
  assert.deepEqual(stopwatch.report(), { active_ms: INTERVAL_MS, fresh: false });
});

test("a hidden page counts nothing, and comes back fresh", () => {
  const stopwatch = reading();
  stopwatch.hide(5_000);
  stopwatch.tick(MINUTE);
  assert.equal(stopwatch.report().active_ms, 5_000);
  stopwatch.show(2 * MINUTE);
  assert.deepEqual(stopwatch.report(), { active_ms: 0, fresh: true });
});

test("an idle reader counts nothing until she moves again", () => {
  const stopwatch = reading();
  stopwatch.lastTick = IDLE_MS;
  stopwatch.tick(IDLE_MS + 1);
  assert.equal(stopwatch.activeMs, 0);
  stopwatch.activity(IDLE_MS + MINUTE);
  stopwatch.tick(IDLE_MS + MINUTE + 1_000);
  assert.equal(stopwatch.activeMs, 1_000);
});

test("a laptop that slept counts two intervals at most, and reports as fresh", () => {
  const stopwatch = reading();
  stopwatch.tick(4 * MINUTE);
  assert.equal(stopwatch.activeMs, 2 * INTERVAL_MS);
  assert.equal(stopwatch.report().fresh, true);
});

test("time that passes while a beat is on its way is kept for the next one", () => {
  const stopwatch = reading();
  stopwatch.tick(INTERVAL_MS);
  const sent = stopwatch.report();
  stopwatch.tick(INTERVAL_MS + 3_000);
  stopwatch.acknowledged(sent);
  assert.equal(stopwatch.report().active_ms, 3_000);
});

test("a clock set back counts nothing", () => {
  const stopwatch = reading();
  stopwatch.tick(-MINUTE);
  assert.equal(stopwatch.report().active_ms, 0);
});

// Ada reads; the stopwatch is told the time in milliseconds and what she does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { IDLE_MS, INTERVAL_MS, Stopwatch } from "../../player/web/static/stopwatch.js";
import { forManySeeds } from "./chance.js";

const MINUTE = 60_000;

// A stopwatch whose first beat the server has answered: from here on it reports what it counts.
function reading() {
  const stopwatch = new Stopwatch(0);
  stopwatch.acknowledged(stopwatch.report());
  return stopwatch;
}

function says(stopwatch) {
  return stopwatch.report().beat;
}

test("the first beat of a page claims no time, however late it is sent", () => {
  const stopwatch = new Stopwatch(0);
  stopwatch.tick(INTERVAL_MS);
  assert.deepEqual(says(stopwatch), { active_ms: 0, fresh: true });
});

test("visible, active time is counted", () => {
  const stopwatch = reading();
  stopwatch.tick(INTERVAL_MS);
  assert.deepEqual(says(stopwatch), { active_ms: INTERVAL_MS, fresh: false });
});

test("a hidden page counts nothing, and comes back fresh", () => {
  const stopwatch = reading();
  stopwatch.hide(5_000);
  stopwatch.tick(MINUTE);
  assert.deepEqual(says(stopwatch), { active_ms: 5_000, fresh: false });
  stopwatch.show(2 * MINUTE);
  assert.deepEqual(says(stopwatch), { active_ms: 0, fresh: true });
});

test("an idle reader is credited up to the last beat before she went, and begins anew when she moves again", () => {
  const stopwatch = reading();
  for (let now = 1_000; now <= IDLE_MS + MINUTE; now += 1_000) stopwatch.tick(now);
  assert.deepEqual(says(stopwatch), { active_ms: IDLE_MS, fresh: false });
  stopwatch.activity(IDLE_MS + 2 * MINUTE);
  assert.deepEqual(says(stopwatch), { active_ms: 0, fresh: true });
});

test("a laptop that slept begins anew", () => {
  const stopwatch = reading();
  stopwatch.tick(10_000);
  stopwatch.tick(4 * MINUTE);
  assert.deepEqual(says(stopwatch), { active_ms: 0, fresh: true });
});

test("time that passes while a beat is on its way is kept for the next one", () => {
  for (const stopwatch of [reading(), new Stopwatch(0)]) {
    stopwatch.tick(INTERVAL_MS);
    const sent = stopwatch.report();
    stopwatch.tick(INTERVAL_MS + 3_000);
    stopwatch.acknowledged(sent);
    assert.deepEqual(says(stopwatch), { active_ms: 3_000, fresh: false });
  }
});

test("an answer to a beat from before the page was hidden says nothing about the time after", () => {
  const stopwatch = new Stopwatch(0);
  const late = stopwatch.report();
  stopwatch.hide(1_000);
  stopwatch.show(MINUTE);
  stopwatch.acknowledged(late);
  assert.equal(says(stopwatch).fresh, true);
});

test("a clock set back counts nothing", () => {
  const stopwatch = reading();
  stopwatch.tick(-MINUTE);
  assert.equal(says(stopwatch).active_ms, 0);
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
      const event = pick(["tick", "tick", "tick", "activity", "hide", "show", "beat", "lost"]);
      if (event === "hide") visible = false;
      if (event === "show") visible = true;
      if (["tick", "activity", "hide", "show"].includes(event)) stopwatch[event](now);
      if (event !== "beat" && event !== "lost") continue;
      const report = stopwatch.report();
      assert.ok(report.beat.active_ms >= 0);
      assert.ok(!report.beat.fresh || report.beat.active_ms === 0);
      if (event === "lost") continue;
      claimed += report.beat.active_ms;
      stopwatch.acknowledged(report);
    }
    assert.ok(claimed <= looked, `${claimed} ms claimed of ${looked} ms`);
  });
});

test("someone who keeps reading loses nothing but fractions, however many beats get lost", () => {
  forManySeeds(200, ({ below }) => {
    const stopwatch = reading();
    let claimed = 0;
    for (let second = 1; second <= 600; second += 1) {
      stopwatch.activity(second * 1_000);
      if (second % 20 || below(3) === 0) continue;
      const report = stopwatch.report();
      claimed += report.beat.active_ms;
      stopwatch.acknowledged(report);
    }
    assert.equal(claimed + says(stopwatch).active_ms, 600_000);
  });
});

// Beats wait on the device until the server has them, and become one beat, or one span, when the network is back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Beats } from "../../player/web/static/beats.js";
import { Refusal } from "../../player/web/static/http.js";
import { forManySeeds } from "./chance.js";
import { settle } from "./page.js";
import { Shared } from "./shelf.js";

const ALONE = { first: undefined, late: undefined };
const LIMITS = { limitMs: 30_000 };

function shelf() {
  return new Shared(({ lease, sequence }) => `${lease},${sequence}`);
}

// Beats of one lease, numbered from 1; "fresh" is a beat that starts the clock.
function waiting(device, ...spans) {
  const beats = new Beats(device);
  for (const [index, span] of spans.entries()) beats.add(beat(index + 1, span));
  return beats;
}

function beat(sequence, span) {
  const fresh = span === "fresh";
  return {
    lease: "a",
    sequence,
    active_ms: fresh ? 0 : span,
    fresh,
    section: `s${sequence}`,
    media_ms: null,
    asked: false,
  };
}

function next(beats) {
  const { sequence, first, late, active_ms: ms, fresh } = beats.next("a", LIMITS);
  return { sequence, first, late, ms, fresh };
}

test("nothing that waits is nothing to send", () => {
  assert.equal(new Beats(shelf()).next("a", LIMITS), null);
});

test("one beat goes as it is, with the place where it was made", () => {
  assert.deepEqual(waiting(shelf(), 20_000).next("a", LIMITS), {
    sequence: 1,
    active_ms: 20_000,
    fresh: false,
    section: "s1",
    media_ms: null,
    asked: false,
  });
});

test("a beat that got lost goes with the next one, as one that is only late", () => {
  assert.deepEqual(next(waiting(shelf(), 20_000, 2_000)), {
    sequence: 2,
    first: 1,
    late: true,
    ms: 22_000,
    fresh: false,
  });
});

test("more than one beat could be worth goes as a span, while there is grace", () => {
  const beats = waiting(shelf(), 20_000, 20_000, 20_000);
  assert.deepEqual(next(beats), { sequence: 3, first: 1, late: false, ms: 60_000, fresh: false });
});

test("what one beat can be worth, and what is left of grace then, is no matter of grace", () => {
  assert.equal(next(waiting(shelf(), 20_000, 10_000)).late, true);
  const beats = waiting(shelf(), 20_000, 20_000);
  beats.add({ ...beat(3, 20_000), grace_ms: 30_000 });
  assert.equal(next(beats).late, true);
});

test("without grace it goes as one that is only late, also from a page loaded again", async () => {
  const device = shelf();
  const beats = waiting(device, 20_000, 20_000);
  beats.add({ ...beat(3, 20_000), grace_ms: 10_000 });
  const late = { sequence: 3, first: 1, late: true, ms: 60_000, fresh: false };
  assert.deepEqual(next(beats), late);
  const after = new Beats(device);
  await after.leases();
  assert.deepEqual(next(after), late);
});

test("a fresh beat at the end goes by itself: it starts the clock anew", () => {
  const beats = waiting(shelf(), 20_000, "fresh");
  assert.deepEqual(next(beats), { sequence: 1, ...ALONE, ms: 20_000, fresh: false });
  beats.done("a", 1);
  assert.deepEqual(next(beats), { sequence: 2, ...ALONE, ms: 0, fresh: true });
});

test("a fresh beat that got lost goes with what came after it, and two of them do not hide what came before", () => {
  const lost = { first: 1, sequence: 2, late: true, fresh: false };
  assert.deepEqual(next(waiting(shelf(), "fresh", 5_000)), { ...lost, ms: 5_000 });
  assert.deepEqual(next(waiting(shelf(), 20_000, "fresh", "fresh")), { ...lost, ms: 20_000 });
});

test("a fresh beat within a span claims nothing of its own", () => {
  assert.deepEqual(next(waiting(shelf(), 20_000, "fresh", 15_000)), {
    sequence: 3,
    first: 1,
    late: false,
    ms: 35_000,
    fresh: false,
  });
});

test("what the server has leaves the device, and whether that was news is told", () => {
  const device = shelf();
  const beats = waiting(device, 20_000, 20_000, 20_000);
  beats.add({ ...beat(1, 5_000), lease: "b" });
  assert.equal(beats.done("a", 2), true);
  assert.equal(beats.done("a", 2), false);
  assert.deepEqual([...device.rows.keys()], ["a,3", "b,1"]);
});

test("a page loaded again finds what the one before it could not send", async () => {
  const device = shelf();
  waiting(device, 20_000, 20_000);
  const after = new Beats(device);
  after.add({ ...beat(1, 5_000), lease: "b" });
  assert.deepEqual(await after.leases(), ["a", "b"]);
  assert.deepEqual(await after.leases(), ["a", "b"]);
  assert.deepEqual(next(after), { sequence: 2, first: 1, late: false, ms: 40_000, fresh: false });
});

test("what another page adds and makes one of, before it could be sent, is found in order and claimed once", async () => {
  for (const made of [3, 100]) {
    const device = shelf();
    const other = waiting(device, 10, 10);
    const beats = new Beats(device);
    await beats.leases();
    for (let sequence = 3; sequence <= made; sequence += 1) other.add(beat(sequence, 10));
    await beats.leases();
    assert.deepEqual(next(beats), { sequence: made, first: 1, late: true, ms: made * 10, fresh: false });
  }
});

test("a page that ends between the two halves of making two beats one leaves nothing out, and nothing twice", async () => {
  const device = shelf();
  device.remove = () => {};
  waiting(device, ...Array.from({ length: 61 }, () => 10));
  const after = new Beats(device);
  await after.leases();
  assert.deepEqual([device.rows.size, next(after).ms], [61, 610]);
});

test("a lease that is over takes its beats along, and no others", () => {
  const beats = waiting(shelf(), 20_000);
  beats.add({ ...beat(1, 5_000), lease: "b" });
  beats.drop("a");
  assert.deepEqual(
    beats.rows.map((row) => row.lease),
    ["b"],
  );
});

test("hours without a network take no more room than a while, and lose nothing", async () => {
  const device = shelf();
  const beats = waiting(device, ...Array.from({ length: 1_000 }, () => 20_000));
  assert.equal(device.rows.size, 60);
  assert.deepEqual(next(beats), { sequence: 1_000, first: 1, late: false, ms: 20_000_000, fresh: false });
  const after = new Beats(device);
  await after.leases();
  assert.deepEqual(next(after), next(beats));
});

test("of a long time without a network goes what the server does not have, wherever that begins", () => {
  for (const [known, ms] of [
    [1, 99 * 20_000],
    [9, 91 * 20_000],
    [10, 50 * 20_000],
    [30, 50 * 20_000],
    [90, 10 * 20_000],
  ]) {
    const device = shelf();
    const beats = waiting(device, ...Array.from({ length: 100 }, () => 20_000));
    assert.equal(beats.done("a", known), true);
    assert.deepEqual(next(beats), { sequence: 100, first: known + 1, late: false, ms, fresh: false });
    assert.deepEqual([...device.rows.values()], beats.rows);
    assert.equal(beats.done("a", known), false);
  }
});

test("that the server has a part of a long row is news, once", () => {
  const beats = waiting(shelf(), ...Array.from({ length: 100 }, () => 20_000));
  beats.done("a", 9);
  assert.deepEqual([beats.done("a", 10), beats.done("a", 10)], [true, false]);
});

// Sends beats that the test answers: each is a function of `told`, which takes the answer or the error.
function send(beats, told, after = 0) {
  const ask = ({ sequence, first = sequence }) =>
    new Promise((resolve, reject) => {
      told.push((given) => (given instanceof Error ? reject(given) : resolve(given)));
      told.at(-1).what = [first, sequence];
    });
  return beats.send("a", ask, { heard: () => {}, limitMs: 30_000, after });
}

test("word that a beat came before what was under way may come after that was heard: the beat goes again", async () => {
  const beats = waiting(shelf(), 5_000, 5_000);
  const told = [];
  const first = send(beats, told);
  beats.add(beat(3, 5_000));
  const left = send(beats, told, 2);
  told[0]({});
  await settle();
  told[2](new TypeError("lost"));
  await assert.rejects(first, TypeError);
  told[1](new Refusal(422, "out_of_order", { sequence: 0 }));
  await settle();
  assert.deepEqual(
    told.map(({ what }) => what),
    [
      [1, 2],
      [3, 3],
      [3, 3],
      [3, 3],
    ],
  );
  told[3]({});
  await left;
  assert.deepEqual(beats.rows, []);
});

for (const after of [0, 1]) {
  test(`what another loop has heard of is not sent again after a refusal, also when what came after ${after} was sent`, async () => {
    const beats = waiting(shelf(), 5_000, 5_000, 5_000);
    const told = [];
    const sent = send(beats, told, after);
    if (after === 0) beats.done("a", 1);
    told[0](new Refusal(422, "out_of_order", { sequence: 1 }));
    await settle();
    assert.deepEqual(told[1].what, [2, 3]);
    told[1]({});
    await sent;
    assert.deepEqual(beats.rows, []);
  });
}

test("a lease that is gone is not tried again with the beat that came meanwhile", async () => {
  const beats = waiting(shelf(), 5_000);
  const told = [];
  const sent = send(beats, told);
  beats.add(beat(2, 5_000));
  told[0](new Refusal(409, "elsewhere"));
  await assert.rejects(sent, Refusal);
  assert.deepEqual([told.length, beats.rows], [1, []]);
});

test("a beat has left the device before anybody hears that it is saved", async () => {
  const beats = waiting(shelf(), 5_000);
  let kept = null;
  await beats.send("a", async () => ({}), { limitMs: 30_000, heard: () => (kept = beats.rows.length) });
  assert.equal(kept, 0);
});

// Whatever arrives and whatever is lost: what is sent in the end claims each beat at most once after it was acknowledged.
test("no order of sending and losing claims time twice or leaves some out", () => {
  forManySeeds(300, ({ below }) => {
    const beats = new Beats(shelf());
    let made = 0;
    let heard = 0;
    for (let sequence = 1; sequence <= 100; sequence += 1) {
      const ms = below(20_000);
      made += ms;
      beats.add(beat(sequence, ms));
      if (below(3) > 0) continue;
      const sent = beats.next("a", LIMITS);
      heard += sent.active_ms;
      beats.done("a", sent.sequence);
    }
    const last = beats.next("a", LIMITS);
    assert.equal(heard + (last?.active_ms ?? 0), made);
  });
});

// What Ada plays is told to the server in order; what has not arrived is kept, and what cannot be kept is told all the same.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Reports } from "../../player/web/static/reports.js";
import { answer, openPage, pass, settle } from "./page.js";
import { Forgetful, Shared } from "./shelf.js";

const FILM = "/recordings/tour";
const PAGE = "/learn/1/lessons/one";
const NOBODY = { told: () => {}, failed: () => {}, owes: () => {} };
const PIECE = { from_ms: 0, to_ms: 5_000 };

// Reports of a page that were added and sent, with what the page said of them.
async function reported(device) {
  const notes = [];
  const debts = [];
  const reports = new Reports(PAGE, device, {
    told: (_recording, coverage) => notes.push(coverage),
    failed: (_recording, what) => notes.push(what),
    owes: (owed) => (debts[0] = owed),
  });
  reports.add(FILM, PIECE);
  reports.send();
  await settle();
  return { reports, notes, debts };
}

function shelf() {
  return new Shared(({ key }) => key);
}

test("without storage pieces wait as long as the page is there", () => {
  const reports = new Reports(PAGE, new Forgetful(), NOBODY);
  reports.add(FILM, PIECE);
  assert.equal(reports.queue.first.to_ms, 5_000);
});

test("a piece waits on the device while somebody else is signed in, and is sent when its owner is back", async () => {
  const page = openPage((_address, _request, { now }) =>
    now < 30_000 ? answer({ code: "enrollment_not_found" }, 404) : new Response('name="csrf-token" content="t"'),
  );
  const device = shelf();
  const { notes, debts } = await reported(device);
  assert.deepEqual([device.rows.size, notes, debts], [1, ["unsaved"], [true]]);
  await pass(page, 60);
  assert.deepEqual([device.rows.size, notes.at(-1), debts], [0, 'name="csrf-token" content="t"', [false]]);
});

test("a piece that may be taken another day is kept for a later page, and holds up no other", async () => {
  openPage(() => answer({ code: "lesson_locked" }, 403));
  const device = shelf();
  const { reports, notes, debts } = await reported(device);
  assert.deepEqual([device.rows.size, notes, debts, reports.queue.first], [1, ["unsaved"], [true], undefined]);
});

test("what plays before the server has heard of the page goes after the word that it is here, and after older pieces", async () => {
  const device = shelf();
  device.put({ key: "k1", page: PAGE, at: 1, recording: FILM, from_ms: 40_000, to_ms: 41_000 });
  const page = openPage(() => new Response("heard"));
  const reports = new Reports(PAGE, device, NOBODY);
  reports.open(FILM, 7_000);
  reports.add(FILM, PIECE);
  await settle();
  assert.deepEqual(
    page.sent.map(({ body }) => [body.from_ms, body.to_ms]),
    [
      [40_000, 41_000],
      [7_000, 7_000],
      [0, 5_000],
    ],
  );
});

test("a piece that came too fast is sent once more when as much time has passed as it lasts", async () => {
  const page = openPage((_address, _request, { now }) =>
    now < 5_000 ? answer({ code: "watched_too_fast" }, 422) : new Response("heard"),
  );
  const device = shelf();
  const { notes, debts } = await reported(device);
  assert.deepEqual([device.rows.size, notes, debts], [1, [], [true]]);
  await pass(page, 5);
  assert.deepEqual([device.rows.size, notes, debts, page.sent.length], [0, ["heard"], [false], 2]);
});

test("pieces are sent one at a time and once each, so that the last one outlives the page", async () => {
  const answers = [];
  const page = openPage(() => new Promise((resolve) => answers.push(() => resolve(new Response("heard")))));
  const { reports } = await reported(shelf());
  reports.add(FILM, PIECE);
  reports.send();
  await settle();
  assert.deepEqual([page.sent.length, page.sent[0].keepalive], [1, true]);
  for (let sent = 0; sent < 2; sent += 1) {
    answers[sent]();
    await settle();
  }
  reports.add(FILM, PIECE);
  reports.send();
  await settle();
  assert.equal(page.sent.length, 3);
});

for (const [code, note] of [
  ["watched_too_fast", "refused"],
  ["skipped_ahead", "skipped"],
]) {
  test(`a piece that stays refused as ${code} is let go, and the page says that and why`, async () => {
    const page = openPage(() => answer({ code }, 422));
    const device = shelf();
    const { notes, debts } = await reported(device);
    await pass(page, 60);
    assert.deepEqual([device.rows.size, notes, debts], [0, [note], [false]]);
  });
}

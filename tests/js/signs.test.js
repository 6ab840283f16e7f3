// What a page takes for a sign of its reader, and when it takes itself for left.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cover, happen, pass, settle } from "./page.js";
import { open, server } from "./server.js";

const HEARD_HIDDEN = { policy: { hidden_media: true } };

async function openWithFilm(options) {
  const state = server(options);
  const { page } = await open(state);
  const film = { paused: false, ended: false, readyState: 3 };
  page.media.push(film);
  return { state, page, film };
}

// Lets a film tell every second how far it is, whether anybody watches it or not.
async function passWithFilm(page, film, seconds) {
  for (let second = 0; second < seconds; second += 1) {
    await happen(page, "timeupdate", film);
    await pass(page, 1);
  }
}

for (const sign of ["pointerdown", "pointermove", "keydown", "touchstart", "scroll", "focusin", "selectionchange"]) {
  test(`a reader gives a sign by ${sign}`, async () => {
    const state = server();
    const { page } = await open(state);
    await pass(page, 200);
    page.document.dispatchEvent(new Event(sign));
    await pass(page, 400);
    assert.equal(state.counted, 500_000);
  });
}

test("a film that plays is a sign of somebody for as long as it plays", async () => {
  const { state, page, film } = await openWithFilm();
  await passWithFilm(page, film, 400);
  assert.equal(state.counted, 400_000);
});

for (const [what, still] of Object.entries({ paused: { paused: true }, ended: { ended: true } })) {
  test(`a film that is ${what} is a sign of nobody`, async () => {
    const { state, page, film } = await openWithFilm();
    await passWithFilm(page, Object.assign(film, still), 400);
    assert.equal(state.counted, 300_000);
  });
}

test("a film in a window of its own is a sign only where the policy lets it", async () => {
  for (const [options, counted] of [
    [{}, 300_000],
    [HEARD_HIDDEN, 400_000],
  ]) {
    const { state, page, film } = await openWithFilm(options);
    page.document.pictureInPictureElement = film;
    await passWithFilm(page, film, 400);
    assert.equal(state.counted, counted);
  }
});

test("a hidden page counts while its film plays, where the policy lets it, and no longer", async () => {
  for (const [name, change] of [
    ["pause", { paused: true }],
    ["ended", { ended: true }],
    ["waiting", { readyState: 2 }],
  ]) {
    const { state, page, film } = await openWithFilm(HEARD_HIDDEN);
    await cover(page, true);
    await passWithFilm(page, film, 40);
    await happen(page, name, Object.assign(film, change));
    await pass(page, 300);
    assert.equal(state.counted, 40_000, name);
  }
});

test("a page that counted while it was hidden goes on when it is looked at, as if nothing had happened", async () => {
  const { state, page, film } = await openWithFilm(HEARD_HIDDEN);
  await cover(page, true);
  await passWithFilm(page, film, 30);
  const { length } = page.sent;
  await cover(page, false);
  assert.equal(page.sent.length, length);
  await pass(page, 10);
  assert.equal(state.counted, 40_000);
});

test("a hidden film that goes on counts again, from there on", async () => {
  const { state, page, film } = await openWithFilm(HEARD_HIDDEN);
  await cover(page, true);
  await happen(page, "waiting", Object.assign(film, { readyState: 2 }));
  await pass(page, 60);
  await happen(page, "playing", Object.assign(film, { readyState: 3 }));
  await passWithFilm(page, film, 40);
  assert.equal(state.counted, 40_000);
});

test("a hidden page is left though its film plays, where the policy does not let it count", async () => {
  const { state, page, film } = await openWithFilm();
  await pass(page, 20);
  await cover(page, true);
  const { length } = page.sent;
  await passWithFilm(page, film, 400);
  await happen(page, "playing", film);
  assert.deepEqual([state.counted, page.sent.length], [20_000, length]);
});

test("a page that is hidden while nothing plays is left, whatever the policy", async () => {
  const { state, page, film } = await openWithFilm(HEARD_HIDDEN);
  film.paused = true;
  await pass(page, 20);
  await cover(page, true);
  await passWithFilm(page, film, 100);
  assert.equal(state.counted, 20_000);
});

test("a page that is left tells what was read, and from the browser's memory it comes back fresh", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 25);
  page.window.dispatchEvent(new Event("pagehide"));
  await settle();
  assert.deepEqual([page.sent.at(-1).keepalive, state.counted], [true, 25_000]);
  page.now += 3_600_000;
  page.window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await settle();
  assert.equal(page.sent.at(-1).body.fresh, true);
  await pass(page, 20);
  assert.equal(state.counted, 45_000);
});

for (const [what, target, name, more] of [
  ["resumed", "document", "resume", {}],
  ["shown again by the browser", "window", "pageshow", { persisted: true }],
]) {
  test(`a hidden page that is ${what} while it is hidden sends nothing and counts nothing`, async () => {
    const state = server();
    const { page } = await open(state);
    await pass(page, 25);
    await cover(page, true);
    const { length } = page.sent;
    page[target].dispatchEvent(Object.assign(new Event(name), more));
    await pass(page, 60);
    assert.deepEqual([page.sent.length, state.counted], [length, 25_000]);
  });
}

test("a page that is shown for the first time goes on as it was", async () => {
  const { page } = await open(server());
  await pass(page, 5);
  const { length } = page.sent;
  page.window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  await settle();
  assert.equal(page.sent.length, length);
});

test("beats tell where a recording is, until it is at no place any more", async () => {
  const { page } = await open(server());
  for (const detail of [7_000, null]) {
    page.document.dispatchEvent(new CustomEvent("media-place", { detail }));
    await pass(page, 20);
    assert.equal(page.sent.at(-1).body.media_ms, detail);
  }
});

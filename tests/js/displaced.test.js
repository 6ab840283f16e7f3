// Pages whose lease is gone: another page has it, or it ended with the sign-in.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Refusal } from "../../player/web/static/http.js";
import { answer, cover, pass, settle } from "./page.js";
import { beatAt, open, server } from "./server.js";

// What a server says to somebody who is not signed in any more.
const stranger = () => new Refusal(401, "signed_out");

test("a page that lost the clock says so, is silent, and takes it back only when asked", async () => {
  const state = server();
  const { page, clock, pill, takeOver } = await open(state);
  state.lease += 1;
  await pass(page, 20);
  assert.match(pill.textContent, /^elsewhere/);
  assert.equal(takeOver.hidden, false);
  page.network(false);
  page.network(true);
  assert.match(pill.textContent, /^elsewhere/);
  const sent = page.sent.length;
  await pass(page, 60);
  await cover(page, true);
  await cover(page, false);
  assert.deepEqual([page.sent.length, clock.beats.rows], [sent, []]);
  takeOver.dispatchEvent(new Event("click"));
  await settle();
  assert.match(pill.textContent, /^saved/);
  assert.equal(takeOver.hidden, true);
});

test("a late word about a lease that is gone does not stop the one in force", async () => {
  const state = server();
  let letGo = null;
  const { page, clock, pill, takeOver } = await open({
    serve: (address, request, where) =>
      address === "/beat" && where.now === 20_000 && letGo === null
        ? new Promise((resolve) => {
            letGo = () => resolve(answer({ outcome: "elsewhere" }, 409));
          })
        : state.serve(address, request, where),
  });
  await pass(page, 20);
  await clock.start();
  letGo();
  await settle();
  assert.match(pill.textContent, /^saved/);
  assert.equal(takeOver.hidden, true);
  await pass(page, 20);
  assert.equal(state.counted, 40_000);
});

test("a page that lost the clock waits for a click also where the sign-in expired meanwhile", async () => {
  let signedOut = false;
  const state = server({ trouble: (_page, address) => (signedOut && address !== "/beat" ? stranger() : null) });
  const { page, pill, takeOver } = await open(state);
  Object.assign(state, { lease: 2 });
  signedOut = true;
  await pass(page, 20);
  assert.match(pill.textContent, /^elsewhere/);
  signedOut = false;
  page.window.dispatchEvent(new Event("signed-in"));
  await cover(page, true);
  await cover(page, false);
  await pass(page, 60);
  assert.equal(state.lease, 2);
  takeOver.dispatchEvent(new Event("click"));
  await settle();
  assert.equal(state.lease, 3);
});

test("a page that is being told so does not take the clock back when it is looked at again", async () => {
  const state = server();
  const { page } = await open({
    serve: (address, request, where) =>
      address.startsWith("http") ? new Promise(() => {}) : state.serve(address, request, where),
  });
  state.lease += 1;
  await pass(page, 20);
  await cover(page, true);
  await cover(page, false);
  assert.equal(state.lease, 2);
});

test("a page that was silent counts again when its reader continues here", async () => {
  const state = server({ trouble: beatAt(300_000, () => answer({ code: "elsewhere" }, 409)) });
  const { page, takeOver } = await open(state);
  await pass(page, 310);
  page.document.dispatchEvent(new Event("keydown"));
  takeOver.dispatchEvent(new Event("click"));
  await settle();
  const before = state.counted;
  await pass(page, 200);
  assert.equal(state.counted - before, 200_000);
});

test("a page whose learner signed out asks to sign in, and goes on by itself after that", async () => {
  let signedOut = false;
  const state = server({ trouble: (_page, address) => (signedOut && address !== "/beat" ? stranger() : null) });
  const { page, pill, takeOver } = await open(state);
  Object.assign(state, { ended: true });
  signedOut = true;
  await pass(page, 20);
  assert.match(pill.textContent, /^signed-out/);
  assert.equal(takeOver.hidden, true);
  const [dialog, button] = [page.part("[data-sign-in]"), page.part("[data-sign-in-again]")];
  assert.deepEqual([dialog.open, button.hidden], [true, false]);
  dialog.close();
  await pass(page, 2);
  assert.equal(dialog.open, false);
  button.dispatchEvent(new Event("click"));
  assert.equal(dialog.open, true);
  signedOut = false;
  await pass(page, 20);
  assert.match(pill.textContent, /^saved/);
  assert.deepEqual([dialog.open, button.hidden], [false, true]);
});

test("a page that took the clock back is as any other: it goes on by itself after the sign-in ended", async () => {
  const state = server();
  const { page, pill, takeOver } = await open(state);
  state.lease += 1;
  await pass(page, 20);
  takeOver.dispatchEvent(new Event("click"));
  await settle();
  Object.assign(state, { ended: true });
  await pass(page, 40);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.lease, 4);
});

test("a page that needs a sign-in goes on as soon as somebody signed in", async () => {
  let signedOut = true;
  const state = server({ trouble: () => (signedOut ? stranger() : null) });
  const { page, pill } = await open(state);
  assert.match(pill.textContent, /^signed-out/);
  signedOut = false;
  page.window.dispatchEvent(new Event("signed-in"));
  await settle();
  assert.match(pill.textContent, /^saved/);
});

test("a page whose beats went on meanwhile says that they are saved as soon as somebody signed in", async () => {
  const { page, clock, pill } = await open(server());
  clock.tellSignedOut();
  await pass(page, 20);
  assert.match(pill.textContent, /^signed-out/);
  page.window.dispatchEvent(new Event("signed-in"));
  await settle();
  assert.match(pill.textContent, /^saved/);
  assert.equal(page.part("[data-sign-in-again]").hidden, true);
});

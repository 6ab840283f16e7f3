// Readers who stop: what they read until then counts, and the page is silent until somebody is there again.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cover, pass, settle } from "./page.js";
import { open, server } from "./server.js";

test("someone who does nothing is credited for five minutes, and then the page is silent", async () => {
  const state = server();
  const { page, pill } = await open(state);
  await pass(page, 400);
  assert.match(pill.textContent, /^paused/);
  assert.equal(state.counted, 300_000);
  const sent = page.sent.length;
  await pass(page, 3_600);
  assert.equal(page.sent.length, sent);
  page.document.dispatchEvent(new Event("keydown"));
  await settle();
  await pass(page, 20);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.counted, 320_000);
});

test("what somebody read before they stopped is sent when time stops, not later", async () => {
  const { page } = await open(server());
  await pass(page, 5);
  page.document.dispatchEvent(new Event("keydown"));
  await pass(page, 310);
  assert.equal(page.sent.at(-1).at, 305_000);
});

test("a page that was silent counts again when it is looked at anew", async () => {
  const state = server();
  const { page, pill } = await open(state);
  await pass(page, 400);
  await cover(page, true);
  await cover(page, false);
  await pass(page, 20);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.counted, 320_000);
});

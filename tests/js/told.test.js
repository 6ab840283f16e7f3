// What a page says of itself, and when it takes that back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Refusal } from "../../player/web/static/http.js";
import { pass, settle } from "./page.js";
import { beatAt, open, server } from "./server.js";

const LOST = new TypeError("lost");
const STRANGER = new Refusal(401, "signed_out");

async function choose(page, asked) {
  page.part("[data-asked]").checked = asked;
  page.part("[data-asked]").dispatchEvent(new Event("change"));
  await settle();
}

test("who lost the clock to another page is asked nothing any more", async () => {
  const state = server();
  const { page } = await open(state);
  await pass(page, 250);
  assert.equal(page.part("[data-still-there]").hidden, false);
  state.lease += 1;
  await pass(page, 21);
  assert.equal(page.part("[data-still-there]").hidden, true);
});

test("a choice can be taken back", async () => {
  const { page } = await open(server({ policy: { ask: 900_000 } }));
  await choose(page, false);
  await pass(page, 240);
  assert.equal(page.sent.at(-1).body.asked, false);
  assert.equal(page.part("[data-still-there]").hidden, false);
});

test("a choice of somebody who is signed out asks for a sign-in", async () => {
  const state = server({ trouble: (_page, address) => (address === "/asking" ? STRANGER : null) });
  const { page, pill } = await open(state);
  await choose(page, true);
  assert.match(pill.textContent, /^signed-out/);
});

test("what was heard of the page takes back that somebody is signed out, and nothing else", async () => {
  const state = server({ trouble: beatAt(20_000, () => LOST) });
  const { page, clock, pill, takeOver } = await open(state);
  clock.tellSignedOut();
  clock.tellHeard();
  assert.match(pill.textContent, /^saved/);
  await pass(page, 20);
  clock.tellHeard();
  assert.match(pill.textContent, /^unsaved/);
  await pass(page, 2);
  state.lease += 1;
  await pass(page, 20);
  clock.tellHeard();
  assert.match(pill.textContent, /^elsewhere/);
  assert.equal(takeOver.hidden, false);
});

test("a page that owes something else says so, though its beats are saved", async () => {
  const { page, clock, pill } = await open(server());
  clock.owed = () => true;
  await pass(page, 20);
  assert.match(pill.textContent, /^unsaved/);
  clock.owed = () => false;
  clock.tellHeard();
  assert.match(pill.textContent, /^saved/);
});

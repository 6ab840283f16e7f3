// "Still reading?": asked before time stops, in a corner, and answered by whatever somebody does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cover, pass, settle } from "./page.js";
import { open, server } from "./server.js";

async function ask(policy) {
  const state = server({ policy });
  const { page, pill, clock } = await open(state);
  const part = page.part;
  return { state, page, pill, clock, prompt: part("[data-still-there]"), said: part("[data-announce]"), part };
}

async function press(button) {
  button.dispatchEvent(new Event("click"));
  await settle();
}

test("a minute before time stops the page asks, once and aloud", async () => {
  const { page, prompt, said } = await ask();
  await pass(page, 239);
  assert.equal(prompt.hidden, true);
  await pass(page, 1);
  assert.equal(prompt.hidden, false);
  assert.equal(said.textContent, "still-there");
  said.textContent = "";
  await pass(page, 30);
  assert.equal(said.textContent, "");
});

test("doing anything is an answer: time goes on, and the question goes a little later", async () => {
  const { state, page, prompt, part } = await ask();
  await pass(page, 290);
  page.document.dispatchEvent(new Event("scroll"));
  assert.equal(prompt.hidden, false);
  assert.equal(part("[data-question-now]").hidden, true);
  await pass(page, 10);
  assert.equal(prompt.hidden, true);
  await pass(page, 200);
  assert.equal(state.counted, 500_000);
});

test("a page that is left asks no more", async () => {
  const { page, prompt } = await ask();
  await pass(page, 250);
  assert.equal(prompt.hidden, false);
  await cover(page, true);
  await pass(page, 10);
  assert.equal(prompt.hidden, true);
});

test("the button is an answer, and the question goes at once", async () => {
  const { page, prompt, part } = await ask();
  await pass(page, 250);
  await press(part("[data-here]"));
  assert.equal(prompt.hidden, true);
});

test("without an answer time waits, the question stays, and the button goes on from there", async () => {
  const { state, page, pill, prompt, part } = await ask();
  await pass(page, 1_000);
  assert.match(pill.textContent, /^paused/);
  assert.equal(prompt.hidden, false);
  await press(part("[data-here]"));
  await pass(page, 20);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.counted, 320_000);
});

test("a long section is read in peace", async () => {
  const { state, page, clock, prompt } = await ask();
  clock.watch.words = 1_000;
  await pass(page, 539);
  assert.equal(prompt.hidden, true);
  await pass(page, 400);
  assert.equal(state.counted, 600_000);
});

test("who chose to be asked every fifteen minutes is asked so at once, and every beat says it", async () => {
  const { state, page, prompt, part } = await ask();
  await pass(page, 250);
  await press(part("[data-ask-instead]"));
  assert.equal(part("[data-asked]").checked, true);
  assert.equal(part("[data-ask-instead]").hidden, true);
  await pass(page, 800);
  assert.equal(prompt.hidden, true);
  assert.equal(page.sent.at(-1).body.asked, true);
  await pass(page, 60);
  assert.equal(prompt.hidden, false);
  await pass(page, 600);
  assert.equal(state.counted, 250_000 + 900_000);
});

test("who makes that choice after time stopped goes on from there", async () => {
  const { state, page, pill, part } = await ask();
  await pass(page, 400);
  await press(part("[data-ask-instead]"));
  await pass(page, 20);
  assert.match(pill.textContent, /^saved/);
  assert.equal(state.counted, 320_000);
});

test("a choice made on another day holds from the first minute", async () => {
  const { page, prompt, part } = await ask({ ask: 900_000 });
  assert.equal(part("[data-asked]").checked, true);
  await pass(page, 839);
  assert.equal(prompt.hidden, true);
  await pass(page, 1);
  assert.equal(prompt.hidden, false);
});

test("a policy that leaves no choice shows none", async () => {
  const { part } = await ask({ may_ask: false });
  assert.equal(part("[data-asked]").hidden, true);
  assert.equal(part("[data-ask-instead]").hidden, true);
});

test("a choice that could not be saved is not made", async () => {
  const state = server({ trouble: (_page, address) => (address === "/asking" ? new TypeError("lost") : null) });
  const { page, pill } = await open(state);
  page.part("[data-asked]").checked = true;
  page.part("[data-asked]").dispatchEvent(new Event("change"));
  await settle();
  assert.equal(page.part("[data-asked]").checked, false);
  assert.match(pill.textContent, /^unsaved/);
});

// What the bar on top of a page says aloud, and how long its question stays.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Bar } from "../../player/web/static/bar.js";
import { openPage, pass } from "./page.js";

function bar() {
  const page = openPage(() => {});
  return { page, bar: new Bar(page.bar), said: page.part("[data-announce]"), prompt: page.part("[data-still-there]") };
}

test("the same word is not said twice", () => {
  const { bar: told, said } = bar();
  told.say("unsaved");
  said.textContent = "";
  told.say("unsaved");
  assert.equal(said.textContent, "");
});

test("that time was saved is shown and takes back what was said before, but no question", () => {
  const { bar: told, said } = bar();
  told.say("unsaved");
  told.say("saved", "14:03");
  assert.equal(said.textContent, "saved 14:03");
  told.say("saved", "14:04");
  assert.equal(said.textContent, "");
  told.ask(true);
  told.say("saved", "14:05");
  assert.equal(said.textContent, "still-there");
});

test("a question that was answered twice stays ten seconds after the second answer", async () => {
  const { page, bar: told, prompt } = bar();
  for (let time = 0; time < 2; time += 1) {
    told.ask(true);
    told.ask(false);
    await pass(page, 6);
    assert.equal(prompt.hidden, false);
  }
  await pass(page, 4);
  assert.equal(prompt.hidden, true);
});

test("a question says that it was answered, once it was", () => {
  const { page, bar: told } = bar();
  const hidden = () => ["[data-question-now]", "[data-answered]"].map((name) => page.part(name).hidden);
  told.ask(true);
  assert.deepEqual(hidden(), [false, true]);
  told.ask(false);
  assert.deepEqual(hidden(), [true, false]);
});

test("a question that nobody answered does not go away", () => {
  const { bar: told, prompt } = bar();
  told.ask(true);
  told.dismiss();
  assert.equal(prompt.hidden, false);
});

test("whole minutes are shown, of the course and of what is open", () => {
  const { page, bar: told } = bar();
  told.showTime({ activity_ms: 119_999, course_ms: 180_000 });
  assert.deepEqual([page.part("[data-minutes]").textContent, page.part("[data-minutes-here]").textContent], [3, 1]);
});

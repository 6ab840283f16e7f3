// Where a browser forbids storage, what Ada plays is told all the same.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Reports } from "../../player/web/static/reports.js";
import { Forgetful } from "./shelf.js";

test("without storage pieces wait as long as the page is there", () => {
  const reports = new Reports("/learn/1/lessons/one", new Forgetful(), { told: () => {}, failed: () => {} });
  reports.add("/recordings/tour", { from_ms: 0, to_ms: 5_000 });
  assert.equal(reports.queue.first.to_ms, 5_000);
});

// A recording plays, stops and jumps; pieces are what was played in one go.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Pieces } from "../../player/web/static/pieces.js";

// Plays from one place to another, a quarter of a second at a time, and returns the pieces that became whole.
function play(pieces, from, to) {
  const whole = [];
  for (let ms = from; ms <= to; ms += 250) {
    const piece = pieces.at(ms);
    if (piece) whole.push(piece);
  }
  return whole;
}

test("what plays in one go is one piece", () => {
  const pieces = new Pieces();
  assert.deepEqual(play(pieces, 0, 5_000), []);
  assert.deepEqual(pieces.stop(), { from_ms: 0, to_ms: 5_000 });
});

test("a long piece is cut, and the next begins where it ends", () => {
  const pieces = new Pieces();
  assert.deepEqual(play(pieces, 0, 40_000), [
    { from_ms: 0, to_ms: 15_000 },
    { from_ms: 15_000, to_ms: 30_000 },
  ]);
  assert.deepEqual(pieces.stop(), { from_ms: 30_000, to_ms: 40_000 });
});

test("what was jumped over is in no piece", () => {
  const pieces = new Pieces();
  play(pieces, 0, 2_000);
  assert.deepEqual(pieces.at(30_000), { from_ms: 0, to_ms: 2_000 });
  play(pieces, 30_000, 31_000);
  assert.deepEqual(pieces.at(10_000), { from_ms: 30_000, to_ms: 31_000 });
});

test("nothing played is no piece", () => {
  const pieces = new Pieces();
  assert.equal(pieces.stop(), null);
  pieces.at(7_000);
  assert.equal(pieces.stop(), null);
});

test("three seconds further is still one piece, and so is the same place told twice", () => {
  const pieces = new Pieces();
  for (const ms of [0, 3_000, 3_000]) assert.equal(pieces.at(ms), null);
  assert.deepEqual(pieces.at(6_001), { from_ms: 0, to_ms: 3_000 });
});

test("what plays after a stop is a piece of its own", () => {
  const pieces = new Pieces();
  play(pieces, 0, 2_000);
  pieces.stop();
  play(pieces, 3_000, 4_000);
  assert.deepEqual(pieces.stop(), { from_ms: 3_000, to_ms: 4_000 });
});

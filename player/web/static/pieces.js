// Makes pieces of a recording out of the places it is at while it plays. Pure: it is told where the recording is.

const LONGEST_MS = 15_000;
const JUMP_MS = 3_000;

export class Pieces {
  constructor() {
    this.piece = null;
  }

  // The recording plays and is at `ms`. Returns the piece that is whole now: it got long, or the place jumped.
  at(ms) {
    const { piece } = this;
    if (piece === null || ms < piece.to_ms || ms > piece.to_ms + JUMP_MS) return this.cut(ms);
    piece.to_ms = ms;
    return ms - piece.from_ms >= LONGEST_MS ? this.cut(ms) : null;
  }

  // It does not play on from here, or not so that it counts. Returns the last piece.
  stop() {
    const { piece } = this;
    this.piece = null;
    return piece !== null && piece.to_ms > piece.from_ms ? piece : null;
  }

  cut(ms) {
    const whole = this.stop();
    this.piece = { from_ms: ms, to_ms: ms };
    return whole;
  }
}

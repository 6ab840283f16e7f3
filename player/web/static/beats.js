// Beats that the server has not acknowledged yet, in order, by the lease they were made under. Pure but for its shelf.
import { isFinal } from "./http.js";

const MOST = 60;
const EARLY = 9; // what was sent before the network went lies among so many
export const GRACE_MS = 120_000;

export class Beats {
  constructor(shelf) {
    this.shelf = shelf;
    this.rows = [];
    this.sent = {};
  }

  // Finds what pages before this one left behind too, and tells under which leases something waits.
  async leases() {
    const known = new Set(this.rows.map(nameOf));
    const found = (await this.shelf.all()).filter((row) => !known.has(nameOf(row)));
    this.rows = [...found, ...this.rows];
    return [...new Set(this.rows.map((row) => row.lease))];
  }

  // In order, and none twice: another page may have added some, or made two of them one, since they were found.
  of(lease) {
    const rows = this.rows.filter((row) => row.lease === lease);
    rows.sort((one, other) => one.sequence - other.sequence);
    const isWhole = ({ sequence }) => !rows.some((one) => one.first <= sequence && sequence < one.sequence);
    return rows.filter((row) => isWhole(row));
  }

  // A long time without a network makes long rows, not many: two old ones become one that says what both said. The very first
  // stay as they are, for the server may have some of those.
  add(beat) {
    const row = { first: beat.sequence, ...beat };
    this.rows.push(row);
    this.shelf.put(row);
    if (this.of(row.lease).length <= MOST) return;
    const [old, next] = this.of(row.lease).slice(EARLY);
    next.first = old.first;
    next.active_ms += old.active_ms;
    this.shelf.put(next);
    this.forget((one) => one === old);
  }

  // What to send next of a lease: everything as one beat, if it could be one that is only late, or else, while there is grace,
  // as a replayed span. It names its first, for the server may have taken some of it. A fresh beat that ends it goes by
  // itself, since it starts the clock anew. What grace is left was known when the newest was made. `after`: all up to there is
  // under way.
  next(lease, { limitMs, after = 0 }) {
    const waiting = this.of(lease).filter(({ sequence }) => sequence > after);
    if (!waiting.length) return null;
    const rows = waiting.at(-1).fresh && waiting.length > 1 ? waiting.slice(0, -1) : waiting;
    const [{ first }] = rows;
    const { sequence, section, media_ms: mediaMs, asked, grace_ms: graceMs = GRACE_MS } = rows.at(-1);
    const activeMs = rows.reduce((sum, row) => sum + row.active_ms, 0);
    const fresh = rows.length === 1 && rows[0].fresh;
    const several = first < sequence ? { first, late: activeMs <= limitMs || graceMs <= limitMs } : {};
    return { sequence, ...several, active_ms: activeMs, fresh, section, media_ms: mediaMs, asked };
  }

  // Sends what is kept of a lease by `ask(body)` until nothing is left; of what is under way, all up to `after`, nothing unless
  // the server refuses what follows it. `heard` hears each answer. What the server refuses for good is dropped with the rest
  // of its lease, which takes nothing any more.
  async send(lease, ask, { heard, limitMs, after = 0 }) {
    for (let from = after; ;) {
      const body = this.next(lease, { limitMs, after: from });
      if (body === null) return;
      this.sent = { lease, sequence: body.sequence };
      try {
        const answer = await ask(body);
        this.done(lease, body.sequence);
        heard(answer);
      } catch (error) {
        if (!isFinal(error)) throw error;
        const { sequence } = error.facts;
        const goesAgain =
          error.code === "out_of_order" && this.changed(lease, body, { limitMs, sequence, after: from });
        from = 0;
        if (goesAgain) continue;
        this.drop(lease);
        throw error;
      }
    }
  }

  // Whether a beat that was refused may go now: the server has some of it, or it came before what was under way. That may have
  // been heard of since, and then the same beat is taken.
  changed(lease, body, { limitMs, sequence, after }) {
    if (this.done(lease, sequence) || after > 0) return true;
    const next = this.next(lease, { limitMs });
    return next?.first !== body.first || next?.sequence !== body.sequence;
  }

  // Up to where all of a lease was sent already.
  sentUpTo(lease) {
    return this.sent.lease === lease ? this.sent.sequence : 0;
  }

  // The server has these; tells whether that was news. How much it has of a long row nobody knows: the rest claims nothing.
  done(lease, sequence) {
    const part = this.of(lease).find((row) => row.first <= sequence && sequence < row.sequence);
    if (part) this.shelf.put(Object.assign(part, { first: sequence + 1, active_ms: 0 }));
    return this.forget((row) => row.lease === lease && row.sequence <= sequence) || part !== undefined;
  }

  drop(lease) {
    return this.forget((row) => row.lease === lease);
  }

  forget(gone) {
    const before = this.rows.length;
    for (const row of this.rows.filter(gone)) this.shelf.remove([row.lease, row.sequence]);
    this.rows = this.rows.filter((row) => !gone(row));
    return this.rows.length < before;
  }
}

function nameOf({ lease, sequence }) {
  return `${lease} ${sequence}`;
}

// Measures how long the page was visible and its reader active. Pure: it is told the time and what happened.

// What holds until the server has said what its policy is.
export const STANDARD = {
  interval_ms: 20_000,
  limit_ms: 30_000,
  idle_ms: 5 * 60_000,
  idle_most_ms: 15 * 60_000,
  warn_ms: 60_000,
  ask: null,
  may_ask: true,
  hidden_media: false,
};
const READING_MS_A_WORD = 600;

export class Stopwatch {
  constructor(now, { visible = true } = {}) {
    this.policy = STANDARD;
    this.words = 0;
    this.visible = visible;
    this.lastSign = now;
    this.begin(now);
  }

  // Time is measured anew from here: the next beat claims nothing, it only starts the server's clock.
  begin(now) {
    this.lastTick = now;
    this.activeMs = 0;
    this.fresh = true;
    this.lapsed = false;
  }

  // How long nobody has to give a sign: as long as the section in view takes a slow reader. Whoever chose to be asked is
  // asked, whatever they read.
  get limitMs() {
    const { ask, idle_ms: idle, idle_most_ms: most } = this.policy;
    return ask ?? Math.min(most, Math.max(idle, this.words * READING_MS_A_WORD));
  }

  // Time passes, and counts up to the limit. A tick that comes far too late tells of a frozen tab or a sleeping laptop, a
  // sign that does of somebody who was away: from there on nothing counts until time is measured anew.
  tick(now) {
    const since = this.lastTick;
    this.lastTick = now;
    if (!this.visible || this.lapsed) return;
    if (now - since > 2 * this.policy.interval_ms) this.lapsed = true;
    else this.activeMs += Math.max(0, Math.min(now, this.lastSign + this.limitMs) - since);
  }

  idle(now) {
    return now - this.lastSign >= this.limitMs;
  }

  // Whether it is time to ask if somebody is still there, and from then on until there is an answer.
  asks(now) {
    return this.visible && now - this.lastSign >= this.limitMs - this.policy.warn_ms;
  }

  // Input is a sign of somebody; for those who chose to be asked it is one when they are asked.
  activity(now) {
    if (this.policy.ask === null || this.asks(now)) this.sign(now);
    else this.tick(now);
  }

  sign(now) {
    this.tick(now);
    if (this.visible && this.idle(now)) this.lapsed = true;
    this.lastSign = now;
  }

  show(now) {
    this.visible = true;
    this.lastSign = now;
    this.begin(now);
  }

  hide(now) {
    this.tick(now);
    this.visible = false;
  }

  // Hands over what the next beat says, whole milliseconds; from here on time goes to the one after it.
  take(now) {
    this.tick(now);
    const ms = this.fresh ? 0 : Math.floor(this.activeMs);
    const beat = { active_ms: ms, fresh: this.fresh };
    this.activeMs = this.fresh ? 0 : this.activeMs - ms;
    this.fresh = false;
    return beat;
  }
}

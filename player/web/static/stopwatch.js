// Measures how long the page was visible and its reader active. Pure: it is told the time and what happened.

export const INTERVAL_MS = 20_000;
export const IDLE_MS = 5 * 60_000;
const LATE_TICK_MS = 2 * INTERVAL_MS;

export class Stopwatch {
  constructor(now, { visible = true } = {}) {
    this.visible = visible;
    this.lastActivity = now;
    this.starts = 0;
    this.begin(now);
  }

  // Time is measured anew from here: the next beat claims nothing, it only starts the server's clock.
  begin(now) {
    this.lastTick = now;
    this.activeMs = 0;
    this.fresh = true;
    this.starts += 1;
  }

  // Time passes. After a tick that comes far too late (a frozen tab, a sleeping laptop) it is measured anew.
  tick(now) {
    const passed = Math.max(0, now - this.lastTick);
    this.lastTick = now;
    if (!this.visible || this.idle(now)) return;
    if (passed > LATE_TICK_MS) this.begin(now);
    else this.activeMs += passed;
  }

  idle(now) {
    return now - this.lastActivity > IDLE_MS;
  }

  activity(now) {
    if (this.visible && this.idle(now)) this.begin(now);
    this.tick(now);
    this.lastActivity = now;
  }

  show(now) {
    this.visible = true;
    this.lastActivity = now;
    this.begin(now);
  }

  hide(now) {
    this.tick(now);
    this.visible = false;
  }

  // What the next beat says. The counter is lowered only when the server has answered; time before a fresh beat is void.
  report() {
    if (this.fresh) this.activeMs = 0;
    return { start: this.starts, beat: { active_ms: Math.floor(this.activeMs), fresh: this.fresh } };
  }

  acknowledged({ start, beat }) {
    if (start !== this.starts) return;
    this.activeMs = Math.max(0, this.activeMs - beat.active_ms);
    this.fresh = false;
  }
}

// Measures how long the page was visible and its reader active. Pure: it is told the time and what happened.

export const INTERVAL_MS = 20_000;
export const IDLE_MS = 5 * 60_000;
const LATE_TICK_MS = 2 * INTERVAL_MS;

export class Stopwatch {
  constructor(now) {
    this.lastTick = now;
    this.lastActivity = now;
    this.activeMs = 0;
    this.visible = true;
    this.fresh = true;
  }

  // Time passes. A tick that comes far too late (a frozen tab, a sleeping laptop) counts nothing for the excess.
  tick(now) {
    const passed = Math.max(0, now - this.lastTick);
    this.lastTick = now;
    if (!this.visible || this.idle(now)) {
      if (this.idle(now)) this.fresh = true;
      return;
    }
    if (passed > LATE_TICK_MS) this.fresh = true;
    this.activeMs += Math.min(passed, LATE_TICK_MS);
  }

  idle(now) {
    return now - this.lastActivity > IDLE_MS;
  }

  activity(now) {
    this.tick(now);
    this.lastActivity = now;
  }

  show(now) {
    this.lastTick = now;
    this.lastActivity = now;
    this.visible = true;
    this.fresh = true;
    this.activeMs = 0;
  }

  hide(now) {
    this.tick(now);
    this.visible = false;
  }

  // What the next beat says; the counter is lowered only when the server has answered.
  report() {
    return { active_ms: Math.round(this.fresh ? 0 : this.activeMs), fresh: this.fresh };
  }

  acknowledged(report) {
    this.activeMs = report.fresh ? 0 : Math.max(0, this.activeMs - report.active_ms);
    if (report.fresh) this.fresh = false;
  }
}

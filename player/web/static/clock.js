// The page's side of the seat-time clock: asks for a lease, beats while the page is visible and active, tells what was saved.
import { post, Refusal } from "./http.js";
import { INTERVAL_MS, Stopwatch } from "./stopwatch.js";

const SOONEST_MS = 2_000;
const ACTIVITIES = ["pointerdown", "pointermove", "keydown", "touchstart", "scroll", "focusin", "selectionchange"];

export class Clock {
  constructor(bar) {
    this.bar = bar;
    this.pill = bar.querySelector("[data-pill]");
    this.takeOver = bar.querySelector("[data-take-over]");
    this.watch = new Stopwatch(performance.now());
    this.sequence = 0;
    this.lease = null;
    this.timer = null;
    this.missingMs = Infinity;
    this.listen();
  }

  async start() {
    this.takeOver.hidden = true;
    try {
      const answer = await post(this.bar.dataset.clock, {});
      this.lease = (await answer.json()).lease;
      this.sequence = 0;
      this.watch.show(performance.now());
      await this.beat();
    } catch (error) {
      this.tellFailure(error);
      if (!(error instanceof Refusal)) this.again(() => this.start());
    }
  }

  async beat({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.lease === null) return;
    this.watch.tick(performance.now());
    const report = this.watch.report();
    this.sequence += 1;
    try {
      const headers = { "X-Lease": this.lease };
      const answer = await post(this.bar.dataset.beat, { sequence: this.sequence, ...report }, { headers, keepalive });
      this.watch.acknowledged(report);
      this.tellCounted(await answer.json());
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) this.displaced();
      else this.tellFailure(error);
    }
    this.again(() => this.beat());
  }

  again(action) {
    clearTimeout(this.timer);
    if (!this.watch.visible) return;
    const wait = Math.min(INTERVAL_MS, Math.max(SOONEST_MS, this.missingMs + 500));
    this.timer = setTimeout(action, wait);
  }

  listen() {
    const active = () => this.wake();
    for (const name of ACTIVITIES) document.addEventListener(name, active, { passive: true });
    document.addEventListener("timeupdate", active, { capture: true, passive: true });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.comeBack()));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.comeBack());
    this.takeOver.addEventListener("click", () => this.start());
    setInterval(() => this.tick(), 1_000);
  }

  tick() {
    const now = performance.now();
    this.watch.tick(now);
    if (this.lease !== null && this.watch.visible && this.watch.idle(now)) this.say("paused");
  }

  wake() {
    const now = performance.now();
    const wasIdle = this.watch.idle(now);
    this.watch.activity(now);
    if (wasIdle) this.beat();
  }

  leave() {
    if (!this.watch.visible) return;
    this.watch.hide(performance.now());
    this.beat({ keepalive: true });
  }

  comeBack() {
    this.watch.show(performance.now());
    this.beat();
  }

  displaced() {
    this.lease = null;
    this.say("elsewhere");
    this.takeOver.hidden = false;
  }

  tellCounted(answer) {
    this.bar.querySelector("[data-minutes]").textContent = Math.floor(answer.course_ms / 60_000);
    this.say("saved", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
    this.bar.dispatchEvent(new CustomEvent("counted", { bubbles: true, detail: answer }));
  }

  tellFailure(error) {
    this.say(error instanceof Refusal && error.signedOut ? "signed-out" : "unsaved");
  }

  say(word, more = "") {
    const words = this.bar.querySelector("template").content;
    const text = `${words.querySelector(`[data-word="${word}"]`).textContent} ${more}`.trim();
    if (this.pill.textContent !== text) this.pill.textContent = text;
    this.pill.dataset.state = word;
  }
}

export function startClock() {
  const bar = document.querySelector("[data-clock]");
  if (!bar) return null;
  const clock = new Clock(bar);
  // Time counts only once the content is there.
  if (document.readyState === "complete") clock.start();
  else addEventListener("load", () => clock.start(), { once: true });
  return clock;
}

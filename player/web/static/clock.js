// The page's side of the seat-time clock: asks for a lease, beats while the page is visible and active, tells what was saved.
import { get, pause, post, Refusal } from "./http.js";
import { INTERVAL_MS, Stopwatch } from "./stopwatch.js";
import { word } from "./words.js";

const SOONEST_MS = 2_000;
const ACTIVITIES = ["pointerdown", "pointermove", "keydown", "touchstart", "scroll", "focusin", "selectionchange"];

export class Clock {
  constructor(bar) {
    this.bar = bar;
    this.pill = bar.querySelector("[data-pill]");
    this.announcer = bar.querySelector("[data-announce]");
    this.takeOver = bar.querySelector("[data-take-over]");
    this.watch = new Stopwatch(performance.now(), { visible: !document.hidden });
    this.lease = null;
    this.sequence = 0;
    this.failures = 0;
    this.timer = null;
    this.missingMs = Infinity;
    this.elsewhere = false;
    this.paused = false;
    this.signedOut = false;
    this.listen();
  }

  // Takes the learner's clock over from wherever it ran. A page in the background waits until it is looked at.
  async start() {
    clearTimeout(this.timer);
    if (!this.watch.visible) return;
    this.takeOver.hidden = true;
    this.elsewhere = false;
    try {
      const { lease } = await (await post(this.bar.dataset.clock, {})).json();
      this.tellSignedIn();
      this.lease = lease;
      this.sequence = 0;
      this.watch.begin(performance.now());
    } catch (error) {
      this.failed(error, () => this.start());
      return;
    }
    await this.beat();
  }

  async beat({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    const { lease } = this;
    if (lease === null) return;
    this.watch.tick(performance.now());
    const report = this.watch.report();
    this.sequence += 1;
    const body = { sequence: this.sequence, ...report.beat };
    try {
      const answer = await post(this.bar.dataset.beat, body, { headers: { "X-Lease": lease }, keepalive });
      this.watch.acknowledged(report);
      this.failures = 0;
      this.tellCounted(await answer.json());
      this.again(() => this.beat(), Math.min(INTERVAL_MS, Math.max(SOONEST_MS, this.missingMs + 500)));
    } catch (error) {
      if (lease !== this.lease) return;
      if (error instanceof Refusal && error.status === 409 && !error.passes) await this.displaced();
      else this.failed(error, () => this.beat());
    }
  }

  again(action, wait) {
    clearTimeout(this.timer);
    if (this.watch.visible && !this.paused) this.timer = setTimeout(action, wait);
  }

  // A lost beat is tried again soon: what the server counts for one beat has a limit.
  failed(error, action) {
    this.failures += 1;
    if (error instanceof Refusal && error.signedOut) this.tellSignedOut();
    else this.say("unsaved");
    this.again(action, pause(this.failures));
  }

  listen() {
    const active = () => this.wake();
    for (const name of ACTIVITIES) document.addEventListener(name, active, { passive: true });
    document.addEventListener("timeupdate", active, { capture: true, passive: true });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.comeBack()));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.comeBack());
    addEventListener("online", () => this.failures && this.goOn());
    this.takeOver.addEventListener("click", () => this.start());
    setInterval(() => this.tick(), 1_000);
  }

  tick() {
    const now = performance.now();
    this.watch.tick(now);
    if (this.lease === null || this.paused || !this.watch.visible || !this.watch.idle(now)) return;
    this.paused = true;
    this.say("paused");
    this.beat();
  }

  wake() {
    this.watch.activity(performance.now());
    if (!this.paused) return;
    this.paused = false;
    this.beat();
  }

  leave() {
    if (!this.watch.visible) return;
    this.watch.hide(performance.now());
    this.beat({ keepalive: true });
  }

  comeBack() {
    this.paused = false;
    this.watch.show(performance.now());
    this.goOn();
  }

  // Goes on with the lease, or with asking for one; a page that lost it to another page waits for the learner's word.
  goOn() {
    if (this.lease !== null) this.beat();
    else if (!this.elsewhere) this.start();
  }

  // The lease is gone: another page has it, or the learner signed out.
  async displaced() {
    this.lease = null;
    try {
      await get(location.href);
    } catch (error) {
      if (error instanceof Refusal && error.signedOut) {
        this.failed(error, () => this.start());
        return;
      }
    }
    this.elsewhere = true;
    this.takeOver.hidden = false;
    this.say("elsewhere");
  }

  tellCounted(answer) {
    this.bar.querySelector("[data-minutes]").textContent = Math.floor(answer.course_ms / 60_000);
    if (this.signedOut) this.say("signed-out");
    else if (this.paused) this.say("paused");
    else this.say("saved", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
    this.bar.dispatchEvent(new CustomEvent("counted", { bubbles: true, detail: answer }));
  }

  // A beat needs no sign-in, everything else does: the word stays until something else was heard again.
  tellSignedOut() {
    this.signedOut = true;
    this.say("signed-out");
  }

  tellSignedIn() {
    this.signedOut = false;
  }

  // Screen readers hear what went wrong, and that it is right again; not every "Saved 14:03".
  say(name, more = "") {
    const text = `${word(name)} ${more}`.trim();
    if (this.pill.textContent === text) return;
    const routine = name === "saved" && ["saved", undefined].includes(this.pill.dataset.state);
    this.pill.textContent = text;
    this.pill.dataset.state = name;
    this.announcer.textContent = routine ? "" : text;
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

// The page's side of the seat-time clock: asks for a lease, beats while the page is visible and active, tells what was saved.
import { Bar } from "./bar.js";
import { Beats, GRACE_MS } from "./beats.js";
import { isFinal, pause, post, Refusal, renewToken } from "./http.js";
import { Shelf } from "./shelf.js";
import { SignIn } from "./sign_in.js";
import { listen } from "./signs.js";
import { STANDARD, Stopwatch } from "./stopwatch.js";

const SOONEST_MS = 2_000;

export class Clock {
  constructor(root) {
    this.root = root;
    this.bar = new Bar(root);
    this.signIn = new SignIn(root.querySelector("[data-sign-in]"));
    this.watch = new Stopwatch(performance.now(), { visible: !document.hidden });
    this.beats = new Beats(new Shelf("beats"));
    this.place = () => null;
    this.owed = () => false;
    this.lease = null;
    this.sequence = 0;
    this.graceMs = GRACE_MS;
    this.mediaMs = null;
    this.failures = 0;
    this.timer = null;
    this.missingMs = Infinity;
    this.starting = false;
    this.sending = null;
    this.elsewhere = false;
    this.paused = false;
    this.signedOut = false;
    listen(this);
  }

  // Takes the learner's clock over from wherever it ran. Time counts only once the content is there, and a page in the
  // background waits until it is looked at.
  async start() {
    clearTimeout(this.timer);
    if (!this.watch.visible || this.starting || document.readyState !== "complete") return;
    this.starting = true;
    this.bar.takeOver.hidden = true;
    this.elsewhere = false;
    try {
      await this.replay();
      const opened = await (await post(this.root.dataset.clock, {})).json();
      this.tellSignedIn();
      this.begin(opened);
    } catch (error) {
      this.failed(error, () => this.start());
      return;
    } finally {
      this.starting = false;
    }
    if (this.watch.visible) await this.beat();
  }

  begin({ lease, policy = {} }) {
    this.lease = lease;
    this.sequence = 0;
    this.paused = false;
    this.watch.policy = { ...STANDARD, ...policy };
    this.watch.begin(performance.now());
    this.bar.showChoice(this.watch.policy);
    document.dispatchEvent(new CustomEvent("policy", { detail: this.watch.policy }));
  }

  // What a page before this one could not send is sent before its lease is displaced by a new one.
  async replay() {
    for (const lease of await this.beats.leases()) {
      try {
        await this.send(lease);
      } catch (error) {
        if (!isFinal(error)) throw error;
      }
    }
  }

  // Writes down the time since the last beat, and sends what has not arrived yet.
  async beat() {
    clearTimeout(this.timer);
    if (this.lease === null) return;
    this.note();
    await this.deliver();
  }

  note() {
    const { lease } = this;
    this.sequence += 1;
    const asked = this.watch.policy.ask !== null;
    const known = { section: this.place(), media_ms: this.mediaMs, asked, grace_ms: this.graceMs };
    this.beats.add({ lease, sequence: this.sequence, ...this.watch.take(performance.now()), ...known });
  }

  async deliver() {
    const { lease } = this;
    if (this.sending === lease) return;
    this.sending = lease;
    try {
      await this.send(lease);
      this.failures = 0;
      const soon = Math.max(SOONEST_MS, this.missingMs + 500);
      this.again(() => this.beat(), Math.min(this.watch.policy.interval_ms, soon));
    } catch (error) {
      if (lease !== this.lease) return;
      if (!isFinal(error)) this.failed(error, () => this.beat());
      else if (error.status === 409) this.displaced(error);
      else this.askAnew();
    } finally {
      if (this.sending === lease) this.sending = null;
    }
  }

  // A beat that is under way goes on when its page is gone, for the next one follows it.
  async send(lease, { after } = {}) {
    const sent = { headers: { "X-Lease": lease }, keepalive: true };
    const ask = async (body) => (await post(this.root.dataset.beat, body, sent)).json();
    const heard = (answer) => this.tellCounted(answer, lease);
    await this.beats.send(lease, ask, { heard, after, limitMs: this.watch.policy.limit_ms });
  }

  // Some of what this page had to tell was refused for good, and without it the lease takes nothing more.
  askAnew() {
    this.lease = null;
    this.failures += 1;
    this.bar.say("not-counted");
    this.again(() => this.start(), pause(this.failures));
  }

  again(action, wait) {
    clearTimeout(this.timer);
    const wanted = !this.paused || this.failures > 0;
    if (this.watch.visible && wanted) this.timer = setTimeout(action, wait);
  }

  // A lost beat is tried again soon: what the server counts for one beat has a limit.
  failed(error, action) {
    this.failures += 1;
    if (error instanceof Refusal && error.signedOut) this.tellSignedOut();
    else this.sayUnsent();
    this.again(action, pause(this.failures));
  }

  tick() {
    const now = performance.now();
    this.watch.tick(now);
    if (this.lease === null) return;
    if (this.watch.lapsed) this.startAnew(now);
    this.bar.ask(this.watch.asks(now));
    if (this.paused || !this.watch.visible || !this.watch.idle(now)) return;
    this.paused = true;
    this.bar.say("paused");
    this.beat();
  }

  wake(act) {
    act();
    if (this.lease === null) return;
    const now = performance.now();
    const waited = this.paused;
    this.paused = false;
    if (this.watch.lapsed) this.startAnew(now);
    else if (waited) this.beat();
    if (this.watch.visible) this.bar.ask(this.watch.asks(now));
  }

  // "Yes, I am here": an answer whatever else was seen of the reader.
  answer() {
    this.wake(() => this.watch.sign(performance.now()));
    this.bar.dismiss();
  }

  // The tab was frozen, the laptop slept, or somebody was away: what was read before is told, and then time starts anew.
  startAnew(now) {
    this.noteRest();
    this.watch.begin(now);
    this.beat();
  }

  noteRest() {
    if (this.lease !== null && this.watch.activeMs >= 1) this.note();
  }

  // A page that is left may have no later: what it has read is sent after what is under way, and nobody waits for an answer.
  leave() {
    if (!this.watch.visible) return;
    this.watch.hide(performance.now());
    clearTimeout(this.timer);
    this.bar.ask(false);
    if (this.lease === null) return;
    this.note();
    const after = this.sending === this.lease ? this.beats.sentUpTo(this.lease) : 0;
    this.send(this.lease, { after }).catch(() => {});
  }

  comeBack() {
    this.paused = false;
    this.noteRest();
    this.watch.show(performance.now());
    this.goOn();
  }

  // Goes on with the lease, or with asking for one; a page that lost it to another page waits for the learner's word.
  goOn() {
    if (!this.watch.visible) return;
    if (this.lease !== null) this.beat();
    else if (!this.elsewhere) this.start();
  }

  // The lease is gone. Where another page has it, only the learner's word brings it back; where it ended with the sign-in
  // or an old password, there is a new one for whoever is signed in.
  displaced({ code }) {
    this.lease = null;
    this.bar.ask(false);
    if (code === "ended") {
      const goOn = () => this.goOn();
      renewToken().then(goOn, (error) => this.failed(error, goOn));
      return;
    }
    this.elsewhere = true;
    this.bar.takeOver.hidden = false;
    this.bar.say("elsewhere");
  }

  // Every learner may choose to be asked now and then, instead of being watched for input; nobody asks why.
  async choose(asked) {
    try {
      await post(this.root.dataset.asking, { asked });
      this.watch.policy = { ...this.watch.policy, ask: asked ? this.watch.policy.idle_most_ms : null };
    } catch (error) {
      if (error.signedOut) this.tellSignedOut();
      else this.sayUnsent();
    }
    this.bar.showChoice(this.watch.policy);
    this.answer();
  }

  // What the server says of a page before this one may be of another course, or of somebody else.
  tellCounted(answer, lease) {
    if (lease !== this.lease) return;
    this.graceMs = answer.grace_ms ?? GRACE_MS;
    this.bar.showTime(answer);
    this.sayHowItStands();
    this.root.dispatchEvent(new CustomEvent("counted", { bubbles: true, detail: answer }));
  }

  // Something of the page was heard: its beats, or whatever else it had to say.
  tellHeard() {
    this.tellSignedIn();
    if (this.lease !== null && this.failures === 0) this.sayHowItStands();
  }

  sayHowItStands() {
    if (this.signedOut) this.bar.say("signed-out");
    else if (this.paused) this.bar.say("paused");
    else if (this.owed()) this.sayUnsent();
    else this.bar.saySaved();
  }

  sayUnsent() {
    if (navigator.onLine !== false) this.bar.say("unsaved");
    else this.bar.say(this.beats.shelf.lasts ? "offline" : "offline-here");
  }

  // A beat needs no sign-in, everything else does: the word stays until something else was heard again.
  tellSignedOut() {
    if (!this.signedOut) this.signIn.open();
    this.signedOut = true;
    this.bar.signIn.hidden = false;
    this.bar.say("signed-out");
  }

  tellSignedIn() {
    this.signedOut = false;
    this.bar.signIn.hidden = true;
    this.signIn.close();
  }
}

export function startClock() {
  const root = document.querySelector("[data-clock]");
  if (!root) return null;
  const clock = new Clock(root);
  if (document.readyState === "complete") clock.start();
  else addEventListener("load", () => clock.start(), { once: true });
  return clock;
}

// The bar on top of a page on which time counts: what it shows, and what of it is read aloud.
import { word } from "./words.js";

const LINGER_MS = 10_000;

export class Bar {
  constructor(root) {
    this.root = root;
    this.asking = false;
    this.pill = root.querySelector("[data-pill]");
    this.announcer = root.querySelector("[data-announce]");
    this.takeOver = root.querySelector("[data-take-over]");
    this.signIn = root.querySelector("[data-sign-in-again]");
    this.prompt = root.querySelector("[data-still-there]");
    this.answer = root.querySelector("[data-here]");
    this.instead = root.querySelector("[data-ask-instead]");
    this.asked = root.querySelector("[data-asked]");
  }

  // Screen readers hear what went wrong, and that it is right again; not every "Saved 14:03".
  say(name, more = "") {
    const text = `${word(name)} ${more}`.trim();
    if (this.pill.textContent === text) return;
    const routine = name === "saved" && ["saved", undefined].includes(this.pill.dataset.state);
    this.pill.textContent = text;
    this.pill.dataset.state = name;
    if (!routine) this.announce(text);
    else if (!this.asking) this.announce(""); // a question that waits to be read aloud is not taken back
  }

  saySaved() {
    this.say("saved", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  }

  announce(text) {
    this.announcer.textContent = text;
  }

  // Asks whether somebody is still there, in a corner: the focus stays where it is. An answer is taken note of, and the
  // question goes a little later, so that its buttons can be reached: reaching for them is an answer too.
  ask(asks) {
    if (asks === this.asking) return;
    this.asking = asks;
    clearTimeout(this.going);
    if (asks) this.prompt.hidden = false;
    else this.going = setTimeout(() => this.dismiss(), LINGER_MS);
    this.root.querySelector("[data-question-now]").hidden = !asks;
    this.root.querySelector("[data-answered]").hidden = asks;
    this.announce(asks ? word("still-there") : "");
  }

  dismiss() {
    if (!this.asking) this.prompt.hidden = true;
  }

  showTime({ activity_ms: ofActivity, course_ms: ofCourse }) {
    this.show("[data-minutes]", ofCourse);
    this.show("[data-minutes-here]", ofActivity);
  }

  show(name, ms) {
    const place = this.root.querySelector(name);
    if (place) place.textContent = Math.floor(ms / 60_000);
  }

  // The choice to be asked instead of being watched: shown as it is, and not where a policy leaves none.
  showChoice({ ask, may_ask: may }) {
    this.asked.checked = ask !== null;
    this.asked.closest("[data-choice]").hidden = !may;
    this.instead.hidden = !may || ask !== null;
  }
}

// Steps through a course that the server has not acknowledged yet: ends of sections, answers to checks, moves in cases. They
// are kept on this device and sent one after the other, as they were taken, each under its own key. What is refused, and may
// be granted another day, stays for a later page.
import { newKey, persist, post } from "./http.js";

const NOBODY = { onHeard: () => {}, onFailure: () => {}, onRefused: () => {} };

export class Steps {
  // `always` hears of every step as those who took it do: of what was heard, what failed for now, what was refused. Those
  // who took it are told too whether it `lasts` when the page is closed.
  constructor(shelf, course, always) {
    this.shelf = shelf;
    this.course = course;
    this.always = { ...NOBODY, ...always };
    this.waiting = [];
    this.sending = false;
    this.troubled = false;
  }

  // Whether something is kept here that could not be sent when it was tried.
  get owed() {
    return this.waiting.length > 0 && this.troubled;
  }

  // Takes up the steps of this course that an earlier page could not send; `listen` says who hears what becomes of one.
  async takeUp(listen) {
    const known = new Set(this.waiting.map((one) => one.step.key));
    const rows = (await this.shelf.all()).filter(
      (step) => step.address.startsWith(this.course) && !known.has(step.key),
    );
    rows.sort((one, other) => one.at - other.at);
    this.waiting.unshift(...rows.map((step) => ({ step, heard: { ...NOBODY, ...listen(step) } })));
    this.send();
  }

  take(address, body, heard = {}) {
    const key = newKey();
    const step = { key, address, body: { ...body, key }, at: Date.now() };
    this.waiting.push({ step, heard: { ...NOBODY, ...heard } });
    this.shelf.put(step);
    this.send();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    while (this.waiting.length) await this.sendFirst();
    this.sending = false;
  }

  async sendFirst() {
    const [first] = this.waiting;
    const { step, heard } = first;
    const tell = (name, what) => {
      this.troubled = name === "onFailure";
      heard[name](what, this.shelf.lasts);
      this.always[name](what);
    };
    const send = async () => (await post(step.address, step.body)).text();
    let told;
    let isSettled = true;
    try {
      const text = await persist(send, { onFailure: (error) => tell("onFailure", error) });
      told = () => tell("onHeard", text);
    } catch (error) {
      isSettled = error.isForGood;
      told = () => tell("onRefused", error);
    }
    this.waiting = this.waiting.filter((one) => one !== first);
    if (isSettled) this.shelf.remove(step.key);
    told();
  }
}

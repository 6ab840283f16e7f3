// Brings what was played to the server, piece by piece and in order; what has not arrived is kept on this device.
import { newKey, persist, post, Refusal } from "./http.js";
import { Queue } from "./queue.js";

export class Reports {
  // `told(recording, coverage)` hears what the server says of a recording, `failed(recording, what)` what went wrong, and
  // `owes(owed, error)` each time whether something played is kept here and not saved, and why.
  constructor(name, shelf, { told, failed, owes }) {
    this.queue = new Queue(name, shelf);
    this.told = told;
    this.failed = failed;
    this.owes = owes;
    this.takingUp = null;
    this.early = null;
    this.sending = false;
  }

  // Says that the page is here, before all that is played on it: from then on the server's clock tells how much can have been.
  open(recording, ms) {
    this.add(recording, { from_ms: ms, to_ms: ms });
    this.takingUp = this.queue.takeUp();
    this.send();
  }

  add(recording, piece) {
    this.queue.add({ key: newKey(), recording, ...piece });
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      await this.takingUp;
      while (this.queue.first) await this.sendOne(this.queue.first);
    } finally {
      this.sending = false;
    }
  }

  async sendOne(report) {
    const { recording, key, from_ms: fromMs, to_ms: toMs } = report;
    const send = async () => (await post(recording, { key, from_ms: fromMs, to_ms: toMs }, { keepalive: true })).text();
    const onFailure = (error) => {
      this.failed(recording, this.unsaved);
      this.owes(true, error);
    };
    try {
      const coverage = await persist(send, { onFailure });
      this.queue.done(report);
      this.told(recording, coverage);
      this.owes(false);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "watched_too_fast" && report !== this.early) await this.letTimePass(report, error);
      else this.refused(report, error);
    }
  }

  // The server's clock runs only since it heard of the page. What was played before is too long for it, and is not any more
  // when as much time has passed as the piece lasts: then it is sent once more.
  async letTimePass(report, error) {
    this.early = report;
    this.owes(true, error);
    await new Promise((resolve) => {
      setTimeout(resolve, report.to_ms - report.from_ms);
    });
  }

  // What was played too fast, or beyond where one may be, has to be played again; all else may be taken another day.
  refused(report, error) {
    if (error.isForGood) this.queue.done(report);
    else this.queue.setAside(report);
    const why = error.code === "skipped_ahead" ? "skipped" : "refused";
    this.failed(report.recording, error.isForGood ? why : this.unsaved);
    this.owes(!error.isForGood, error);
  }

  get unsaved() {
    return this.queue.shelf.lasts ? "unsaved" : "unsaved-here";
  }
}

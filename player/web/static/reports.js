// Brings what was played to the server, piece by piece and in order; what has not arrived is kept on this device.
import { newKey, persist, post, Refusal } from "./http.js";
import { Queue } from "./queue.js";

export class Reports {
  // `told(recording, coverage)` hears what the server says of a recording, `failed(recording, what)` what went wrong.
  constructor(name, shelf, { told, failed }) {
    this.queue = new Queue(name, shelf);
    this.told = told;
    this.failed = failed;
    this.isOpen = false;
    this.sending = false;
  }

  // Says that the page is here: from now on the server's clock tells how much can have been played.
  async open(recording, ms) {
    await this.queue.takeUp();
    this.add(recording, { from_ms: ms, to_ms: ms });
    await this.send();
    this.isOpen = true;
  }

  add(recording, piece) {
    this.queue.add({ key: newKey(), recording, ...piece });
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.queue.first) await this.sendOne(this.queue.first);
    } finally {
      this.sending = false;
    }
  }

  async sendOne(report) {
    const { recording, key, from_ms: fromMs, to_ms: toMs } = report;
    const send = async () => (await post(recording, { key, from_ms: fromMs, to_ms: toMs }, { keepalive: true })).text();
    try {
      const coverage = await persist(send, { onFailure: () => this.failed(recording, this.unsaved) });
      this.queue.done(report);
      this.told(recording, coverage);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused(report, error);
    }
  }

  // What was played too fast, or beyond where one may be, has to be played again; all else may be taken another day.
  refused(report, error) {
    if (error.isForGood) this.queue.done(report);
    else this.queue.setAside(report);
    this.failed(report.recording, error.isForGood ? "refused" : this.unsaved);
  }

  get unsaved() {
    return this.queue.shelf.lasts ? "unsaved" : "unsaved-here";
  }
}

// Answers that the server has not acknowledged yet, kept on this device until it has. Pure but for the storage it is given.

export class AnswerQueue {
  constructor(name, storage) {
    this.name = `answers:${name}`;
    this.storage = storage;
    this.waiting = this.read();
  }

  read() {
    try {
      return JSON.parse(this.storage.getItem(this.name)) ?? [];
    } catch {
      return [];
    }
  }

  write() {
    try {
      if (this.waiting.length) this.storage.setItem(this.name, JSON.stringify(this.waiting));
      else this.storage.removeItem(this.name);
    } catch {
      // Without storage the answers live as long as the page.
    }
  }

  add(answer) {
    this.waiting.push(answer);
    this.write();
  }

  get first() {
    return this.waiting[0];
  }

  done(answer) {
    this.waiting = this.waiting.filter((one) => one.key !== answer.key);
    this.write();
  }

  waitingFor(question) {
    return this.waiting.findLast((one) => one.question === question);
  }
}

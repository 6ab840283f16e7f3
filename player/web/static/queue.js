// Answers that the server has not acknowledged yet, kept on this device until it has. Pure but for the storage it is given.

export class AnswerQueue {
  constructor(name, storage) {
    this.name = `answers:${name}`;
    this.storage = storage;
    this.waiting = this.kept();
  }

  kept() {
    try {
      const found = JSON.parse(this.storage.getItem(this.name));
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  // Changes what is kept one answer at a time: the same attempt may be open in another tab, with answers of its own.
  keep(change) {
    try {
      const answers = change(this.kept());
      if (answers.length) this.storage.setItem(this.name, JSON.stringify(answers));
      else this.storage.removeItem(this.name);
    } catch {
      // Without storage the answers live as long as the page.
    }
  }

  add(answer) {
    this.waiting.push(answer);
    this.keep((answers) => [...answers, answer]);
  }

  get first() {
    return this.waiting[0];
  }

  done(answer) {
    const others = (answers) => answers.filter((one) => one.key !== answer.key);
    this.waiting = others(this.waiting);
    this.keep(others);
  }

  clear() {
    this.waiting = [];
    this.keep(() => []);
  }

  waitingFor(question) {
    return this.waiting.findLast((one) => one.question === question);
  }
}

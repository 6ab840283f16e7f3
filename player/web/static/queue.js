// Answers and flags that the server has not acknowledged yet, kept on this device until it has, also when the page is
// closed. Pure but for the storage it is given.

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

  // An answer that changes one still waiting comes `after` it: the page knew of that one.
  add(answer) {
    const step = { ...answer, after: this.waitingFor(answer.question)?.key };
    this.waiting.push(step);
    this.keep((answers) => [...answers, step]);
  }

  get first() {
    return this.waiting[0];
  }

  // Forgets what the server has. `sequence` is the step that it became when it stands: what comes after it is based on it.
  done(answer, sequence = null) {
    const rest = (answers) =>
      answers
        .filter((one) => one.key !== answer.key)
        .map((one) => (sequence !== null && one.after === answer.key ? { ...one, based_on: sequence } : one));
    this.waiting = rest(this.waiting);
    this.keep(rest);
  }

  // Takes over what is kept now: another tab has answered, or sent what waited.
  merge() {
    this.waiting = this.kept();
  }

  clear() {
    this.waiting = [];
    this.keep(() => []);
  }

  waitingFor(question) {
    return this.waiting.findLast((one) => one.question === question && one.option !== undefined);
  }

  flagWaitingFor(question) {
    return this.waiting.findLast((one) => one.question === question && one.flagged !== undefined);
  }
}

// Where a browser forbids storage, even asking for it fails.
export function deviceStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

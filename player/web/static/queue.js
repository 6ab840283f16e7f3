// What was answered or played and the server has not acknowledged yet: kept on this device until it has, also when the page
// is closed. Pure but for the shelf it is given, which other tabs of the same page share.

export class Queue {
  // `name` is the page's own address, so that nobody takes up what somebody else left on this device.
  constructor(name, shelf) {
    this.name = name;
    this.shelf = shelf;
    this.waiting = [];
  }

  // Takes up what an earlier page could not send, and what waits in other tabs.
  async takeUp() {
    for (const step of await this.shelf.all()) if (step.page === this.name) this.know(step);
  }

  // Knows from now on of something that is kept already.
  know(step) {
    if (this.waiting.some((one) => one.key === step.key)) return;
    this.waiting.push(step);
    this.waiting.sort((one, other) => one.at - other.at);
  }

  // Keeps something new, after all that waits here: on one device the later of two answers knew of the earlier one.
  add(given) {
    const at = Math.max(Date.now(), (this.waiting.at(-1)?.at ?? 0) + 1);
    const step = { ...given, page: this.name, at };
    this.waiting.push(step);
    this.shelf.put(step);
    return step;
  }

  get first() {
    return this.waiting[0];
  }

  // Forgets what the server has. `sequence` is the step that it became when it stands: what comes after it is based on it.
  done(step, sequence = null) {
    this.setAside(step);
    const isLater = (one) => one.question === step.question && one.option !== undefined && one.at > step.at;
    const changed = sequence === null ? [] : this.waiting.filter((one) => isLater(one));
    for (const one of changed) one.based_on = sequence;
    this.shelf.replace(step.key, changed);
  }

  // Lets go of a step here, and keeps it for a later page.
  setAside(step) {
    this.waiting = this.waiting.filter((one) => one.key !== step.key);
  }

  async clear() {
    await this.takeUp();
    for (const { key } of this.waiting.splice(0)) this.shelf.remove(key);
  }

  waitingFor(question) {
    return this.waiting.findLast((one) => one.question === question && one.option !== undefined);
  }

  flagWaitingFor(question) {
    return this.waiting.findLast((one) => one.question === question && one.flagged !== undefined);
  }
}

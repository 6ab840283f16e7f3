// The numbers of all questions below them: which are answered, and which the learner wants to come back to. Flags are kept
// on this device only; they are nobody else's business.

export class Overview {
  constructor(form, name, storage) {
    this.form = form;
    this.name = `flags:${name}`;
    this.storage = storage;
    this.flags = new Set(this.kept());
    for (const box of form.querySelectorAll("[data-flag]")) {
      box.checked = this.flags.has(box.closest("[data-question]").id);
      box.closest("label").hidden = false;
    }
    form.addEventListener("change", () => this.refresh());
  }

  kept() {
    try {
      return JSON.parse(this.storage.getItem(this.name)) ?? [];
    } catch {
      return [];
    }
  }

  refresh() {
    for (const question of this.form.querySelectorAll("[data-question]")) this.show(question);
    try {
      if (this.flags.size) this.storage.setItem(this.name, JSON.stringify([...this.flags]));
      else this.storage.removeItem(this.name);
    } catch {
      // Without storage the flags live as long as the page.
    }
  }

  show(question) {
    const answered = question.querySelector("input[type=radio]:checked") !== null;
    const flagged = question.querySelector("[data-flag]").checked;
    if (flagged) this.flags.add(question.id);
    else this.flags.delete(question.id);
    const link = this.form.querySelector(`[data-overview] a[href="#${CSS.escape(question.id)}"]`);
    link.dataset.answered = answered ? "yes" : "no";
    link.dataset.flagged = flagged ? "yes" : "no";
    link.querySelector('[data-word="answered"]').hidden = !answered;
    link.querySelector('[data-word="flagged"]').hidden = !flagged;
  }
}

// The numbers of all questions below them: which are answered, and which the learner wants to come back to. With one
// question at a time it also tells which one is on the page.

export class Overview {
  constructor(form) {
    this.form = form;
    this.progress = form.querySelector("[data-progress]");
    addEventListener("hashchange", () => this.turnTo(location.hash.slice(1))?.focus());
    this.turnTo(location.hash.slice(1));
  }

  get questions() {
    return [...this.form.querySelectorAll("[data-question]")];
  }

  // The page as it was opened has the first question. A jump elsewhere, such as past the navigation, turns no page.
  turnTo(id) {
    const wanted = this.questions.find((one) => one.id === id);
    const here = wanted ?? (id ? this.form.querySelector("[data-current]") : null) ?? this.questions[0];
    for (const one of this.questions) one.toggleAttribute("data-current", one === here);
    return wanted;
  }

  refresh() {
    const answered = this.questions.filter((question) => this.show(question)).length;
    const text = this.progress.textContent.replace(/\d+/, answered);
    if (this.progress.textContent !== text) this.progress.textContent = text;
  }

  show(question) {
    const answered = question.querySelector("input[type=radio]:checked") !== null;
    const flagged = question.querySelector("[data-flag]").checked;
    const link = this.form.querySelector(`[data-overview] a[href="#${CSS.escape(question.id)}"]`);
    link.dataset.answered = answered ? "yes" : "no";
    link.dataset.flagged = flagged ? "yes" : "no";
    link.querySelector('[data-word="answered"]').hidden = !answered;
    link.querySelector('[data-word="flagged"]').hidden = !flagged;
    return answered;
  }
}

// What stands on the page of one question: its answer, which step gave it, its flag, and the word beside them.

export class Sheet {
  constructor(form) {
    this.form = form;
  }

  field(question) {
    return this.form.querySelector(`[data-question="${CSS.escape(question)}"]`);
  }

  // A hidden field of a question: `sequence` or `flagged`.
  hidden(question, name) {
    return this.form.elements[`${question}.${name}`];
  }

  chosen(question) {
    return this.field(question).querySelector("input[type=radio]:checked")?.value ?? "";
  }

  choose(question, option) {
    for (const radio of this.field(question).querySelectorAll("input[type=radio]")) {
      radio.checked = radio.value === option;
    }
  }

  flag(question, flagged) {
    this.field(question).querySelector("[data-flag]").checked = flagged;
  }

  basedOn(question) {
    return Number(this.hidden(question, "sequence").value);
  }

  say(question, text) {
    const place = this.field(question)?.querySelector("[data-saved]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  sayNewer(question, at) {
    const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    this.say(question, this.form.dataset.newer.replace("{time}", time));
  }

  // Shows what stands at the server, unless something newer waits on this device, or was shown here before a word that comes
  // late. Tells whether the answer changed here.
  show(question, standing, queue) {
    if (!this.field(question) || standing.sequence < this.basedOn(question)) return false;
    this.hidden(question, "sequence").value = standing.sequence;
    this.hidden(question, "flagged").value = standing.flagged ? "yes" : "no";
    if (!queue.flagWaitingFor(question)) this.flag(question, standing.flagged);
    if (queue.waitingFor(question) || this.chosen(question) === standing.option) return false;
    this.choose(question, standing.option);
    return true;
  }
}

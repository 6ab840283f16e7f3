// Recordings of a lesson: what plays is reported and counted, the transcript follows, and one comes back to one's place.
import { Pieces } from "./pieces.js";
import { Reports } from "./reports.js";
import { Shelf } from "./shelf.js";

const SLOWEST = 0.75;
const FASTEST = 2;
const SLACK_MS = 1_000;
const recordings = new Map();

class Recording {
  constructor(figure) {
    this.figure = figure;
    this.address = figure.dataset.recording;
    this.media = figure.querySelector("video, audio");
    this.speed = figure.querySelector("[data-speed]");
    this.pieces = new Pieces();
    this.furthestMs = 0;
    this.cues = [...figure.querySelectorAll("[data-cue]")].map((line) => asButton(line));
    figure.querySelector("[data-tools]").hidden = false;
    this.showCoverage();
    this.listen();
  }

  get ms() {
    return Math.floor(this.media.currentTime * 1_000);
  }

  // Whether what plays now counts: in a hidden page or a window of its own only where the course lets it.
  get counts() {
    return this.figure.dataset.hiddenMedia === "yes" || !this.isAway;
  }

  get isAway() {
    return document.hidden || document.pictureInPictureElement === this.media;
  }

  get isPlaying() {
    return !this.media.paused && !this.media.ended && !this.media.seeking;
  }

  listen() {
    const { media, figure } = this;
    for (const name of ["timeupdate", "playing", "seeked"]) media.addEventListener(name, () => this.play());
    media.addEventListener("play", () => this.begin());
    for (const name of ["pause", "ended"]) media.addEventListener(name, () => this.rest());
    media.addEventListener("seeking", () => this.seek());
    media.addEventListener("ratechange", () => this.keepPace());
    media.addEventListener("loadedmetadata", () => this.comeBack(), { once: true });
    media.addEventListener("error", () => this.note("failed"), { capture: true });
    for (const name of ["enterpictureinpicture", "leavepictureinpicture"])
      media.addEventListener(name, () => this.stop());
    this.speed.addEventListener("change", () => (media.playbackRate = Number(this.speed.value)));
    figure.addEventListener("click", (event) => this.press(event.target.closest("[data-from-ms], [data-seek-ms]")));
    if (media.readyState > 0) this.comeBack();
    if (media.error || media.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) this.note("failed");
  }

  play() {
    this.showCue();
    if (!this.isPlaying) return;
    if (!this.counts) {
      this.stop();
      if (this.isAway) this.note("away");
      return;
    }
    this.furthestMs = Math.max(this.furthestMs, this.ms);
    this.report(this.pieces.at(this.ms));
    tell("media-place", this.ms);
  }

  begin() {
    this.note(null);
    for (const other of recordings.values()) if (other !== this) other.media.pause();
  }

  // It pauses or is at its end: up to here it was played.
  rest() {
    if (this.counts && this.pieces.piece !== null && !this.media.seeking) this.report(this.pieces.at(this.ms));
    this.stop();
  }

  stop() {
    this.report(this.pieces.stop());
    tell("media-place", null);
  }

  // Back is always free; ahead, where the course does not let skip, only to where one has been.
  seek() {
    this.stop();
    if (this.figure.dataset.forward === "yes" || this.ms <= this.furthestMs + SLACK_MS) return;
    this.media.currentTime = this.furthestMs / 1_000;
    this.note("ahead");
  }

  keepPace() {
    const rate = Math.min(FASTEST, Math.max(SLOWEST, this.media.playbackRate));
    if (rate !== this.media.playbackRate) this.media.playbackRate = rate;
    this.speed.value = String(rate);
  }

  comeBack() {
    const ms = Number(this.figure.dataset.positionMs);
    if (ms > 0 && ms < this.media.duration * 1_000 - SLACK_MS) this.media.currentTime = ms / 1_000;
  }

  report(piece) {
    if (piece === null) return;
    reports.add(this.address, piece);
    reports.send();
  }

  press(target) {
    if (!target) return;
    this.media.currentTime = Number(target.dataset.fromMs ?? target.dataset.seekMs) / 1_000;
    this.media.play().catch((error) => error.name === "NotSupportedError" && this.note("failed"));
  }

  // The line that is spoken now is marked, and kept in view within the transcript, never by moving the page.
  showCue() {
    const now = this.cues.findLast((cue) => Number(cue.dataset.fromMs) <= this.ms);
    if (now === this.cue) return;
    this.cue?.removeAttribute("aria-current");
    this.cue = now;
    if (!now) return;
    now.setAttribute("aria-current", "true");
    const list = now.closest("ol");
    list.scrollTop = now.offsetTop - list.offsetTop - list.clientHeight / 3;
  }

  showCoverage(coverage) {
    const frame = this.figure.querySelector("[data-coverage]");
    const wasDone = frame.querySelector("[data-coverage-done]").dataset.coverageDone;
    if (coverage !== undefined) {
      frame.innerHTML = coverage;
      if (this.noted?.startsWith("unsaved")) this.note(null);
    }
    const shown = frame.querySelector("[data-coverage-done]").dataset;
    this.furthestMs = Math.max(this.furthestMs, Number(shown.furthestMs));
    for (const button of frame.querySelectorAll("[data-seek-ms]")) button.hidden = false;
    if (shown.coverageDone !== wasDone) tell("counted");
  }

  note(name) {
    this.noted = name;
    for (const one of this.figure.querySelectorAll("[data-note]")) one.hidden = one.dataset.note !== name;
  }
}

// A line of the transcript leads to its place: as a button, so that the keyboard does too.
function asButton(line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cue";
  button.dataset.fromMs = line.dataset.fromMs;
  button.append(...line.childNodes);
  line.append(button);
  return button;
}

// What the rest of the page has to know.
function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

const reports = new Reports(location.pathname, new Shelf("pieces"), {
  told: (address, coverage) => recordings.get(address)?.showCoverage(coverage),
  failed: (address, what) => recordings.get(address)?.note(what),
  owes: (owed, error) => tell("media-owes", { owed, error }),
});
for (const figure of document.querySelectorAll("[data-recording]")) {
  recordings.set(figure.dataset.recording, new Recording(figure));
}
const [first] = recordings.values();
reports.open(first.address, Number(first.figure.dataset.positionMs));
document.addEventListener("visibilitychange", () => {
  for (const one of recordings.values()) if (!one.counts) one.stop();
});
addEventListener("pagehide", () => {
  for (const one of recordings.values()) one.rest();
});

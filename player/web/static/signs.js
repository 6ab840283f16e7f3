// What a page hears of its reader and of its browser, passed on to its clock.

const HAVE_CURRENT_DATA = 2; // and nothing to go on with: it waits
const TURNS = ["pause", "ended", "waiting", "playing"];
const ACTIVITIES = ["pointerdown", "pointermove", "keydown", "touchstart", "scroll", "focusin", "selectionchange"];

export function listen(clock) {
  listenToReader(clock);
  listenToMedia(clock);
  listenToBrowser(clock);
  setInterval(() => clock.tick(), 1_000);
}

function listenToReader(clock) {
  const { watch, bar } = clock;
  const active = () => clock.wake(() => watch.activity(performance.now()));
  for (const name of ACTIVITIES) document.addEventListener(name, active, { passive: true });
  bar.answer.addEventListener("click", () => clock.answer());
  bar.instead.addEventListener("click", () => clock.choose(true));
  bar.asked.addEventListener("change", () => clock.choose(bar.asked.checked));
  bar.takeOver.addEventListener("click", () => clock.start());
  bar.signIn.addEventListener("click", () => clock.signIn.open());
}

function listenToMedia(clock) {
  const active = () => clock.wake(() => clock.watch.activity(performance.now()));
  const played = ({ target }) => isWatched(target, clock.watch.policy) && active();
  document.addEventListener("timeupdate", played, { capture: true, passive: true });
  for (const name of TURNS) document.addEventListener(name, () => document.hidden && look(clock), { capture: true });
  document.addEventListener("media-place", ({ detail }) => {
    clock.mediaMs = detail;
  });
}

// Media is a sign of somebody while it plays on the page; in a window of its own only where the policy lets it.
function isWatched(media, { hidden_media: hidden }) {
  return !media.paused && !media.ended && (hidden || media !== document.pictureInPictureElement);
}

function listenToBrowser(clock) {
  document.addEventListener("visibilitychange", () => look(clock));
  document.addEventListener("freeze", () => clock.leave());
  document.addEventListener("resume", () => isFollowed(clock) && clock.comeBack());
  addEventListener("pagehide", () => clock.leave());
  addEventListener("pageshow", (event) => event.persisted && isFollowed(clock) && clock.comeBack());
  addEventListener("online", () => clock.goOn());
  addEventListener("offline", () => clock.lease !== null && clock.sayUnsent());
  addEventListener("signed-in", () => {
    clock.tellSignedIn();
    clock.goOn();
  });
}

// Leaves a page that nobody can see, and comes back to it.
function look(clock) {
  if (!isFollowed(clock)) clock.leave();
  else if (!clock.watch.visible) clock.comeBack();
}

// Whether the page can be seen or, where the policy lets a hidden one count, something can be heard of it.
function isFollowed({ watch: { policy } }) {
  const plays = (media) => isWatched(media, policy) && media.readyState > HAVE_CURRENT_DATA;
  return !document.hidden || (policy.hidden_media && [...document.querySelectorAll("video, audio")].some(plays));
}

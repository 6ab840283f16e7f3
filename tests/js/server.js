// A server that counts as ours does, and a page of a lesson that is open on it.
import { startClock } from "../../player/web/static/clock.js";
import { answer, openPage, settle } from "./page.js";

const LIMIT_MS = 30_000;

// One lease is in force; `trouble(page, address)` may answer in its place. A beat is worth the least of the server's own gap,
// what the page says, and 30 seconds; a span the least of the gap, what it says, and the grace that is left. The answers of
// what `loses(page, address)` are lost, after they were given.
export function server({ trouble = () => null, loses = () => false, policy = {}, grace = 120_000 } = {}) {
  const state = { lease: 0, sequence: 0, last: 0, counted: 0, repeated: 0, spans: 0, claimed: 0, grace };
  state.serve = (address, request, page) => {
    const other = trouble(page, address);
    if (other instanceof Error) throw other;
    if (other) return other;
    const given = state.answer(address, request, page);
    if (loses(page, address)) throw new TypeError("lost");
    return given;
  };
  state.answer = (address, request, page) => {
    if (address === "/clock") {
      Object.assign(state, { lease: state.lease + 1, sequence: 0, refused: 0, ended: false });
      return answer({ lease: `lease-${state.lease}`, policy });
    }
    if (address === "/asking") return answer(JSON.parse(request.body));
    if (address !== "/beat") return new Response("<html>");
    const isOurs = request.headers["X-Lease"] === `lease-${state.lease}`;
    if (state.ended || !isOurs) return answer({ code: isOurs ? "ended" : "elsewhere" }, 409);
    return take(state, JSON.parse(request.body), page.now);
  };
  return state;
}

function take(state, { sequence, first = sequence, late = false, active_ms: active, fresh }, now) {
  const isAlone = first === sequence;
  const isSpan = !isAlone && !late;
  const isNew = sequence > state.sequence;
  if (isNew && (first !== state.sequence + 1 || sequence < state.refused)) {
    if (first > state.sequence + 1) state.refused = Math.max(sequence, state.refused);
    return answer({ code: "out_of_order", sequence: state.sequence }, 422);
  }
  if (isNew) state.refused = 0;
  if (!isNew) state.repeated += 1;
  else count(state, { isSpan, active, fresh }, now);
  state.sequence = Math.max(sequence, state.sequence);
  return answer({ outcome: "counted", activity_ms: state.counted, course_ms: state.counted, grace_ms: state.grace });
}

function count(state, { isSpan, active, fresh }, now) {
  const claim = fresh ? 0 : active;
  const worth = Math.min(now - state.last, claim, isSpan ? state.grace : LIMIT_MS);
  if (isSpan) {
    state.spans += 1;
    state.grace -= worth;
  }
  Object.assign(state, { last: now, counted: state.counted + worth, claimed: state.claimed + claim });
}

// A page whose beats are kept on `shelf`, where there is one, which outlives the page.
export async function open(state, { shelf = null, now = 0, ...options } = {}) {
  const page = Object.assign(openPage(state.serve, options), { now });
  page.document.readyState = "interactive";
  const clock = startClock();
  if (shelf) clock.beats.shelf = shelf;
  page.document.readyState = "complete";
  page.window.dispatchEvent(new Event("load"));
  await settle();
  return { page, clock, pill: page.part("[data-pill]"), takeOver: page.part("[data-take-over]") };
}

// What goes wrong with the one beat that is sent at this time.
export function beatAt(time, wrong) {
  return (page, address) => (address === "/beat" && page.now === time ? wrong() : null);
}

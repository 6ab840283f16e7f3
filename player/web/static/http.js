// Sends what the page has to say to the server, with the proof that it comes from our own page, until it has been heard.

const SOONEST_MS = 2_000;
const LATEST_MS = 20_000;
const TOO_LONG_MS = 20_000;
const NOT_YOURS = ["page_too_old", "learners_only"];

export class Refusal extends Error {
  constructor(status, code, facts = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.facts = facts;
  }

  get signedOut() {
    return this.status === 401;
  }

  // Whether the same request may well be granted in a moment: the server is busy, two requests crossed, or the learner
  // has to sign in again.
  get passes() {
    return this.signedOut || this.code === "out_of_date" || this.status === 429 || this.status >= 500;
  }

  // Whether it contradicts what is published or stored, so that nobody will ever be granted it.
  get isForGood() {
    return this.status === 422;
  }
}

// Whether asking again would be in vain.
export function isFinal(error) {
  return error instanceof Refusal && !error.passes;
}

// An answer that sends us to the sign-in page is a refusal, not a page to be shown.
async function ask(address, request) {
  const answer = await fetch(address, {
    ...request,
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(TOO_LONG_MS),
  });
  if (answer.ok) return answer;
  if (answer.type === "opaqueredirect") throw new Refusal(401, "signed_out");
  let facts = {};
  try {
    facts = await answer.json();
  } catch {
    // An answer without a body has no more to say than its status.
  }
  throw new Refusal(answer.status, facts.code ?? "refused", facts);
}

export async function get(address) {
  return (await ask(address, { method: "GET" })).text();
}

// What is not there for whoever is signed in now may be there for whom this page belongs to: that is looked at first.
export async function post(address, body, { headers = {}, keepalive = false } = {}) {
  const send = () =>
    ask(address, {
      method: "POST",
      keepalive,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token(), ...headers },
      body: JSON.stringify(body),
    });
  try {
    return await send();
  } catch (error) {
    if (!NOT_YOURS.includes(error.code) && error.status !== 404) throw error;
    await renewToken();
    return send();
  }
}

function token() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

// After signing in anew this page's token is out of date, and only that: the same page, or another one, has a new one. When
// the page is refused, somebody else is signed in, and its own learner is signed out.
export async function renewToken(address = location.href) {
  const page = await get(address).catch((error) => {
    throw isFinal(error) ? new Refusal(401, "somebody_else") : error;
  });
  const [, fresh] = page.match(/name="csrf-token" content="([^"]+)"/);
  document.querySelector('meta[name="csrf-token"]').content = fresh;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = fresh;
}

// How long to wait before the next try: soon after the first failure, then less and less often.
export function pause(failures) {
  return Math.min(LATEST_MS, SOONEST_MS * 2 ** (failures - 1));
}

// Waits, and no longer than until the network is back or somebody has signed in again.
function waitOrOnline(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const name of ["online", "signed-in"]) removeEventListener(name, done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const name of ["online", "signed-in"]) addEventListener(name, done);
  });
}

// Tries until the server has answered, whatever the network does; gives up only on a refusal that will not pass.
export async function persist(action, { onFailure = () => {} } = {}) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await action();
    } catch (error) {
      if (isFinal(error)) throw error;
      onFailure(error);
      await waitOrOnline(pause(failures));
    }
  }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

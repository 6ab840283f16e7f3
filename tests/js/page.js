// As much of a page as our scripts ask for, and a clock that the tests move.
import { mock } from "node:test";

class Element extends EventTarget {
  constructor(dataset = {}) {
    super();
    this.dataset = dataset;
    this.textContent = "";
    this.hidden = true;
    this.open = false;
    this.parts = {};
  }

  querySelector(name) {
    this.parts[name] ??= new Element();
    return this.parts[name];
  }

  closest() {
    return this;
  }

  showModal() {
    this.open = true;
  }

  close() {
    this.open = false;
  }
}

// Opens a page whose requests `serve(address, request)` answers with a Response, or with an error thrown.
export function openPage(serve, { hidden = false } = {}) {
  const page = { now: 0, sent: [], meta: { content: "token-1" }, fields: [{ value: "token-1" }], media: [] };
  page.bar = new Element({ clock: "/clock", beat: "/beat", asking: "/asking" });
  page.part = (name) => page.bar.querySelector(name);
  const words = { querySelector: (name) => ({ textContent: name.match(/"(.+)"/)[1] }) };
  const found = { 'meta[name="csrf-token"]': page.meta, "template[data-words]": { content: words } };
  page.document = Object.assign(new EventTarget(), {
    hidden,
    readyState: "complete",
    querySelector: (name) => (name === "[data-clock]" ? page.bar : found[name]),
    querySelectorAll: (name) => ({ input: page.fields, video: page.media })[name.match(/^\w+/)?.[0]] ?? [],
  });
  page.window = new EventTarget();
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const browser = { onLine: true };
  page.network = (is) => {
    browser.onLine = is;
    page.window.dispatchEvent(new Event(is ? "online" : "offline"));
  };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: browser });
  Object.assign(globalThis, {
    document: page.document,
    location: { href: "http://site/page" },
    addEventListener: addEventListener.bind(page.window),
    removeEventListener: removeEventListener.bind(page.window),
    fetch: async (address, request) => {
      page.sent.push({ address, ...request, body: request.body && JSON.parse(request.body), at: page.now });
      return serve(address, request, page);
    },
  });
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  mock.method(performance, "now", () => page.now);
  return page;
}

export function answer(body, status = 200) {
  return new Response(JSON.stringify(body), { status });
}

// Lets something happen to a film or a recording of the page.
export async function happen(page, name, media) {
  const event = new Event(name);
  Object.defineProperty(event, "target", { value: media });
  page.document.dispatchEvent(event);
  await settle();
}

// Lets everything that is under way arrive.
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

// Lets time pass on a page, second by second, as its timers and answers go.
export async function pass(page, seconds) {
  for (let second = 0; second < seconds; second += 1) {
    page.now += 1_000;
    mock.timers.tick(1_000);
    await settle();
  }
}

export async function cover(page, hidden) {
  page.document.hidden = hidden;
  page.document.dispatchEvent(new Event("visibilitychange"));
  await settle();
}

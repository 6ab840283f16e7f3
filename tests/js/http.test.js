// What a page sends arrives: once, with the right token, as soon as the network and the sign-in allow.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { get, newKey, pause, persist, post, Refusal } from "../../player/web/static/http.js";
import { answer, openPage, pass, settle } from "./page.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const toSignIn = { ok: false, type: "opaqueredirect", status: 0 };

function refusedWith(status, code) {
  return (error) => error instanceof Refusal && error.status === status && error.code === code;
}

test("what is sent carries the page's token and says that it is JSON", async () => {
  const page = openPage(() => answer({ saved: true }));
  assert.deepEqual(await (await post("/answers", { option: "a" }, { headers: { "X-Lease": "s" } })).json(), {
    saved: true,
  });
  const [{ method, headers, body, redirect }] = page.sent;
  assert.deepEqual([method, body, redirect], ["POST", { option: "a" }, "manual"]);
  assert.equal(headers["X-CSRFToken"], "token-1");
  assert.equal(headers["X-Lease"], "s");
  assert.deepEqual([headers["Content-Type"], headers.Accept], ["application/json", "application/json"]);
});

test("nobody is waited for longer than twenty seconds", async () => {
  const page = openPage(() => answer({}));
  const { signal } = new AbortController();
  const patience = mock.method(AbortSignal, "timeout", () => signal);
  await post("/answers", {});
  patience.mock.restore();
  assert.deepEqual([patience.mock.calls[0].arguments, page.sent[0].signal], [[20_000], signal]);
});

test("a network that goes away while the token is renewed is a network that is away", async () => {
  openPage((address) => {
    if (address === "/answers") return answer({ code: "page_too_old" }, 400);
    throw new TypeError("Failed to fetch");
  });
  await assert.rejects(post("/answers", {}), TypeError);
});

test("a refusal names its status and its code", async () => {
  openPage(() => answer({ code: "lesson_locked" }, 403));
  await assert.rejects(post("/answers", {}), refusedWith(403, "lesson_locked"));
  openPage(() => new Response("<html>", { status: 502 }));
  await assert.rejects(post("/answers", {}), refusedWith(502, "refused"));
});

test("being sent to the sign-in page is a refusal and never a piece of page", async () => {
  openPage(() => toSignIn);
  await assert.rejects(get("/standing"), refusedWith(401, "signed_out"));
  await assert.rejects(get("/standing"), (error) => error.signedOut && error.passes);
});

test("after signing in anew the page takes the new token, and sends once more", async () => {
  const page = openPage((address, { headers }) => {
    if (address === "http://site/page") return new Response('<meta name="csrf-token" content="token-2">');
    return headers["X-CSRFToken"] === "token-2" ? answer({ saved: true }) : answer({ code: "page_too_old" }, 400);
  });
  assert.ok((await post("/answers", {})).ok);
  assert.equal(page.meta.content, "token-2");
  assert.equal(page.fields[0].value, "token-2");
  assert.equal(page.sent.length, 3);
});

test("a token that stays refused is not asked for again and again", async () => {
  const page = openPage((address) =>
    address === "/answers" ? answer({ code: "page_too_old" }, 400) : new Response('name="csrf-token" content="t"'),
  );
  await assert.rejects(post("/answers", {}), refusedWith(400, "page_too_old"));
  assert.equal(page.sent.length, 3);
});

for (const [status, code] of [
  [400, "page_too_old"],
  [403, "learners_only"],
  [404, "enrollment_not_found"],
]) {
  test(`${code} to whoever may not see this page either is a sign-in that expired`, async () => {
    openPage((address) => answer({ code }, address === "/answers" ? status : 404));
    await assert.rejects(post("/answers", {}), refusedWith(401, "somebody_else"));
  });
}

test("what is not there for whom this page belongs to is not there", async () => {
  openPage((address) =>
    address === "/answers" ? answer({ code: "check_not_found" }, 404) : new Response('name="csrf-token" content="t"'),
  );
  await assert.rejects(post("/answers", {}), refusedWith(404, "check_not_found"));
});

test("tries come soon after the first failure and never more than twenty seconds apart", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map(pause), [2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
});

for (const [what, failure] of Object.entries({
  "a network that is away": new TypeError("Failed to fetch"),
  "a sign-in that expired": new Refusal(401, "signed_out"),
  "two requests that crossed": new Refusal(409, "out_of_date"),
  "too many tries": new Refusal(429, "too_many_tries"),
  "a server that broke": new Refusal(500, "broken"),
  "a server that is away": new Refusal(503, "unavailable"),
})) {
  test(`${what} is waited for`, async () => {
    const page = openPage(() => {});
    const failures = [];
    let tries = 0;
    const action = async () => {
      tries += 1;
      if (tries < 4) throw failure;
      return "saved";
    };
    const result = persist(action, { onFailure: (error) => failures.push(error) });
    await settle();
    await pass(page, 13);
    assert.equal(tries, 3);
    await pass(page, 1);
    assert.equal(await result, "saved");
    assert.equal(failures.length, 3);
  });
}

for (const event of ["online", "signed-in"]) {
  test(`being ${event} ends the waiting`, async () => {
    const page = openPage(() => {});
    let tries = 0;
    const result = persist(async () => {
      tries += 1;
      if (tries === 1) throw new TypeError("Failed to fetch");
      return "saved";
    });
    await settle();
    page.window.dispatchEvent(new Event(event));
    await settle();
    assert.equal(tries, 2);
    assert.equal(await result, "saved");
  });
}

test("a refusal that will not pass is not repeated", async () => {
  for (const status of [400, 403, 404, 409, 422]) {
    let tries = 0;
    const refused = persist(async () => {
      tries += 1;
      throw new Refusal(status, "refused");
    });
    await assert.rejects(refused, refusedWith(status, "refused"));
    assert.equal(tries, 1);
  }
});

test("keys are UUIDs, and never the same, also where the browser makes none itself", () => {
  const made = new Set();
  for (let time = 0; time < 1_000; time += 1) made.add(newKey());
  const own = Object.getOwnPropertyDescriptor(Crypto.prototype, "randomUUID");
  delete Crypto.prototype.randomUUID;
  for (let time = 0; time < 1_000; time += 1) made.add(newKey());
  Object.defineProperty(Crypto.prototype, "randomUUID", own);
  assert.equal(made.size, 2_000);
  for (const key of made) assert.match(key, UUID);
});

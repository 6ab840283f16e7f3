// Sends what the page has to say to the server, with the proof that it comes from our own page.

export class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }

  get signedOut() {
    return this.status === 401 || this.code === "page_too_old";
  }
}

export async function post(address, body, { headers = {}, keepalive = false } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const answer = await fetch(address, {
    method: "POST",
    credentials: "same-origin",
    keepalive,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token, ...headers },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer;
  let code = "refused";
  try {
    code = (await answer.json()).code ?? code;
  } catch {
    // An answer without a body keeps the general code.
  }
  throw new Refusal(answer.status, code);
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

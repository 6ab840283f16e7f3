// Keeps a half-filled form on this device, and nowhere else, until the server has it (sent.js then forgets it), or until
// its learner signs out or another signs in (drafts.js).
import { holdWhileOffline } from "./form.js";

const form = document.querySelector("[data-draft]");
const restored = form.querySelector("[data-restored]");

function read() {
  try {
    return JSON.parse(localStorage.getItem(form.dataset.draft)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  const values = Object.fromEntries(
    [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && value !== ""),
  );
  try {
    localStorage.setItem(form.dataset.draft, JSON.stringify(values));
    form.querySelector("[data-kept]").hidden = false;
  } catch {
    // Without storage there is no draft, and the form still works.
  }
}

function discard() {
  try {
    localStorage.removeItem(form.dataset.draft);
  } catch {
    // Where nothing may be stored, nothing was.
  }
  form.reset();
  restored.hidden = true;
  form.querySelector("[data-kept]").hidden = true;
}

// Puts a value back where nothing stands yet, and tells whether it did.
function putBack([name, value]) {
  const field = form.elements.namedItem(name);
  if (!field || name === "csrf_token" || field.value !== "") return false;
  field.value = value;
  return field.value !== "";
}

restored.hidden = !Object.entries(read()).map(putBack).includes(true);
form.addEventListener("input", keep);
form.querySelector("[data-discard]").addEventListener("click", discard);
holdWhileOffline(form);

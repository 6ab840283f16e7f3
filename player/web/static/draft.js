// Keeps a half-filled form on this device, and nowhere else, until the server has it: sent.js then forgets it.
import { holdWhileOffline } from "./form.js";

const form = document.querySelector("[data-draft]");

function read() {
  try {
    return JSON.parse(localStorage.getItem(form.dataset.draft)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  const values = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrf_token"));
  try {
    localStorage.setItem(form.dataset.draft, JSON.stringify(values));
  } catch {
    // Without storage there is no draft, and the form still works.
  }
}

for (const [name, value] of Object.entries(read())) {
  const field = form.elements[name];
  if (field && name !== "csrf_token" && field.value === "") field.value = value;
}
form.addEventListener("input", keep);
holdWhileOffline(form);

// Keeps a half-filled form on this device, and nowhere else, until it is sent.
const form = document.querySelector("[data-draft]");

function read() {
  try {
    return JSON.parse(localStorage.getItem(form.dataset.draft)) ?? {};
  } catch {
    return {};
  }
}

if (form) {
  for (const [name, value] of Object.entries(read())) {
    const field = form.elements[name];
    if (field && name !== "csrf_token") field.value = value;
  }
  form.addEventListener("input", () => {
    const values = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrf_token"));
    try {
      localStorage.setItem(form.dataset.draft, JSON.stringify(values));
    } catch {
      // Without storage there is no draft, and the form still works.
    }
  });
  form.addEventListener("submit", () => localStorage.removeItem(form.dataset.draft));
}

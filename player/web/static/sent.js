// The server has what this device kept until then: nothing of it stays here.
try {
  for (const one of document.querySelectorAll("[data-sent]")) {
    for (const name of one.dataset.sent.split(" ")) localStorage.removeItem(name);
  }
} catch {
  // Where nothing may be stored, nothing was.
}

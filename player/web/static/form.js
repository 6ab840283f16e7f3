// What forms have in common that hold an evening's work.

// A form is not sent into nowhere: offline it says so and keeps what is on it.
export function holdWhileOffline(form) {
  const notice = form.querySelector("[data-offline]");
  form.addEventListener("submit", (event) => {
    notice.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
  });
  addEventListener("online", () => {
    notice.hidden = true;
  });
}

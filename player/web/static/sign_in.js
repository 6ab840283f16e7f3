// A sign-in that expired is renewed where it is missed: in a dialog on the page, which stays as it is.
import { post, Refusal, renewToken } from "./http.js";
import { word } from "./words.js";

export class SignIn {
  constructor(dialog) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.trouble = dialog.querySelector("[data-trouble]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
  }

  open() {
    if (this.dialog.open) return;
    this.trouble.textContent = "";
    this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  async submit() {
    const { email, password } = this.form.elements;
    this.trouble.textContent = "";
    try {
      await signIn(this.form.action, { email: email.value, password: password.value });
    } catch (error) {
      this.trouble.textContent = word(whatWentWrong(error));
      return;
    } finally {
      password.value = "";
    }
    this.close();
    dispatchEvent(new Event("signed-in"));
  }
}

// Signs in, and sees that it is the same person: this page is only shown to whom it belongs.
async function signIn(address, credentials) {
  try {
    await renewToken(address);
    await post(address, credentials);
  } catch (error) {
    // Whoever is signed in already, from another tab, is sent on.
    if (!error.signedOut) throw error;
  }
  await renewToken();
}

function whatWentWrong(error) {
  if (!(error instanceof Refusal)) return "sign-in-unsent";
  if (error.code === "somebody_else") return "sign-in-other";
  if (error.status === 429) return "sign-in-too-often";
  return error.passes ? "sign-in-unsent" : "sign-in-refused";
}

// The words that scripts say, as the page brought them: whoever translates the templates has translated these.
export function word(name) {
  return document.querySelector("template[data-words]").content.querySelector(`[data-word="${name}"]`).textContent;
}

// What to say beside something that could not be saved yet, and whether it `lasts` when the page is closed.
export function wordFor(error, lasts) {
  if (error.signedOut) return word("signed-out");
  return word(lasts ? "unsaved" : "unsaved-here");
}

// Drafts belong to who wrote them: whoever signs in next on this device finds none of another's, and signing out forgets
// one's own. A sign-in that merely expired keeps them, for nothing shall be lost that way.
const mine = `draft:${document.body.dataset.learner}:`;

function forget(isToGo) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith("draft:") && isToGo(name)) localStorage.removeItem(name);
    }
  } catch {
    // Where nothing may be stored, nothing was.
  }
}

forget((name) => !name.startsWith(mine));
document.querySelector("[data-sign-out]").addEventListener("submit", () => forget(() => true));

// Runs before the page is drawn: light or dark, sans or serif, as chosen here or as the device asks for.
"use strict";
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const choices = {
    theme: { attribute: "bsTheme", all: ["light", "dark"], unasked: () => (dark.matches ? "dark" : "light") },
    type: { attribute: "type", all: ["sans", "serif"], unasked: () => "sans" },
  };

  function stored(name) {
    try {
      return window.localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  function apply() {
    for (const [name, choice] of Object.entries(choices)) {
      const kept = stored(name);
      document.documentElement.dataset[choice.attribute] = choice.all.includes(kept) ? kept : choice.unasked();
    }
  }

  function change(name) {
    const { attribute, all } = choices[name];
    const other = all[document.documentElement.dataset[attribute] === all[0] ? 1 : 0];
    try {
      window.localStorage.setItem(name, other);
    } catch {
      // A browser that stores nothing still switches this page.
    }
    document.documentElement.dataset[attribute] = other;
  }

  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-theme-switch]")) change("theme");
    if (event.target.closest("[data-type-switch]")) change("type");
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelector("[data-focus]")?.focus();
  });
})();

// Runs before the page is drawn: light or dark, as chosen here or as the device asks for.
"use strict";
(function () {
  const wanted = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try {
      return window.localStorage.getItem("theme");
    } catch {
      return null;
    }
  }
  function apply() {
    document.documentElement.dataset.bsTheme = stored() || (wanted.matches ? "dark" : "light");
  }
  apply();
  wanted.addEventListener("change", apply);
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-theme-switch]")) return;
    const other = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("theme", other);
    } catch {
      // A browser that stores nothing still switches this page.
    }
    document.documentElement.dataset.bsTheme = other;
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelector("[data-focus]")?.focus();
  });
})();

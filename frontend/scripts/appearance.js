/* Theme and density: a click changes the page at once; what is kept lets the server draw the next page right from the start. */
import { on, rememberLook } from "./page.js";

on("click", "[data-theme-choice]", (button) => {
  const theme = button.dataset.themeChoice;
  document.documentElement.dataset.bsTheme = theme;
  rememberLook("theme", theme);
  colourTheFrame(theme);
  markChosen("[data-theme-choice]", button);
});

on("click", "[data-density-choice]", (button) => {
  const density = button.dataset.densityChoice;
  document.documentElement.dataset.density = density;
  rememberLook("density", density);
  markChosen("[data-density-choice]", button);
});

on("click", "[data-theme-toggle]", () => {
  const now = document.documentElement.dataset.bsTheme;
  const isDark = now === "dark" || (now !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const theme = isDark ? "light" : "dark";
  document.documentElement.dataset.bsTheme = theme;
  rememberLook("theme", theme);
});

/* What surrounds the page: the bar of a phone, the window of an installed app. */
function colourTheFrame(theme) {
  for (const meta of document.querySelectorAll("meta[data-scheme]")) {
    const { scheme } = meta.dataset;
    meta.media = theme === "auto" ? `(prefers-color-scheme: ${scheme})` : scheme === theme ? "all" : "not all";
  }
}

function markChosen(selector, chosen) {
  for (const button of document.querySelectorAll(selector)) {
    button.setAttribute("aria-current", String(button === chosen));
  }
}

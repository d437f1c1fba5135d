/* On a phone a page shows one of its zones at a time. Markup: zone_tabs in ui/segments.html. */
import { on } from "./page.js";

on("click", "[data-zone-show]", (tab) => {
  document.querySelector(".fw-body[data-zone]").dataset.zone = tab.dataset.zoneShow;
  for (const other of tab.parentElement.children) other.toggleAttribute("aria-current", other === tab);
});

/* The whole navigation is a drawer there; anything outside it, or Escape, closes it. */
const app = document.querySelector(".fw-app");
const toggle = document.querySelector("[data-rail-toggle]");

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-rail-toggle]")) showRail(!app.classList.contains("has-rail"));
  else if (!target.closest?.(".fw-rail")) showRail(false);
});

document.addEventListener("keydown", ({ key }) => key === "Escape" && showRail(false));

function showRail(isOpen) {
  app?.classList.toggle("has-rail", isOpen);
  toggle?.setAttribute("aria-expanded", String(isOpen));
}

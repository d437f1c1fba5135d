/* On a phone a page shows one of its zones at a time. Markup: zone_tabs in ui/segments.html. */
import { on } from "./page.js";

on("click", "[data-zone-show]", (tab) => {
  document.querySelector(".fw-body[data-zone]").dataset.zone = tab.dataset.zoneShow;
  for (const other of tab.parentElement.children) other.toggleAttribute("aria-current", other === tab);
});

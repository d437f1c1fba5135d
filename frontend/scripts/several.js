/* Whoever is found by typing becomes a chip, and the next one can be typed. Markup: ui/several.html. */
import { addChip } from "./chips.js";
import { equip } from "./page.js";

equip("[data-several]", (several) => {
  const place = several.querySelector("[data-several-chosen]");
  const value = several.querySelector("[data-lookup-value]");
  const words = several.querySelector("[role=combobox]");

  value.addEventListener("change", () => {
    if (!value.value) return;
    addChip(place, value.value, words.value);
    value.value = words.value = "";
  });
});

/* Whoever is found by typing becomes a chip, and the next one can be typed. Markup: ui/several.html. */
import { equip } from "./page.js";

equip("[data-several]", (several) => {
  const place = several.querySelector("[data-several-chosen]");
  const shape = several.querySelector("template[data-several-shape]");
  const value = several.querySelector("[data-lookup-value]");
  const words = several.querySelector("[role=combobox]");

  value.addEventListener("change", () => {
    if (!value.value) return;
    const isChosen = [...place.querySelectorAll("input")].some((input) => input.value === value.value);
    if (!isChosen) {
      const chip = shape.content.firstElementChild.cloneNode(true);
      chip.querySelector("input").value = value.value;
      chip.querySelector("input").after(words.value);
      place.append(chip);
    }
    value.value = words.value = "";
  });
});

/* The composer: what is written goes either to the requester or to colleagues, and looks like it at every moment. */
import { put } from "./offers.js";
import { equip, isComposing, on } from "./page.js";

equip("[data-composer]", (composer) => {
  composer.addEventListener("change", ({ target }) => {
    if (target.name === "mode") setMode(composer, target.value);
  });
  // Out of the text, so that the keys of the page hold again; what lies above it closes first and keeps the key to itself.
  composer.querySelector("textarea").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isComposing(event)) return;
    event.stopPropagation();
    event.target.blur();
  });
  setMode(composer, composer.querySelector("[name=mode]:checked")?.value ?? "reply");
});

/* Buttons outside it: data-compose="reply" or "note" switches and puts the cursor into it. */
on("click", "[data-compose]", (button) => {
  const composer = document.querySelector("[data-composer]");
  const choice = composer?.querySelector(`[name=mode][value="${button.dataset.compose}"]`);
  if (!choice) return;
  choice.checked = true;
  setMode(composer, choice.value);
  composer.querySelector("textarea").focus();
});

/* What is known elsewhere is put in where the cursor is: in the composer, or in the field that the button names. */
on("click", "[data-insert]", ({ dataset: { insert, insertInto } }) => {
  const text = insertInto ? document.getElementById(insertInto) : document.querySelector("[data-composer] textarea");
  if (text) put(text, insert);
});

on("click", "[data-recipient-remove]", (button) => {
  const place = button.closest(".fw-chip").parentElement;
  button.closest(".fw-chip").remove();
  place.dispatchEvent(new Event("change", { bubbles: true }));
});

/* Who was ticked or not stays so when the list of receivers comes anew: somebody else may have added one meanwhile. */
const decided = new WeakMap();

equip("#composer-to", (receivers) => {
  const form = receivers.closest("form");
  if (!form) return;
  const boxes = [...receivers.querySelectorAll("[type=checkbox]")];
  const ticks = decided.get(form) ?? new Map();
  decided.set(form, ticks);
  for (const box of boxes) box.checked = ticks.get(box.value) ?? box.checked;
  receivers.addEventListener("change", () => boxes.forEach((box) => ticks.set(box.value, box.checked)));
});

function setMode(composer, mode) {
  composer.dataset.mode = mode;
  const text = composer.querySelector("textarea");
  text.placeholder = text.dataset[`${mode}Hint`] ?? text.placeholder;
}

/* The composer: what is written goes either to the requester or to colleagues, and looks like it at every moment. */
import { put } from "./offers.js";
import { equip, on } from "./page.js";

equip("[data-composer]", (composer) => {
  composer.addEventListener("change", ({ target }) => {
    if (target.name === "mode") setMode(composer, target.value);
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

function setMode(composer, mode) {
  composer.dataset.mode = mode;
  const text = composer.querySelector("textarea");
  text.placeholder = text.dataset[`${mode}Hint`] ?? text.placeholder;
}

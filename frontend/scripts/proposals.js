/* Proposals on the intake form. Markup: suggestions/_similar.html.
   data-fill="field" data-value data-label: a click puts the value into the field, a lookup or a select.
   data-send-to="address" data-number: a click sends the form there instead, about the ticket with this number. */
import { on } from "./page.js";

on("click", "[data-fill]", (button) => {
  const { fill, value, label } = button.dataset;
  const field = button.closest("form").querySelector(`[name="${fill}"]`);
  if (fill === "team") check(button.closest("form").querySelector("[name=then][value=dispatch]"));
  field.value = value;
  const words = field.closest("[data-lookup]")?.querySelector("[role=combobox]");
  if (words) words.value = label;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  button.hidden = true;
  (button.parentElement.querySelector("[data-fill]:not([hidden])") ?? words ?? field).focus();
});

on("click", "[data-send-to]", (button) => {
  const number = Object.assign(document.createElement("input"), { type: "hidden", name: "number", value: button.dataset.number });
  button.form.append(number);
  button.form.action = button.dataset.sendTo;
  button.form.requestSubmit();
});

/** Chooses one of several, as a person would. */
function check(radio) {
  if (!radio || radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

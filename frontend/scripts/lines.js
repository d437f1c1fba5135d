/* Lines of a form that are added, moved up and taken out: the ways to reach a person. Markup: data-lines. */
import { on } from "./page.js";

on("click", "[data-lines-add]", (button) => {
  const place = button.closest("[data-lines]");
  const line = place.querySelector("[data-lines-shape]").content.firstElementChild.cloneNode(true);
  place.querySelector("[data-lines-list]").append(line);
  line.querySelector("input").focus();
  touched(place);
});

on("click", "[data-line-up]", (button) => {
  const line = button.closest("[data-line]");
  line.previousElementSibling?.before(line);
  button.focus();
  touched(line);
});

on("click", "[data-line-remove]", (button) => {
  const line = button.closest("[data-line]");
  const place = line.closest("[data-lines]");
  line.remove();
  touched(place);
});

function touched(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

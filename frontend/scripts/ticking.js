/* Ticking many rows: with Shift a whole range, all that match, or none. The bar of actions for many says how many. */
import { on } from "./page.js";

let last = null;

on("click", "[data-rows] .fw-row-check", (box, event) => {
  const boxes = all();
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
  last = box;
});

/* Whoever changes a single tick means what is ticked, and no longer all that match. */
on("change", "[data-rows] .fw-row-check", () => {
  wholeList("");
  count();
});

on("click", "[data-tick-everything]", (button) => {
  tick(true);
  wholeList("1");
  document.querySelector("[data-ticked-count]").replaceChildren(button.dataset.tickEverything);
});

on("click", "[data-tick-nothing]", nothing);
document.addEventListener("bulk-changed", nothing);

/* Escape takes the ticks away, unless it closes something that lies above the list. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open") && all().some((box) => box.checked)) nothing();
});

/** Says how many are ticked; for whoever takes rows away. A list that was taken whole stays so. */
export function recount() {
  if (!document.querySelector("[data-ticked] [name=all]")?.value) count();
}

function count() {
  const number = all().filter((box) => box.checked).length;
  for (const bar of document.querySelectorAll("[data-ticked]")) {
    bar.hidden = number === 0;
    bar.querySelector("[data-ticked-count]")?.replaceChildren(String(number));
  }
}

function nothing() {
  tick(false);
  wholeList("");
  last = null;
}

function tick(isOn) {
  for (const box of all()) box.checked = isOn;
  count();
}

function wholeList(value) {
  for (const field of document.querySelectorAll("[data-ticked] [name=all]")) field.value = value;
}

function all() {
  return [...document.querySelectorAll("[data-rows] .fw-row-check")];
}

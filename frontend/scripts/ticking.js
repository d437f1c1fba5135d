/* Ticking many rows: with Shift a whole range, all that match, or none. lists.js counts what is ticked. */
import { on } from "./page.js";

let last = null;
let isByScript = false;

on("click", "[data-rows] .fw-row-check", (box, event) => {
  const boxes = all();
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
  last = box;
});

/* Whoever changes a single tick means what is ticked, and no longer all that match. */
on("change", "[data-rows] .fw-row-check", () => {
  if (!isByScript) wholeList("");
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

function nothing() {
  tick(false);
  wholeList("");
  last = null;
}

function tick(isOn) {
  const boxes = all();
  for (const box of boxes) box.checked = isOn;
  isByScript = true;
  boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  isByScript = false;
}

function wholeList(value) {
  for (const field of document.querySelectorAll("[data-ticked] [name=all]")) field.value = value;
}

function all() {
  return [...document.querySelectorAll("[data-rows] .fw-row-check")];
}

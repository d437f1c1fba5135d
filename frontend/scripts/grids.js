/*
 * Tables that are filled in: the priority matrix ([data-matrix], lists in its cells) and the permission table
 * ([data-grid], ticks). Arrows move from cell to cell, digits choose a priority, and what is not saved yet is counted.
 */
import { equip, on } from "./page.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const CONTROL = "td :is(select, input[type=checkbox])";

for (const selector of ["[data-matrix]", "[data-grid]"]) {
  on("keydown", `${selector} ${CONTROL}`, (control, event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) {
      event.preventDefault();
      neighbour(control, move)?.focus();
    } else if (control.matches("select") && /^\d$/.test(event.key)) {
      event.preventDefault();
      choose(control, event.key);
    }
  });

  equip(selector, (form) => {
    const count = form.querySelector("[data-matrix-count], [data-grid-count]");
    const tell = () => {
      const controls = [...form.querySelectorAll(CONTROL)];
      for (const control of controls) mark(control);
      const changed = controls.filter(isChanged).length;
      count.hidden = changed === 0;
      count.querySelector("b").textContent = changed;
    };
    form.addEventListener("change", tell);
    tell();
  });
}

/* Rows that are headings of a group have no cell to stop at. */
function neighbour(control, [down, right]) {
  const cell = control.closest("td");
  if (right) {
    const next = right > 0 ? cell.nextElementSibling : cell.previousElementSibling;
    return next?.querySelector("select, input");
  }
  const rows = [...cell.closest("table").querySelectorAll("tr:has(td select, td input)")];
  const row = rows[rows.indexOf(cell.parentElement) + down];
  return row?.cells[cell.cellIndex]?.querySelector("select, input");
}

function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) return;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

/* A changed cell says what it was. */
function mark(control) {
  const cell = control.closest("td");
  cell.classList.toggle("is-changed", isChanged(control));
  const was = [...(control.options ?? [])].find((option) => option.defaultSelected);
  if (was) cell.dataset.was = was.text;
}

function isChanged(control) {
  if (control.matches("select")) return !control.selectedOptions[0]?.defaultSelected;
  return control.checked !== control.defaultChecked;
}

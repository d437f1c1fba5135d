/*
 * Working through a list: j and k move, o or Enter opens, x ticks, with Shift all up to here, b goes to what can be done
 * with those. Rows are links with data-row inside [data-rows].
 */
import { hasLetterKeys, isTyping, isVisible, on } from "./page.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!hasLetterKeys() || document.querySelector("dialog[open]")) return;
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter(isVisible);
  if (!rows.length) return;
  const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const current = here >= 0 ? here : rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  if (event.key === "j") focusRow(rows[Math.min(current + 1, rows.length - 1)], event);
  if (event.key === "k") focusRow(rows[Math.max(current - 1, 0)], event);
  if (event.key === "o" && current >= 0) open(rows[current], event);
  if (event.key.toLowerCase() === "x" && current >= 0) tick(rows[current], event);
  if (event.key === "b") focusBar(event);
});

/* Where no pane is shown (a phone), and with a key held for a new tab, a row is an ordinary link. */
document.addEventListener(
  "click",
  (event) => {
    const row = event.target.closest?.("[data-row][hx-target='#pane']");
    const pane = document.getElementById("pane");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (row && !(isPlain && pane && isVisible(pane))) event.stopImmediatePropagation();
  },
  true,
);

/* A row read in the pane is marked at once, before the pane has arrived. */
on("click", "[data-row]", (row) => {
  for (const other of row.closest("[data-rows]")?.querySelectorAll("[data-row][aria-current]") ?? []) {
    other.removeAttribute("aria-current");
  }
  row.setAttribute("aria-current", "true");
  row.classList.remove("is-unread");
});

function focusRow(row, event) {
  event.preventDefault();
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function tick(row, { shiftKey }) {
  const click = new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey });
  row.parentElement.querySelector(":scope > .fw-row-check")?.dispatchEvent(click);
}

function focusBar(event) {
  const verb = document.querySelector("[data-ticked]:not([hidden]) .fw-many-verbs button");
  if (!verb) return;
  event.preventDefault();
  verb.focus();
}

function open(row, event) {
  event.preventDefault();
  const link = row.dataset.open ? row : row.querySelector("[data-open]");
  location.assign(link?.dataset.open ?? row.href ?? row.querySelector("a").href);
}

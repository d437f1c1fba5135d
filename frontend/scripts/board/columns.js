/*
 * The columns of a board. On a phone one of them is seen at a time: its name stands above, and one wipes to the next.
 */
import { on } from "../page.js";

let shown = "";

/** The board of this page, or null. */
export function place() {
  return document.querySelector("[data-board]");
}

/** What a column, or its name above a phone's, is called in addresses and menus. */
export function keyOf(column) {
  return column?.dataset.lane ?? column?.dataset.laneTab;
}

export function columns() {
  return [...place().querySelectorAll("[data-lane]")];
}

on("click", "[data-lane-tab]", (tab, event) => {
  event.preventDefault();
  document.getElementById(`lane-${tab.dataset.laneTab}`)?.scrollIntoView({ block: "nearest", inline: "start" });
});

/** Marks the name of the column that is seen, also when the names have just been drawn anew. */
export function markShown() {
  if (!shown) return;
  for (const tab of document.querySelectorAll("[data-lane-tab]")) {
    if (tab.dataset.laneTab === shown) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function watch() {
  const root = place()?.querySelector(".fw-board");
  if (!root) return;
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) shown = keyOf(target);
      markShown();
    },
    { root, threshold: 0.6 },
  );
  for (const column of columns()) seen.observe(column);
}

watch();

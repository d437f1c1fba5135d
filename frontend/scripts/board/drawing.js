/*
 * A board is drawn again when tickets change. Nothing moves under a hand: while anything is held (a card that is carried,
 * or waits for its sheet), all stays as it is, and is drawn when the last one is let go.
 */
import htmx from "htmx.org/dist/htmx.esm.js";

import { columns, markShown, place } from "./columns.js";
import { get } from "../refreshing.js";

const held = new Set();
let isLate = false;

export function holdStill(what) {
  held.add(what);
}

export function letMove(what) {
  held.delete(what);
  if (isLate) refreshBoard();
}

/** Puts in what differs; answers null where there is no board. */
export async function refreshBoard() {
  if (!place()) return null;
  isLate = held.size > 0;
  if (isLate) return true;
  const fresh = await get(location.href);
  if (!fresh) return true;
  isLate = held.size > 0;
  if (!isLate) draw(fresh);
  return true;
}

function draw(fresh) {
  const focused = document.activeElement?.closest?.("[data-card]")?.dataset.card;
  for (const column of columns()) {
    const now = fresh.getElementById(column.id);
    if (now) drawColumn(column, now);
  }
  const names = fresh.querySelector(".fw-board-tabs");
  if (names) place().querySelector(".fw-board-tabs").replaceChildren(...names.children);
  markShown();
  if (focused && !document.activeElement?.closest?.("[data-card]") && !document.querySelector("dialog[open]")) {
    document.querySelector(`[data-card="${focused}"] [data-row]`)?.focus({ preventScroll: true });
  }
}

function drawColumn(column, now) {
  column.querySelector("[data-lane-count]").textContent = now.querySelector("[data-lane-count]").textContent;
  const list = column.querySelector("[data-lane-cards]");
  const cards = [...now.querySelectorAll("[data-lane-cards] > li[id]")];
  const more = now.querySelector(".fw-lane-more");
  const ids = new Set(cards.map(({ id }) => id));
  const before = [...list.children].filter(({ id }) => id);
  // What was loaded on stands below the first cards, and is not among those that were asked for.
  const further = before.length > cards.length && more ? before.slice(cards.length) : [];
  for (const item of before) if (!ids.has(item.id) && !further.includes(item)) item.remove();
  if (!further.length) list.querySelector(":scope > .fw-lane-more")?.remove();
  cards.forEach((card, index) => {
    const here = document.getElementById(card.id);
    const item = here && here.innerHTML === card.innerHTML ? here : card;
    if (here && item !== here) here.remove();
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  if (more && !further.length) {
    list.append(more);
    htmx.process(more);
  }
}

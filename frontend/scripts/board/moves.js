/*
 * What a card may do is asked when it is picked up, and comes as the menu "Move to": whoever drags chooses a line of it
 * by dropping, whoever presses M or the button chooses it by hand. Nothing is changed but by those lines.
 */
import htmx from "htmx.org/dist/htmx.esm.js";

import { place } from "./columns.js";
import { refreshBoard } from "./drawing.js";
import { on, warn } from "../page.js";

on("click", "[data-move]", (button) => {
  if (!button.hasAttribute("popovertarget")) openMoves(button.closest("[data-card]"), button);
});

export async function openMoves(card, button) {
  const menu = await movesOf(card);
  if (!menu) return;
  button.setAttribute("popovertarget", menu.id);
  menu.showPopover();
}

document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (target.id !== "moves" || newState === "open") return;
    // On the next turn, as the button that closes it would open it again.
    setTimeout(() => document.querySelector('[popovertarget="moves"]')?.removeAttribute("popovertarget"));
  },
  true,
);

/** The menu of the ways out of the column of a card; null when it can't be moved, which then was said. */
export async function movesOf(card) {
  const { moves, version } = card.dataset;
  const { board } = place().dataset;
  const answer = await fetch(`${moves}?layout=${board}&version=${version}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const menu = document.getElementById("moves");
  const text = await answer?.text();
  if (answer?.ok && !answer.redirected) {
    menu.innerHTML = text;
    htmx.process(menu);
    return menu;
  }
  warn(text ? new DOMParser().parseFromString(text, "text/html").body.textContent.trim() : "");
  refreshBoard();
  return null;
}

/** The line of the menu that leads into this column. */
export function lineTo(menu, key) {
  return menu.querySelector(`[data-to="${CSS.escape(key)}"]`);
}

/** Why a card can't go where this line leads; nothing where it can. */
export function refusalOf(line) {
  return line.querySelector("[data-why]")?.textContent ?? "";
}

/* A board by keyboard: J and K go through all cards (lists.js), H and L to the columns beside, M moves a card. */
import { columns } from "./columns.js";
import { openMoves } from "./moves.js";
import { hasLetterKeys, isTyping } from "../page.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const card = document.activeElement?.closest?.("[data-card]");
  if (!card || document.querySelector("dialog[open], .fw-menu:popover-open")) return;
  if (event.key === "m" && hasLetterKeys()) {
    event.preventDefault();
    openMoves(card, card.querySelector("[data-move]"));
  }
  const step = { ...(hasLetterKeys() && { h: -1, l: 1 }), ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    event.preventDefault();
    beside(card, step)?.focus();
  }
});

/* The card at about the same height in the next column that has any. */
function beside(card, step) {
  const all = columns();
  const at = [...card.closest("ul").children].indexOf(card.closest("li"));
  for (let index = all.indexOf(card.closest("[data-lane]")) + step; all[index]; index += step) {
    const links = [...all[index].querySelectorAll("[data-card] [data-row]")];
    if (links.length) return links[Math.min(at, links.length - 1)];
  }
  return null;
}

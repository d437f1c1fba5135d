/*
 * A card that was dropped stands in its new column while its sheet is asked for, and goes back to where it was when the
 * sheet is closed without having done anything.
 */
import { keyOf, place } from "./columns.js";
import { holdStill, letMove, refreshBoard } from "./drawing.js";
import { lineTo, refusalOf } from "./moves.js";
import { warn } from "../page.js";

/* The card that waits for its sheet: {item, list, next}, the last two being where it was. */
let pending = null;

/** Drops a card into a column; `asked` is the promise of its menu. */
export async function drop(card, column, asked) {
  const key = keyOf(column);
  if (!key || keyOf(card.closest("[data-lane]")) === key) return;
  const menu = await asked;
  const line = menu && lineTo(menu, key);
  if (!line) return;
  if (refusalOf(line)) {
    warn(refusalOf(line));
    return;
  }
  const item = card.closest("li");
  pending = { item, list: item.parentElement, next: item.nextSibling };
  holdStill(pending);
  place().querySelector(`[data-lane="${CSS.escape(key)}"] [data-lane-cards]`)?.prepend(item);
  line.click();
}

/* Asked for while the card is still held, so that it is drawn once. */
document.body.addEventListener("ticket-changed", () => {
  refreshBoard();
  endWaiting();
});

document.addEventListener("close", ({ target }) => target.id === "dialog" && putBack(), true);
for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, () => document.querySelector("#dialog[open]") || putBack());
}

function putBack() {
  if (!pending) return;
  const { item, list, next } = pending;
  if (item.isConnected) list.insertBefore(item, next?.parentElement === list ? next : null);
  item.querySelector("[data-row]")?.focus({ preventScroll: true });
  endWaiting();
}

function endWaiting() {
  const mine = pending;
  pending = null;
  letMove(mine);
}

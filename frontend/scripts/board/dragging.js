/*
 * A card is dragged by mouse at once, and by finger after a moment. Columns show whether it may go there, and why not.
 */
import { keyOf, place } from "./columns.js";
import { holdStill, letMove } from "./drawing.js";
import { drop } from "./dropping.js";
import { lineTo, movesOf, refusalOf } from "./moves.js";

const STARTS_AFTER_PX = 6;
const HELD_MS = 350;
const EDGE_PX = 60;
const STEP_PX = 14;

/* The card under the pointer: {card, x, y, isTouch, timer}; once it is carried also {ghost, moves: promise of its menu}. */
let held = null;

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.button !== 0 || event.target.closest("button")) return;
  held = { card, x: event.clientX, y: event.clientY, ghost: null, isTouch: event.pointerType === "touch" };
  if (held.isTouch) held.timer = setTimeout(pickUp, HELD_MS);
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > STARTS_AFTER_PX;
  if (held.ghost) moveTo(event);
  else if (far && held.isTouch) letGo();
  else if (far) {
    pickUp();
    moveTo(event);
  }
});

document.addEventListener("pointerup", (event) => {
  if (held?.ghost) drop(held.card, columnAt(event), held.moves);
  letGo();
});
document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
/* While a card is carried the page below a finger stands still. */
document.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => held?.ghost && event.preventDefault());
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-card]") && event.preventDefault());

function pickUp() {
  const mine = held;
  const { card, x, y } = mine;
  mine.ghost = card.cloneNode(true);
  mine.ghost.className += " fw-board-ghost";
  mine.ghost.inert = true;
  mine.ghost.style.width = `${card.offsetWidth}px`;
  document.body.append(mine.ghost);
  carry(x, y);
  card.classList.add("is-held");
  place().classList.add("is-moving");
  holdStill(mine);
  mine.moves = movesOf(card);
  mine.moves.then((menu) => {
    if (mine !== held) return;
    if (menu) showWays(menu);
    else letGo();
  });
}

/* Shows into which columns the card may go, and why not into the others. */
function showWays(menu) {
  for (const column of place().querySelectorAll("[data-lane], [data-lane-tab]")) {
    const line = lineTo(menu, keyOf(column));
    if (!line) continue;
    const refusal = refusalOf(line);
    column.classList.add(refusal ? "is-impossible" : "is-possible");
    const why = column.querySelector("[data-lane-why]");
    if (why && refusal) {
      why.textContent = refusal;
      why.hidden = false;
    }
  }
}

function moveTo(event) {
  carry(event.clientX, event.clientY);
  const column = columnAt(event);
  for (const other of place().querySelectorAll(".is-over")) if (other !== column) other.classList.remove("is-over");
  column?.classList.add("is-over");
  const board = place().querySelector(".fw-board");
  const { left, right } = board.getBoundingClientRect();
  if (event.clientX > right - EDGE_PX) board.scrollLeft += STEP_PX;
  if (event.clientX < left + EDGE_PX) board.scrollLeft -= STEP_PX;
}

function carry(x, y) {
  held.ghost.style.transform = `translate(${x - 24}px, ${y - 18}px)`;
}

/* The column, or the name of one, that is pointed at. */
function columnAt({ clientX, clientY }) {
  return document.elementFromPoint(clientX, clientY)?.closest("[data-lane], [data-lane-tab]") ?? null;
}

function letGo() {
  if (!held) return;
  const mine = held;
  held = null;
  clearTimeout(mine.timer);
  if (!mine.ghost) return;
  mine.ghost.remove();
  mine.card.classList.remove("is-held");
  hideWays();
  // The click that ends a drag opens no ticket.
  const stop = (event) => event.target.closest?.("[data-card]") && event.preventDefault();
  addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", stop, { capture: true }));
  letMove(mine);
}

function hideWays() {
  place()?.classList.remove("is-moving");
  for (const column of place()?.querySelectorAll(".is-possible, .is-impossible, .is-over") ?? []) {
    column.classList.remove("is-possible", "is-impossible", "is-over");
  }
  for (const why of place()?.querySelectorAll("[data-lane-why]") ?? []) why.hidden = true;
}

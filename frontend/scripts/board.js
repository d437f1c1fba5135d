/*
 * A board. What a card may do is asked when it is picked up, and comes as the menu "Move to": whoever drags chooses a
 * line of it by dropping, whoever presses M or the button chooses it by hand. Nothing is changed but by those lines.
 */
import htmx from "htmx.org/dist/htmx.esm.js";

import { hasLetterKeys, isTyping, on, warn } from "./page.js";

const STARTS_AFTER_PX = 6;
const HELD_MS = 350;
const EDGE_PX = 60;
const STEP_PX = 14;

/* The card under the pointer: {card, ways (promise of its menu), ghost, x, y, isHeld}. */
let held = null;
/* The card that waits for its sheet in the column into which it was dropped: {card, list, next}. */
let pending = null;
let isLate = false;
let shownTab = "";

function place() {
  return document.querySelector("[data-board]");
}

/* ---- The menu of a card ---- */

on("click", "[data-move]", (button) => {
  if (!button.hasAttribute("popovertarget")) openMenu(button.closest("[data-card]"), button);
});

async function openMenu(card, button) {
  const menu = await ways(card);
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

/* Asks for the ways out of the column of a card; null when it can't be moved, which then was said. */
async function ways(card) {
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

/* ---- Dragging, by mouse at once and by finger after a moment ---- */

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.button !== 0 || event.target.closest("button")) return;
  held = { card, x: event.clientX, y: event.clientY, ghost: null, isTouch: event.pointerType === "touch" };
  if (held.isTouch) held.timer = setTimeout(() => pickUp(), HELD_MS);
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
  if (held?.ghost) drop(laneAt(event));
  letGo();
});
document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
/* While a card is carried the page below a finger stands still. */
document.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => held?.ghost && event.preventDefault());
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-card]") && event.preventDefault());

function pickUp() {
  const { card } = held;
  held.ghost = card.cloneNode(true);
  held.ghost.className += " fw-board-ghost";
  held.ghost.inert = true;
  held.ghost.style.width = `${card.offsetWidth}px`;
  document.body.append(held.ghost);
  carry(held.x, held.y);
  card.classList.add("is-held");
  place().classList.add("is-moving");
  held.ways = ways(card);
  const mine = held;
  held.ways.then((menu) => (menu ? mark(mine, menu) : mine === held && letGo()));
}

/* Shows into which columns the card may go, and why not into the others. */
function mark(mine, menu) {
  if (mine !== held) return;
  for (const lane of place().querySelectorAll("[data-lane], [data-lane-tab]")) {
    const key = lane.dataset.lane ?? lane.dataset.laneTab;
    const line = menu.querySelector(`[data-to="${CSS.escape(key)}"]`);
    if (!line) continue;
    const reason = line.querySelector("[data-why]")?.textContent ?? "";
    lane.classList.add(reason ? "is-impossible" : "is-possible");
    const why = lane.querySelector("[data-lane-why]");
    if (why && reason) {
      why.textContent = reason;
      why.hidden = false;
    }
  }
}

function moveTo(event) {
  carry(event.clientX, event.clientY);
  const lane = laneAt(event);
  for (const other of place().querySelectorAll(".is-over")) if (other !== lane) other.classList.remove("is-over");
  lane?.classList.add("is-over");
  const board = place().querySelector(".fw-board");
  const { left, right } = board.getBoundingClientRect();
  if (event.clientX > right - EDGE_PX) board.scrollLeft += STEP_PX;
  if (event.clientX < left + EDGE_PX) board.scrollLeft -= STEP_PX;
}

function carry(x, y) {
  held.ghost.style.transform = `translate(${x - 24}px, ${y - 18}px)`;
}

function laneAt({ clientX, clientY }) {
  return document.elementFromPoint(clientX, clientY)?.closest("[data-lane], [data-lane-tab]") ?? null;
}

async function drop(lane) {
  const { card, ways: asked } = held;
  const key = lane?.dataset.lane ?? lane?.dataset.laneTab;
  if (!key || card.closest("[data-lane]").dataset.lane === key) return;
  const menu = await asked;
  const line = menu?.querySelector(`[data-to="${CSS.escape(key)}"]`);
  if (!line || line.ariaDisabled === "true") {
    warn(line?.querySelector("[data-why]").textContent);
    return;
  }
  const item = card.closest("li");
  pending = { item, list: item.parentElement, next: item.nextSibling };
  place().querySelector(`[data-lane="${CSS.escape(key)}"] [data-lane-cards]`)?.prepend(item);
  line.click();
}

function letGo() {
  if (!held) return;
  clearTimeout(held.timer);
  if (held.ghost) {
    held.ghost.remove();
    held.card.classList.remove("is-held");
    const board = place();
    board?.classList.remove("is-moving");
    for (const lane of board?.querySelectorAll(".is-possible, .is-impossible, .is-over") ?? []) {
      lane.classList.remove("is-possible", "is-impossible", "is-over");
    }
    for (const why of board?.querySelectorAll("[data-lane-why]") ?? []) why.hidden = true;
    // The click that ends a drag opens no ticket.
    const stop = (event) => event.target.closest?.("[data-card]") && event.preventDefault();
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }));
  }
  held = null;
  if (isLate) refreshBoard();
}

/* ---- What became of it ---- */

document.body.addEventListener("ticket-changed", () => {
  pending = null;
  refreshBoard();
});

/* Closed without having done anything: the card goes back to where it was. */
document.addEventListener("close", ({ target }) => target.id === "dialog" && putBack(), true);
for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, () => document.querySelector("#dialog[open]") || putBack());
}

function putBack() {
  if (!pending) return;
  const { item, list, next } = pending;
  pending = null;
  if (item.isConnected) list.insertBefore(item, next?.parentElement === list ? next : null);
  item.querySelector("[data-row]")?.focus({ preventScroll: true });
}

/* ---- Keys: J and K go through all cards (lists.js), H and L to the columns beside ---- */

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const card = document.activeElement?.closest?.("[data-card]");
  if (!card || document.querySelector("dialog[open], .fw-menu:popover-open")) return;
  if (event.key === "m" && hasLetterKeys()) {
    event.preventDefault();
    openMenu(card, card.querySelector("[data-move]"));
  }
  const step = { ...(hasLetterKeys() && { h: -1, l: 1 }), ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    event.preventDefault();
    beside(card, step)?.focus();
  }
});

/* The card at about the same height in the next column that has any. */
function beside(card, step) {
  const lanes = [...place().querySelectorAll("[data-lane]")];
  const at = [...card.closest("ul").children].indexOf(card.closest("li"));
  for (let index = lanes.indexOf(card.closest("[data-lane]")) + step; lanes[index]; index += step) {
    const links = [...lanes[index].querySelectorAll("[data-card] [data-row]")];
    if (links.length) return links[Math.min(at, links.length - 1)];
  }
  return null;
}

/* ---- On a phone one column is seen at a time: its name stands above, and one wipes to the next ---- */

on("click", "[data-lane-tab]", (tab, event) => {
  event.preventDefault();
  document.getElementById(`lane-${tab.dataset.laneTab}`)?.scrollIntoView({ block: "nearest", inline: "start" });
});

function watchColumns() {
  const board = place()?.querySelector(".fw-board");
  if (!board) return;
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) showTab(target.dataset.lane);
    },
    { root: board, threshold: 0.6 },
  );
  for (const lane of board.querySelectorAll("[data-lane]")) seen.observe(lane);
}

function showTab(key) {
  shownTab = key;
  for (const tab of document.querySelectorAll("[data-lane-tab]")) {
    if (tab.dataset.laneTab === key) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

/* ---- Drawn again when tickets change ---- */

/* Puts in what differs. Nothing moves under a hand: a card that is carried, or waits for its sheet, stays. */
export async function refreshBoard() {
  if (!place()) return null;
  isLate = Boolean(held?.ghost || pending);
  if (isLate) return true;
  const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, redirect: "manual" });
  if (answer.status !== 200) return true;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (held?.ghost || pending) return (isLate = true);
  const focused = document.activeElement?.closest?.("[data-card]")?.dataset.card;
  for (const lane of place().querySelectorAll("[data-lane]")) {
    const now = fresh.getElementById(lane.id);
    if (now) putLane(lane, now);
  }
  const tabs = fresh.querySelector(".fw-board-tabs");
  if (tabs) place().querySelector(".fw-board-tabs").replaceChildren(...tabs.children);
  if (shownTab) showTab(shownTab);
  if (focused && !document.activeElement?.closest?.("[data-card]") && !document.querySelector("dialog[open]")) {
    document.querySelector(`[data-card="${focused}"] [data-row]`)?.focus({ preventScroll: true });
  }
  return true;
}

function putLane(lane, now) {
  lane.querySelector("[data-lane-count]").textContent = now.querySelector("[data-lane-count]").textContent;
  const list = lane.querySelector("[data-lane-cards]");
  const cards = [...now.querySelectorAll("[data-lane-cards] > li[id]")];
  const ids = new Set(cards.map(({ id }) => id));
  const before = [...list.children].filter(({ id }) => id);
  // What was loaded on stands below the first cards, and is not among those that were asked for.
  const further = before.length > cards.length && now.querySelector(".fw-lane-more") ? before.slice(cards.length) : [];
  for (const item of before) if (!ids.has(item.id) && !further.includes(item)) item.remove();
  if (!further.length) list.querySelector(":scope > .fw-lane-more")?.remove();
  cards.forEach((card, index) => {
    const here = document.getElementById(card.id);
    const item = here && here.innerHTML === card.innerHTML ? here : card;
    if (here && item !== here) here.remove();
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  const more = now.querySelector(".fw-lane-more");
  if (more && !further.length) {
    list.append(more);
    htmx.process(more);
  }
}

watchColumns();

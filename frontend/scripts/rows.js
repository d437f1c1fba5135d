/*
 * The rows of lists and the cards of the pool, put in where they differ. Nothing moves under a hand: what is pointed at,
 * has the focus or an open menu stays where it is with all before it, faded if it is no longer there, until it is let go.
 * data-live-rows="seen": those in sight are asked for anew, whichever page of the list they came with.
 * data-live-rows="all", with an id: rows come, go and change places too; beside it, parts with data-live-part are put in.
 * data-live-rows="newest", with an id: the same, but what was there before and did not come with the answer is older, and stays.
 */
import { get, put, said, textOf, wake } from "./refreshing.js";
import { on } from "./page.js";
import { recount } from "./ticking.js";

const MOST_ASKED = 60;
const LOOK_EVERY_MS = 500;
/* A pointer that was left lying somewhere holds nothing. */
const RESTED_MS = 20_000;
const stale = new WeakSet();
let movedAt = 0;
let isLate = false;
let looking = 0;

/** Answers null when there are no rows to ask for. */
export async function refreshRows() {
  if (document.querySelector("[data-live-rows=all]")) return refreshAll();
  return document.querySelector("[data-live-rows=seen]") ? refreshSeen() : null;
}

/** What one was told; answers null on other pages. */
export async function refreshTold() {
  return document.querySelector("[data-live-rows=newest]") ? refreshAll() : null;
}

async function refreshSeen() {
  const rows = rowsIn(document.querySelector("[data-live-rows=seen]"));
  const asked = rows.filter(isInSight).slice(0, MOST_ASKED);
  for (const row of rows) stale.add(row);
  if (!asked.length) return null;
  const address = new URL(location.href);
  address.searchParams.set("rows", asked.map(({ id }) => id.replace("row-", "")).join("."));
  const fresh = await get(address.pathname + address.search);
  if (!fresh) return true;
  for (const row of asked) {
    const now = fresh.getElementById(row.id);
    if (now) putRow(row, now);
    else row.classList.add("is-gone");
    stale.delete(row);
  }
  lookAgain();
  return true;
}

async function refreshAll() {
  const fresh = await get(location.pathname + location.search);
  if (!fresh) return true;
  isLate = false;
  const held = lastHeld();
  const lists = document.querySelectorAll("[data-live-rows=all], [data-live-rows=newest]");
  for (const list of lists) {
    if (list.dataset.liveRows === "newest") continue;
    for (const row of rowsIn(list)) if (!fresh.getElementById(row.id)) leave(row, held);
  }
  for (const list of lists) arrange(list, fresh.getElementById(list.id), held);
  for (const part of document.querySelectorAll("[data-live-part]")) put(part.id, fresh);
  if (fresh.querySelector("[data-all-read]")) for (const row of document.querySelectorAll("#told .is-unread")) row.classList.remove("is-unread");
  recount();
  lookAgain();
  return true;
}

function leave(row, held) {
  row.classList.add("is-gone");
  if (row === held || isBefore(row, held)) isLate = true;
  else if (!isTicked(row)) {
    itemOf(row).remove();
    // A page that is open all day sees thousands come and go.
    said.delete(row.id);
  }
}

function arrange(list, fresh, held) {
  let before = null;
  for (const now of fresh ? rowsIn(fresh) : []) {
    const shown = document.getElementById(now.id);
    const item = itemOf(shown ?? now);
    const next = before ? before.nextElementSibling : list.firstElementChild;
    if (item !== next) {
      const mayMove = !isBefore(before ?? list, held) && !(shown && (shown === held || isBefore(shown, held)));
      if (!mayMove) isLate = true;
      if (!mayMove && !shown) continue;
      if (mayMove) list.insertBefore(item, next);
    }
    if (shown) putRow(shown, now);
    else {
      said.set(now.id, textOf(now));
      now.classList.add("is-new");
      wake(item);
    }
    // What was put in has taken the place of what stood there.
    const placed = itemOf(document.getElementById(now.id) ?? now);
    before = placed.parentElement === list ? placed : before;
  }
}

function putRow(row, now) {
  row.classList.remove("is-gone");
  const [old, fresh] = [wholeOf(row), wholeOf(now)];
  const text = textOf(fresh);
  if (said.get(row.id) === text || textOf(old) === text) return;
  if (isInUse(row) || (old !== row && old.querySelector(":focus"))) {
    isLate = true;
    return;
  }
  said.set(row.id, text);
  if (row.getAttribute("aria-current")) now.setAttribute("aria-current", "true");
  if (row.classList.contains("is-new")) now.classList.add("is-new");
  const hadFocus = row === document.activeElement;
  old.replaceWith(fresh);
  wake(fresh);
  if (hadFocus) now.focus({ preventScroll: true });
}

/* What waited is asked for as soon as nobody holds it. */
function lookAgain() {
  if (!isLate || looking) return;
  looking = setInterval(() => {
    if (document.hidden || lastHeld()) return;
    clearInterval(looking);
    looking = 0;
    isLate = false;
    ask();
  }, LOOK_EVERY_MS);
}

function ask() {
  document.dispatchEvent(new CustomEvent("rows-wanted"));
}

document.addEventListener("pointermove", () => (movedAt = Date.now()), { passive: true });
on("pointerover", ".is-new", (row) => row.classList.remove("is-new"));
on("focusin", ".is-new", (row) => row.classList.remove("is-new"));

/* Whoever scrolls comes to rows that were not asked for while they were out of sight. */
document.addEventListener(
  "scrollend",
  () => {
    if (rowsIn(document.querySelector("[data-live-rows=seen]")).some((row) => stale.has(row) && isInSight(row))) ask();
  },
  { capture: true, passive: true },
);

function rowsIn(list) {
  return list ? [...list.querySelectorAll("[data-row][id]")] : [];
}

function itemOf(row) {
  return row.closest(".fw-row-pick, .fw-told") ?? row;
}

/* A notice and the button beside it come and go together; what is ticked stays beside its row. */
function wholeOf(row) {
  return row.closest(".fw-told") ?? row;
}

function isTicked(row) {
  return Boolean(itemOf(row).querySelector(":scope > .fw-row-check:checked"));
}

function isInSight(row) {
  const { top, bottom } = row.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function lastHeld() {
  return [...document.querySelectorAll("[data-live-rows] [data-row][id]")].reverse().find(isHeld) ?? null;
}

function isHeld(row) {
  return isInUse(row) || itemOf(row).contains(document.activeElement);
}

/* A row that is nothing but a link may change under the pointer; one with buttons may not. */
function isInUse(row) {
  if (row.matches(":active") || row.querySelector(":focus, :popover-open")) return true;
  return !row.matches("a") && row.matches(":hover") && Date.now() - movedAt < RESTED_MS;
}

/* Whether what is held comes after this, and would move with it. */
function isBefore(element, held) {
  return Boolean(held && element.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_FOLLOWING);
}

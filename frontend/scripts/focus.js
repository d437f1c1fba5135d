/*
 * The focus never falls silently to the page as a whole. When what had it is gone or hidden (a row that left, a sheet
 * that was done, a part that was drawn anew) it goes to the same thing in its new shape, else to the row that took its
 * place, else to the heading of the nearest part that is still there. Where somebody clicks beside everything, it goes.
 */
import { isVisible } from "./page.js";

const NAMES = ["data-key", "hx-get", "hx-post", "popovertarget", "href", "name", "aria-label"];
/* What stands among others of its kind: the next one takes its place. */
const ONE_OF_MANY = "li, tr, [data-row], .fw-row-pick, .fw-chip, [data-line], [data-tab-url]";
const ABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
/* What had the focus, with all that was around it; and what had it before a dialog opened, by dialog. */
let held = null;
const under = new WeakMap();

document.addEventListener("focusin", ({ target }) => {
  const dialog = target.closest("dialog");
  if (dialog && !held) under.delete(dialog);
  else if (dialog && !held.around.includes(dialog)) under.set(dialog, held);
  held = holding(target);
});

document.addEventListener("pointerdown", ({ target }) => {
  if (!target.closest?.(`${ABLE}, label`)) held = null;
});

new MutationObserver((changes) => {
  if (!held || held.element.isConnected) return;
  held.place = changes.find(({ removedNodes }) => [...removedNodes].some((gone) => gone.contains(held.element) && gone.matches(ONE_OF_MANY)));
  look();
}).observe(document.body, { childList: true, subtree: true });

// A button that is locked while its request runs gets it back in the end.
for (const type of ["focusout", "toggle", "close", "htmx:afterRequest", "htmx:afterSettle"]) {
  document.addEventListener(type, () => setTimeout(look), true);
}

function look() {
  if (!held || !isLost()) return;
  const { element } = held;
  const isThere = element.isConnected && isVisible(element);
  if (isThere && element.matches(":disabled")) {
    held.wasLocked = true;
    if (!document.querySelector(".htmx-request")) give(held);
  } else if (!isThere) give(held);
  else if (held.wasLocked) element.focus({ preventScroll: true });
}

function isLost() {
  return !document.activeElement || document.activeElement === document.body;
}

function holding(element) {
  const around = [];
  for (let part = element.parentElement; part && part !== document.body; part = part.parentElement) around.push(part);
  return { element, around, selector: selectorOf(element) };
}

/* What tells an element from the others beside it, and stays when it is drawn anew. */
function selectorOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const names = NAMES.filter((name) => element.getAttribute(name));
  const told = names.map((name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`).join("");
  const value = element.matches("[type=radio], [type=checkbox]") ? `[value="${CSS.escape(element.value)}"]` : "";
  return told ? element.localName + told + value : "";
}

function give(lost) {
  const heir = heirOf(lost);
  if (heir) focusOn(heir, { preventScroll: true });
}

function focusOn(element, how) {
  if (!element.matches(ABLE)) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus(how);
}

function heirOf({ element, around, selector, place }) {
  for (const ancestor of around) {
    const part = ancestor.isConnected ? ancestor : document.getElementById(ancestor.getAttribute("id"));
    if (part?.matches("dialog:not([open])")) return beforeDialog(part);
    const opener = part?.matches("[popover]") && document.querySelector(`[popovertarget="${CSS.escape(part.id)}"]`);
    if (opener && !part.matches(":popover-open") && isVisible(opener)) return opener;
    if (!part || !isVisible(part)) continue;
    const same = selector && [...part.querySelectorAll(selector)].find((other) => other !== element && isAble(other));
    const heir = same || (place?.target === part && beside(place)) || headOf(part);
    if (heir) return heir;
  }
  return headOf(document.getElementById("main") ?? document.body);
}

/* Nothing had it: the keys of a page work from anywhere. Asked once: dialogs may have been opened from one another. */
function beforeDialog(dialog) {
  const before = under.get(dialog);
  under.delete(dialog);
  if (!before) return headOf(document.getElementById("main") ?? document.body);
  return isAble(before.element) ? before.element : heirOf(before);
}

/* The row after the one that left, else the one before it. */
function beside(place) {
  for (const [from, side] of [[place.nextSibling, "nextElementSibling"], [place.previousSibling, "previousElementSibling"]]) {
    for (let other = from?.nodeType === Node.ELEMENT_NODE ? from : from?.[side]; other?.isConnected; other = other[side]) {
      const able = other.matches("[data-row]") ? other : other.querySelector("[data-row]") ?? firstAble(other);
      if (able) return able;
    }
  }
  return null;
}

function firstAble(element) {
  return [element, ...element.querySelectorAll(ABLE)].find((each) => each.matches(ABLE) && isAble(each));
}

/* A part without words of its own would be read from end to end. */
function headOf(part) {
  const heading = [...part.querySelectorAll("h1, h2, h3, legend")].find(isVisible);
  return heading ?? (part.matches("main, [aria-label], [aria-labelledby]") ? part : null);
}

function isAble(element) {
  return element.isConnected && isVisible(element) && !element.matches(":disabled") && !element.closest("[inert]");
}

/** Puts the focus on the first field that was refused, or on what was said of the form as a whole; tells whether there was one. */
export function goToMistake(root) {
  const wrong = [...root.querySelectorAll("[aria-invalid=true], form .fw-notice[role=alert]")].find(isVisible);
  const field = wrong?.matches("fieldset") ? wrong.querySelector(":checked") ?? firstAble(wrong) : wrong;
  if (field) focusOn(field);
  return Boolean(field);
}

/* A page that comes back with mistakes begins at the first of them. */
goToMistake(document.getElementById("main") ?? document.body);

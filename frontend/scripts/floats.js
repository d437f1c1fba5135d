/* Menus and explanations are popovers; here they are put beside the button that opened them, inside the window. */
import { on } from "./page.js";

const GAP = 6;

document.addEventListener(
  "toggle",
  (event) => {
    const popover = event.target;
    if (!popover.matches?.("[popover].fw-menu, [popover].fw-pop")) return;
    const isOpen = event.newState === "open";
    const button = buttonOf(popover);
    button?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || !button) return;
    place(popover, button);
    if (popover.matches(".fw-menu")) popover.querySelector(".fw-menu-item")?.focus({ preventScroll: true });
  },
  true,
);

addEventListener("resize", closeAll);
document.addEventListener("scroll", ({ target }) => target.closest?.("[popover]") || closeAll(), true);

on("click", ".fw-menu-item", (item) => item.closest("[popover]").hidePopover());

on("keydown", ".fw-menu", (menu, event) => {
  // Whoever goes on from a menu goes on from its button, and leaves nothing lying over what follows.
  if (event.key === "Tab") return menu.hidePopover();
  const items = [...menu.querySelectorAll(".fw-menu-item")];
  const here = items.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[(next + items.length) % items.length].focus();
});

function buttonOf(popover) {
  return document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
}

function place(popover, button) {
  const anchor = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const opensUp = anchor.bottom + GAP + height > innerHeight && anchor.top - GAP - height > 0;
  const left = anchor.left + width > innerWidth - GAP ? anchor.right - width : anchor.left;
  popover.style.top = `${opensUp ? anchor.top - GAP - height : anchor.bottom + GAP}px`;
  popover.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}

function closeAll() {
  for (const open of document.querySelectorAll("[popover]:popover-open:is(.fw-menu, .fw-pop)")) open.hidePopover();
}

/* Menus whose lines are fetched when they open: the first line has the focus as soon as it is there. */
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.matches?.(".fw-menu:popover-open")) target.querySelector(".fw-menu-item")?.focus({ preventScroll: true });
});

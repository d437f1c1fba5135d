/*
 * One <dialog> slot: htmx loads a sheet into it, the server closes it with the trigger "dialog-close". The browser gives
 * the focus back to what opened it; scripts/focus.js, where that was drawn anew meanwhile.
 */
import { goToMistake } from "./focus.js";
import { on } from "./page.js";

const slot = document.getElementById("dialog");

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (slot && detail.target === slot && slot.childElementCount) show();
});

document.body.addEventListener("dialog-close", () => slot?.close());

on("click", "[data-dialog-close]", (button) => button.closest("dialog")?.close());

/* A click on the backdrop lands on the dialog itself. A sheet in which something was written stays. */
on("mousedown", "dialog.fw-dialog", (dialog, event) => {
  if (event.target !== dialog) return;
  const box = dialog.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && !dialog.querySelector("form[data-changed]")) dialog.close();
});

document.addEventListener(
  "close",
  ({ target }) => {
    if (slot && target === slot) slot.replaceChildren();
  },
  true,
);

function show() {
  if (!slot.open) slot.showModal();
  if (goToMistake(slot)) return;
  // Of a sheet that asks for nothing Enter does what it shows, never what is dangerous, rather than close it.
  const first =
    slot.querySelector("[autofocus]") ??
    slot.querySelector(".fw-dialog-body :is(input:not([type=hidden]), select, textarea)") ??
    slot.querySelector(".fw-dialog-foot .btn-primary") ??
    slot.querySelector(".fw-dialog-foot [data-dialog-close]");
  const chosen = first?.type === "radio" && first.form?.querySelector(`[name="${CSS.escape(first.name)}"]:checked`);
  (chosen || first)?.focus();
}

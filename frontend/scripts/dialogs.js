/* One <dialog> slot: htmx loads a sheet into it, the server closes it with the trigger "dialog-close". */
import { on } from "./page.js";

const slot = document.getElementById("dialog");
let opener = null;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (slot && detail.target === slot && !slot.open) opener = document.activeElement;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (slot && detail.target === slot && slot.childElementCount) show();
});

document.body.addEventListener("dialog-close", () => slot?.close());

on("click", "[data-dialog-close]", (button) => button.closest("dialog")?.close());

on("click", "[data-dialog-show]", (button) => {
  opener = button;
  document.getElementById(button.dataset.dialogShow)?.showModal();
});

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
    if (!target.matches?.("dialog.fw-dialog")) return;
    if (target === slot) slot.replaceChildren();
    if (opener?.isConnected) opener.focus();
    opener = null;
  },
  true,
);

function show() {
  if (!slot.open) slot.showModal();
  const first = slot.querySelector("[aria-invalid=true], [autofocus]") ?? slot.querySelector(".fw-dialog-body :is(input:not([type=hidden]), select, textarea)");
  const chosen = first?.type === "radio" && first.form?.querySelector(`[name="${CSS.escape(first.name)}"]:checked`);
  (chosen || first)?.focus();
}

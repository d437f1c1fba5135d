/* Toasts. The server says one with the header HX-Trigger: {"toast": {"text": "...", "tone": "bad", "undo": "/url"}}. */

import htmx from "htmx.org/dist/htmx.esm.js";

import { tell } from "./said.js";

const SECONDS = { short: 5, long: 10 };
const place = document.getElementById("toasts");

document.addEventListener("toast", ({ detail }) => {
  if (!place) return;
  const message = typeof detail === "string" ? { text: detail } : { text: detail.text ?? detail.value, ...detail };
  const toast = draw(message);
  place.append(toast);
  raise();
  const seconds = message.undo || message.tone === "bad" ? SECONDS.long : SECONDS.short;
  tell(message.text ?? "", { isUrgent: message.tone === "bad" });
  leaveAfter(toast, seconds);
});

for (const waiting of place?.querySelectorAll(".fw-toast") ?? []) {
  tell(waiting.querySelector("[data-toast-text]").textContent);
  leaveAfter(waiting, SECONDS.long);
}
if (place?.childElementCount) raise();

/* Whoever points at one, or is in it with the keyboard, keeps it. */
function leaveAfter(toast, seconds) {
  let timer = setTimeout(() => remove(toast), seconds * 1000);
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"]) {
    toast.addEventListener(type, () => {
      clearTimeout(timer);
      timer = setTimeout(() => remove(toast), SECONDS.short * 1000);
    });
  }
}

function draw({ text, tone, undo }) {
  const toast = document.getElementById("toast-shape").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = text;
  if (tone === "bad") toast.classList.add("is-bad");
  const form = toast.querySelector("form");
  if (undo) form.setAttribute("hx-post", undo);
  else form.remove();
  htmx.process(toast);
  return toast;
}

/* As a popover the toasts stand above an open dialog. */
function raise() {
  if (!place.showPopover) return;
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
}

function remove(toast) {
  toast.remove();
  if (!place.childElementCount && place.matches(":popover-open")) place.hidePopover();
}

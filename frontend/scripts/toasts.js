/* Toasts. The server says one with the header HX-Trigger: {"toast": {"text": "...", "tone": "bad", "undo": "/url"}}. */

import htmx from "htmx.org/dist/htmx.esm.js";

const SECONDS = { short: 5, long: 10 };
const place = document.getElementById("toasts");

document.addEventListener("toast", ({ detail }) => {
  if (!place) return;
  const message = typeof detail === "string" ? { text: detail } : { text: detail.text ?? detail.value, ...detail };
  const toast = draw(message);
  place.append(toast);
  raise();
  const seconds = message.undo || message.tone === "bad" ? SECONDS.long : SECONDS.short;
  let timer = setTimeout(() => remove(toast), seconds * 1000);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => remove(toast), SECONDS.short * 1000);
  });
});

for (const waiting of place?.querySelectorAll(".fw-toast") ?? []) {
  setTimeout(() => remove(waiting), SECONDS.long * 1000);
}
if (place?.childElementCount) raise();

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

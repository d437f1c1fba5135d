/*
 * The sign of a page that is not told of changes: "slow" while it only asks every half minute, "away" while nobody
 * answers it at all. It comes when that has lasted for some seconds, and goes by itself. Markup: layouts/_line.html.
 */
import { tell } from "./said.js";

const SHOWN_AFTER_MS = 6000;
const sign = document.getElementById("line-sign");
const clock = new Intl.DateTimeFormat(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/* Trouble to the moment it began. */
const lasting = new Map();
let timer = 0;
let shown = "";

/** The line is broken or not there yet ("slow"), or a question was not answered ("away"). */
export function lost(what) {
  if (!lasting.has(what)) lasting.set(what, Date.now());
  if (shown) show();
  else timer ||= setTimeout(show, SHOWN_AFTER_MS);
}

export function found(what) {
  if (!lasting.delete(what)) return;
  if (shown) show();
  else if (!lasting.size) {
    clearTimeout(timer);
    timer = 0;
  }
}

export function isLost(what) {
  return lasting.has(what);
}

function show() {
  timer = 0;
  const state = ["away", "slow"].find((what) => lasting.has(what)) ?? "";
  if (!sign || state === shown) return;
  shown = state;
  sign.hidden = !state;
  if (state) {
    const began = clock.format(Math.min(...lasting.values()));
    for (const part of document.querySelectorAll("[data-line]")) part.hidden = part.dataset.line !== state;
    for (const place of document.querySelectorAll("[data-line-since]")) place.textContent = began;
  } else document.getElementById(sign.getAttribute("popovertarget")).hidePopover();
  tell(document.querySelector(`template[data-words="line-${state || "back"}"]`).content.textContent);
}

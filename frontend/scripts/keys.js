/*
 * Keyboard shortcuts. An element names its key: data-key="r", data-key="g p" (one after the other) or
 * data-key="mod+enter" (works while typing). Its label for the "?" sheet is data-key-label, its aria-label or its text.
 */
import { isTyping, isVisible } from "./page.js";

const PAUSE_MS = 1200;
let pressed = "";
let forget = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const isMod = event.ctrlKey || event.metaKey;
  if (!isMod && isTyping(event.target)) return;
  if (!isMod && event.key.length > 1 && event.key !== "Enter") return;
  const key = event.key.toLowerCase();
  const found = isMod ? reach(`mod+${key}`, event.target) : reachSequence(key);
  if (found) {
    event.preventDefault();
    use(found);
  } else if (key === "?" && !isMod) {
    event.preventDefault();
    showSheet();
  }
});

function reachSequence(key) {
  clearTimeout(forget);
  forget = setTimeout(() => (pressed = ""), PAUSE_MS);
  const both = pressed ? `${pressed} ${key}` : key;
  pressed = pressed ? "" : key;
  return reach(both) ?? (both === key ? null : reach(key));
}

/* Within an open dialog only its own keys count, and a key beside the cursor goes before the same key elsewhere. */
function reach(key, from) {
  const root = document.querySelector("dialog[open]") ?? document;
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const near = from?.closest?.("form")?.querySelector(selector);
  return [near, ...root.querySelectorAll(selector)].find((element) => element && isVisible(element) && !element.disabled);
}

function use(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function showSheet() {
  const sheet = document.getElementById("keys");
  if (!sheet || document.querySelector("dialog[open]")) return;
  const lines = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const { key } = element.dataset;
    if (isVisible(element) && !lines.has(key)) lines.set(key, { label: labelOf(element), place: placeOf(element) });
  }
  for (const extra of sheet.querySelectorAll("template[data-key-line]")) {
    const { keyLine, keyWhere, keyPlace = "here" } = extra.dataset;
    const label = extra.content.textContent.trim();
    if (!keyWhere || document.querySelector(keyWhere)) lines.set(keyLine, { label, place: keyPlace });
  }
  for (const part of sheet.querySelectorAll("[data-keys]")) {
    const own = [...lines].filter(([, { place }]) => place === part.dataset.keys);
    part.querySelector("dl").replaceChildren(...own.map(([key, { label }]) => drawLine(key, label)));
    part.hidden = !own.length;
  }
  sheet.showModal();
}

/* What belongs to the page, where one can go, and what holds everywhere. */
function placeOf(element) {
  if (element.dataset.key.startsWith("g ")) return "go";
  return element.closest("main") ? "here" : "all";
}

function labelOf(element) {
  const own = element.dataset.keyLabel ?? element.getAttribute("aria-label");
  if (own) return own;
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .fw-count, svg")) extra.remove();
  return copy.textContent.trim().replace(/\s+/g, " ") || element.title || element.placeholder || "";
}

function drawLine(key, label) {
  const line = document.createElement("div");
  const name = document.createElement("dt");
  name.textContent = label;
  const keys = document.createElement("dd");
  for (const part of key.split(/[ +]/)) {
    const cap = document.createElement("kbd");
    cap.textContent = { mod: "Ctrl", enter: "↵" }[part] ?? part.toUpperCase();
    keys.append(cap, " ");
  }
  line.append(name, keys);
  return line;
}

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-show-keys]")) showSheet();
});

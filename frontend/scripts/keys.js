/*
 * Keyboard shortcuts. An element names its key: data-key="r", data-key="g p" (one after the other) or
 * data-key="mod+enter" (works while typing). Its label for the "?" sheet is data-key-label, its aria-label or its text.
 * Keys without Ctrl can be switched off on the sheet; that is kept as colours and density are.
 */
import { hasLetterKeys, isComposing, isInMenu, isTyping, isVisible, labelOf, on, rememberLook } from "./page.js";

const PAUSE_MS = 1200;
/* What a Chinese keyboard sends for the same keys. */
const SAME = { "？": "?", "、": "/", "／": "/", "【": "[", "】": "]" };
const CAPS = { mod: "Ctrl", shift: "⇧", enter: "↵", escape: "Esc", arrows: "← ↑ ↓ →" };
let pressed = "";
let forget = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.altKey || isComposing(event)) return;
  const isMod = event.ctrlKey || event.metaKey;
  if (!isMod && (isTyping(event.target) || !hasLetterKeys())) return;
  if (!isMod && event.key.length > 1 && event.key !== "Enter") return;
  const key = SAME[event.key] ?? event.key.toLowerCase();
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

/*
 * Within an open dialog only its own keys count, and a key beside the cursor goes before the same key elsewhere. In a row
 * a key means that row: never another one.
 */
function reach(key, from) {
  const root = document.querySelector("dialog[open]") ?? document;
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const near = from?.closest?.("form")?.querySelector(selector);
  const row = document.activeElement?.closest("[data-row]");
  const isMeant = (element) => !row || !element.closest("[data-row]") || row.contains(element);
  return [near, ...root.querySelectorAll(selector)].find((element) => element && isMeant(element) && isAtHand(element));
}

function isAtHand(element) {
  return !element.disabled && (isVisible(element) || isInMenu(element));
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
  drawSheet(sheet);
  sheet.showModal();
}

function drawSheet(sheet) {
  const lines = new Map();
  for (const element of document.querySelectorAll("[data-key]")) {
    const { key } = element.dataset;
    if (isAtHand(element) && !lines.has(key)) lines.set(key, { key, label: labelOf(element), place: placeOf(element) });
  }
  for (const extra of sheet.querySelectorAll("template[data-key-line]")) {
    const { keyLine, keyWhere, keyPlace = "here" } = extra.dataset;
    const label = extra.content.textContent.trim();
    // The same key may mean something else while one writes.
    const id = keyPlace === "writing" ? `writing ${keyLine}` : keyLine;
    const isThere = !keyWhere || [...document.querySelectorAll(keyWhere)].some(isVisible);
    if (isThere) lines.set(id, { key: keyLine, label, place: keyPlace });
  }
  for (const part of sheet.querySelectorAll("[data-keys]")) {
    const own = [...lines.values()].filter((line) => line.place === part.dataset.keys && works(line));
    part.querySelector("dl").replaceChildren(...own.map(drawLine));
    part.hidden = !own.length;
  }
  sheet.querySelector("[data-letter-keys]").checked = hasLetterKeys();
}

/* Of those without Ctrl, only the ones that are no letter stay when letters are switched off. */
function works({ key, place }) {
  return hasLetterKeys() || place === "writing" || key.startsWith("mod+") || key in CAPS;
}

/* What belongs to the page, to its forms, where one can go, and what holds everywhere. */
function placeOf(element) {
  if (element.dataset.key.startsWith("g ")) return "go";
  if (!element.closest("main")) return "all";
  return element.dataset.key.startsWith("mod+") ? "writing" : "here";
}

function drawLine({ key, label }) {
  const line = document.createElement("div");
  const name = document.createElement("dt");
  name.textContent = label;
  const keys = document.createElement("dd");
  for (const part of key.split(/[ +]/)) {
    const cap = document.createElement("kbd");
    cap.textContent = CAPS[part] ?? part.toUpperCase();
    keys.append(cap, " ");
  }
  line.append(name, keys);
  return line;
}

on("click", "[data-show-keys]", showSheet);

on("change", "[data-letter-keys]", (box) => {
  document.documentElement.dataset.keys = box.checked ? "on" : "off";
  rememberLook("keys", box.checked ? "on" : "off");
  drawSheet(box.closest("dialog"));
});

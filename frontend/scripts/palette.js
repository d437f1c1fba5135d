/*
 * The palette: Ctrl-K or "/" opens it over the page. It offers what the server finds for the words ([data-palette] names
 * the address), the actions of the page ([data-key] inside main) and what was chosen lately. Without script the field
 * in the rail is a plain search form, and stays one for whoever walks into it with Tab.
 */
import { hasLetterKeys, isComposing, isInMenu, isTyping, isVisible, labelOf, on, shelf } from "./page.js";

const PAUSE_MS = 120;
const MOST_RECENT = 6;
const MOST_ACTIONS = 6;
const ACTIONS = "main [data-key]:not([data-key^='mod+']), main :is(.btn, [role=menuitem])[hx-target='#dialog']";
const LOOKS = "[data-theme-choice], [data-density-choice]";
const field = document.querySelector("[data-palette]");
const shelfKey = `palette-${field?.dataset.paletteOf}`;
let palette = null;
let asking = null;
let soon = 0;

if (field) {
  document.addEventListener(
    "keydown",
    (event) => {
      const isMod = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      const isSlash = event.key === "/" && hasLetterKeys() && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
      if (isComposing(event) || event.altKey || !(isMod || isSlash) || isBusy()) return;
      event.preventDefault();
      event.stopPropagation();
      open();
    },
    true,
  );
  on("mousedown", "[data-palette]", (_field, event) => {
    event.preventDefault();
    open();
  });
  on("click", "[data-palette-open]", (_button, event) => {
    event.preventDefault();
    open();
  });
}

function isBusy() {
  const dialog = document.querySelector("dialog[open]");
  return Boolean(dialog && dialog !== palette);
}

async function open() {
  palette ??= await make();
  if (!palette) return field.focus();
  if (!palette.open) palette.showModal();
  words().value = "";
  words().focus();
  offer("");
}

async function make() {
  const answer = await fetch(field.dataset.palette, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "fw-palette";
  dialog.setAttribute("aria-label", field.getAttribute("aria-label"));
  dialog.innerHTML = await answer.text();
  document.body.append(dialog);
  dialog.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => offer(words().value.trim()), PAUSE_MS);
  });
  dialog.addEventListener("keydown", move);
  dialog.addEventListener("click", choose);
  dialog.addEventListener("mousemove", ({ target }) => light(target.closest("[role=option]")));
  return dialog;
}

async function offer(question) {
  asking?.abort();
  asking = new AbortController();
  drawActions(question);
  drawRecent(question);
  // What was lit may just have gone, and the answer takes a moment.
  if (!lit()) words().removeAttribute("aria-activedescendant");
  const place = palette.querySelector("[data-palette-offers]");
  if (question) {
    const address = `${field.dataset.palette}?q=${encodeURIComponent(question)}`;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal });
      if (answer.ok) place.innerHTML = await answer.text();
    } catch {
      return;
    }
  } else {
    place.replaceChildren();
  }
  light(lines()[0]);
}

/* What the page itself can do now: what has a key or opens a dialog, in its menus too. They are pressed, not copied. */
function drawActions(question) {
  const wanted = question.toLowerCase();
  const found = new Map();
  for (const element of document.querySelectorAll(wanted ? `${ACTIONS}, ${LOOKS}` : ACTIONS)) {
    const label = labelOf(element);
    const isThere = isVisible(element) || isInMenu(element);
    const isAction = isThere && !element.disabled && !element.matches("input, textarea, select");
    if (isAction && label.toLowerCase().includes(wanted) && !found.has(label)) found.set(label, element);
  }
  draw("[data-palette-actions]", [...found].slice(0, MOST_ACTIONS).map(([label, element]) => {
    const line = makeLine(label, element.dataset.key);
    line.addEventListener("click", (event) => {
      event.preventDefault();
      palette.close();
      element.click();
    });
    return line;
  }));
}

function drawRecent(question) {
  draw("[data-palette-recent]", question ? [] : recent().map(({ label, url }) => {
    const line = makeLine(label, "");
    line.href = url;
    line.dataset.remember = label;
    return line;
  }));
}

function draw(selector, drawn) {
  const group = palette.querySelector(selector);
  for (const old of group.querySelectorAll("[role=option]")) old.remove();
  group.append(...drawn);
  group.hidden = !drawn.length;
}

function makeLine(label, keys) {
  const line = palette.querySelector("[data-palette-line]").content.firstElementChild.cloneNode(true);
  line.id = `line-${Math.random().toString(36).slice(2)}`;
  line.querySelector("[data-label]").textContent = label;
  if (keys) {
    const cap = line.querySelector("kbd");
    cap.textContent = keys.toUpperCase();
    cap.hidden = false;
  }
  return line;
}

function move(event) {
  if (isComposing(event)) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (steps) {
    event.preventDefault();
    const all = lines();
    light(all.at((all.indexOf(lit()) + steps) % all.length));
  } else if (event.key === "Enter" && event.target === words()) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      if (lit()?.href) window.open(lit().href, "_blank", "noopener");
    } else {
      lit()?.click();
    }
  }
}

function choose(event) {
  const line = event.target.closest("[role=option]");
  if (line?.dataset.remember) remember(line.dataset.remember.trim(), line.getAttribute("href"));
  if (event.target === palette || event.target.closest("[data-palette-close]")) palette.close();
}

function light(line) {
  if (!line || line === lit()) return;
  lit()?.removeAttribute("aria-selected");
  line.setAttribute("aria-selected", "true");
  line.scrollIntoView({ block: "nearest" });
  words().setAttribute("aria-activedescendant", line.id);
}

function remember(label, url) {
  const others = recent().filter((each) => each.url !== url);
  shelf.put(shelfKey, JSON.stringify([{ label, url }, ...others].slice(0, MOST_RECENT)));
}

function recent() {
  try {
    const kept = JSON.parse(shelf.get(shelfKey) ?? "[]");
    return Array.isArray(kept) ? kept.filter(({ label, url }) => label && url?.startsWith("/")) : [];
  } catch {
    return [];
  }
}

const words = () => palette.querySelector("[data-palette-words]");
const lines = () => [...palette.querySelectorAll("[role=option]")].filter(isVisible);
const lit = () => palette.querySelector("[aria-selected=true]");

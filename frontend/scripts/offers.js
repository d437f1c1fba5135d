/*
 * A list that opens while somebody types something that begins with a sign: colleagues after "@", templates after "/".
 * Arrows move through it, Enter, Tab or a click takes one, Escape closes it until the sign is typed anew.
 */
import htmx from "htmx.org/dist/htmx.esm.js";

import { isComposing } from "./page.js";

const WAIT_MS = 150;

/**
 * `pattern` finds the sign and, as its first group, the words up to the cursor; `ask(words)` gives the values that are
 * sent to `url`; `take(option, from)` gets what was chosen, and where the sign stands.
 */
export function offer(text, found, { pattern, url, ask, take }) {
  const options = () => [...found.querySelectorAll("[role=option]")];
  const marked = () => found.querySelector("[aria-selected=true]");
  const begun = () => text.value.slice(0, text.selectionStart).match(pattern);
  let timer = 0;
  let dismissed = -1;

  const close = () => {
    clearTimeout(timer);
    if (found.childNodes.length) text.removeAttribute("aria-activedescendant");
    htmx.trigger(found, "htmx:abort");
    found.replaceChildren();
  };
  const mark = (option) => {
    marked()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", option.id);
  };
  const look = () => {
    const words = begun();
    if (!words || words.index === dismissed) return close();
    dismissed = -1;
    clearTimeout(timer);
    const request = { source: found, target: found, swap: "innerHTML", values: ask(words[1]) };
    timer = setTimeout(() => htmx.ajax("GET", url, request), WAIT_MS);
  };
  const choose = (option) => {
    const from = begun()?.index ?? text.selectionStart;
    close();
    text.focus();
    take(option.dataset, from);
  };

  text.addEventListener("input", ({ isComposing }) => isComposing || look());
  text.addEventListener("compositionend", look);
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    const all = options();
    if (!all.length || isComposing(event)) return;
    const here = all.indexOf(marked());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      mark(all[(here + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) {
      choose(all[here]);
    } else if (event.key === "Escape") {
      dismissed = begun()?.index ?? -1;
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  found.addEventListener("htmx:afterSwap", () => {
    // What was asked for before the cursor moved on, or the field was left, comes too late.
    if (!begun() || document.activeElement !== text) return close();
    options().forEach((option, place) => (option.id = `${found.id}-${place}`));
    if (options().length) mark(options()[0]);
  });
  found.addEventListener("mousedown", (event) => {
    // The field keeps the focus, so that what was clicked is still there when the button is let go.
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

/** Puts `words` in the place of what stands from `from` to the cursor, as if they had been typed. */
export function put(text, words, from = text.selectionStart, to = text.selectionEnd) {
  text.focus();
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

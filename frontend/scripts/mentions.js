/*
 * Typing "@" in the composer offers colleagues; whoever is chosen stands in the text as @Name and below it as a chip,
 * whose id is what the server reads. A chip goes when its name leaves the text. Markup: ui/composer.html.
 */
import htmx from "htmx.org/dist/htmx.esm.js";
import { addChip } from "./chips.js";
import { equip, on } from "./page.js";

/* What was typed since the last "@"; that of a mail address is none. */
const BEGUN = /(?<![\w.%+-])@([^\s@,.;:!?，。；：！？、（）()]{0,30})$/u;
const WAIT_MS = 150;

equip("textarea[data-mention]", (text) => {
  const found = document.getElementById(text.getAttribute("aria-controls"));
  const told = text.form.querySelector("[data-mentions]");
  const options = () => [...found.querySelectorAll("[role=option]")];
  const marked = () => found.querySelector("[aria-selected=true]");
  const begun = () => text.value.slice(0, text.selectionStart).match(BEGUN);
  let timer = 0;
  // Escape closes the list until another "@" is typed.
  let dismissed = -1;

  const close = () => {
    clearTimeout(timer);
    htmx.trigger(found, "htmx:abort");
    found.replaceChildren();
    text.removeAttribute("aria-activedescendant");
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
    if (words.index !== dismissed) dismissed = -1;
    clearTimeout(timer);
    const ask = { source: found, target: found, swap: "innerHTML", values: { mentions_words: words[1] } };
    timer = setTimeout(() => htmx.ajax("GET", text.dataset.mention, ask), WAIT_MS);
  };
  const take = ({ dataset: { value, label } }) => {
    const words = begun();
    const from = words ? words.index : text.selectionStart;
    close();
    text.focus();
    text.setRangeText(`@${label} `, from, text.selectionStart, "end");
    addChip(told, value, label);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const tidy = () => {
    const chips = [...told.querySelectorAll(".fw-chip")];
    const gone = chips.filter((chip) => !text.value.includes(`@${chip.textContent.trim()}`));
    for (const chip of gone) chip.remove();
    told.hidden = gone.length === chips.length;
  };

  text.addEventListener("input", ({ isComposing }) => {
    tidy();
    if (!isComposing) look();
  });
  text.addEventListener("compositionend", look);
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    const all = options();
    if (!all.length || event.isComposing) return;
    const here = all.indexOf(marked());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      mark(all[(here + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey && !event.metaKey)) {
      take(all[here]);
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
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
  told.addEventListener("change", tidy);
});

on("click", "[data-mention-start]", (button) => {
  const text = button.form.querySelector("textarea[data-mention]");
  const before = text.value.slice(0, text.selectionStart);
  text.focus();
  text.setRangeText(/[\w.%+-]$/.test(before) ? " @" : "@", text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
});

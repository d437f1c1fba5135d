/* Typing finds: arrows move through what was found, Enter or a click takes it. With data-then="#id" whoever took
   one goes on there. Markup: ui/lookup.html. */
import { equip, isComposing } from "./page.js";
import { tell } from "./said.js";

equip("[data-lookup]", (lookup) => {
  const words = lookup.querySelector("[role=combobox]");
  const value = lookup.querySelector("[data-lookup-value]");
  const found = lookup.querySelector("[role=listbox]");
  const options = () => [...found.querySelectorAll("[role=option]")];
  const marked = () => found.querySelector("[aria-selected=true]");

  const mark = (option) => {
    marked()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) words.setAttribute("aria-activedescendant", option.id);
    else words.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    mark(null);
    found.replaceChildren();
    words.setAttribute("aria-expanded", "false");
  };
  const take = (option) => {
    value.value = option.dataset.value;
    words.value = option.dataset.label;
    close();
    value.dispatchEvent(new Event("change", { bubbles: true }));
    if (words.dataset.then) document.querySelector(words.dataset.then).focus();
  };

  words.addEventListener("input", () => (value.value = ""));
  words.addEventListener("keydown", (event) => {
    const all = options();
    const here = all.indexOf(marked());
    if (isComposing(event)) return;
    if (all.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      mark(all[(here + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter" && here >= 0) {
      event.preventDefault();
      take(all[here]);
    } else if (event.key === "Escape" && all.length) {
      // A search field empties itself on Escape; here it only closes the list.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  found.addEventListener("htmx:afterSwap", () => {
    // An answer that comes after one was taken, or after the field was left, would lie over what follows.
    if (value.value || document.activeElement !== words) return close();
    options().forEach((option, place) => (option.id = `${found.id}-${place}`));
    words.setAttribute("aria-expanded", String(options().length > 0));
    mark(options()[0]);
    // With nothing to choose, what stands there instead is a sentence.
    if (!options().length) tell(found.textContent);
  });
  found.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
  words.addEventListener("blur", close);
});

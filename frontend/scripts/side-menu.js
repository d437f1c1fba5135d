/* The menu of settings: words typed above it leave the lines that are called so, also in pinyin. Markup: layouts/config.html. */
import { equip, shelf } from "./page.js";

const KEPT = "side-menu";

equip("[data-side-menu]", (menu) => {
  const find = menu.querySelector("[data-side-menu-find]");
  const nothing = menu.querySelector("[data-side-menu-nothing]");
  const groups = [...menu.querySelectorAll("section")];
  const lines = () => [...menu.querySelectorAll("a:not([hidden])")];

  const narrow = () => {
    const words = find.value.trim().toLowerCase().split(/\s+/);
    for (const group of groups) {
      const name = group.querySelector("h2").textContent.toLowerCase();
      const links = [...group.querySelectorAll("a")];
      for (const link of links) link.hidden = !words.every((word) => name.includes(word) || isCalled(link, word));
      group.hidden = links.every((link) => link.hidden);
    }
    nothing.hidden = lines().length > 0;
    menu.scrollTop = 0;
  };

  find?.addEventListener("input", narrow);
  menu.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.target === find) {
      event.preventDefault();
      if (find.value.trim()) lines()[0]?.click();
    } else if (event.key === "Escape" && find?.value) {
      // Only what was typed goes; an open sheet stays.
      event.preventDefault();
      find.value = "";
      narrow();
      find.focus();
    } else {
      step(event, find, lines());
    }
  });

  const show = () => menu.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  menu.addEventListener("toggle", show);
  addEventListener("pagehide", () => shelf.put(KEPT, menu.scrollTop));
  menu.scrollTop = Number(shelf.get(KEPT));
  show();
});

function step(event, find, lines) {
  const here = lines.indexOf(event.target);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  (next < 0 ? find : lines[next])?.focus();
}

function isCalled(link, word) {
  const spelt = link.dataset.spelt?.split(" ") ?? [];
  return link.textContent.toLowerCase().includes(word) || spelt.some((_, at) => isRead(word, spelt.slice(at)));
}

/* `gongdan`, `gongd`, `gdan` and `gd` for 工单, as search/names.py has it. */
function isRead(letters, [first, ...rest]) {
  if (!first) return false;
  if (first.startsWith(letters)) return true;
  const beginnings = [first, first.slice(0, 2).match(/^[zcs]h/)?.[0], first[0]];
  return beginnings.some((part) => part && letters.startsWith(part) && isRead(letters.slice(part.length), rest));
}

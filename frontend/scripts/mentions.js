/*
 * Typing "@" in the composer offers colleagues; whoever is chosen stands in the text as @Name and below it as a chip,
 * whose id is what the server reads. A chip goes when its name leaves the text. Markup: ui/composer.html.
 */
import { addChip } from "./chips.js";
import { offer, put } from "./offers.js";
import { equip, on } from "./page.js";

/* What was typed since the last "@"; that of a mail address is none. */
const BEGUN = /(?<![\w.%+-])@([^\s@,.;:!?，。；：！？、（）()]{0,30})$/u;

equip("textarea[data-mention]", (text) => {
  const told = text.form.querySelector("[data-mentions]");
  offer(text, document.getElementById("composer-people"), {
    pattern: BEGUN,
    url: text.dataset.mention,
    ask: (words) => ({ mentions_words: words }),
    take({ value, label }, from) {
      // The chip comes after the name: one whose name does not stand in the text is taken away.
      put(text, `@${label} `, from);
      addChip(told, value, label);
    },
  });
  const tidy = () => {
    const chips = [...told.querySelectorAll(".fw-chip")];
    const gone = chips.filter((chip) => !text.value.includes(`@${chip.textContent.trim()}`));
    for (const chip of gone) chip.remove();
    told.hidden = gone.length === chips.length;
  };
  text.addEventListener("input", tidy);
  told.addEventListener("change", tidy);
});

on("click", "[data-mention-start]", (button) => {
  const text = button.form.querySelector("textarea[data-mention]");
  const before = text.value.slice(0, text.selectionStart);
  put(text, /[\w.%+-]$/.test(before) ? " @" : "@");
});

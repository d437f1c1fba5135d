/* "/" at the beginning of a line offers ready-made texts, which come filled in for the ticket. Markup: ui/composer.html. */
import { offer, put } from "./offers.js";
import { equip, on, post } from "./page.js";

/* A second slash makes it a path: no name of a template has one. */
const BEGUN = /(?<=^|\n)\/([^\n/]{0,30})$/u;

equip("textarea[data-replies]", (text) => {
  const url = text.dataset.replies;
  offer(text, document.getElementById("composer-replies"), {
    pattern: BEGUN,
    url,
    ask: (words) => ({ replies_words: words, mode: text.form.dataset.mode }),
    async take({ value }, from) {
      const typed = text.value.slice(from, text.selectionStart);
      const answer = await post(url.replace("/replies/", `/replies/${value}/`)).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      const { text: words } = await answer.json();
      // Whoever typed on meanwhile has it put where they are.
      const isThere = text.value.startsWith(typed, from);
      if (isThere) put(text, words, from, from + typed.length);
      else put(text, words);
    },
  });
});

on("click", "[data-reply-start]", (button) => {
  const text = button.form.querySelector("textarea[data-replies]");
  const before = text.value.slice(0, text.selectionStart);
  put(text, /[^\n]$/.test(before) ? "\n/" : "/");
});

/* data-copy="204397" copies it, and says so for a moment. */
import { on } from "./page.js";

on("click", "[data-copy]", async (button, event) => {
  event.preventDefault();
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("is-copied");
  setTimeout(() => button.classList.remove("is-copied"), 1500);
});

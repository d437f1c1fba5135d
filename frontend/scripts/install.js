/* "Put it onto this device": offered once the browser says that it can be, until it was declined. */
import { on, shelf } from "./page.js";

const DECLINED = "install-declined";
const hint = document.querySelector("[data-install]");
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  if (hint && !shelf.get(DECLINED)) hint.hidden = false;
});

on("click", "[data-install-now]", async () => {
  hint.hidden = true;
  await offer?.prompt();
});

on("click", "[data-install-not]", () => {
  hint.hidden = true;
  shelf.put(DECLINED, "yes");
});

// Safari on phones never offers it; there it is done by hand.
if (hint && navigator.standalone === false && !shelf.get(DECLINED)) {
  hint.hidden = hint.querySelector("[data-install-by-hand]").hidden = false;
  hint.querySelector("[data-install-now]").hidden = true;
}

addEventListener("appinstalled", () => hint && (hint.hidden = true));

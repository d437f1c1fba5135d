/* The portal as an app. The service worker (portal/worker.js) owns what waits for the network; pages only ask it. */
import { on, shelf, whoIsHere } from "./page.js";

const worker = navigator.serviceWorker;
const page = document.querySelector("[data-offline-page]");
const strip = document.querySelector("[data-waiting]");

for (const field of document.querySelectorAll("[data-new-key]")) field.value ||= newKey();

if (worker) {
  worker.addEventListener("message", ({ data }) => {
    if (data.told === "waiting") show(data);
    if (data.told === "sent") document.dispatchEvent(new CustomEvent("toast", { detail: { text: data.said } }));
  });
  // Browsers without it, or in private mode, work as before. To register may take seconds, also where one is at work.
  worker.register("/portal/worker.js", { scope: "/portal/" }).catch(() => undefined);
  greet();
  addEventListener("online", sendSoon);
  document.addEventListener("visibilitychange", renew);
}

/* A new worker waits until nobody looks; a page that is left for another one is hidden for a moment, too. */
const LOOKED_AWAY = 5000;
let leaving = 0;

function renew() {
  clearTimeout(leaving);
  if (!document.hidden) return;
  leaving = setTimeout(async () => (await worker.getRegistration("/portal/"))?.waiting?.postMessage({ ask: "renew" }), LOOKED_AWAY);
}

/* A page of a person tells who is here, and with that sends what waits; the page without a network only asks. */
function greet() {
  const person = Number(document.querySelector("[data-person]")?.dataset.person);
  ask(person ? { ask: "who", person } : { ask: "send" });
}

async function ask(message) {
  (worker.controller ?? (await worker.ready).active)?.postMessage(message);
}

/*
 * "Online" is said when a cable is in, seconds before a name can be looked up, and the browser's own sync may come much
 * later or not exist: what can be sent is tried again while a page is open, after 2, 4, 8 .. 60 seconds.
 */
const SHORTEST = 2000;
const LONGEST = 60_000;
let pause = SHORTEST;
let next = 0;

function sendSoon() {
  pause = SHORTEST;
  ask({ ask: "send" });
}

function tryAgain({ waiting, state }) {
  clearTimeout(next);
  if (state === "signed-out" || !waiting.some(({ refused, others }) => !refused && !others)) return;
  next = setTimeout(() => ask({ ask: "send" }), pause);
  pause = Math.min(pause * 2, LONGEST);
}

function show({ waiting, state }) {
  tryAgain({ waiting, state });
  if (strip && !page) {
    strip.hidden = !waiting.length;
    strip.querySelector("[data-waiting-count]").textContent = waiting.length;
  }
  if (!page) return;
  const list = page.querySelector("[data-outbox-list]");
  page.querySelector("[data-outbox]").hidden = !waiting.length;
  page.querySelector("[data-offline-signed-out]").hidden = state !== "signed-out";
  for (const one of page.querySelectorAll("[data-offline-away]")) one.hidden = Boolean(state);
  const isDone = Boolean(state) && !waiting.length;
  page.querySelector("[data-offline-reached]").hidden = !state || isDone;
  for (const one of page.querySelectorAll("[data-offline-done]")) one.hidden = !isDone;
  if (isDone) page.querySelector('[data-offline-kept="all"]').hidden = true;
  list.replaceChildren(...waiting.map(drawn));
}

function drawn({ key, title, written, refused, others }) {
  const line = page.querySelector("[data-outbox-shape]").content.firstElementChild.cloneNode(true);
  const part = (name) => line.querySelector(`[data-outbox-${name}]`);
  if (!others) part("title").textContent = title;
  part("written").textContent = new Date(written).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  part("refused").textContent = refused;
  part("refused").hidden = part("again").hidden = !refused;
  part("others").hidden = !others;
  for (const name of ["again", "drop"]) part(name).dataset.key = key;
  return line;
}

on("click", "[data-outbox-again]", (button) => ask({ ask: "again", key: button.dataset.key }));
on("click", "[data-outbox-drop]", (button) => ask({ ask: "drop", key: button.dataset.key }));

if (page) {
  const theme = document.cookie.match(/(?:^|; )theme=(light|dark|auto)/)?.[1];
  document.documentElement.dataset.bsTheme = theme ?? "light";
  const asked = new URLSearchParams(location.search);
  const kept = asked.get("kept");
  for (const said of page.querySelectorAll("[data-offline-kept]")) said.hidden = said.dataset.offlineKept !== kept;
  // What was kept is no draft any more.
  if (kept === "all" || kept === "words") {
    shelf.drop(`draft:${whoIsHere()}:report`);
    document.addEventListener("DOMContentLoaded", () => page.querySelector("form[data-draft]").reset());
  }
  if (asked.has("unsent")) {
    const unsent = page.querySelector("[data-offline-unsent]");
    unsent.hidden = false;
    if (isOurs(asked.get("unsent"))) unsent.querySelector("a").href = asked.get("unsent");
  }
  // Any page that can't be reached looks like this one, at its own address.
  const own = document.querySelector("[data-waiting]").pathname;
  const wanted = location.pathname === own ? "" : location.href;
  for (const name of ["again", "back"]) {
    if (wanted) page.querySelector(`[data-offline-${name}] a`).href = wanted;
  }
  page.querySelector("[data-offline-again]").hidden = !wanted;
  if (location.search && !wanted) history.replaceState(null, "", own);
  addEventListener("online", () => (page.querySelector("[data-offline-back]").hidden = false));
}

function isOurs(address) {
  return URL.canParse(address) && new URL(address).origin === location.origin;
}

/* randomUUID exists only where the page came over HTTPS; the worker, too, but the key is good without it. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

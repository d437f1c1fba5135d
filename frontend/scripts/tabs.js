/*
 * Tickets that are open stand as tabs above the page. The server keeps them for their person; this browser remembers how
 * they stood, so that they are there at once. A page is a tab by data-tab on its main part.
 */
import { on, post, shelf } from "./page.js";

/* Another machine may have opened or closed some since. */
const ASKED_EVERY_MS = 30_000;
const strip = document.querySelector("[data-open-tabs]");
const here = document.querySelector("[data-tab]");
const KEY = `tabs:${strip?.dataset.openTabs ?? ""}`;

if (strip) {
  draw();
  if (here) visit({ url: location.pathname, title: here.dataset.tab });
  else if (isOld()) ask();
}

/* Whoever looks at a tab again keeps it: of too many, the one not looked at for longest goes. */
function visit(tab) {
  const known = read().find(({ url }) => url === tab.url);
  if (known?.title === tab.title && !isOld()) return;
  if (!known) keep([...read(), tab]);
  change("open", tab);
}

function isOld() {
  return Date.now() - (shelf.get(`${KEY}:at`) ?? 0) > ASKED_EVERY_MS;
}

on("click", "[data-tab-close]", (button, event) => {
  event.preventDefault();
  event.stopPropagation();
  const url = button.closest("[data-tab-url]").dataset.tabUrl;
  const tabs = read();
  const place = tabs.findIndex((tab) => tab.url === url);
  const rest = tabs.filter((tab) => tab.url !== url);
  const beside = rest[place] ?? rest[place - 1];
  keep(rest);
  if (beside) strip.querySelector(`[data-tab-url="${CSS.escape(beside.url)}"] [data-tab-close]`).focus({ preventScroll: true });
  const closed = change("close", { url });
  const leave = () => location.assign(beside?.url ?? strip.dataset.home);
  if (url === location.pathname) closed.finally(leave);
});

function read() {
  return JSON.parse(shelf.get(KEY) ?? "[]");
}

function keep(tabs) {
  shelf.put(KEY, JSON.stringify(tabs));
  draw();
}

async function change(what, tab) {
  await take(post(`${strip.dataset.tabs}${what}`, new URLSearchParams(tab)));
}

async function ask() {
  await take(fetch(strip.dataset.tabs));
}

/* Where the server can't be asked the tabs stand as this browser knows them. */
async function take(asked) {
  const answer = await asked.catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { tabs } = await answer.json();
  shelf.put(`${KEY}:at`, String(Date.now()));
  keep(tabs);
}

function draw() {
  const shape = document.getElementById("tab-shape");
  const at = document.activeElement;
  const around = strip.contains(at) && at.closest("[data-tab-url]");
  const focused = around && `[data-tab-url="${CSS.escape(around.dataset.tabUrl)}"] ${at.localName}`;
  for (const old of strip.querySelectorAll("[data-tab-url]")) old.remove();
  for (const { url, title } of read()) {
    const tab = shape.content.firstElementChild.cloneNode(true);
    const link = tab.querySelector("a");
    link.href = url;
    link.title = title;
    tab.dataset.tabUrl = url;
    tab.querySelector("[data-tab-title]").textContent = title;
    if (url === location.pathname) {
      tab.classList.add("is-current");
      link.setAttribute("aria-current", "page");
    }
    strip.append(tab);
  }
  if (focused) strip.querySelector(focused)?.focus({ preventScroll: true });
  strip.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

/* More tabs than there is room for are reached with the wheel as well. */
strip?.addEventListener(
  "wheel",
  ({ deltaX, deltaY }) => {
    if (!deltaX) strip.scrollLeft += deltaY;
  },
  { passive: true },
);

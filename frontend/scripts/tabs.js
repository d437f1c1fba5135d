/* Tickets that are open stand as tabs above the page, kept in this browser. A page is a tab by data-tab on its main part. */
import { on, shelf } from "./page.js";

const MOST = 8;
const strip = document.querySelector("[data-open-tabs]");
const here = document.querySelector("[data-tab]");
const KEY = `tabs:${strip?.dataset.openTabs ?? ""}`;

if (strip) {
  if (here) remember({ url: location.pathname, title: here.dataset.tab, icon: here.dataset.tabIcon || "ticket" });
  draw();
}

on("click", "[data-tab-close]", (button, event) => {
  event.preventDefault();
  event.stopPropagation();
  const url = button.closest("[data-tab-url]").dataset.tabUrl;
  const tabs = read();
  const place = tabs.findIndex((tab) => tab.url === url);
  const rest = tabs.filter((tab) => tab.url !== url);
  shelf.put(KEY, JSON.stringify(rest));
  if (url === location.pathname) location.assign((rest[place] ?? rest[place - 1])?.url ?? strip.dataset.home);
  else draw();
});

function read() {
  return JSON.parse(shelf.get(KEY) ?? "[]");
}

function remember(tab) {
  const tabs = read();
  const known = tabs.find((other) => other.url === tab.url);
  if (known) Object.assign(known, tab);
  else tabs.push(tab);
  shelf.put(KEY, JSON.stringify(tabs.slice(-MOST)));
}

function draw() {
  const shape = document.getElementById("tab-shape");
  for (const old of strip.querySelectorAll("[data-tab-url]")) old.remove();
  for (const { url, title } of read()) {
    const tab = shape.content.firstElementChild.cloneNode(true);
    tab.href = url;
    tab.title = title;
    tab.dataset.tabUrl = url;
    tab.querySelector("[data-tab-title]").textContent = title;
    if (url === location.pathname) {
      tab.classList.add("is-current");
      tab.setAttribute("aria-current", "page");
    }
    strip.append(tab);
  }
}

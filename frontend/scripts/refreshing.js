/*
 * What an open page shows is fetched again and put in where it differs. Nobody's place is taken away: what is written,
 * the focus, how far one has scrolled and what one has opened stay. Each function answers null when it had nothing to ask.
 */
import htmx from "htmx.org/dist/htmx.esm.js";

import { draw } from "./company.js";
import { found, lost } from "./line.js";
import { warn } from "./page.js";

/* What the server said last, by id: what is shown was changed by scripts meanwhile and can't be compared. */
export const said = new Map();
const KEYS = ["id", "hx-get", "hx-post", "href", "name"];
const VIEWS_EVERY_MS = 10_000;
/* What stands before the server answers for it, or its database is away. */
const NOBODY_THERE = new Set([502, 503, 504]);
let viewsAt = 0;

/* The page of a ticket. */
export async function refreshTicket() {
  const page = document.querySelector("[data-ticket]");
  const story = document.getElementById("ticket-story");
  if (!page || !story) return null;
  const { seen, show } = story.dataset;
  const fresh = await get(`/tickets/${page.dataset.ticket}/now?seen=${seen}&show=${show}`);
  if (!fresh) return true;
  putStory(fresh);
  for (const id of ["ticket-head", "ticket-side", "composer-to"]) put(id, fresh);
  draw();
  return true;
}

function putStory(fresh) {
  const old = document.getElementById("ticket-story");
  const story = fresh.getElementById("ticket-story");
  if (!old || old.dataset.seen === story.dataset.seen) return;
  const added = fresh.getElementById("story-added");
  const list = old.querySelector("ol.fw-story");
  if (added && list) {
    const lines = [...added.children];
    list.append(...lines);
    lines.forEach(wake);
    old.querySelector(".fw-segments")?.replaceWith(story.querySelector(".fw-segments"));
    wake(old.querySelector(".fw-segments"));
  } else {
    old.replaceChildren(...story.children);
    wake(old);
  }
  old.dataset.seen = story.dataset.seen;
  // Whoever is writing is told when sending what came meanwhile; for whoever is not it counts as read.
  const composer = document.getElementById("composer");
  if (composer && !composer.querySelector("textarea").value) composer.elements.seen.value = story.dataset.seen;
}

/* The reading pane of a list, unless somebody writes in it. */
export async function refreshPane() {
  const head = document.querySelector("#pane [data-pane-of]");
  const text = document.querySelector("#pane textarea");
  if (!head || text?.value || text === document.activeElement) return null;
  const { scrollTop } = document.querySelector("#pane .fw-scroll") ?? {};
  await htmx.ajax("GET", head.getAttribute("hx-get"), { target: "#pane", swap: "innerHTML", source: head });
  const place = document.querySelector("#pane .fw-scroll");
  if (place && scrollTop) place.scrollTop = scrollTop;
  return true;
}

/* Counts of the rail, the bell, and what can't wait. */
export async function refreshFrame() {
  const frame = document.querySelector("[data-now]");
  const fresh = await get(`/now?since=${encodeURIComponent(frame.dataset.now)}`);
  if (!fresh) return true;
  frame.dataset.now = fresh.querySelector("[data-now]").dataset.now;
  for (const link of fresh.querySelectorAll(".fw-rail-link")) {
    const shown = [...document.querySelectorAll(".fw-rail-link")].find((other) => other.getAttribute("href") === link.getAttribute("href"));
    shown?.querySelector(".fw-count")?.remove();
    shown?.append(...link.children);
  }
  for (const id of ["bell", "bell-below"]) put(id, fresh);
  for (const { innerHTML } of fresh.querySelectorAll("[data-urgent]")) {
    const text = new DOMParser().parseFromString(innerHTML, "text/html").body.textContent;
    warn(text);
  }
  return true;
}

/* How much is new in a list. */
export async function refreshNews() {
  const news = document.querySelector("#news, [data-news]");
  if (!news) return null;
  await htmx.ajax("GET", news.getAttribute("hx-get"), { target: news, swap: "innerHTML", source: news });
  return true;
}

/* Counting what all saved views hold costs more than the rest of the frame. */
export async function refreshViews() {
  const views = document.querySelector("#views[hx-get]");
  if (!views || Date.now() - viewsAt < VIEWS_EVERY_MS) return null;
  viewsAt = Date.now();
  await htmx.ajax("GET", views.getAttribute("hx-get"), { target: views, swap: "innerHTML", source: views });
  return true;
}

export async function get(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => null);
  if (!answer || NOBODY_THERE.has(answer.status)) {
    lost("away");
    return null;
  }
  found("away");
  return answer.status === 200 ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

/* Puts the element with this id in the place of the one that is shown, unless a menu of it is open. */
export function put(id, fresh) {
  const old = document.getElementById(id);
  const now = fresh.getElementById(id);
  const text = now && textOf(now);
  if (!old || !now || said.get(id) === text || old.querySelector(":popover-open")) return;
  said.set(id, text);
  const { scrollTop } = old;
  const focused = old.contains(document.activeElement) ? sameAs(document.activeElement) : "";
  const opened = [...old.querySelectorAll("details")].map((part) => part.open);
  now.querySelectorAll("details").forEach((part, index) => (part.open ||= Boolean(opened[index])));
  old.replaceWith(now);
  wake(now);
  now.scrollTop = scrollTop;
  if (focused) now.querySelector(focused)?.focus({ preventScroll: true });
}

function sameAs(element) {
  const name = KEYS.find((each) => element.getAttribute(each));
  return name ? `[${name}="${CSS.escape(element.getAttribute(name))}"]` : element.localName;
}

/* What an element says; the token of a form is another one in each answer. */
export function textOf(element) {
  return element.outerHTML.replace(/name="csrfmiddlewaretoken" value="\w+"/g, "");
}

/* Lets htmx and our own scripts know of an element that came in. */
export function wake(element) {
  htmx.process(element);
  htmx.trigger(element, "htmx:load", { elt: element });
}

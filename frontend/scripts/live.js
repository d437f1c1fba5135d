/*
 * An open page is told that something changed, never what: it then asks for what it shows, as its reader may see it. At
 * most one question a second, and fewer the longer answers take. Where no stream can be had it asks every half minute.
 */
import { refreshBoard } from "./board/drawing.js";
import { refreshFrame, refreshNews, refreshPane, refreshTicket, refreshViews } from "./refreshing.js";
import { draw, forget } from "./company.js";
import { found, isLost, lost } from "./line.js";
import { on } from "./page.js";
import { refreshRows, refreshTold } from "./rows.js";

const LOOKS = {
  ticket: refreshTicket, pane: refreshPane, frame: refreshFrame, told: refreshTold,
  rows: refreshRows, board: refreshBoard, news: refreshNews, views: refreshViews,
};
const GAP_MS = 1000;
/* An answer that took long leaves the server ten times as long in peace. */
const PATIENCE = 10;
const HALF_MINUTE_MS = 30_000;
/* A page that nobody sees keeps its line for a moment, as when somebody looks something up. */
const HIDDEN_MS = 20_000;
const TYPED_EVERY_MS = 3000;
const CATCH_UP_MS = 2000;

const live = document.querySelector("[data-live]")?.dataset.live ?? "";
const canListen = live && "EventSource" in window && new URL(live).hostname === location.hostname;
const wanted = new Set();
let source = null;
let key = "";
let followed = "";
let isAsking = false;
let typedAt = 0;
let closing = 0;
let isNeeded = false;
let isBehind = false;

if (document.querySelector("[data-live]")) {
  if (canListen) open();
  setInterval(check, HALF_MINUTE_MS);
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pagehide", close);
  // Only asking tells whether the server can be reached; a cable that is in says little.
  for (const type of ["online", "offline"]) window.addEventListener(type, check);
  document.addEventListener("rows-wanted", () => want("rows", "told"));
  // Whoever changed something themselves does not wait for it.
  document.addEventListener("ticket-changed", () => LOOKS.rows().catch(() => true));
  document.addEventListener("htmx:afterSettle", () => subject() !== followed && canListen && !document.hidden && open());
}

function open() {
  close();
  followed = subject();
  lost("slow");
  source = new EventSource(`${live}/stream${followed ? `?follow=${followed}` : ""}`, { withCredentials: true });
  source.addEventListener("hello", ({ data }) => {
    ({ key } = JSON.parse(data));
    found("slow");
    if (isBehind) catchUp();
  });
  source.addEventListener("subject", () => want("ticket", "pane"));
  source.addEventListener("notices", () => {
    want("frame", "told");
    document.dispatchEvent(new CustomEvent("notices-told"));
  });
  source.addEventListener("lists", ({ data }) => later(JSON.parse(data).spread, "rows", "board", "news", "frame", "views"));
  source.addEventListener("presence", ({ data }) => draw(JSON.parse(data)));
  source.addEventListener("error", () => {
    // One question tells whether only the line is away, or all.
    if (!isBehind) later(CATCH_UP_MS, "frame");
    isBehind = true;
    lost("slow");
    forget();
  });
}

/* What is said anew by itself (views, news) is not asked for. A line that was refused is not tried again by the browser. */
function check() {
  if (source?.readyState === EventSource.OPEN) {
    // The line may stand while nobody answers questions: only asking again tells when that is over.
    if (isLost("away")) want("frame");
    return;
  }
  document.dispatchEvent(new CustomEvent("notices-told"));
  if (document.hidden && !isNeeded) return;
  if (source?.readyState === EventSource.CLOSED) open();
  want("ticket", "pane", "frame", "told", "rows", "board");
}

/* What was told while the line was broken nobody says again. All pages come back at the same moment. */
function catchUp() {
  isBehind = false;
  later(CATCH_UP_MS, ...Object.keys(LOOKS));
  document.dispatchEvent(new CustomEvent("notices-told"));
}

/** Keeps the line of a page that nobody sees, or lets it go again. */
export function stayOpen(wish) {
  isNeeded = wish;
  if (wish && canListen && !source) open();
  else if (!wish) seen();
}

function close() {
  source?.close();
  source = null;
  key = "";
  forget();
}

function rest() {
  close();
  found("slow");
}

/* The ticket of this page, or the one in the reading pane. */
function subject() {
  const number = document.querySelector("[data-ticket]")?.dataset.ticket ?? document.querySelector("[data-pane-of]")?.dataset.paneOf;
  return number ? `ticket:${number}` : "";
}

function seen() {
  clearTimeout(closing);
  if (document.hidden && !isNeeded) closing = setTimeout(rest, HIDDEN_MS);
  else if (document.hidden) return;
  else if (!source) {
    if (canListen) open();
    want(...Object.keys(LOOKS));
  } else want(); // What came while nobody looked.
}

/* All open pages are told at the same moment; they ask one after the other. */
function later(spread, ...names) {
  setTimeout(() => want(...names), Math.random() * spread);
}

async function want(...names) {
  for (const name of names) wanted.add(name);
  if (isAsking) return;
  isAsking = true;
  while (wanted.size && !document.hidden) {
    const [name] = wanted;
    wanted.delete(name);
    const began = performance.now();
    const answer = await LOOKS[name]().catch(() => true);
    // Whoever had nothing to ask for costs nothing.
    if (answer !== null) await pause(Math.max(GAP_MS, PATIENCE * (performance.now() - began)));
  }
  isAsking = false;
}

function pause(milliseconds) {
  return new Promise((go) => setTimeout(go, milliseconds));
}

/* Whoever writes in the composer or in a dialog of the ticket is seen typing by the others there. */
on("input", "#composer textarea, #dialog form", () => {
  const now = Date.now();
  if (!key || !followed || now - typedAt < TYPED_EVERY_MS) return;
  typedAt = now;
  fetch(`${live}/typing?key=${key}`, { method: "POST", credentials: "omit" }).catch(() => (key = ""));
});

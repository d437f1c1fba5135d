import htmx from "htmx.org/dist/htmx.esm.js";

import { lost } from "./line.js";
import { warn } from "./page.js";

/* Without "style" among what htmx carries over to a new element: our policy forbids style attributes. */
Object.assign(htmx.config, {
  attributesToSettle: ["class", "width", "height"],
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  timeout: 30000,
});

/* A refused form (400, 409, 422) comes back as HTML with its errors and its text, and takes the place of the old one. */
const REFUSED_WITH_PAGE = new Set([400, 403, 404, 409, 413, 422]);

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isPage = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html");
  if (REFUSED_WITH_PAGE.has(detail.xhr.status) && isPage) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

/* What takes longer than a moment is shown at the upper edge of the page. */
const MOMENT_MS = 300;
let running = 0;
let late = 0;

document.addEventListener("htmx:beforeSend", () => {
  running += 1;
  late ||= setTimeout(() => document.documentElement.toggleAttribute("data-busy", true), MOMENT_MS);
});

document.addEventListener("htmx:afterRequest", () => {
  running = Math.max(0, running - 1);
  if (running) return;
  clearTimeout(late);
  late = 0;
  document.documentElement.removeAttribute("data-busy");
});

/* What a page asks by itself now and then fails with no more than a sign: whoever did nothing has nothing to try again. */
const isByItself = ({ verb, triggeringEvent }) => verb === "get" && !triggeringEvent;

for (const type of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(type, ({ detail }) => {
    if (isByItself(detail.requestConfig)) lost("away");
    else announce("offline");
  });
}
document.addEventListener("htmx:responseError", ({ detail: { xhr, requestConfig } }) => {
  if (isByItself(requestConfig)) return;
  // A sentence of its own: what went wrong with the server itself, or a page that can't be sent any more.
  const told = xhr.responseText && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  if (told) warn(xhr.responseText);
  else announce(xhr.status === 401 ? "signed-out" : "failed");
});

function announce(what) {
  warn(document.querySelector(`template[data-words="${what}"]`)?.content.textContent.trim());
}

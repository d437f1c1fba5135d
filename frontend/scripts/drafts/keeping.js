/*
 * What somebody fills in is never lost: a form with data-draft="name" is kept in this browser until it was sent, and in
 * the workspace by the server too, for wherever its writer sits down next. It comes back with the page, also after a
 * stale form was refused or the line was cut. Of two windows the newer text wins and the other one is offered. Of two
 * people at one device each finds their own. Files cannot be kept.
 */
import { answersOf, changesOf } from "./answers.js";
import { copyOf, dropCopy } from "./copies.js";
import { restore } from "./restoring.js";
import { equip, shelf, whoIsHere } from "../page.js";

const WAIT_MS = 400;

/*
 * A plain form's answer is a new page: its draft is dropped there. It is kept if that page shows the form again with
 * errors, refuses it or asks to sign in, and if it is no answer at all: the line was cut, and somebody came back.
 */
const REFUSED = "[aria-invalid=true], [data-stale], .fw-plain:not(:has([data-answered])), [data-offline-page]";
const sent = shelf.get("draft-on-its-way");
if (sent) {
  shelf.drop("draft-on-its-way");
  const { key, from } = JSON.parse(sent);
  if (isAnswerTo(from) && !document.querySelector(REFUSED)) drop(key);
}

/* What was changed in the last moment. Whoever was unticked just then must not get the reply from another computer. */
const unfinished = new Set();
addEventListener("pagehide", () => unfinished.forEach((finish) => finish()));

equip("form[data-draft]", (form) => {
  const key = keyOf(form.dataset.draft);
  const start = answersOf(form);
  const copy = copyOf(form, key, start);
  let timer = 0;
  const keepNow = () => {
    timer = 0;
    keep(form, key, start);
    copy?.saveSoon();
  };
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keepNow, WAIT_MS);
    unfinished.add(finish);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  const finish = () => {
    if (timer) {
      stop();
      keepNow();
    }
    copy?.saveNow();
  };
  restore(form, shelf.get(key), start);
  copy?.fetch();
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", () => {
    // Pressed once more while it is on its way: what is kept is dropped when it has arrived.
    if (form.classList.contains("htmx-request")) return;
    stop();
    keep(form, key, start);
    copy?.stop();
    if (!usesHtmx(form)) shelf.put("draft-on-its-way", JSON.stringify({ key, from: here() }));
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    // What was refused and is shown again, or as a sheet, counts as answered to htmx; it is still a draft.
    const isDone = detail.successful && detail.xhr.status < 400;
    if (detail.elt !== form || !isDone || form.querySelector("[aria-invalid=true]")) return;
    stop();
    unfinished.delete(finish);
    drop(key);
    // A sheet that was sent together with what another form holds.
    if (form.dataset.draftWith) drop(keyOf(form.dataset.draftWith));
  });
});

function here() {
  return location.origin + location.pathname + location.search;
}

function isAnswerTo(address) {
  const came = performance.getEntriesByType("navigation")[0]?.type;
  return came === "navigate" && document.referrer.split("#")[0] === address;
}

function keyOf(name) {
  return `draft:${whoIsHere()}:${name}`;
}

function drop(key) {
  shelf.drop(key);
  dropCopy(key);
}

function usesHtmx(form) {
  return form.matches("[hx-post], [hx-put], [hx-patch]");
}

function keep(form, key, start) {
  const kept = changesOf(form, start);
  const isEmpty = Object.keys(kept).every((name) => name === "mode");
  if (isEmpty) shelf.drop(key);
  else shelf.put(key, JSON.stringify(kept));
  for (const sign of form.querySelectorAll("[data-draft-kept]")) sign.hidden = isEmpty;
}

/*
 * What somebody fills in is never lost: a form with data-draft="name" is kept in this browser until it was sent, and in
 * the workspace by the server too, for wherever its writer sits down next. It comes back with the page, also after a
 * stale form was refused or the line was cut. Of two windows the newer text wins and the other one is offered. Of two
 * people at one device each finds their own. Files cannot be kept.
 */
import { addChip, chipsOf } from "./chips.js";
import { equip, post, shelf, whoIsHere } from "./page.js";

const WAIT_MS = 400;
const SAVED_AFTER_MS = 2000;
const place = document.querySelector("[data-drafts]")?.dataset.drafts;
let isReady = false;
document.addEventListener("DOMContentLoaded", () => (isReady = true));

const NEVER = new Set(["file", "password", "submit", "button", "reset"]);

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

equip("form[data-draft]", (form) => {
  const key = keyOf(form.dataset.draft);
  const start = answersOf(form);
  const copy = place && form.closest(".fw-app, #dialog") ? serverCopy(form, key, start) : null;
  let timer = 0;
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep(form, key, start);
      copy?.saveSoon();
    }, WAIT_MS);
  };
  restore(form, shelf.get(key), start);
  copy?.fetch();
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", () => {
    // Pressed once more while it is on its way: what is kept is dropped when it has arrived.
    if (form.classList.contains("htmx-request")) return;
    clearTimeout(timer);
    keep(form, key, start);
    copy?.stop();
    if (!usesHtmx(form)) shelf.put("draft-on-its-way", JSON.stringify({ key, from: here() }));
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    // What was refused and is shown again, or as a sheet, counts as answered to htmx; it is still a draft.
    const isDone = detail.successful && detail.xhr.status < 400;
    if (detail.elt !== form || !isDone || form.querySelector("[aria-invalid=true]")) return;
    clearTimeout(timer);
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
  shelf.drop(`${key}:version`);
  if (place) post(addressOf(key), null, "DELETE").catch(() => {});
}

function addressOf(key) {
  return place.replace(/-$/, encodeURIComponent(key.replace(/^draft:\d*:/, "")));
}

/* The copy that the server keeps. The version of it that this browser has seen stands beside the draft. */
function serverCopy(form, key, start) {
  const seen = `${key}:version`;
  let timer = 0;
  let saved = shelf.get(key);

  async function save() {
    timer = 0;
    const text = shelf.get(key);
    if (text === saved) return;
    saved = text;
    if (!text) {
      shelf.drop(seen);
      await post(addressOf(key), null, "DELETE").catch(() => {});
      return;
    }
    const answer = await post(`${addressOf(key)}?seen=${shelf.get(seen) ?? 0}`, text).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { version, replaced } = await answer.json();
    shelf.put(seen, String(version));
    if (replaced) offer(form, replaced, start);
  }

  return {
    saveSoon() {
      timer ||= setTimeout(save, SAVED_AFTER_MS);
    },
    stop() {
      clearTimeout(timer);
      timer = 0;
    },
    async fetch() {
      const answer = await fetch(addressOf(key)).catch(() => null);
      if (!answer?.ok || answer.redirected) return;
      const { version, body } = await answer.json();
      if (!version || String(version) === shelf.get(seen)) return;
      const own = shelf.get(key);
      shelf.put(seen, String(version));
      const text = JSON.stringify(body);
      if (!own) {
        shelf.put(key, text);
        saved = text;
        restore(form, text, start);
      } else if (own !== text) offer(form, body, start);
    },
  };
}

/* The text of another window, above the form that holds this one; whoever takes it is offered this one instead. */
function offer(form, other, start) {
  const shape = document.getElementById("other-draft");
  if (!shape) return;
  form.querySelector("[data-other-draft]")?.remove();
  const note = shape.content.firstElementChild.cloneNode(true);
  note.dataset.otherDraft = "";
  form.prepend(note);
  note.querySelector("[data-draft-swap]").addEventListener("click", () => {
    const mine = {};
    for (const [name, now] of Object.entries(answersOf(form))) {
      if (!isSame(now, start[name] ?? [])) mine[name] = { now, from: start[name] ?? [] };
    }
    for (const [name, { now }] of Object.entries(other)) answer(form, name, now);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    offer(form, mine, start);
  });
}

function usesHtmx(form) {
  return form.matches("[hx-post], [hx-put], [hx-patch]");
}

/* Name to what is answered: a list of values, or pairs of value and label for chips. Hidden fields are the page's own. */
function answersOf(form) {
  const answers = {};
  for (const field of form.elements) {
    if (!field.name || NEVER.has(field.type) || isOurs(field)) continue;
    const values = (answers[field.name] ??= []);
    if (/checkbox|radio/.test(field.type) ? field.checked : field.value) values.push(field.value);
  }
  for (const place of form.querySelectorAll("[data-chips]")) answers[place.dataset.chips] = chipsOf(place);
  return answers;
}

function isOurs(field) {
  return field.type === "hidden" && !field.matches("[data-lookup-value]");
}

/* Only what differs from how the page came is kept, and with what it differs from. */
function keep(form, key, start) {
  const kept = {};
  for (const [name, now] of Object.entries(answersOf(form))) {
    const from = start[name] ?? [];
    if (!isSame(now, from)) kept[name] = { now, from };
  }
  const isEmpty = Object.keys(kept).every((name) => name === "mode");
  if (isEmpty) shelf.drop(key);
  else shelf.put(key, JSON.stringify(kept));
  for (const sign of form.querySelectorAll("[data-draft-kept]")) sign.hidden = isEmpty;
}

/* A field that comes with another value than then was changed by somebody else, who is not to be overruled silently. */
function restore(form, text, start) {
  if (!text) return;
  const kept = JSON.parse(text);
  const missing = new Set(Object.keys(kept));
  const put = () => {
    const changed = [];
    for (const name of [...missing]) {
      const { now, from } = kept[name];
      if (isSame(start[name] ?? [], now)) {
        // A refused form comes back with what was sent; that is no reason to forget that it is still a draft.
        start[name] = from;
        missing.delete(name);
      } else if (!Array.isArray(now) || !isSame(start[name] ?? [], from)) missing.delete(name);
      else if (answer(form, name, now)) {
        missing.delete(name);
        changed.push(name);
      }
    }
    for (const name of changed) {
      // Of radio buttons the chosen one speaks: whoever listens reads its value.
      const fields = fieldsOf(form, name);
      const field = fields.find(({ checked }) => checked) ?? fields[0];
      field?.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!missing.size) form.removeEventListener("htmx:afterSettle", put);
  };
  // Some fields only come when others are answered, and those are asked for once htmx has looked through the page.
  form.addEventListener("htmx:afterSettle", put);
  if (isReady) put();
  else document.addEventListener("DOMContentLoaded", put, { once: true });
  for (const sign of form.querySelectorAll("[data-draft-kept]")) sign.hidden = false;
}

/* Whether all of it could be put where it belongs. */
function answer(form, name, values) {
  const place = form.querySelector(`[data-chips="${CSS.escape(name)}"]`);
  if (place) {
    for (const [value, label] of values) addChip(place, value, label);
    return true;
  }
  const fields = fieldsOf(form, name);
  if (fields[0]?.matches("[type=checkbox], [type=radio]")) {
    const known = new Set(fields.map((field) => field.value));
    if (!values.every((value) => known.has(value))) return false;
    for (const field of fields) field.checked = values.includes(field.value);
    return true;
  }
  fields.forEach((field, index) => (field.value = values[index] ?? ""));
  return fields.length > 0 && fields[0].value === (values[0] ?? "");
}

function fieldsOf(form, name) {
  return [...form.elements].filter((field) => field.name === name && !isOurs(field));
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

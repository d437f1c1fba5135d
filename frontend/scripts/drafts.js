/*
 * What somebody fills in is never lost: a form with data-draft="name" is kept in this browser until it was sent. It
 * comes back with the page, also after a stale form was refused or the line was cut. Files cannot be kept.
 */
import { addChip, chipsOf } from "./chips.js";
import { equip, shelf } from "./page.js";

const WAIT_MS = 400;
let isReady = false;
document.addEventListener("DOMContentLoaded", () => (isReady = true));

const NEVER = new Set(["file", "password", "submit", "button", "reset"]);

equip("form[data-draft]", (form) => {
  const key = `draft:${form.dataset.draft}`;
  const start = answersOf(form);
  let timer = 0;
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form, key, start), WAIT_MS);
  };
  restore(form, shelf.get(key), start);
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form, key, start);
    if (!usesHtmx(form)) shelf.put("draft-sent", key);
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== form || !detail.successful || form.querySelector("[aria-invalid=true]")) return;
    clearTimeout(timer);
    shelf.drop(key);
  });
});

/* A plain form's answer is a new page: its draft is dropped there, unless that page shows the form again with errors. */
const sent = shelf.get("draft-sent");
if (sent) {
  shelf.drop("draft-sent");
  if (!document.querySelector("[aria-invalid=true], [data-stale]")) shelf.drop(sent);
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
  return [...form.elements].filter((field) => field.name === name);
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

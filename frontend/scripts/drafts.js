/*
 * What somebody writes is never lost: a form with data-draft="name" keeps its text in this browser until it was sent.
 * The text comes back with the page, also after a stale form was refused or the line was cut.
 */
import { equip, shelf } from "./page.js";

const WAIT_MS = 400;

equip("form[data-draft]", (form) => {
  const key = `draft:${form.dataset.draft}`;
  restore(form, shelf.get(key));
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form, key), WAIT_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form, key);
    if (!usesHtmx(form)) sessionDrop(key);
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

function sessionDrop(key) {
  shelf.put("draft-sent", key);
}

function usesHtmx(form) {
  return form.matches("[hx-post], [hx-put], [hx-patch]");
}

function texts(form) {
  return form.querySelectorAll("textarea[name], input[type=text][name], input:not([type])[name], [name=mode]:checked");
}

function keep(form, key) {
  const values = Object.fromEntries([...texts(form)].map((field) => [field.name, field.value]));
  const isEmpty = Object.entries(values).every(([name, value]) => name === "mode" || !value.trim());
  if (isEmpty) shelf.drop(key);
  else shelf.put(key, JSON.stringify(values));
  for (const sign of form.querySelectorAll("[data-draft-kept]")) sign.hidden = isEmpty;
}

function restore(form, kept) {
  if (!kept) return;
  for (const [name, value] of Object.entries(JSON.parse(kept))) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) {
      for (const radio of field) radio.checked = radio.value === value;
    } else if (field && !field.value) {
      field.value = value;
    }
  }
  for (const radio of form.querySelectorAll("[name=mode]:checked")) radio.dispatchEvent(new Event("change", { bubbles: true }));
  for (const sign of form.querySelectorAll("[data-draft-kept]")) sign.hidden = false;
}

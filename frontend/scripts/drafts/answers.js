/*
 * What is filled into a form: read, compared with how its page came, and put back.
 */
import { addChip, chipsOf } from "../chips.js";

const NEVER = new Set(["file", "password", "submit", "button", "reset"]);

/** Name to what is answered: a list of values, or pairs of value and label for chips. Hidden fields are the page's own. */
export function answersOf(form) {
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

/** Only what differs from how the page came, and what it differs from. */
export function changesOf(form, start) {
  const changes = {};
  for (const [name, now] of Object.entries(answersOf(form))) {
    const from = start[name] ?? [];
    if (!isSame(now, from)) changes[name] = { now, from };
  }
  return changes;
}

/** Puts values into a field; tells whether all of them could be put where they belong. */
export function fill(form, name, values) {
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

export function fieldsOf(form, name) {
  return [...form.elements].filter((field) => field.name === name && !isOurs(field));
}

export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/* The editor of conditions: keeps the text that is sent in step with the rows, and says how much they match.
   Rows are drawn by the server, each time a field or a comparison is chosen. Markup: rules/jinja2/rules/editor.html. */
import htmx from "htmx.org/dist/htmx.esm.js";

import { equip, on } from "./page.js";

const PATIENCE = 400;
const PAUSE = 250;

const readers = {
  nothing: () => undefined,
  choices: (value) => [...value.querySelectorAll("input:checked")].map((box) => box.value),
  rows: (value) => [...value.querySelectorAll("[data-several-chosen] .fw-chip input")].map((input) => Number(input.value)),
  texts: (value) => linesOf(value.querySelector("textarea").value),
  number: (value) => numberOf(value.querySelector("input").value),
  flag: (value) => value.querySelector("select").value === "true",
  moment: (value) => value.querySelector("input").value,
  span: (value) => value.querySelector("input").value + value.querySelector("select").value,
};

const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
const numberOf = (text) => (text === "" ? null : Number(text));

/** What a row says now; undefined while no field is chosen. */
function rowOf(row) {
  const field = row.querySelector("[data-condition-field]").value;
  if (row.dataset.conditionKept && !row.querySelector("[data-condition-op]")) return JSON.parse(row.dataset.conditionKept);
  if (!field) return undefined;
  const value = row.querySelector("[data-takes]");
  return { field, op: row.querySelector("[data-condition-op]")?.value, value: value ? readers[value.dataset.takes](value) : undefined };
}

function itemsOf(editor) {
  return [...editor.querySelectorAll("[data-condition-group]")].flatMap((group) => {
    const rows = [...group.querySelectorAll("[data-condition]")].map(rowOf).filter(Boolean);
    return "conditionAny" in group.dataset && rows.length ? [{ any: rows }] : rows;
  });
}

equip("[data-conditions]", (editor) => {
  const text = editor.querySelector("[data-conditions-text]");
  const groups = editor.querySelector("[data-condition-groups]");
  const said = editor.querySelector("[data-conditions-said]");
  let timer = 0;
  if (!groups) return;

  const beside = editor.dataset.conditionsWith;
  const form = text.form;
  const values = () => ({ conditions: text.value, ...(beside && { [beside]: form.elements[beside].value }) });
  const ask = () => htmx.ajax("POST", editor.dataset.conditionsCount, { source: said, target: said, swap: "innerHTML", values: values() });
  const keep = () => {
    const items = itemsOf(editor);
    const written = items.length ? JSON.stringify({ all: items }) : "";
    if (written === text.value) return;
    text.value = written;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    timer = setTimeout(ask, PATIENCE);
  };

  editor.addEventListener("input", ({ target }) => target !== text && keep());
  editor.addEventListener("change", keep);
  if (beside) form.addEventListener("change", ({ target }) => target.name === beside && ask());
  editor.addEventListener("conditions:changed", keep);
  // Chips come and go without an event of their own.
  new MutationObserver(keep).observe(groups, { childList: true, subtree: true });
  // What was refused is said beside its row already.
  if (text.value && !groups.querySelector(".is-wrong")) ask();
});

// Typing into a closed menu chooses anew with each letter: the row is drawn when the reader has stopped.
let choosing = 0;

on("change", "[data-condition-field], [data-condition-op]", (select, event) => {
  clearTimeout(choosing);
  choosing = setTimeout(() => draw(select, event), PAUSE);
});

async function draw(select, event) {
  const row = select.closest("[data-condition]");
  const isField = select.matches("[data-condition-field]");
  delete row.dataset.conditionKept;
  const { field, op, value } = rowOf(row) ?? {};
  const given = JSON.stringify(isField ? { field } : { field, op, value });
  const { parentElement: list, previousElementSibling: before } = row;
  const had = row.contains(document.activeElement);
  await htmx.ajax("GET", addressOf(row), { event, source: row, target: row, swap: "outerHTML", values: { shape: "row", row: given } });
  const drawn = before ? before.nextElementSibling : list.firstElementChild;
  if (had) drawn?.querySelector(isField ? "[data-condition-field]" : "[data-condition-op]")?.focus();
}

on("click", "[data-conditions] .fw-chip-remove", (cross) => {
  cross.closest("[data-several]").querySelector("[role=combobox]").focus();
});

on("click", "[data-condition-add]", async (button, event) => {
  const group = button.closest("[data-condition-group]");
  const place = group ? group.querySelector("[data-condition-list]") : button.closest("[data-conditions]").querySelector("[data-condition-groups]");
  const shape = group ? "row" : button.dataset.conditionAdd === "any" ? "any" : "one";
  await htmx.ajax("GET", addressOf(button), { event, source: place, target: place, swap: "beforeend", values: { shape } });
  place.lastElementChild.querySelector("[data-condition-field]").focus();
});

on("click", "[data-condition-remove]", (button) => {
  const editor = button.closest("[data-conditions]");
  const group = button.closest("[data-condition-group]");
  const row = button.closest("[data-condition]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  if (!group.querySelector("[data-condition]")) group.remove();
  (next?.querySelector("[data-condition-field]") ?? editor.querySelector("[data-condition-groups] ~ div [data-condition-add]"))?.focus();
});

const addressOf = (element) => element.closest("[data-conditions]").dataset.conditions;

/* Small habits of forms: ask before what cannot be undone, search while typing, warn before leaving unsaved work. */
import { on } from "./page.js";

/* data-confirm="sentence" on a button: the sentence is asked in our own dialog, then the click goes on. */
let agreed = null;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("[data-confirm]");
    if (!button || button === agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(button.dataset.confirm, button.dataset.confirmYes || button.textContent.trim()).then((yes) => {
      if (!yes) return;
      agreed = button;
      button.click();
      agreed = null;
    });
  },
  true,
);

function ask(sentence, yes) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-text]").textContent = sentence;
  dialog.querySelector("[value=yes]").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((settle) => {
    dialog.addEventListener("close", () => settle(dialog.returnValue === "yes"), { once: true });
  });
}

/* data-autosubmit on a form: filters take effect when they change. */
on("change", "form[data-autosubmit]", (form) => form.requestSubmit());

/* data-empties="#id" on a select: what the other one offers belongs to the former choice, until new options arrive. */
on("change", "select[data-empties]", (select) => {
  const other = document.querySelector(select.dataset.empties);
  other?.replaceChildren(...[...other.options].filter((option) => !option.value));
});

/* data-guard on a form: leaving with changes asks first. */
on("input", "form", (form) => {
  form.dataset.changed = "";
});

document.addEventListener("submit", ({ target }) => delete target.dataset.changed);

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-changed]")) event.preventDefault();
});

/* A form sent twice by an impatient second click is sent once; htmx forms lock themselves with hx-disabled-elt.
   data-gives-file: its answer is a file and the page stays, so that it can be sent again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog" || "givesFile" in form.dataset) return;
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = "yes";
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

/* data-answered marks a question of the intake form once something stands in it. */
on("change", ".fw-question", (question) => {
  const fields = [...question.querySelectorAll("input:not([type=hidden]), textarea, select")];
  question.classList.toggle(
    "is-answered",
    fields.some((field) => (/checkbox|radio/.test(field.type) ? field.checked : field.value.trim() !== "")),
  );
});

/* A cell of a matrix takes the colour of the level chosen in it, and shows that it was changed. */
on("change", ".fw-matrix select", (select) => {
  const cell = select.closest("td");
  const level = select.selectedOptions[0].dataset.level ?? select.value;
  cell.className = cell.className.replace(/\bis-\d\b/, "").trim();
  cell.classList.add(`is-${level}`);
  cell.classList.toggle("is-changed", !select.selectedOptions[0].defaultSelected);
});

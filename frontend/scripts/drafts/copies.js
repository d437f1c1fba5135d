/*
 * The copies of drafts that the server keeps, for wherever their writer sits down next. The version that this browser has
 * seen stands beside the draft.
 */
import { changesOf, fill } from "./answers.js";
import { restore } from "./restoring.js";
import { post, shelf } from "../page.js";

const SAVED_AFTER_MS = 2000;
const place = document.querySelector("[data-drafts]")?.dataset.drafts;

/** The copy of one form's draft; none outside of the workspace. */
export function copyOf(form, key, start) {
  if (!place || !form.closest(".fw-app, #dialog")) return null;
  const seen = versionOf(key);
  let timer = 0;
  let saved = shelf.get(key);

  async function save() {
    timer = 0;
    const text = shelf.get(key);
    if (text === saved) return;
    saved = text;
    if (!text) {
      dropCopy(key);
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
    saveNow() {
      if (!timer) return;
      clearTimeout(timer);
      save();
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

export function dropCopy(key) {
  shelf.drop(versionOf(key));
  if (place) post(addressOf(key), null, "DELETE").catch(() => {});
}

function addressOf(key) {
  return place.replace(/-$/, encodeURIComponent(key.replace(/^draft:\d*:/, "")));
}

function versionOf(key) {
  return `${key}:version`;
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
    const mine = changesOf(form, start);
    for (const [name, { now }] of Object.entries(other)) fill(form, name, now);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    offer(form, mine, start);
  });
}

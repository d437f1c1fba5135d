import { fieldsOf, fill, isSame } from "./answers.js";

let isReady = false;
document.addEventListener("DOMContentLoaded", () => (isReady = true));

/**
 * Puts a draft back into its form. A field that comes with another value than then was changed by somebody else, who is
 * not to be overruled silently.
 */
export function restore(form, text, start) {
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
      else if (fill(form, name, now)) {
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

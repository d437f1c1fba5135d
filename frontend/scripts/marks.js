/*
 * Light marks in a textarea: buttons and keys write the signs that can be typed as well, Enter goes on with a list, and a
 * preview shows what the server makes of it. A picture that is pasted or dropped stands where the cursor was, by its name.
 * Markup: ui/marks.html.
 */
import { equip, isComposing, on, post } from "./page.js";

const KEYS = { b: "bold", i: "italic", k: "link" };
const WRAPS = { bold: "**", italic: "*" };
const STARTS = { list: () => "- ", numbers: (place) => `${place + 1}. `, quote: () => "> " };
const ANY_START = /^(?:[-*+] |\d{1,9}[.)] |> )/;
const GOES_ON = /^(\s*)(?:([-*+]) |(\d{1,8})([.)]) |(> ))(.*)$/;
const PICTURE = /!\[[^\]\n]*\]\(([^)\s]+)\)/g;

equip("textarea[data-marks]", (text) => {
  text.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.defaultPrevented) return;
    const mark = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && KEYS[event.key.toLowerCase()];
    const taken = mark ? apply(text, mark) : event.key === "Enter" && isPlain(event) && goOn(text);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  });
  const form = text.form;
  form.addEventListener("files-placed", ({ detail }) => {
    const words = detail.map((name) => `![${name}](${name})`).join("\n");
    const before = text.value.slice(0, text.selectionStart);
    type(text, `${/[^\n]$/.test(before) ? "\n" : ""}${words}\n`, text.selectionStart, text.selectionEnd);
  });
  form.addEventListener("file-removed", ({ detail }) => {
    for (const found of [...text.value.matchAll(PICTURE)].reverse()) {
      if (found[1] === detail) type(text, "", found.index, found.index + found[0].length);
    }
  });
  const look = () => tellMissing(form, text);
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  look();
});

on("click", "[data-mark]", (button) => {
  const text = button.form.querySelector("textarea[data-marks]");
  if (text.hidden) return;
  text.focus();
  apply(text, button.dataset.mark);
});

on("click", "[data-preview]", async (button) => {
  const text = button.form.querySelector("textarea[data-marks]");
  const place = button.form.querySelector("[data-preview-place]");
  const isOpening = place.hidden;
  if (isOpening && !(await draw(place, button, text))) return;
  place.hidden = !isOpening;
  text.hidden = isOpening;
  button.setAttribute("aria-pressed", String(isOpening));
  (isOpening ? place : text).focus();
});

function isPlain({ ctrlKey, metaKey, shiftKey, altKey }) {
  return !(ctrlKey || metaKey || shiftKey || altKey);
}

function apply(text, mark) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const chosen = value.slice(from, to);
  if (WRAPS[mark]) wrap(text, WRAPS[mark]);
  else if (STARTS[mark]) startLines(text, STARTS[mark]);
  else if (mark === "code" && !chosen.includes("\n")) wrap(text, "`");
  else if (mark === "code") type(text, `${from && value[from - 1] !== "\n" ? "\n" : ""}\`\`\`\n${chosen.replace(/\n$/, "")}\n\`\`\`\n`, from, to);
  else if (/^https?:\/\/\S+$/.test(chosen)) {
    type(text, `[](${chosen})`, from, to);
    text.setSelectionRange(from + 1, from + 1);
  } else {
    type(text, `[${chosen}](https://)`, from, to);
    const place = chosen ? from + chosen.length + 3 : from + 1;
    text.setSelectionRange(place, chosen ? place + 8 : place);
  }
  return true;
}

/* Once more takes the signs away. */
function wrap(text, sign) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const chosen = value.slice(from, to);
  const size = sign.length;
  const isThere = value.slice(from - size, from) === sign && value.slice(to, to + size) === sign;
  if (isThere) type(text, chosen, from - size, to + size);
  else type(text, sign + chosen + sign, from, to);
  const start = isThere ? from - size : from + size;
  text.setSelectionRange(start, start + chosen.length);
}

function startLines(text, startOf) {
  const { value } = text;
  const from = value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const end = value.indexOf("\n", text.selectionEnd);
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  const isThere = lines.every((line, place) => line.startsWith(startOf(place)));
  const bare = lines.map((line) => line.replace(ANY_START, ""));
  const made = (isThere ? bare : bare.map((line, place) => startOf(place) + line)).join("\n");
  type(text, made, from, to);
  if (lines.length > 1) text.setSelectionRange(from, from + made.length);
}

/* Enter in a list begins the next point, in an empty one it ends the list. */
function goOn(text) {
  if (text.selectionStart !== text.selectionEnd || text.form.querySelector(".fw-lookup-results [role=option]")) return false;
  const from = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const found = text.value.slice(from, text.selectionStart).match(GOES_ON);
  if (!found) return false;
  const [, indent, bullet, number, dot, quote, words] = found;
  if (!words.trim()) type(text, "", from, text.selectionStart);
  else type(text, `\n${indent}${bullet ? `${bullet} ` : quote ?? `${Number(number) + 1}${dot} `}`, text.selectionStart, text.selectionStart);
  return true;
}

/* As if it had been typed, so that it can be undone as such. */
function type(text, words, from, to) {
  text.focus();
  text.setSelectionRange(from, to);
  if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

async function draw(place, button, text) {
  const sent = new URLSearchParams({ text: text.value });
  for (const { value } of text.form.querySelectorAll("[name=mentions]")) sent.append("mentions", value);
  const answer = await post(button.dataset.preview, sent).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  place.innerHTML = await answer.text();
  const files = filesOf(text.form);
  for (const named of place.querySelectorAll(".fw-picture-missing")) {
    const file = files.get(named.textContent);
    if (!file) continue;
    const picture = new Image();
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    named.replaceWith(picture);
  }
  return true;
}

function filesOf(form) {
  const input = form.querySelector("input[type=file]:not([data-camera])");
  return new Map([...(input?.files ?? [])].map((file) => [file.name, file]));
}

function tellMissing(form, text) {
  const note = form.querySelector("[data-pictures-missing]");
  if (!note) return;
  const files = filesOf(form);
  const missing = [...text.value.matchAll(PICTURE)].map(([, name]) => name).filter((name) => !files.has(name));
  note.hidden = !missing.length;
  note.querySelector("b").textContent = missing.join(", ");
}

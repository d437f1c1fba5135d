/*
 * Files: chosen, photographed, dropped or pasted (screenshots) into a form with [data-uploads], listed with a picture,
 * removable, with progress. data-uploads="smaller" makes large pictures smaller, and says so.
 */
import { equip } from "./page.js";
import { smaller } from "./pictures.js";

const SHOWN = /^image\/(?:png|jpeg|gif|webp|bmp)$/;

equip("form[data-uploads]", (form) => {
  const input = form.querySelector("input[type=file]:not([data-camera])");
  if (!input) return;
  const list = form.querySelector("[data-upload-list]");
  const chosen = new DataTransfer();

  const before = new WeakMap();

  const add = (files) => {
    const named = [...files].map(withName);
    set([...chosen.files, ...named]);
    if (form.dataset.uploads === "smaller") named.forEach(shrink);
  };
  /* It may be sent, or taken out, while we are at it: then as it is, or not at all. */
  const shrink = async (file) => {
    const made = await smaller(file);
    if (made === file || ![...chosen.files].includes(file)) return;
    before.set(made, file.size);
    set([...chosen.files].map((one) => (one === file ? made : one)));
  };
  const set = (files) => {
    chosen.items.clear();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    draw();
  };
  /* What may be left out where a file comes along. Without us the server says that something is missing. */
  const words = form.querySelector("textarea[data-or-files]");
  const draw = () => {
    if (words) words.required = !chosen.files.length;
    list.replaceChildren(...[...chosen.files].map((file, index) => drawFile(form, file, before.get(file), () => take(index))));
  };
  const take = (index) => {
    const { name } = chosen.files[index];
    chosen.items.remove(index);
    input.files = chosen.files;
    draw();
    form.dispatchEvent(new CustomEvent("file-removed", { detail: name }));
  };

  draw();
  /* A form that is refused comes back without its files: what is missing is asked for before. */
  form.addEventListener("submit", (event) => {
    const missing = chosen.files.length && !event.submitter?.formNoValidate && form.querySelector("[required]:invalid");
    if (!missing) return;
    event.preventDefault();
    missing.reportValidity();
  });
  input.addEventListener("change", () => add([...input.files]));
  for (const camera of form.querySelectorAll("input[data-camera]")) {
    camera.addEventListener("change", () => {
      add([...camera.files]);
      camera.value = "";
    });
  }
  /* Where the text of the form can show pictures, one that comes by hand stands in it. */
  const place = (files) => {
    const named = form.querySelector("textarea[data-marks]") ? namedOnce([...files], chosen.files) : [...files];
    add(named);
    const pictures = named.filter((file) => SHOWN.test(file.type)).map((file) => file.name);
    if (pictures.length) form.dispatchEvent(new CustomEvent("files-placed", { detail: pictures }));
  };

  form.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    place(files);
  });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-drop");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-drop"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-drop");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    place(event.dataTransfer.files);
  });
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    for (const bar of list.querySelectorAll("progress")) {
      bar.hidden = false;
      bar.value = detail.total ? detail.loaded / detail.total : 0;
    }
  });
});

/* Names that can stand in a text: pictures get one of letters, numbers and points only, and no two the same. */
function namedOnce(files, others) {
  const taken = new Set([...others].map((file) => file.name));
  return files.map((file) => {
    if (!SHOWN.test(file.type)) return file;
    const plain = withName(file).name.normalize("NFC").replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[.-]+/, "").slice(-100);
    let name = plain || "picture";
    for (let count = 2; taken.has(name); count += 1) name = plain.replace(/(?=\.\w+$|$)/, `-${count}`);
    taken.add(name);
    return new File([file], name, { type: file.type });
  });
}

/* Every pasted screenshot is called image.png; the time makes it findable. */
function withName(file) {
  if (file.name !== "image.png") return file;
  const moment = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
  return new File([file], `screenshot-${moment}.png`, { type: file.type });
}

function drawFile(form, file, sizeBefore, remove) {
  const line = form.querySelector("template[data-upload-shape]").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-upload-name]").textContent = file.name;
  line.querySelector("[data-upload-size]").textContent = sizeWords(file.size);
  const made = line.querySelector("[data-upload-smaller]");
  if (made && sizeBefore) {
    made.hidden = false;
    made.textContent = made.textContent.replace("{size}", sizeWords(sizeBefore));
  }
  line.querySelector("button").addEventListener("click", remove);
  const picture = line.querySelector("img");
  if (file.type.startsWith("image/")) {
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  } else {
    picture.remove();
  }
  return line;
}

function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

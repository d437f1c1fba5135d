/* Chosen people as chips inside a form: a place with data-chips and a <template> of one chip in it. */

export function chipsOf(place) {
  return [...place.querySelectorAll(".fw-chip")].map((chip) => [chip.querySelector("input").value, chip.textContent.trim()]);
}

/** Adds a chip unless there is one with this value already. */
export function addChip(place, value, label) {
  if (chipsOf(place).some(([known]) => known === value)) return;
  const shape = place.querySelector("template");
  const chip = shape.content.firstElementChild.cloneNode(true);
  const id = chip.querySelector("input");
  const cross = chip.querySelector("button");
  id.value = value;
  id.after(label);
  cross.setAttribute("aria-label", `${cross.getAttribute("aria-label").trim()} ${label}`);
  shape.before(chip);
  place.hidden = false;
}

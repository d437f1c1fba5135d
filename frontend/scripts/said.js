/* What happens elsewhere on a page is read aloud from one place, which stands in the open dialog: nothing else is heard. */
const PAUSE_MS = 100;
const places = { polite: make("polite"), assertive: make("assertive") };

/** Lets screen readers say a sentence, when they are done with theirs or, if `isUrgent`, at once. */
export function tell(text, { isUrgent = false } = {}) {
  const words = text.trim().replace(/\s+/g, " ");
  if (!words) return;
  const place = places[isUrgent ? "assertive" : "polite"];
  const home = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  if (place.parentElement !== home) home.append(place);
  place.textContent = "";
  // Only what is put into a place that was there before, and empty, is said.
  setTimeout(() => (place.textContent = words), PAUSE_MS);
}

function make(live) {
  const place = document.createElement("div");
  place.className = "fw-sr";
  place.setAttribute("aria-live", live);
  document.body.append(place);
  return place;
}

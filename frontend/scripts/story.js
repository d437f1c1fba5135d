/* The newest entry is at the bottom: a place with data-follow starts there, and stays there when something is added.
   One that is longer than the place starts at its first line. */
import { equip } from "./page.js";

const NEAR = 80;
const GAP = 12;
const NEWEST = ".fw-story > li";

equip("[data-follow]", (place) => {
  const toEnd = () => {
    place.scrollTop = place.scrollHeight;
    const newest = [...place.querySelectorAll(NEWEST)].at(-1);
    const above = newest ? place.getBoundingClientRect().top - newest.getBoundingClientRect().top : 0;
    if (above > 0) place.scrollTop -= above + GAP;
  };
  let isAtEnd = true;
  let isHandled = false;
  for (const gesture of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    place.addEventListener(gesture, () => (isHandled = true), { passive: true });
  }
  let before = place.scrollTop;
  place.addEventListener("scroll", () => {
    const isNear = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR;
    /* A picture that arrives makes the place longer by itself; a hand, or going up, means that somebody reads there. */
    if (isNear || isHandled || place.scrollTop < before) isAtEnd = isNear;
    before = place.scrollTop;
  });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(place.firstElementChild ?? place);
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && place.contains(target)) target.scrollIntoView();
  else toEnd();
});

/* The newest entry is at the bottom: a place with data-follow starts there, and stays there when something is added. */
import { equip } from "./page.js";

const NEAR = 80;

equip("[data-follow]", (place) => {
  const toEnd = () => (place.scrollTop = place.scrollHeight);
  let isAtEnd = true;
  let before = place.scrollTop;
  place.addEventListener("scroll", () => {
    const isNear = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR;
    /* A picture that arrives makes the place longer under our hands; only going up means that somebody reads there. */
    if (isNear || place.scrollTop < before) isAtEnd = isNear;
    before = place.scrollTop;
  });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(place.firstElementChild ?? place);
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && place.contains(target)) target.scrollIntoView();
  else toEnd();
});

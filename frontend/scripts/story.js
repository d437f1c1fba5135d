/* The newest entry is at the bottom: a place with data-follow starts there, and stays there when something is added. */
import { equip } from "./page.js";

const NEAR = 80;

equip("[data-follow]", (place) => {
  const toEnd = () => (place.scrollTop = place.scrollHeight);
  let isAtEnd = true;
  place.addEventListener("scroll", () => {
    isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR;
  });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(place.firstElementChild ?? place);
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && place.contains(target)) target.scrollIntoView();
  else toEnd();
});

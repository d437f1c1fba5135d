/* The views in the rail come after the page. What they were on the page before stands there until then, so that
   nothing below them jumps. */

const place = document.querySelector("[data-kept-views]");
const KEY = `views-${place?.dataset.keptViews}`;

function mark() {
  for (const link of place.querySelectorAll("a.fw-rail-link")) {
    if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

if (place) {
  try {
    place.innerHTML = sessionStorage.getItem(KEY) ?? "";
    mark();
  } catch {
    // A browser that keeps nothing shows them when they come.
  }
  place.addEventListener("htmx:afterSwap", () => {
    try {
      sessionStorage.setItem(KEY, place.innerHTML);
    } catch {
      // As above.
    }
  });
}

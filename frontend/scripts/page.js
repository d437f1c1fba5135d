/** Runs `equip(element)` once for each element that matches, now and whenever htmx brings in more. */
export function equip(selector, prepare) {
  const done = new WeakSet();
  const look = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const element of found) {
      if (!done.has(element)) {
        done.add(element);
        prepare(element);
      }
    }
  };
  look(document);
  document.addEventListener("htmx:load", ({ detail }) => look(detail.elt));
}

/** Calls `react(element, event)` for events of this type on, or inside, elements that match. */
export function on(type, selector, react) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) react(element, event);
  });
}

export function isTyping(target) {
  return Boolean(target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}

/** Whether this key belongs to an input method. Safari tells of the key that ends a word only by its code, 229. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Whoever speaks to their computer, or strikes keys by accident, does without keys of one letter (WCAG 2.1.4). */
export function hasLetterKeys() {
  return document.documentElement.dataset.keys !== "off";
}

export function isVisible(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

/** A menu that is closed counts as long as its button is there: that of rows comes with the first ticked one. */
export function isInMenu(element) {
  const menu = element.closest("[popover]");
  const opener = menu && document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  return Boolean(opener && isVisible(opener));
}

/** What a button, link or field is called, without its key and count. */
export function labelOf(element) {
  const own = element.dataset.keyLabel ?? element.getAttribute("aria-label");
  if (own) return own;
  const copy = element.cloneNode(true);
  for (const extra of copy.querySelectorAll("kbd, .fw-count, svg")) extra.remove();
  return copy.textContent.trim().replace(/\s+/g, " ") || element.title || element.placeholder || "";
}

/** Says that something went wrong; nothing where there are no words for it. */
export function warn(text) {
  if (text) document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "bad" } }));
}

/** Sends something to the server as one of our pages; what leaves while a page is closed still arrives. */
export function post(address, body, method = "POST") {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  // Browsers refuse to carry more than that on behalf of a closed page.
  const keepalive = (body?.length ?? 0) < 60_000;
  return fetch(address, { method, body, headers, keepalive });
}

const YEAR = 365 * 24 * 60 * 60;

export function rememberCookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

/** How pages look: for whoever signed in the server keeps it, for wherever they work; the cookie is for this browser. */
export function rememberLook(name, value) {
  rememberCookie(name, value);
  const change = new Blob([JSON.stringify({ [name]: value })], { type: "application/json" });
  if (told) post("/api/v1/me", change, "PATCH").catch(() => {});
}

/** Storage may be full or forbidden; then what was asked to be kept is simply not kept. */
export const shelf = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  put(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      return;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      return;
    }
  },
};

const PERSON = "person";
const told = document.querySelector("[data-person]")?.dataset.person;
if (told) shelf.put(PERSON, told);

/** The number of whoever is signed in; on the page without a network, of whoever was last. */
export function whoIsHere() {
  return told ?? shelf.get(PERSON) ?? "";
}

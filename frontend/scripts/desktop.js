/*
 * Notices on the computer, for whoever asked for them in this browser, while nobody looks at a page of ours. Of all that
 * are open one holds the lock: it keeps its line when it is hidden, asks what came, and shows each notice once. What was
 * read elsewhere it takes away again. Browsers allow all of this on secure pages only (https, or this machine).
 */
import { stayOpen } from "./live.js";
import { equip, on, shelf } from "./page.js";

const app = document.querySelector("[data-desktop]");
const KEY = `desktop:${app?.dataset.person}`;
const SOUND = `${KEY}:sound`;
const ASKED_AT = `${KEY}:at`;
const KNOWN = `${KEY}:known`;
const MOST_KNOWN = 100;
/* So long the other pages have to say that somebody looks at them. */
const ANSWER_MS = 250;

const isMissing = !("Notification" in window && "BroadcastChannel" in window && navigator.locks);
const others = app && !isMissing ? new BroadcastChannel(KEY) : null;
const shown = new Map();
let waiting = null;
let stopLeading = null;
let isAsking = false;
let isAskedAgain = false;
let answered = null;

if (others) {
  others.addEventListener("message", ({ data }) => {
    if (data === "anybody?" && isLookedAt()) others.postMessage("me");
    else if (data === "me") answered?.();
  });
  window.addEventListener("storage", ({ key }) => key === KEY && follow());
  document.addEventListener("notices-told", () => stopLeading && look());
  window.addEventListener("pagehide", () => shown.forEach((notice) => notice.close()));
  follow();
}

function wish() {
  return others && Notification.permission === "granted" ? (shelf.get(KEY) ?? "off") : "off";
}

/* Wants the lock as long as notices are wanted, and gives it back when they no longer are. */
function follow() {
  const isWanted = wish() !== "off";
  if (isWanted && !waiting) {
    waiting = new AbortController();
    navigator.locks.request(KEY, { signal: waiting.signal }, lead).catch(() => {});
  } else if (!isWanted && waiting) {
    waiting.abort();
    waiting = null;
    stopLeading?.();
  }
}

function lead() {
  return new Promise((done) => {
    stopLeading = () => {
      stopLeading = null;
      stayOpen(false);
      done();
    };
    stayOpen(true);
    look();
  });
}

async function look() {
  isAskedAgain = true;
  if (isAsking) return;
  isAsking = true;
  while (isAskedAgain) {
    isAskedAgain = false;
    await ask().catch(() => {});
  }
  isAsking = false;
}

async function ask() {
  const since = shelf.get(ASKED_AT);
  const asked = new URLSearchParams({ since: since ?? "", shown: [...shown.keys()].join(".") });
  const answer = await fetch(`${app.dataset.desktop}?${asked}`, { redirect: "manual" });
  if (!answer.ok) return;
  const { at, told, unread } = await answer.json();
  for (const [key, notice] of shown) if (!unread.includes(key)) notice.close();
  // What was told in a transaction that lasted came late: the answer reaches back, and names what is known.
  const known = JSON.parse(shelf.get(KNOWN) ?? "[]");
  const fresh = told.filter(({ key }) => !known.includes(key));
  shelf.put(ASKED_AT, at);
  document.documentElement.toggleAttribute("data-desktop-asked", true);
  shelf.put(KNOWN, JSON.stringify([...known, ...fresh.map(({ key }) => key)].slice(-MOST_KNOWN)));
  if (!since || !fresh.length || (await isAnybodyLooking())) return;
  const wanted = fresh.filter(({ urgent, alarms }) => wish() === "all" || urgent || alarms);
  wanted.forEach(show);
  if (wanted.some(({ alarms }) => alarms) && shelf.get(SOUND)) ring();
}

function isLookedAt() {
  return !document.hidden && document.hasFocus();
}

async function isAnybodyLooking() {
  if (isLookedAt()) return true;
  const isSeen = new Promise((go) => {
    answered = () => go(true);
    setTimeout(() => go(false), ANSWER_MS);
  });
  others.postMessage("anybody?");
  return isSeen;
}

function show({ key, line, about, url }) {
  const notice = new Notification(about || line, { body: about ? line : "", tag: key, silent: true, lang: document.documentElement.lang });
  shown.set(key, notice);
  notice.addEventListener("close", () => shown.delete(key));
  notice.addEventListener("click", () => {
    notice.close();
    window.focus();
    if (url) location.assign(url);
  });
}

/* Two short tones. Without a click since the page came, browsers keep it silent. */
function ring() {
  const sound = new AudioContext();
  for (const [start, pitch] of [[0, 880], [0.18, 660]]) {
    const tone = new OscillatorNode(sound, { frequency: pitch });
    const loudness = new GainNode(sound, { gain: 0.08 });
    tone.connect(loudness).connect(sound.destination);
    tone.start(sound.currentTime + start);
    tone.stop(sound.currentTime + start + 0.14);
  }
  setTimeout(() => sound.close(), 1000);
}

/* Where it is chosen: what this browser allows, and what is to be shown on it. */
equip("[data-desktop-card]", (card) => {
  draw(card);
  on("change", "[data-desktop-card] [name=desktop]", async ({ value }) => {
    // Browsers ask only whoever has just clicked.
    if (value !== "off" && Notification.permission === "default") await Notification.requestPermission();
    shelf.put(KEY, Notification.permission === "granted" ? value : "off");
    follow();
    draw(card);
  });
  on("change", "[data-desktop-sound]", ({ checked }) => (checked ? shelf.put(SOUND, "on") : shelf.drop(SOUND)));
  on("click", "[data-desktop-try]", ({ dataset }) => {
    try {
      show({ key: "try", line: dataset.desktopTry, about: "", url: "" });
    } catch {
      // Phones show notices only for what is installed.
      shelf.put(KEY, "off");
      follow();
      draw(card, "missing");
    }
    if (shelf.get(SOUND)) ring();
  });
});

function draw(card, state = stateNow()) {
  for (const part of card.querySelectorAll("[data-desktop-state]")) part.hidden = part.dataset.desktopState !== state;
  for (const field of card.querySelectorAll("[name=desktop]")) {
    field.disabled = state !== "possible";
    field.checked = field.value === wish();
  }
  for (const field of card.querySelectorAll("[data-desktop-sound], [data-desktop-try]")) field.disabled = wish() === "off";
  card.querySelector("[data-desktop-sound]").checked = Boolean(shelf.get(SOUND));
}

function stateNow() {
  if (!window.isSecureContext) return "insecure";
  if (isMissing) return "missing";
  return Notification.permission === "denied" ? "refused" : "possible";
}

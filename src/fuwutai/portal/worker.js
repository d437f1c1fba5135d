/*
 * The service worker of the portal. The server puts BUILT in front of it: { version, files, page, language, said }.
 * It keeps what the build made and one page that says nothing about anybody; pages of persons are never kept. And it
 * holds reports that could not be sent until the network is back.
 */
const CACHE = `portal-${BUILT.version}`;
const BUILT_FILE = /^\/static\/built\/assets\/.+-[\w-]{8}\.\w+$/;
const REPORT = "/portal/report";
const OUTBOX = "/portal/outbox";
const AWAY = new Set([502, 503, 504]);
const TAG = "reports";
/* Milliseconds until a question that nobody answers counts as no network; a line may be up and lead nowhere. */
const PATIENCE = 10_000;
const PATIENCE_FOR_A_PAGE = 25_000;
/* The slowest line that is still one, in bytes a millisecond: how long a report with its pictures may take. */
const SLOWEST = 8;
/* What is not said about this report, but about the moment or the sign-in: the next attempt may go well. */
const LATER = new Set([401, 403, 408, 429]);

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    // As any visitor gets it: what is kept on a device must not be somebody's.
    const page = await fetch(BUILT.page, { credentials: "omit", cache: "no-store", headers: { "Accept-Language": BUILT.language } });
    if (!page.ok) throw new Error(`offline page: ${page.status}`);
    await cache.put(BUILT.page, page);
    await cache.addAll(BUILT.files);
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("portal-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "POST" && pathname === REPORT) event.respondWith(sendOrKeep(request));
  else if (request.mode === "navigate" && request.method === "POST") event.respondWith(sendOrSay(request));
  else if (request.mode === "navigate" && request.method === "GET") event.respondWith(openOrOffline(request));
  else if (request.method === "GET" && BUILT_FILE.test(pathname)) event.respondWith(builtFile(request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === TAG) event.waitUntil(sendAll().then(mustHaveReached));
});

self.addEventListener("message", (event) => {
  const { ask, key, person } = event.data;
  const answers = {
    list: () => tell(),
    send: () => sendAll(),
    who: () => put("notes", { name: "person", person }).then(sendAll),
    again: () => change(key, { refused: "" }).then(sendAll),
    drop: () => remove(key).then(tell),
    renew: () => takeOver(),
  };
  if (answers[ask]) event.waitUntil(answers[ask]());
});

/*
 * While somebody looks at a page the worker before this one stays: Chromium ends it as soon as the next is let in, at times
 * with a page or a report in its hands, which then never comes (seen with 156). A page that nobody looks at asks for it.
 */
async function takeOver() {
  const pages = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  if (pages.every(({ visibilityState }) => visibilityState === "hidden")) await self.skipWaiting();
}

/* A sync that fails is asked for again by the browser. */
function mustHaveReached(hasReached) {
  if (!hasReached) throw new Error("There is no network yet.");
}

async function openOrOffline(request) {
  try {
    return await within(PATIENCE_FOR_A_PAGE, fetch(request));
  } catch {
    return (await (await caches.open(CACHE)).match(BUILT.page)) ?? Response.error();
  }
}

/* Everything else that a page sends is about a ticket that is there: it is not sent later unasked, but stays a draft. */
async function sendOrSay(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(`${BUILT.page}?unsent=${encodeURIComponent(request.referrer)}`, 303);
  }
}

async function builtFile(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/*
 * A report that does not reach us, or that nobody is signed in for any more, is kept with its pictures; its key lets it
 * count once even if it did reach us. The page without a network has no token to send it with.
 */
async function sendOrKeep(request) {
  const form = await request.formData();
  if (form.has("csrfmiddlewaretoken") && (await ask())) {
    try {
      const answer = await within(patience(form), fetch(anew(request, form)));
      if (!AWAY.has(answer.status)) return answer;
    } catch {
      // Kept below, and the next page says so.
    }
  }
  return Response.redirect(`${BUILT.page}?kept=${await keepWhatFits(form)}`, 303);
}

/* What a form sends, anew: it was read to be kept if need be, and can be read once. */
function anew({ url, referrer, headers }, form) {
  const body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  return new Request(url, { method: "POST", body, referrer, headers: { Accept: headers.get("Accept") }, redirect: "manual" });
}

function patience(form) {
  const bytes = [...form.values()].reduce((sum, value) => sum + (value.size ?? 0), 0);
  return 6 * PATIENCE + bytes / SLOWEST;
}

/* Of a request for a page nothing may be changed, so that it can't be ended either: it is left behind. */
function within(time, asked) {
  return Promise.race([asked, new Promise((_settle, fail) => setTimeout(() => fail(new Error("No answer.")), time))]);
}

/* A device may be full: rather the words without the pictures than nothing; and if nothing, the draft is still there. */
async function keepWhatFits(form) {
  try {
    await keep(form);
    return "all";
  } catch {
    form.delete("files");
    return keep(form).then(() => "words").catch(() => "nothing");
  }
}

async function keep(form) {
  const fields = [...form].filter(([name, value]) => name !== "csrfmiddlewaretoken" && (typeof value === "string" || value.size));
  const key = form.get("key") || crypto.randomUUID();
  const who = await get("notes", "person");
  await put("reports", {
    key,
    fields: fields.filter(([name]) => name !== "key"),
    title: form.get("title") ?? "",
    written: Date.now(),
    person: who?.person ?? null,
    refused: "",
  });
  // Where there is none (Firefox, Safari) a page that is opened, or comes online, asks for it.
  await self.registration.sync?.register(TAG).catch(() => undefined);
}

/* One at a time: two pages that ask at once must not send twice. Whether the network was there. */
let sending = null;

function sendAll() {
  sending ??= sendEach().finally(() => (sending = null));
  return sending;
}

async function sendEach() {
  const waiting = (await all()).filter(({ refused }) => !refused);
  if (!waiting.length) return tell().then(() => true);
  const me = await ask();
  if (me) {
    await put("notes", { name: "person", person: me.person });
    for (const report of waiting) {
      // What somebody else wrote on this device waits until they sign in.
      if (report.person && report.person !== me.person) continue;
      if (!(await send(report, me))) break;
    }
  }
  await tell(me === null ? "signed-out" : me ? "reached" : "");
  return me !== undefined;
}

/* Who is signed in here; null for nobody, undefined without a network. */
async function ask() {
  try {
    const answer = await fetch(OUTBOX, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 401) return null;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/* Whether to go on with the next one. */
async function send(report, me) {
  const form = new FormData();
  for (const [name, value] of report.fields) form.append(name, value);
  form.append("key", report.key);
  form.append("written_at", report.written);
  form.append("sent_at", Date.now());
  let answer, told;
  try {
    const headers = { "X-CSRFToken": me.csrf, Accept: "application/json" };
    answer = await fetch(OUTBOX, { method: "POST", body: form, headers, signal: AbortSignal.timeout(patience(form)) });
    told = [201, 422].includes(answer.status) && (await answer.json());
  } catch {
    return false;
  }
  if (answer.status === 201) {
    await remove(report.key);
    await call({ told: "sent", said: told.said, url: told.url });
  }
  if (answer.status === 422) await change(report.key, { refused: told.errors.join(" ") });
  if (told) return true;
  // Refused on the way, as too large for a gateway: said once, instead of tried for ever in front of all others.
  const isFinal = answer.status >= 400 && answer.status < 500 && !LATER.has(answer.status);
  if (isFinal) await change(report.key, { refused: answer.status === 413 ? BUILT.said.large : BUILT.said.refused });
  return isFinal;
}

async function tell(state = "") {
  const who = await get("notes", "person");
  const waiting = (await all()).map(({ key, title, written, refused, person }) => {
    const others = Boolean(person && who?.person && person !== who.person);
    // What another person wrote is nobody's business who holds the device now.
    return { key, title: others ? "" : title, written, refused: others ? "" : refused, others };
  });
  await call({ told: "waiting", waiting, state });
}

async function call(message) {
  for (const page of await self.clients.matchAll({ includeUncontrolled: true, type: "window" })) page.postMessage(message);
}

/* The shelf: reports by key, and notes by name. */
function open() {
  return new Promise((settle, fail) => {
    const asked = indexedDB.open("portal", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("reports", { keyPath: "key" });
      asked.result.createObjectStore("notes", { keyPath: "name" });
    };
    asked.onsuccess = () => settle(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function shelf(name, mode, act) {
  const base = await open();
  try {
    return await new Promise((settle, fail) => {
      const change = base.transaction(name, mode);
      const asked = act(change.objectStore(name));
      change.oncomplete = () => settle(asked.result);
      change.onerror = () => fail(change.error);
      change.onabort = () => fail(change.error);
    });
  } finally {
    base.close();
  }
}

const put = (name, value) => shelf(name, "readwrite", (store) => store.put(value));
const get = (name, key) => shelf(name, "readonly", (store) => store.get(key));
const remove = (key) => shelf("reports", "readwrite", (store) => store.delete(key));
const all = () => shelf("reports", "readonly", (store) => store.getAll());

async function change(key, values) {
  const report = await get("reports", key);
  if (report) await put("reports", { ...report, ...values });
}

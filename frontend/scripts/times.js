/* Relative times stay true while a page is open: <time datetime="..." data-ago>. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });

function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const text = relative(seconds);
    if (text) time.textContent = text;
  }
}

/* Under a minute and over a day the words of the server stay. */
function relative(seconds) {
  const size = Math.abs(seconds);
  if (size < MINUTE || size >= DAY) return "";
  const text = size < HOUR ? words.format(Math.trunc(seconds / MINUTE), "minute") : words.format(Math.trunc(seconds / HOUR), "hour");
  return text.replace(/(\d)(?=[\u4e00-\u9fff])/g, "$1 ");
}

setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

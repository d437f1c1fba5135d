/* How many notices are unread stands in the title of the page too, and on the icon where the workspace is installed. */
import { equip } from "./page.js";

const title = document.title;

equip("#bell", ({ dataset }) => {
  const unread = Number(dataset.unread);
  document.title = unread ? `(${unread > 99 ? "99+" : unread}) ${title}` : title;
  const badge = unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
  badge?.catch(() => {});
});

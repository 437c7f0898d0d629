// The tab: its title and icon are all that can be seen of it on another monitor.

let title = document.title;
let trouble = false;

const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=icon]"));
const calm = icon?.href ?? "";

/** @param {string} text */
export function setTitle(text) {
  title = text;
  show();
}

/** @param {boolean} now whether the author should look */
export function setTrouble(now) {
  trouble = now;
  show();
  if (icon) icon.href = now ? calm.replace("icon.svg", "icon-trouble.svg") : calm;
}

function show() {
  const text = trouble ? `⚠ ${title}` : title;
  if (document.title !== text) document.title = text;
}

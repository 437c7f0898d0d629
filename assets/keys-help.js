// The list of keys, over the page: for whoever presses `?` or the quiet button in the bar.

import { element } from "./element.js";
import { allKeys, allWays, onKey } from "./keys.js";

const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-ui=keys]"));
const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-ui=keys-help]"));

/** What has the focus while the list is open gets it back. @type {Element | null} */
let before = null;

onKey("?", "shows these keys", open);
button?.addEventListener("click", open);

// On the window, so that it comes before whatever else Esc would close: one thing at a time.
addEventListener(
  "keydown",
  (event) => {
    if (!dialog?.open) return;
    // The page behind it waits.
    event.stopImmediatePropagation();
    if (event.key !== "Escape" && event.key !== "?") return;
    event.preventDefault();
    dialog.close();
  },
  { capture: true },
);

// The backdrop is the dialog itself, outside what it holds.
dialog?.addEventListener("click", ({ target }) => {
  if (target === dialog) dialog.close();
});

dialog?.addEventListener("close", () => {
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  before = null;
});

function open() {
  if (!dialog || dialog.open) return;
  before = document.activeElement;
  const close = element("button", "keys-close", "Close");
  close.setAttribute("type", "button");
  close.addEventListener("click", () => dialog.close());
  const heading = element("h2", "", "Keys");
  heading.id = "blog-serve-keys";
  dialog.replaceChildren(element("div", "keys-sheet", element("div", "keys-head", heading, close), list()));
  dialog.showModal();
}

function list() {
  const rows = element("dl", "keys-list");
  // What one knows by now comes last.
  const keys = allKeys().sort((one, other) => Number(one.key === "?") - Number(other.key === "?"));
  for (const { key, says } of keys) rows.append(row(key, says));
  for (const { way, says } of allWays()) rows.append(row(way, says));
  rows.append(row("Esc", "closes what is open"));
  return rows;
}

/**
 * @param {string} key
 * @param {string} says
 */
const row = (key, says) =>
  element("div", "", element("dt", "", element("kbd", "", key)), element("dd", "", says));

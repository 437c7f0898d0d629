// A button that copies, also where the page came over plain http from another machine and
// browsers withhold `navigator.clipboard`.

import { sayAloud } from "./aloud.js";

/** Milliseconds for which the button says that it did. */
const SAID_FOR = 1500;

/** @param {string} text */
export function copyButton(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", () => copyBy(button, text));
  return button;
}

/**
 * Copies, and says on the button whether it did.
 *
 * @param {HTMLElement} button
 * @param {string} text
 */
export function copyBy(button, text) {
  button.textContent = copy(text) ? "Copied" : "Select it by hand";
  sayAloud(button.textContent);
  setTimeout(() => (button.textContent = "Copy"), SAID_FOR);
}

/**
 * @param {string} text
 * @returns {boolean} whether it is in the clipboard
 */
function copy(text) {
  return copyByEvent(text) || copyBySelection(text);
}

/**
 * The event carries the text by itself, so nothing needs to be selected for it.
 *
 * @param {string} text
 */
function copyByEvent(text) {
  let copied = false;
  const put = (/** @type {ClipboardEvent} */ event) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    copied = true;
  };
  document.addEventListener("copy", put, { capture: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", put, { capture: true });
  return done && copied;
}

/**
 * For browsers in which nothing is copied where nothing is selected.
 *
 * @param {string} text
 */
function copyBySelection(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.style.cssText = "position: fixed; opacity: 0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}

// A quiet sentence at the lower edge about the page as a whole.

import { sayAloud } from "./aloud.js";

const bar = /** @type {HTMLElement} */ (document.querySelector("[data-ui=notice]"));

/** What is to be said, by its reason; the one said last is shown. @type {Map<string, string>} */
const sentences = new Map();

/**
 * @param {string} reason
 * @param {string} sentence
 */
export function notify(reason, sentence) {
  if (sentences.get(reason) === sentence) return;
  sentences.set(reason, sentence);
  sayAloud(sentence);
  show();
}

/** @param {string} reason */
export function clearNotice(reason) {
  if (sentences.delete(reason)) show();
}

/** Nothing is to be said any more. */
export function clearNotices() {
  sentences.clear();
  show();
}

function show() {
  const sentence = [...sentences.values()].at(-1);
  bar.textContent = sentence ?? "";
  bar.hidden = sentence === undefined;
}

// What a screen reader says of the page as a whole: one place for all of it, each thing once.

import { element } from "./element.js";

const place = document.querySelector("[data-ui=aloud]");

/** Milliseconds for which a sentence stays: long enough to be read, then it is in nobody's way. */
const STAYS = 10_000;

/**
 * Whatever is being read aloud is not interrupted. Sentences are added and never rewritten, so
 * none takes another's place and none is said again.
 *
 * @param {string} sentence
 */
export function sayAloud(sentence) {
  const line = element("p", "", sentence);
  place?.append(line);
  setTimeout(() => line.remove(), STAYS);
}

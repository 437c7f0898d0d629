// Where in the article a change is: its first word that is another.

import { difference } from "./text.js";

/**
 * What was done to a block, or where blocks went. `was` is its text before, null where nobody
 * looked; `spot` is where a single text changed.
 *
 * @typedef {{does: "change" | "insert" | "delete", element: Element | null, was?: string | null, spot?: Spot}} Step
 */

/**
 * A place in the document: a character of a text, an element, or the edge of one.
 *
 * @typedef {{node: Text | Element, offset?: number, edge?: "top" | "bottom"}} Spot
 */

/** @typedef {{top: number, bottom: number}} Span on the screen, in pixels */

/** Numbers that change with other footnotes, and what is no text of the author's. */
const BESIDE = ".footnote-ref, .footnote-backref, [data-ui]";

/** So many pixels of something that is no text are enough to see it. */
const GLIMPSE = 48;

/**
 * The text of a block, as far as the author has written it there.
 *
 * @param {Element} element
 */
export function textOf(element) {
  if (!element.querySelector(BESIDE)) return element.textContent ?? "";
  return [...texts(element)].map(({ data }) => data).join("");
}

/**
 * The place of a change, when it is in one place. Numbers of footnotes that change with it are
 * none, and the list of footnotes is one only when nothing else has changed.
 *
 * @param {Step[][]} runs each of blocks that stand beside each other
 * @param {"save" | "other"} cause what is not a save changes how a text looks, but not the text
 * @returns {Spot | null}
 */
export function placeOf(runs, cause) {
  const found = runs.map((run) => ({ run, spot: spotOf(run) }));
  const texts = found.filter(({ spot }) => spot !== null);
  const inText = texts.filter(({ run }) => !run.every(isFootnotes));
  if (inText.length > 0) return inText.length === 1 ? inText[0].spot : null;
  if (texts.length > 0) return texts.length === 1 ? texts[0].spot : null;
  const looks = runs.filter((run) => !run.every(isFootnotes));
  if (cause !== "save" || looks.length !== 1) return null;
  const node = looks[0].find(({ element }) => element)?.element;
  return node ? { node } : null;
}

/**
 * The first place in which any of these changes is to be seen.
 *
 * @param {Step[][]} runs
 * @returns {Spot | null}
 */
export function firstPlaceOf(runs) {
  for (const run of runs) {
    const spot = spotOf(run);
    if (spot) return spot;
  }
  return null;
}

/** @param {Step} step */
const isFootnotes = ({ element }) => element?.matches(".footnotes") ?? false;

/**
 * Where the text of a run is another; null when it is the same.
 *
 * @param {Step[]} run
 * @returns {Spot | null}
 */
function spotOf(run) {
  const there = run.filter(({ does }) => does !== "delete");
  for (const step of there) {
    const spot = changedSpot(step);
    if (spot) return spot;
  }
  const gone = run.find(({ does, spot }) => does === "delete" && spot);
  return gone?.spot ?? null;
}

/**
 * @param {Step} step
 * @returns {Spot | null}
 */
function changedSpot({ does, element, was, spot }) {
  if (spot) return spot.node.parentElement?.closest(BESIDE) ? null : spot;
  if (!element) return null;
  if (does === "insert") return spotAt(element, 0);
  if (was === null || was === undefined) return { node: element };
  const now = textOf(element);
  return now === was ? null : spotAt(element, difference(was, now).start);
}

/**
 * @param {Element} element
 * @param {number} offset into its text
 * @returns {Spot}
 */
function spotAt(element, offset) {
  let left = offset;
  /** @type {Spot} */
  let last = { node: element };
  for (const text of texts(element)) {
    // A place between words is that of the word that follows.
    if (left < text.length && /\S/.test(text.data.slice(left))) return { node: text, offset: left };
    if (/\S/.test(text.data)) last = { node: text, offset: Math.min(left, text.length) };
    left = Math.max(0, left - text.length);
  }
  return last;
}

/** @param {Element} element */
function* texts(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) =>
    node instanceof Element && node.matches(BESIDE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) yield node;
  }
}

/**
 * Where on the screen a place is; null when it is not in the document any more.
 *
 * @param {Spot} spot
 * @returns {Span | null}
 */
export function spanOf({ node, offset = 0, edge }) {
  if (!node.isConnected) return null;
  const element = node instanceof Element ? node : node.parentElement;
  const shut = outermostShut(element);
  if (shut) return glimpse(shut);
  if (node instanceof Element) return edge ? edgeOf(node, edge) : glimpse(node);
  const rect = letterAt(node, offset);
  return rect ? { top: rect.top, bottom: rect.bottom } : glimpse(element);
}

/**
 * The first letter of a text from there on, or else its last.
 *
 * @param {Text} text
 * @param {number} offset
 */
function letterAt(text, offset) {
  const word = /\S/.exec(text.data.slice(offset));
  const at = Math.max(0, word ? offset + word.index : text.data.trimEnd().length - 1);
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, Math.min(text.length, at + 1));
  return [...range.getClientRects()].find(({ height }) => height > 0);
}

/** Pixels of a line beside what is brought into sight. */
const BESIDES = 64;

/**
 * Code and tables that are wider than the column scroll in themselves: has a place come into sight
 * there, by the least amount.
 *
 * @param {Spot} spot
 */
export function scrollAcross({ node, offset = 0 }) {
  const box = node instanceof Text ? node.parentElement?.closest("pre, table") : null;
  if (!box || box.scrollWidth <= box.clientWidth) return;
  const letter = letterAt(/** @type {Text} */ (node), offset);
  if (!letter) return;
  const { left, right } = box.getBoundingClientRect();
  if (letter.right > right) box.scrollLeft += letter.right - right + BESIDES;
  else if (letter.left < left) box.scrollLeft -= left - letter.left + BESIDES;
}

/**
 * What is folded away is where its fold is.
 *
 * @param {Element | null} element
 */
function outermostShut(element) {
  /** @type {Element | null} */
  let found = null;
  let at = element?.closest("details:not([open])") ?? null;
  while (at) {
    found = at;
    at = at.parentElement?.closest("details:not([open])") ?? null;
  }
  return found;
}

/**
 * @param {Element} element
 * @param {"top" | "bottom"} edge
 */
function edgeOf(element, edge) {
  const at = element.getBoundingClientRect()[edge];
  return { top: at, bottom: at };
}

/**
 * The first that is to be seen of an element, or of what it stands in.
 *
 * @param {Element | null} element
 * @returns {Span | null}
 */
function glimpse(element) {
  for (let at = element; at; at = at.parentElement) {
    const { top, bottom, height } = at.getBoundingClientRect();
    if (height > 0) return { top, bottom: Math.min(bottom, top + GLIMPSE) };
  }
  return null;
}

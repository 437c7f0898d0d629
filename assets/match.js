// A whole page against the one that is shown: which of its blocks stand here already.

import { elementOf, newest } from "./article.js";

/**
 * The edits that lead from the shown blocks to these.
 *
 * @param {string[]} htmls each with its `data-line`
 * @returns {{edits: import("./article.js").Edit[], lines: string[]}}
 */
export function match(htmls) {
  const olds = newest();
  const nexts = htmls.map(elementOf);
  const lines = nexts.map((element) => element.getAttribute("data-line") ?? "0-0");
  const oldKeys = olds.map(keyOf);
  const nextKeys = nexts.map(keyOf);
  /** @type {import("./article.js").Edit[]} */
  const edits = [];
  let at = 0;
  let to = 0;
  for (const [old, next] of [...commonBlocks(oldKeys, nextKeys), [olds.length, nexts.length]]) {
    replaceRun(edits, olds.slice(at, old), nexts.slice(to, next));
    if (old < olds.length) edits.push({ keep: 1 });
    at = old + 1;
    to = next + 1;
  }
  return { edits, lines };
}

/**
 * The edits that put these blocks in the place of all that are shown.
 *
 * @param {string[]} htmls each with its `data-line`
 * @returns {{edits: import("./article.js").Edit[], lines: string[]}}
 */
export function others(htmls) {
  const nexts = htmls.map(elementOf);
  const gone = newest().length;
  /** @type {import("./article.js").Edit[]} */
  const edits = gone > 0 ? [{ delete: gone }] : [];
  for (const element of nexts) edits.push({ insert: element });
  return { edits, lines: nexts.map((element) => element.getAttribute("data-line") ?? "0-0") };
}

/**
 * What an element looks like, wherever its lines are.
 *
 * @param {Element} element
 */
export function keyOf(element) {
  // The first occurrence is the element's own: in a value, the quotes would be escaped.
  return element.outerHTML.replace(/ data-line="[^"]*"/, "");
}

/**
 * One run of blocks that have no equal becomes another: in pairs as far as they go.
 *
 * @param {import("./article.js").Edit[]} edits
 * @param {Element[]} olds
 * @param {Element[]} nexts
 */
function replaceRun(edits, olds, nexts) {
  const pairs = Math.min(olds.length, nexts.length);
  for (const element of nexts.slice(0, pairs)) edits.push({ change: element });
  if (olds.length > pairs) edits.push({ delete: olds.length - pairs });
  for (const element of nexts.slice(pairs)) edits.push({ insert: element });
}

/**
 * Pairs of indices at which both lists have the same key, rising in both: equal blocks at either
 * end, and between them those that occur once in each list and in the same order.
 *
 * @param {string[]} olds
 * @param {string[]} nexts
 * @returns {[number, number][]}
 */
export function commonBlocks(olds, nexts) {
  /** @type {[number, number][]} */
  const pairs = [];
  let at = 0;
  let to = 0;
  for (const [oldEnd, nextEnd] of [...rising(uniquePairs(olds, nexts)), [olds.length, nexts.length]]) {
    while (at < oldEnd && to < nextEnd && olds[at] === nexts[to]) pairs.push([at++, to++]);
    let same = 0;
    while (
      at < oldEnd - same &&
      to < nextEnd - same &&
      olds[oldEnd - 1 - same] === nexts[nextEnd - 1 - same]
    ) {
      same += 1;
    }
    for (let back = same; back > 0; back -= 1) pairs.push([oldEnd - back, nextEnd - back]);
    if (oldEnd < olds.length) pairs.push([oldEnd, nextEnd]);
    at = oldEnd + 1;
    to = nextEnd + 1;
  }
  return pairs;
}

/**
 * Where the keys stand that occur exactly once in each list, in the order of `nexts`.
 *
 * @param {string[]} olds
 * @param {string[]} nexts
 * @returns {[number, number][]}
 */
function uniquePairs(olds, nexts) {
  const positions = onlyOnce(olds);
  /** @type {[number, number][]} */
  const pairs = [];
  for (const [key, next] of onlyOnce(nexts)) {
    const old = positions.get(key);
    if (old !== undefined) pairs.push([old, next]);
  }
  return pairs;
}

/**
 * @param {string[]} keys
 * @returns {Map<string, number>} in the order of `keys`
 */
function onlyOnce(keys) {
  /** @type {Map<string, number>} */
  const found = new Map();
  const twice = new Set();
  keys.forEach((key, at) => {
    if (found.has(key)) twice.add(key);
    found.set(key, at);
  });
  for (const key of twice) found.delete(key);
  return found;
}

/**
 * The longest run of pairs whose first numbers rise (patience sorting).
 *
 * @param {[number, number][]} pairs
 * @returns {[number, number][]}
 */
function rising(pairs) {
  /** Index into `pairs` of the smallest last pair of a run of each length. @type {number[]} */
  const ends = [];
  /** @type {number[]} */
  const previous = [];
  pairs.forEach(([old], index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]][0] < old) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? ends[low - 1] : -1;
    ends[low] = index;
  });
  /** @type {[number, number][]} */
  const run = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index]) run.push(pairs[index]);
  return run.reverse();
}

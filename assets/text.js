// In which spans two texts differ. Offsets are in UTF-16 units, as the document counts.

/** @typedef {{start: number, removed: number, added: string}} Span in the text before */

/** Above this product of words the texts are taken to differ in one span (about 2 ms). */
const MOST_COMPARISONS = 250_000;

/**
 * The one span that holds all differences.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Span}
 */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  const start = longest(shorter, (length) => before.startsWith(after.slice(0, length)));
  const end = longest(shorter - start, (length) => before.endsWith(after.slice(after.length - length)));
  return {
    start,
    removed: before.length - start - end,
    added: after.slice(start, after.length - end),
  };
}

/**
 * The longest length up to `limit` that fits, when all shorter ones fit too. The browser compares
 * a long text faster than a script compares its characters.
 *
 * @param {number} limit
 * @param {(length: number) => boolean} fits
 */
function longest(limit, fits) {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The spans between words that stay: a save may change a sentence in two places, and what is
 * selected between them stays selected.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Span[]} from the first to the last
 */
export function differences(before, after) {
  const whole = difference(before, after);
  if (whole.removed === 0 || whole.added === "") return [whole];
  const olds = words(before.slice(whole.start, whole.start + whole.removed));
  const nexts = words(whole.added);
  if (olds.length * nexts.length > MOST_COMPARISONS) return [whole];
  return spans(olds, nexts, whole.start);
}

/** @param {string} text */
const words = (text) => text.match(/\s+|[^\s]+/g) ?? [];

/**
 * @param {string[]} olds
 * @param {string[]} nexts
 * @param {number} start
 */
function spans(olds, nexts, start) {
  const common = commonLengths(olds, nexts);
  /** @type {Span[]} */
  const found = [];
  let span = { start, removed: 0, added: "" };
  const finish = () => {
    if (span.removed > 0 || span.added !== "") found.push(span);
  };
  let old = 0;
  let next = 0;
  while (old < olds.length || next < nexts.length) {
    if (old < olds.length && next < nexts.length && olds[old] === nexts[next]) {
      finish();
      span = { start: span.start + span.removed + olds[old].length, removed: 0, added: "" };
      old += 1;
      next += 1;
    } else if (next === nexts.length || (old < olds.length && common[old + 1][next] >= common[old][next + 1])) {
      span.removed += olds[old].length;
      old += 1;
    } else {
      span.added += nexts[next];
      next += 1;
    }
  }
  finish();
  return found;
}

/**
 * How many words the rests from each pair of places on have in common, in order.
 *
 * @param {string[]} olds
 * @param {string[]} nexts
 */
function commonLengths(olds, nexts) {
  const rows = Array.from({ length: olds.length + 1 }, () => new Uint16Array(nexts.length + 1));
  for (let old = olds.length - 1; old >= 0; old -= 1) {
    for (let next = nexts.length - 1; next >= 0; next -= 1) {
      rows[old][next] =
        olds[old] === nexts[next]
          ? rows[old + 1][next + 1] + 1
          : Math.max(rows[old + 1][next], rows[old][next + 1]);
    }
  }
  return rows;
}

// On which line of the file a click was: blocks know their first and last line, and what is between
// is counted.

/** @typedef {{first: number, last: number}} Lines */

/**
 * @param {Element} block
 * @param {Lines} lines
 * @param {MouseEvent} click
 * @returns {number} the first line where nothing says more
 */
export function clickedLine(block, { first, last }, click) {
  const lines = last - first + 1;
  if (lines === 1) return first;
  const row = click.target instanceof Element ? click.target.closest("tr") : null;
  const inside = row && block.contains(row) ? inTable(block, row, lines) : inText(block, lines, click);
  return first + Math.min(inside, last - first);
}

/**
 * Each row has a line, and the line below the head is none.
 *
 * @param {Element} block
 * @param {Element} row
 * @param {number} lines
 */
function inTable(block, row, lines) {
  const rows = [...block.querySelectorAll("tr")];
  const at = rows.indexOf(/** @type {HTMLTableRowElement} */ (row));
  return lines === rows.length + 1 && at > 0 ? at + 1 : 0;
}

/**
 * @param {Element} block
 * @param {number} lines
 * @param {MouseEvent} click
 */
function inText(block, lines, click) {
  const before = textBefore(block, click);
  if (before === null) return 0;
  const text = block.textContent ?? "";
  if (block.matches("pre") || (block.querySelector("pre") && isOnlyCode(block))) {
    // A fence has a line above the code, and mostly one below it.
    const code = count(text.replace(/\n$/, ""), /\n/g) + 1;
    return count(before, /\n/g) + (lines > code ? 1 : 0);
  }
  // Lines of the source are lines of the text; of a list with room between its items, every other.
  const all = count(text.trim(), BREAKS);
  const step = all > 0 ? (lines - 1) / all : 0;
  return step === 1 || step === 2 ? count(before.trimStart(), BREAKS) * step : 0;
}

const BREAKS = /\s*\n\s*/g;

/** @param {Element} block */
const isOnlyCode = (block) => block.textContent?.trim() === block.querySelector("pre")?.textContent?.trim();

/**
 * The text of the block up to where the click was.
 *
 * @param {Element} block
 * @param {MouseEvent} click
 * @returns {string | null}
 */
function textBefore(block, { clientX, clientY }) {
  const place = placeAt(clientX, clientY);
  if (!place || !block.contains(place.node)) return null;
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(place.node, place.offset);
  return range.toString();
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {{node: Node, offset: number} | null}
 */
function placeAt(x, y) {
  if ("caretPositionFromPoint" in document) {
    const place = document.caretPositionFromPoint(x, y);
    return place && { node: place.offsetNode, offset: place.offset };
  }
  const range = /** @type {any} */ (document).caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

/**
 * @param {string} text
 * @param {RegExp} what
 */
const count = (text, what) => [...text.matchAll(what)].length;

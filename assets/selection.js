// What the reader has selected stays selected when the elements around the text change.

import { differences } from "./text.js";

/** @typedef {{node: Node, offset: number}} Place */

/**
 * Whether there is one. Asking the browser when there is none has Chromium lay the page out
 * (8 ms for 1 MB), so it is asked ahead of the changes and not during them.
 */
let exists = false;

document.addEventListener("selectionchange", () => {
  exists = (getSelection()?.rangeCount ?? 0) > 0;
});

/** The selected range, if there is one. */
function selectedRange() {
  const selection = exists ? getSelection() : null;
  return selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
}

/**
 * Whether the selection begins or ends in this very node.
 *
 * @param {Node} node
 */
export function isSelectionIn(node) {
  const range = selectedRange();
  return range !== null && (range.startContainer === node || range.endContainer === node);
}

/**
 * Whether text of this element is selected.
 *
 * @param {Element} element
 */
export function isSelecting(element) {
  const range = selectedRange();
  if (!range || range.collapsed || !range.intersectsNode(element)) return false;
  // A selection of whole paragraphs ends where the next one begins.
  const inside = document.createRange();
  inside.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) {
    inside.setStart(range.startContainer, range.startOffset);
  }
  if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) {
    inside.setEnd(range.endContainer, range.endOffset);
  }
  return inside.toString() !== "";
}

/**
 * Remembers where in the text of `root` the selection begins and ends.
 *
 * @param {Element} root
 * @returns {(root: Element) => void} puts it back, into what `root` has become
 */
export function holdSelection(root) {
  const selection = getSelection();
  const selected = selectedRange();
  if (!selection || !selected) return () => {};
  const { startContainer, startOffset, endContainer, endOffset } = selected;
  const start = offsetIn(root, startContainer, startOffset);
  const end = offsetIn(root, endContainer, endOffset);
  if (start === null && end === null) return () => {};
  const before = root.textContent ?? "";
  const backward = selection.anchorNode !== startContainer || selection.anchorOffset !== startOffset;
  const collapsed = selected.collapsed;
  return (now) => {
    const moved = mover(before, now.textContent ?? "");
    const range = selectedRange();
    // What is new at its edges was not selected.
    const newStart = start === null ? null : moved(start, collapsed ? "stay" : "follow");
    const newEnd = end === null ? null : moved(end, "stay");
    if (range && standsAt(now, range, newStart, newEnd)) return;
    const from = newStart === null ? { node: startContainer, offset: startOffset } : placeOf(now, newStart);
    const to = newEnd === null ? { node: endContainer, offset: endOffset } : placeOf(now, newEnd);
    const [anchor, focus] = backward ? [to, from] : [from, to];
    selection.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  };
}

/**
 * Whether the selection is where it should be: text that changed in place takes it along.
 *
 * @param {Element} root
 * @param {Range} range
 * @param {number | null} start
 * @param {number | null} end
 */
function standsAt(root, range, start, end) {
  return (
    (start === null || offsetIn(root, range.startContainer, range.startOffset) === start) &&
    (end === null || offsetIn(root, range.endContainer, range.endOffset) === end)
  );
}

/**
 * Characters of `root`'s text before a place in it; null when the place is outside.
 *
 * @param {Element} root
 * @param {Node} node
 * @param {number} offset
 */
function offsetIn(root, node, offset) {
  if (!root.contains(node)) return null;
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/**
 * Where an offset into one text lies in another.
 *
 * @param {string} before
 * @param {string} after
 */
function mover(before, after) {
  const spans = differences(before, after);
  /**
   * @param {number} offset
   * @param {"stay" | "follow"} edge what to do when text is added exactly there: stay before it
   *   or follow the text that it pushes on
   */
  return (offset, edge) => {
    let moved = 0;
    for (const { start, removed, added } of spans) {
      if (offset < start || (offset === start && (removed > 0 || edge === "stay"))) break;
      if (offset < start + removed) return start + moved;
      moved += added.length - removed;
    }
    return offset + moved;
  };
}

/**
 * @param {Element} root
 * @param {number} offset
 * @returns {Place}
 */
function placeOf(root, offset) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = offset;
  /** @type {Text | null} */
  let last = null;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    last = /** @type {Text} */ (text);
    if (left <= last.data.length) return { node: last, offset: left };
    left -= last.data.length;
  }
  return last ? { node: last, offset: last.data.length } : { node: root, offset: 0 };
}

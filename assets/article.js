// The article as a list of blocks, and how edits walk along it.
//
// The list runs beside the document: what else stands between the blocks, such as furniture of
// ours (`[data-ui]`), is left alone. Blocks that an edit keeps are not touched at all.

import { afterFrame } from "./frame.js";
import { copyOf, morph, remember, splice } from "./morph.js";
import { textOf } from "./place.js";

/**
 * A child of the article. `first` and `last` are its lines, 0 where it stands in no file (a row of
 * the index); while `stale`, its `data-line` has yet to be written. While it is held aside, `next`
 * is what it will be.
 *
 * @typedef {{element: Element, first: number, last: number, stale: boolean, next: Element | null}} Block
 */

/**
 * One step along the blocks. A new block is HTML, or an element already made of it.
 *
 * @typedef {{keep?: number, change?: string | Element, text?: import("./morph.js").Splice, insert?: string | Element, delete?: number}} Edit
 */

/**
 * What edits have done: the blocks that look different now, and each step in runs of blocks that
 * stand beside each other.
 *
 * @typedef {{blocks: Element[], runs: import("./place.js").Step[][]}} Done
 */

/**
 * Of more changed blocks than these nobody asks for the first changed word, which would need the
 * text of each before.
 */
const MOST_TEXTS = 16;

export const article = /** @type {HTMLElement} */ (document.querySelector("article[data-post]"));

/** @type {Block[]} */
let blocks = [...article.children].map(blockOf);

remember(article);

/** Blocks that are gone, but for the reader's eyes: they are held. @type {Block[]} */
let leaving = [];

/** @type {(element: Element) => boolean} */
let holds = () => false;

/**
 * From now on, blocks stay as they are while this is true of them. What becomes of them meanwhile
 * is held aside until they are released.
 *
 * @param {(element: Element) => boolean} condition
 */
export function holdWhere(condition) {
  holds = condition;
}

/** The blocks as they stand. */
export const elements = () => blocks.map((block) => block.element);

/**
 * The lines of the file that a block stands on; none where it stands in no file.
 *
 * @param {Element} element
 */
export function linesOf(element) {
  const block = blocks.find((one) => one.element === element);
  return block && block.first > 0 ? { first: block.first, last: block.last } : null;
}

/** The blocks as the server knows them: those that are held are other elements. */
export const newest = () => blocks.map((block) => block.next ?? block.element);

/** What is held aside: the elements as they stand, and whether they are gone. */
export const asideBlocks = () =>
  [...blocks.filter(({ next }) => next), ...leaving].map((block) => ({
    element: block.element,
    gone: leaving.includes(block),
  }));

/**
 * Shows the newest state of blocks that are held.
 *
 * @param {(element: Element) => boolean} which
 * @returns {Element[]} those that stand there now
 */
export function release(which) {
  for (const block of leaving.filter(({ element }) => which(element))) removeBlock(block);
  leaving = leaving.filter(({ element }) => !which(element));
  return blocks
    .filter(({ element, next }) => next && which(element))
    .map((block) => {
      const next = /** @type {Element} */ (block.next);
      block.next = null;
      return changeBlock(block, next);
    });
}

/** @param {Element} element */
function blockOf(element) {
  const [first, last] = (element.getAttribute("data-line") ?? "0-0").split("-").map(Number);
  return { element, first, last, stale: false, next: null };
}

/**
 * Where text becomes elements: a document that nobody sees, in which nothing loads and no script
 * runs. Chromium reads it in half the time that it needs for a `<template>`.
 */
const workshop = document.implementation.createHTMLDocument().body;

/**
 * The element that a text is.
 *
 * @param {string | Element} html
 * @returns {Element}
 */
export function elementOf(html) {
  if (typeof html !== "string") return html;
  workshop.innerHTML = html;
  const element = workshop.firstElementChild;
  if (!element) throw new Error("a block without an element");
  remember(workshop);
  return element;
}

/**
 * @param {Edit[]} edits
 * @returns {Done}
 */
export function applyEdits(edits) {
  /** @type {Done} */
  const done = { blocks: [], runs: [] };
  const few = edits.filter(({ change }) => change !== undefined).length <= MOST_TEXTS;
  /** @type {import("./place.js").Step[]} */
  let run = [];
  let at = 0;
  for (let step = 0; step < edits.length; step += 1) {
    const edit = edits[step];
    if (edit.keep !== undefined) {
      at += edit.keep;
      run = [];
      continue;
    }
    if (run.length === 0) done.runs.push(run);
    if (edit.delete !== undefined) {
      deleteBlocks(at, edit.delete);
      run.push(goneAt(at));
    } else if (edit.insert !== undefined) {
      const end = runOfInserts(edits, step);
      const added = insertBlocks(at, edits.slice(step, end));
      for (const { element } of added) run.push({ does: "insert", element });
      at += added.length;
      step = end - 1;
    } else {
      const changed = editBlock(blocks[at], edit, few);
      if (changed) run.push(changed);
      at += 1;
    }
  }
  const there = done.runs.flat().filter(({ does }) => does !== "delete");
  done.blocks = there.map(({ element }) => /** @type {Element} */ (element));
  return done;
}

/**
 * @param {Block} block
 * @param {Edit} edit a change of it, or of one of its texts
 * @param {boolean} asked whether the text before will be asked for
 * @returns {import("./place.js").Step | null} null while the block is held
 */
function editBlock(block, { change, text }, asked) {
  if (change !== undefined) {
    const next = elementOf(change);
    if (!isHeld(block)) {
      const was = asked ? textOf(block.element) : null;
      return { does: "change", element: changeBlock(block, next), was };
    }
    block.next = next;
  } else if (text !== undefined) {
    if (!isHeld(block)) {
      const spot = { node: splice(block.element, text), offset: text.start };
      return { does: "change", element: block.element, spot };
    }
    splice((block.next ??= copyOf(block.element, workshop.ownerDocument)), text);
  }
  return null;
}

/**
 * @param {number} at
 * @param {number} count
 */
function deleteBlocks(at, count) {
  for (const block of blocks.splice(at, count)) {
    if (isHeld(block)) leaving.push(block);
    else removeBlock(block);
  }
}

/**
 * Where blocks stood that are gone.
 *
 * @param {number} at
 * @returns {import("./place.js").Step}
 */
function goneAt(at) {
  const [after, before] = [blocks[at]?.element, blocks[at - 1]?.element];
  if (after) return { does: "delete", element: null, spot: { node: after, edge: "top" } };
  if (before) return { does: "delete", element: null, spot: { node: before, edge: "bottom" } };
  return { does: "delete", element: null };
}

/** @param {Block} block */
const isHeld = (block) => block.next !== null || holds(block.element);

/**
 * @param {Edit[]} edits
 * @param {number} from
 */
function runOfInserts(edits, from) {
  let end = from;
  while (end < edits.length && edits[end].insert !== undefined) end += 1;
  return end;
}

/**
 * @param {Block} block
 * @param {Element} next
 */
function changeBlock(block, next) {
  const lines = block.element.getAttribute("data-line");
  if (lines !== null) next.setAttribute("data-line", lines);
  block.element = morph(block.element, next);
  return block.element;
}

/** @param {Block} block */
function removeBlock({ element }) {
  // Each block stands on a line of its own, as in the document that the server makes.
  const after = element.nextSibling;
  if (after instanceof Text && after.data.trim() === "") after.remove();
  element.remove();
}

/**
 * @param {number} at
 * @param {Edit[]} inserts
 */
function insertBlocks(at, inserts) {
  const before = blocks[at]?.element ?? null;
  const run = document.createDocumentFragment();
  const added = inserts.map((edit) => {
    const element = elementOf(edit.insert ?? "");
    run.append(element, "\n");
    return blockOf(element);
  });
  article.insertBefore(run, before);
  blocks = blocks.slice(0, at).concat(added, blocks.slice(at));
  return added;
}

/**
 * Moves lines: each shift is `[at, count, first, last]`, what to add to a run of blocks.
 * The numbers are right at once; the document follows after the frame, because thousands of
 * attributes take longer than the change that moved them.
 *
 * @param {number[][]} shifts
 */
export function shiftLines(shifts) {
  for (const [at, count, first, last] of shifts) {
    for (const block of blocks.slice(at, at + count)) {
      block.first += first;
      block.last += last;
      block.stale = true;
    }
  }
  writeLinesSoon();
}

/**
 * Sets the lines of all blocks.
 *
 * @param {string[]} lines `data-line` of each block
 */
export function setLines(lines) {
  blocks.forEach((block, at) => {
    [block.first, block.last] = lines[at].split("-").map(Number);
    block.stale = true;
  });
  writeLinesSoon();
}

let soon = false;

function writeLinesSoon() {
  if (soon) return;
  soon = true;
  afterFrame(() => {
    soon = false;
    for (const block of blocks) {
      if (!block.stale) continue;
      block.stale = false;
      const lines = block.first > 0 ? `${block.first}-${block.last}` : null;
      if (lines === null) {
        block.element.removeAttribute("data-line");
      } else if (block.element.getAttribute("data-line") !== lines) {
        block.element.setAttribute("data-line", lines);
      }
    }
  });
}

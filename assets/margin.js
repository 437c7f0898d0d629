// The margin: each note at the height of its block, beside the text where there is room or the text
// can make some, and over the lower part of the page where it cannot. Nothing of it is in the flow.

import { elements } from "./article.js";
import { holdBar } from "./bar.js";
import { element } from "./element.js";
import { focusText } from "./focus.js";
import { afterFrame } from "./frame.js";
import { glideTo } from "./glide.js";
import { moveNote, noteOf } from "./note.js";

/** @typedef {import("./checks.js").Check} Check */
/**
 * A note that is shown, and the block that it is about; null in the front matter.
 *
 * @typedef {{name: string, check: Check, element: HTMLElement, block: Element | null}} Note
 */

/** Pixels between two notes, from the text to the margin, and from there to the window's edge. */
const GAP = 20;
const FROM_TEXT = 44;
const FROM_EDGE = 16;
/** Pixels that stay between the text that has made way and what is at its other side. */
const LEAST_EDGE = 24;
/** Notes that others keep so many pixels from their place are folded, so that more are at theirs. */
const FAR = 60;
/** A margin narrower than this is none. */
const LEAST_WIDTH = 228;
const MOST_WIDTH = 290;

/** How much of the bar and of the window's lower edge hides what is there. */
const HIDDEN = 48;

const margin = /** @type {HTMLElement | null} */ (document.querySelector("[data-ui=margin]"));
const main = /** @type {HTMLElement} */ (document.querySelector("main"));

const title = element("h2", "margin-title");
const list = element("ol", "margin-notes");
const marks = element("div", "margin-marks");
marks.setAttribute("aria-hidden", "true");
marks.dataset.ui = "marks";
marks.hidden = true;

/** How far the text has made way for the notes. */
let aside = 0;

/** How tall notes are, whole and folded, at the width that the margin has. */
const tall = { width: 0, whole: /** @type {Map<Element, number>} */ (new Map()), folded: /** @type {Map<Element, number>} */ (new Map()) };

/** @type {Note[]} */
let notes = [];
/** @type {Note | null} */
let current = null;

if (margin) {
  const close = element("button", "margin-close", "Close");
  close.setAttribute("type", "button");
  close.dataset.do = "close-margin";
  margin.append(element("div", "margin-head", title, close), list);
  margin.before(marks);
  margin.addEventListener("click", ({ target }) => clicked(target));
  // By Tab too, one sees where one is.
  margin.addEventListener("focusin", ({ target }) => choose(noteAt(target)));
  margin.addEventListener("toggle", ({ target }) => unfolded(target), { capture: true });
  // Pictures come, fonts come, the window changes.
  new ResizeObserver(placeNotes).observe(main);
  addEventListener("resize", placeNotes);
}

/** Whether it lies over the page. */
export const isOver = () => margin !== null && margin.dataset.place === "over";

/** Whether whatever has the focus is in it. */
export const hasFocus = () => margin !== null && margin.contains(document.activeElement);

/**
 * @param {Check[]} checks from the top of the file to the bottom; none closes the margin
 * @param {string} heading
 */
export function showNotes(checks, heading) {
  if (!margin) return;
  title.textContent = heading;
  if (checks.length === 0 && hasFocus()) focusText();
  margin.hidden = checks.length === 0;
  marks.hidden = margin.hidden;
  keep(checks);
  if (margin.hidden) {
    makeWay(0);
    return holdBar("margin", false);
  }
  findBlocks();
  placeNotes();
  // The lines of a change that has just come are not all written yet.
  afterFrame(() => {
    findBlocks();
    placeNotes();
  });
}

/** Nothing is left of it. */
export function dropNotes() {
  margin?.remove();
  marks.remove();
  makeWay(0);
  notes = [];
}

/**
 * A note that is shown already stays what it is, wherever its line is by now: what is unfolded,
 * selected or focused in it stays so.
 *
 * @param {Check[]} checks
 */
function keep(checks) {
  const before = new Map(notes.map((note) => [note.name, note]));
  const focused = document.activeElement;
  const focusedAt = notes.findIndex((note) => note.element.contains(focused));
  /** @type {Map<string, number>} */
  const seen = new Map();
  notes = checks.map((check) => {
    const about = [check.kind, check.severity, check.message, check.suggestion].join("\n");
    const times = seen.get(about) ?? 0;
    seen.set(about, times + 1);
    const name = `${times}\n${about}`;
    const old = before.get(name);
    if (!old) return { name, check, element: noteOf(check), block: null };
    before.delete(name);
    moveNote(old.element, check);
    return { ...old, check, block: null };
  });
  for (const gone of before.values()) {
    gone.element.remove();
    tall.whole.delete(gone.element);
    tall.folded.delete(gone.element);
  }
  notes.forEach((note, at) => {
    if (list.children[at] !== note.element) list.insertBefore(note.element, list.children[at] ?? null);
  });
  current = notes.find(({ name }) => name === current?.name) ?? null;
  if (focusedAt >= 0 && !hasFocus()) {
    // An element that is put elsewhere loses the focus; one that is gone gives it to what stands there now.
    const stays = focused instanceof HTMLElement && focused.isConnected;
    const there = stays ? focused : notes[Math.min(focusedAt, notes.length - 1)]?.element;
    there?.focus({ preventScroll: true });
  }
}

/** Finds the block of each note; one that lies between two belongs to the upper. */
function findBlocks() {
  const blocks = elements()
    .map((block) => ({ block, first: Number.parseInt(block.getAttribute("data-line") ?? "", 10) }))
    .filter(({ first }) => first > 0)
    .sort((one, other) => one.first - other.first);
  for (const note of notes) {
    let [low, high] = [0, blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].first <= note.check.line) low = middle + 1;
      else high = middle;
    }
    note.block = blocks[low - 1]?.block ?? null;
  }
}

/** Puts each note where its block is now. */
export function placeNotes() {
  if (!margin || margin.hidden || notes.length === 0) return;
  if (notes.some(({ block }) => block !== null && !block.isConnected)) findBlocks();
  chooseSide(margin);
  const base = margin.getBoundingClientRect().top;
  const page = marks.getBoundingClientRect().top;
  const rects = notes.map(({ block }) => (block ?? front()).getBoundingClientRect());
  drawMarks(rects, page);
  if (isOver()) {
    for (const { element } of notes) {
      element.style.top = "";
      element.toggleAttribute("data-folded", false);
    }
    return;
  }
  if (margin.offsetWidth !== tall.width) measureAnew(margin.offsetWidth);
  const wanted = rects.map(({ top }) => top - base);
  const at = current ? notes.indexOf(current) : -1;
  const whole = notes.map(({ element }) => heightOf(element, tall.whole));
  let tops = apart(wanted, whole, at);
  const piled = inPiles(tops, wanted);
  notes.forEach(({ element }, at) => element.toggleAttribute("data-folded", piled[at]));
  if (piled.includes(true)) {
    const heights = notes.map(({ element }, at) => (piled[at] ? heightOf(element, tall.folded) : whole[at]));
    tops = apart(wanted, heights, at);
  }
  notes.forEach(({ element }, at) => {
    element.style.top = `${tops[at]}px`;
  });
}

/** What stands for the front matter: the head of the post. */
function front() {
  const head = [...document.querySelectorAll(".banner, .post-head")].find((part) => part.getClientRects().length > 0);
  return head ?? main;
}

/**
 * Beside the text where there is room for both, whatever style sheet decides how wide the text is.
 * What the text covers of that room, it gives free as a whole: no line breaks anew.
 *
 * @param {HTMLElement} margin
 */
function chooseSide(margin) {
  const article = main.querySelector("article")?.getBoundingClientRect();
  const [left, right] = [(article?.left ?? 0) + aside, (article?.right ?? 0) + aside];
  const room = document.documentElement.clientWidth - right - FROM_TEXT - FROM_EDGE;
  const spare = Math.max(0, left - besideText() - LEAST_EDGE);
  const isBeside = room + spare >= LEAST_WIDTH;
  const way = isBeside && room < LEAST_WIDTH ? Math.min(spare, MOST_WIDTH - room) : 0;
  makeWay(way);
  const text = right - aside + scrollX;
  margin.dataset.place = isBeside ? "beside" : "over";
  margin.style.left = isBeside ? `${text + FROM_TEXT}px` : "";
  margin.style.width = isBeside ? `${Math.min(room + aside, MOST_WIDTH)}px` : "";
  marks.style.left = `${text}px`;
  holdBar("margin", !isBeside);
}

/** Where that ends which stands at the text's other side. */
function besideText() {
  const outline = document.querySelector(".outline");
  return outline?.hasChildNodes() ? outline.getBoundingClientRect().right : 0;
}

/**
 * The author has opened what needs the room: the text moves to the side.
 *
 * @param {number} pixels
 */
function makeWay(pixels) {
  const whole = Math.floor(pixels);
  if (whole === aside) return;
  aside = whole;
  main.style.translate = whole > 0 ? `${-whole}px` : "";
}

/**
 * Which notes are to be folded: those of every pile in which one is far from its place, but for the
 * current one.
 *
 * @param {number[]} tops
 * @param {number[]} wanted
 */
function inPiles(tops, wanted) {
  const piled = tops.map(() => false);
  for (let end = tops.length - 1; end >= 0; end -= 1) {
    if (Math.abs(tops[end] - wanted[end]) <= FAR) continue;
    // The pile begins with a note that is where it wants to be.
    let at = end;
    while (at > 0 && Math.abs(tops[at] - wanted[at]) >= 1) at -= 1;
    for (let index = at; index <= end; index += 1) piled[index] = notes[index] !== current;
    end = at;
  }
  return piled;
}

/**
 * Asked of the page once: three hundred would keep it busy at each change.
 *
 * @param {HTMLElement} note as it is
 * @param {Map<Element, number>} known
 */
function heightOf(note, known) {
  const height = known.get(note) ?? note.offsetHeight;
  known.set(note, height);
  return height;
}

/** @param {number} width */
function measureAnew(width) {
  tall.width = width;
  tall.whole.clear();
  tall.folded.clear();
  for (const { element } of notes) element.toggleAttribute("data-folded", false);
}

/**
 * Something in a note was unfolded, or folded.
 *
 * @param {EventTarget | null} target
 */
function unfolded(target) {
  const note = noteAt(target);
  if (note) tall.whole.delete(note.element);
  placeNotes();
}

/**
 * Tops at which no two overlap: each where it wants to be, or as much lower as those above need.
 * The current one is exactly where it wants to be, and the others make way.
 *
 * @param {number[]} wanted
 * @param {number[]} heights
 * @param {number} current -1 when none is
 */
function apart(wanted, heights, current) {
  /** @type {number[]} */
  const tops = [];
  let free = -Infinity;
  wanted.forEach((top, at) => {
    tops.push(at === current ? top : Math.max(top, free));
    free = tops[at] + heights[at] + GAP;
  });
  for (let at = current - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at], tops[at + 1] - heights[at] - GAP);
  }
  return tops;
}

/**
 * A quiet line at the text's edge, once for each block that has a note.
 *
 * @param {DOMRect[]} rects
 * @param {number} base
 */
function drawMarks(rects, base) {
  /** @type {Map<Element | null, HTMLElement>} */
  const drawn = new Map();
  notes.forEach((note, at) => {
    const mark = drawn.get(note.block) ?? element("div", "margin-mark");
    drawn.set(note.block, mark);
    mark.style.top = `${rects[at].top - base}px`;
    mark.style.height = `${rects[at].height}px`;
    if (note.check.severity === "error") mark.dataset.severity = "error";
    if (note === current) mark.dataset.current = "";
  });
  marks.replaceChildren(...drawn.values());
}

/**
 * The note to go to next: after the current one or before it, or else the first below the upper
 * edge of the window or the last above it. It goes round.
 *
 * @param {1 | -1} by
 */
export function currentNote(by) {
  if (current) return notes[(notes.indexOf(current) + by + notes.length) % notes.length];
  const below = notes.findIndex(({ block }) => (block ?? front()).getBoundingClientRect().bottom > HIDDEN);
  if (by === 1) return notes[Math.max(0, below)];
  return notes[below === -1 ? notes.length - 1 : (below - 1 + notes.length) % notes.length];
}

/** @param {Note | undefined} note */
export function focusNote(note) {
  if (!note) return;
  choose(note);
  note.element.focus({ preventScroll: true });
  show(note);
}

/** @param {Note} note */
function show(note) {
  glideTo(note.block ?? front());
  if (isOver()) note.element.scrollIntoView({ block: "nearest" });
}

/** @param {Note | undefined} note */
function choose(note) {
  if (!note || note === current) return;
  if (current) delete current.element.dataset.current;
  current = note;
  note.element.dataset.current = "";
  placeNotes();
}

/** @param {EventTarget | null} target */
function noteAt(target) {
  return target instanceof Node ? notes.find(({ element }) => element.contains(target)) : undefined;
}

/** @param {EventTarget | null} target */
function clicked(target) {
  const note = noteAt(target);
  if (!note) return;
  choose(note);
  if (target instanceof Element && target.closest(".note-line")) show(note);
}

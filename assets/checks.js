// What the author would want to know before publishing: how many notes there are, in the bar, and
// the notes themselves in the margin, when it is opened.

import { sayAloud } from "./aloud.js";
import { onKey } from "./keys.js";
import { currentNote, dropNotes, focusNote, hasFocus, isOver, placeNotes, showNotes } from "./margin.js";
import { view } from "./patch.js";
import { makeRoom } from "./strip.js";

/**
 * @typedef {object} Check
 * @property {number} line
 * @property {number} column
 * @property {string} kind "alt", "large-picture"
 * @property {"error" | "warning"} severity
 * @property {string} message
 * @property {string | null} suggestion the mended line, whole
 * @property {{first_line: number, lines: string[]}} [excerpt]
 */

/** What the tab remembers: whether the author has opened the margin. */
const KEY = "blog-serve:margin";

/** Milliseconds that a number must stand before it is said aloud: while one types, it changes often. */
const STANDS_AFTER = 2000;

// The index has none.
const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-ui=notes]"));
const margin = /** @type {HTMLElement | null} */ (document.querySelector("[data-ui=margin]"));

/** @type {Check[]} */
let checks = [];
let open = sessionStorage.getItem(KEY) === "open";
/** How many notes there were when that was last said aloud. */
let told = 0;
let timer = 0;

/** @param {Check[]} now all of them; they replace those before */
export function showChecks(now) {
  checks = now;
  showButton();
  show();
  clearTimeout(timer);
  timer = setTimeout(tell, STANDS_AFTER);
}

/** The text is another now, or stands elsewhere: each note goes where its block is. */
export function followChecks() {
  if (open) placeNotes();
}

/** There is no text any more that they could be about. */
export function dropChecks() {
  clearTimeout(timer);
  checks = [];
  dropNotes();
}

/** @param {number} count */
const notes = (count) => (count === 1 ? "1 note" : `${count} notes`);

function showButton() {
  if (!button) return;
  const errors = checks.filter(({ severity }) => severity === "error").length;
  const [count, noun] = notes(checks.length).split(" ");
  button.hidden = checks.length === 0;
  button.toggleAttribute("data-errors", errors > 0);
  put(button, ".notes-count", count);
  put(button, ".notes-noun", ` ${noun}`);
  put(button, ".notes-wrong", errors === 0 ? "" : errors === 1 ? ", 1 of them an error" : `, ${errors} of them errors`);
  button.title = "What to look at before this is published (c)";
}

/**
 * @param {HTMLElement} within
 * @param {string} selector
 * @param {string} text
 */
function put(within, selector, text) {
  const place = within.querySelector(selector);
  if (place && place.textContent !== text) place.textContent = text;
}

function show() {
  if (!margin) return;
  const shown = open && checks.length > 0;
  button?.setAttribute("aria-expanded", String(shown));
  showNotes(shown ? checks : [], notes(checks.length));
}

function tell() {
  if (checks.length === told) return;
  told = checks.length;
  sayAloud(told === 0 ? "No notes any more" : notes(told));
}

/** @param {boolean} now */
function setOpen(now) {
  if (open === now || !margin) return;
  const focused = hasFocus();
  open = now;
  if (now) sessionStorage.setItem(KEY, "open");
  else sessionStorage.removeItem(KEY);
  show();
  // On a phone the two together would leave nothing of the text.
  if (now && isOver() && matchMedia("(max-width: 36rem)").matches) makeRoom();
  if (focused && !now) button?.focus({ preventScroll: true });
}

/**
 * To the next note or the one before: from the current one, or from what is on the screen.
 *
 * @param {1 | -1} by
 */
function walk(by) {
  if (checks.length === 0) return;
  setOpen(true);
  focusNote(currentNote(by));
}

button?.addEventListener("click", () => setOpen(!open));
margin?.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("[data-do=close-margin]")) setOpen(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !open || checks.length === 0) return;
  // Beside the text it is in nobody's way.
  if (!isOver() && !hasFocus()) return;
  event.preventDefault();
  setOpen(false);
});

if (view() !== "index") {
  onKey("c", "opens and closes the notes in the margin", () => setOpen(!open || checks.length === 0));
  onKey("n", "goes to the next note", () => walk(1), "again");
  onKey("p", "goes to the note before", () => walk(-1), "again");
}

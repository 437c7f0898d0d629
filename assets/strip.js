// What is wrong with the post, at the lower edge and over the page: it never moves the text.

import { sayAloud } from "./aloud.js";
import { holdBar } from "./bar.js";
import { copyButton } from "./copy.js";
import { canEdit, edit } from "./editor.js";
import { element, worded } from "./element.js";
import { focusAgain } from "./focus.js";
import { onKey } from "./keys.js";
import { focusStatus, onStatusClick, showTrouble } from "./status.js";
import { setTrouble } from "./title.js";

/** Milliseconds that a problem must stand: an editor that saves by itself saves half words. */
const STANDS_AFTER = 1000;

const strip = /** @type {HTMLElement} */ (document.querySelector("[data-ui=strip]"));

/**
 * @typedef {object} Problem
 * @property {string} path
 * @property {number} line
 * @property {number} column in characters, from 1
 * @property {string} kind
 * @property {"error" | "warning"} severity
 * @property {string} message
 * @property {string | null} suggestion
 * @property {{first_line: number, lines: string[], column: number, length: number}} excerpt
 */

/**
 * From which save something is that the page shows; `at` is "14:03".
 *
 * @typedef {{save: "newest" | "never"} | {save: "earlier", at: string}} Save
 */

/** @type {Problem[]} */
let problems = [];
/** @type {Save} */
let metadataOf = { save: "newest" };
/** @type {Save} */
let textOf = { save: "newest" };
let standing = false;
/** What is told first has stood since before the page came. */
let first = true;
let folded = false;
let timer = 0;

/** What had the focus before the strip. @type {Element | null} */
let before = null;

/** Which of them is on the strip: errors stand before what is only doubtful. */
let at = 0;
/** What the strip shows, so that it is left alone while that is the same. */
let shown = "";
/** What has been said aloud of the problems that there are. @type {Set<string>} */
let told = new Set();

/**
 * @param {{problems: Problem[], metadataOf: Save, textOf: Save}} now all of them; they replace those before
 */
export function showProblems(now) {
  const last = problems[at];
  ({ metadataOf, textOf } = now);
  problems = [...now.problems].sort((one, other) => weight(one) - weight(other));
  at = Math.max(0, problems.findIndex((problem) => last && nameOf(problem) === nameOf(last)));
  if (first) standing = problems.length > 0;
  first = false;
  if (problems.length === 0) {
    clearTimeout(timer);
    timer = 0;
    standing = false;
    folded = false;
  } else if (!standing) {
    timer ||= setTimeout(() => {
      standing = true;
      show();
    }, STANDS_AFTER);
  }
  show();
}

/** @param {Problem} problem */
const weight = ({ severity }) => (severity === "error" ? 0 : 1);

/**
 * What makes two problems the same one, wherever its line is by now.
 *
 * @param {Problem} problem
 */
const nameOf = ({ path, kind, message }) => [path, kind, message].join("\n");

/** @param {boolean} away */
function fold(away) {
  if (!standing) return;
  const focused = strip.contains(document.activeElement);
  folded = away;
  show();
  if (away && focused) focusStatus();
}

/** Brings it back where it is folded away, and goes there. */
function enter() {
  if (!standing) return;
  fold(false);
  if (!strip.contains(document.activeElement)) before = document.activeElement;
  strip.focus({ preventScroll: true });
}

onStatusClick(() => (folded ? enter() : fold(true)));
onKey("m", "goes to the problem, at the lower edge", enter);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || strip.hidden || event.defaultPrevented) return;
  // One thing at a time: first the notes, while one is in them.
  if (document.activeElement?.closest("[data-ui=margin]")) return;
  event.preventDefault();
  fold(true);
});

/** Pixels between the strip and what comes to have the focus. */
const CLEAR = 16;

/** What else stands at the lower edge stands above it, and so does what has the focus. */
new ResizeObserver(() => {
  const { style } = document.documentElement;
  const height = strip.offsetHeight;
  style.setProperty("--strip", `${height}px`);
  // Chromium scrolls at clicks, too, where there is any: none while there is no strip.
  style.scrollPaddingBottom = height > 0 ? `${height + CLEAR}px` : "";
}).observe(strip);

/** Folds it away where something else needs its place. */
export function makeRoom() {
  if (!strip.hidden) fold(true);
}

function show() {
  setTrouble(standing);
  showTrouble(standing ? problems.length : 0, folded);
  holdBar("problem", standing);
  tell();
  const loses = !standing && strip.contains(document.activeElement);
  strip.hidden = !standing || folded;
  if (loses) focusAgain(before);
  if (strip.hidden) {
    strip.replaceChildren();
    shown = "";
    return;
  }
  const problem = problems[at];
  const now = JSON.stringify([problem, at, problems.length, metadataOf, textOf]);
  // Another save with the same mistake takes no selection and no focus from who is at it.
  if (now === shown) return;
  shown = now;
  const focused = focusedButton();
  strip.dataset.severity = problem.severity;
  strip.replaceChildren(
    placeOf(problem),
    element("p", "strip-message", ...worded(problem.message)),
    ...excerptOf(problem),
    ...suggestionOf(problem),
    ...footOf(problem),
  );
  if (focused) (strip.querySelector(`.${focused}`) ?? strip).focus({ preventScroll: true });
}

/** The class of the strip's button that has the focus. */
function focusedButton() {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused !== strip && strip.contains(focused) ? focused.className : "";
}

/** Says each problem aloud when it has stood for a while: once, and not again with each save. */
function tell() {
  if (!standing) {
    if (told.size > 0) sayAloud("No problem any more");
    told = new Set();
    return;
  }
  const fresh = problems.find((problem) => !told.has(nameOf(problem)));
  told = new Set(problems.map(nameOf));
  if (!fresh) return;
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  sayAloud(`${many}, line ${fresh.line}: ${fresh.message}`);
}

/** @param {Problem} problem */
function placeOf({ path, kind, line, column }) {
  const row = element("div", "strip-place");
  const place = element("span", "strip-line", `line ${line}, column ${column}`);
  const away = button("strip-fold", "Fold", () => fold(true));
  away.title = "Fold away (Esc); the dot above brings it back";
  // The editor opens the post, and this one stands in another file.
  const editor = kind === "settings" ? [] : editorButton({ line, column });
  row.append(element("span", "strip-path", path), " ", place, ...editor, ...walkOf(), away);
  return row;
}

/** @param {{line: number, column: number}} at */
function editorButton(at) {
  return canEdit ? [button("strip-edit", "Open in editor", () => edit(at))] : [];
}

/** Where there are several, which one this is, and the way to the others. */
function walkOf() {
  const many = problems.length;
  if (many < 2) return [];
  const go = (/** @type {number} */ by) => () => {
    at = (at + by + many) % many;
    show();
  };
  const before = button("strip-before", "Previous", go(-1));
  const next = button("strip-next", "Next", go(1));
  return [element("span", "strip-count", `${at + 1} of ${many}`), before, next];
}

/**
 * @param {string} className
 * @param {string} text
 * @param {() => void} does
 */
function button(className, text, does) {
  const made = element("button", className, text);
  made.setAttribute("type", "button");
  made.addEventListener("click", does);
  return made;
}

/** @param {Problem} problem */
function excerptOf({ excerpt, line }) {
  if (excerpt.lines.length === 0) return [];
  const code = element("pre", "strip-excerpt");
  // A long line scrolls, by keys too.
  code.tabIndex = 0;
  excerpt.lines.forEach((text, at) => {
    const number = excerpt.first_line + at;
    const row = element("div", "strip-row");
    row.append(element("span", "strip-number", String(number)));
    row.append(number === line ? marked(text, excerpt.column, excerpt.length) : element("code", "", text));
    code.append(row);
  });
  return [code];
}

/**
 * @param {string} text
 * @param {number} column
 * @param {number} length
 */
function marked(text, column, length) {
  // Columns count characters, not UTF-16 units.
  const characters = [...text];
  const from = Math.min(column - 1, characters.length);
  const meant = characters.slice(from, from + length).join("");
  const code = element("code", "");
  // At the end of a line there is nothing to mark but the place itself.
  const mark = element("mark", "", meant || " ");
  code.append(characters.slice(0, from).join(""), mark, characters.slice(from + length).join(""));
  return code;
}

/** @param {Problem} problem */
function suggestionOf({ suggestion }) {
  if (!suggestion) return [];
  const row = element("div", "strip-try");
  row.append(element("span", "strip-label", "Try"), element("code", "", suggestion));
  const copy = copyButton(suggestion);
  copy.className = "strip-copy";
  row.append(copy);
  return [row];
}

/** @param {Problem} problem */
function footOf({ kind }) {
  const sentences = [];
  if (kind === "front-matter") {
    sentences.push(metadataSentence());
  } else if (kind === "render" || kind === "read") {
    sentences.push(...textSentence());
  }
  return sentences.length > 0 ? [paragraph("strip-still", sentences.join(" "))] : [];
}

function metadataSentence() {
  switch (metadataOf.save) {
    case "newest":
      return "The rest of the front matter counts, and the text is live.";
    case "earlier":
      return `Still showing the title and date of ${metadataOf.at}; the text is live.`;
    case "never":
      return "Until it can be read, the title is the file’s name, and the post counts as a draft; the text is live.";
  }
}

function textSentence() {
  switch (textOf.save) {
    case "newest":
      return [];
    case "earlier":
      return [`Still showing the text of ${textOf.at}.`];
    case "never":
      return ["There is no earlier text to show."];
  }
}

/**
 * @param {string} className
 * @param {string} text
 */
const paragraph = (className, text) => element("p", className, text);

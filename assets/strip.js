// What is wrong with the post, at the lower edge and over the page: it never moves the text.

import { holdBar } from "./bar.js";
import { copyButton } from "./copy.js";
import { canEdit, edit } from "./editor.js";
import { element } from "./element.js";
import { onStatusClick, showTrouble } from "./status.js";
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
let folded = false;
let timer = 0;

/**
 * @param {{problems: Problem[], metadataOf: Save, textOf: Save}} now all of them; they replace those before
 */
export function showProblems(now) {
  ({ problems, metadataOf, textOf } = now);
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

/** @param {boolean} away */
function fold(away) {
  if (!standing) return;
  folded = away;
  show();
}

onStatusClick(() => fold(!folded));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !strip.hidden && !event.defaultPrevented) fold(true);
});

function show() {
  setTrouble(standing);
  showTrouble(standing ? problems.length : 0, folded);
  holdBar("problem", standing);
  strip.hidden = !standing || folded;
  if (strip.hidden) {
    strip.replaceChildren();
    return;
  }
  const first = problems.find(({ severity }) => severity === "error") ?? problems[0];
  strip.dataset.severity = first.severity;
  strip.replaceChildren(
    placeOf(first),
    paragraph("strip-message", first.message),
    ...excerptOf(first),
    ...suggestionOf(first),
    ...footOf(first),
  );
}

/** @param {Problem} problem */
function placeOf({ path, line, column }) {
  const row = element("div", "strip-place");
  const place = element("span", "strip-line", `line ${line}, column ${column}`);
  const button = /** @type {HTMLButtonElement} */ (element("button", "strip-fold", "Fold"));
  button.type = "button";
  button.title = "Fold away (Esc); the dot above brings it back";
  button.addEventListener("click", () => fold(true));
  row.append(element("span", "strip-path", path), " ", place, ...editorButton({ line, column }), button);
  return row;
}

/** @param {{line: number, column: number}} place */
function editorButton(place) {
  if (!canEdit) return [];
  const button = /** @type {HTMLButtonElement} */ (element("button", "strip-edit", "Open in editor"));
  button.type = "button";
  button.addEventListener("click", () => edit(place));
  return [button];
}

/** @param {Problem} problem */
function excerptOf({ excerpt, line }) {
  if (excerpt.lines.length === 0) return [];
  const code = element("pre", "strip-excerpt");
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
  row.append(copyButton(suggestion));
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
  const others = problems.length - 1;
  if (others > 0) sentences.push(others === 1 ? "There is 1 other problem." : `There are ${others} other problems.`);
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

// One note as the margin shows it: where it is, what is the matter, what to put there instead, and
// how to have it silent.

import { copyButton } from "./copy.js";
import { element, icon, worded } from "./element.js";

/** @typedef {import("./checks.js").Check} Check */

const ERROR = "M8 4.4v4.4M8 11.3v.1";

/** How many characters of a mended line are shown, and how many of them before the place. */
const SHOWN = 140;
const BEFORE = 30;

/** What cannot be silenced: without mending it, the post is not what its author means. */
const LOUD = new Set(["front-matter", "read", "render", "settings"]);

/** What a post is as a whole, which no place in its text can silence. */
const WHOLE = new Set(["permalink", "old-draft"]);

/** What the banner over the text says already, in other words. @type {Record<string, string>} */
const BESIDE_BANNER = { "old-draft": "Its date has passed. Is it still the one that you mean?" };

/** @param {Check} check */
export function noteOf(check) {
  const note = element("li", "margin-note");
  note.tabIndex = -1;
  note.dataset.severity = check.severity;
  note.dataset.kind = check.kind;
  note.append(headOf(check), element("p", "note-message", ...worded(BESIDE_BANNER[check.kind] ?? check.message)), ...mendedOf(check), ...silenceOf(check));
  return note;
}

/**
 * The same note, on another line by now.
 *
 * @param {HTMLElement} note
 * @param {Check} check
 */
export function moveNote(note, { line }) {
  const place = note.querySelector(".note-line");
  const text = `line ${line}`;
  if (place && place.textContent !== text) place.textContent = text;
}

/** @param {Check} check */
function headOf({ line, severity }) {
  const place = element("button", "note-line", `line ${line}`);
  place.setAttribute("type", "button");
  place.title = "Show the place";
  const head = element("p", "note-head", place);
  // A word and a shape beside the colour.
  if (severity === "error") head.append(element("span", "note-error", icon(ERROR), "error"));
  return head;
}

/** @param {Check} check */
function mendedOf({ suggestion, column }) {
  if (!suggestion) return [];
  return [element("div", "note-try", element("span", "note-label", "Try"), ...lineToCopy(suggestion, near(suggestion, column)))];
}

/**
 * A paragraph may be one line: what is shown of it is what is about to change. All of it is copied.
 *
 * @param {string} line
 * @param {number} column in characters, from 1
 */
function near(line, column) {
  const characters = [...line];
  if (characters.length <= SHOWN) return line;
  const from = Math.max(0, Math.min(column - 1 - BEFORE, characters.length - SHOWN));
  const to = from + SHOWN;
  return `${from > 0 ? "…" : ""}${characters.slice(from, to).join("")}${to < characters.length ? "…" : ""}`;
}

/** @param {Check} check */
function silenceOf(check) {
  if (LOUD.has(check.kind)) return [];
  const inText = WHOLE.has(check.kind)
    ? []
    : [element("p", "", "A line of its own in the text silences this kind from there on:"), ...lineToCopy(`<!-- check: off ${check.kind} -->`)];
  const head = inFrontMatter(check);
  return [
    element(
      "details",
      "note-silence",
      element("summary", "", "Silence this note"),
      ...inText,
      element("p", "", `In the front matter, for the whole post${head.where}:`),
      ...lineToCopy(head.line),
      element("p", "", "For every post, in ", element("code", "", ".blog-serve.toml"), " at the blog’s root, under ", element("code", "", "[check]"), ":"),
      ...lineToCopy(`off = ["${check.kind}"]`),
    ),
  ];
}

/**
 * In the words of the front matter that there is, as far as the lines around the place tell.
 *
 * @param {Check} check
 */
function inFrontMatter({ kind, excerpt }) {
  const lines = excerpt?.lines ?? [];
  if (lines.some((line) => /^(\+\+\+\s*$|[\w-]+\s*=\s)/.test(line))) {
    return { line: `check = "off ${kind}"`, where: " (for Zola, under [extra])" };
  }
  if (lines.some((line) => /^\s*"[\w-]+"\s*:/.test(line))) return { line: `"check": "off ${kind}",`, where: "" };
  return { line: `check: off ${kind}`, where: "" };
}

/**
 * @param {string} text
 * @param {string} [shown] as much of it as there is room for
 */
function lineToCopy(text, shown = text) {
  return [element("div", "note-copy", element("code", "", shown), copyButton(text))];
}

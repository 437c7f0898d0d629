// A window that shows whichever post was saved last, and moves on with the author: not while
// something is marked in it, typed or open.

import { elements } from "./article.js";
import { jump } from "./glide.js";
import { commonBlocks, keyOf } from "./match.js";
import { isLatest, url, view } from "./patch.js";
import { firstPlaceOf, textOf } from "./place.js";

/**
 * Milliseconds without a newer one: of a hundred posts that are saved at once, it goes to the last
 * and does not flicker through the others.
 */
const QUIET = 100;

/** How many posts it remembers, and how many characters of them: a dozen very long ones. */
const MOST_POSTS = 32;
const MOST_CHARACTERS = 8 << 20;

/** @typedef {{blocks: {key: string, text: string}[], top: number}} Shown how it was left */

/** What this window has shown, the newest last. @type {Map<string, Shown>} */
const shown = new Map();

/** The post to move on to. @type {string | null} */
let wanted = null;

/** The one that the server was asked for. @type {string | null} */
let asked = null;

let timer = 0;
let pressed = false;

/** @type {(message: object) => void} */
let send = () => {};

/** @param {(message: object) => void} sender */
export function startLatest(sender) {
  if (!isLatest()) return;
  // The list took its place, because there were no posts when the window was opened.
  if (view() === "index") return location.replace(new URL("../latest", import.meta.url));
  send = sender;
  addEventListener("pointerdown", () => (pressed = true));
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, () => {
      pressed = false;
      soon();
    });
  }
  // What is open is closed by a click or a key.
  for (const name of ["selectionchange", "focusout", "keyup"]) document.addEventListener(name, soon);
}

/**
 * Another post is the one that was saved last.
 *
 * @param {string} post
 */
export function showLatest(post) {
  asked = null;
  wanted = post === url() ? null : post;
  soon();
}

/** The server was away: it says again what there is to move on to. */
export function forgetLatest() {
  asked = null;
  wanted = null;
  soon();
}

function soon() {
  clearTimeout(timer);
  if (wanted === null) say(null);
  else timer = setTimeout(moveOn, QUIET);
}

function moveOn() {
  if (wanted === null) return;
  if (isBusy()) return say(wanted);
  asked = wanted;
  wanted = null;
  say(null);
  send({ type: "look", post: asked });
}

/** @param {string | null} post the one that it waits to move on to */
function say(post) {
  if (post === null) delete document.documentElement.dataset.latest;
  else document.documentElement.dataset.latest = post;
}

/** Whether the author is doing something in this window. */
function isBusy() {
  const selection = getSelection();
  if (pressed || (selection !== null && !selection.isCollapsed)) return true;
  const focus = document.activeElement;
  const types = focus instanceof HTMLElement && (focus.isContentEditable || focus.matches("input, textarea, select"));
  return types || document.querySelector("dialog[open], [role=dialog]:not([hidden])") !== null;
}

/**
 * Whether the page turns to the post that was asked for; remembers the one that it leaves.
 *
 * @param {{url: string}} moved
 */
export function leaves({ url: post }) {
  if (post !== asked) return false;
  asked = null;
  if (post === url()) return false;
  shown.delete(url());
  const blocks = elements().map((element) => ({ key: keyOf(element), text: textOf(element) }));
  shown.set(url(), { blocks, top: scrollY });
  forgetOldest();
  return true;
}

function forgetOldest() {
  const size = (/** @type {Shown} */ { blocks }) =>
    blocks.reduce((sum, { key, text }) => sum + key.length + text.length, 0);
  let characters = 0;
  for (const [post, left] of [...shown].reverse()) {
    characters += size(left);
    if (characters > MOST_CHARACTERS) shown.delete(post);
  }
  for (const post of [...shown.keys()].slice(0, -MOST_POSTS)) shown.delete(post);
}

/**
 * Another post is in the document: goes to where it was left, or to its top.
 *
 * @returns {{changed: Element[], spot: import("./place.js").Spot | null}} what is another since
 */
export function arrive() {
  const left = shown.get(url());
  jump(left?.top ?? 0);
  if (!left) return { changed: [], spot: null };
  const runs = runsSince(left.blocks, elements());
  const changed = runs.flat().filter(({ does }) => does !== "delete");
  return {
    changed: changed.map(({ element }) => /** @type {Element} */ (element)),
    spot: firstPlaceOf(runs),
  };
}

/**
 * What has become of the blocks as they were left.
 *
 * @param {{key: string, text: string}[]} olds
 * @param {Element[]} nexts
 */
function runsSince(olds, nexts) {
  /** @type {import("./place.js").Step[][]} */
  const runs = [];
  let at = 0;
  let to = 0;
  const common = commonBlocks(olds.map(({ key }) => key), nexts.map(keyOf));
  for (const [old, next] of [...common, [olds.length, nexts.length]]) {
    /** @type {import("./place.js").Step[]} */
    const run = nexts.slice(to, next).map((element, index) => {
      const was = at + index < old ? olds[at + index].text : null;
      return was === null ? { does: "insert", element } : { does: "change", element, was };
    });
    if (old - at > next - to) run.push({ does: "delete", element: null, spot: edgeAt(nexts, next) });
    if (run.length > 0) runs.push(run);
    at = old + 1;
    to = next + 1;
  }
  return runs;
}

/**
 * @param {Element[]} blocks
 * @param {number} at
 * @returns {import("./place.js").Spot | undefined}
 */
function edgeAt(blocks, at) {
  if (blocks[at]) return { node: blocks[at], edge: "top" };
  return blocks[at - 1] ? { node: blocks[at - 1], edge: "bottom" } : undefined;
}

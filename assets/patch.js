// A patch, or a whole page, onto the page.

import { applyEdits, article, setLines, shiftLines } from "./article.js";
import { showDirection } from "./direction.js";
import { keepStyles } from "./files.js";
import { afterFrame } from "./frame.js";
import { match, others } from "./match.js";
import { morph } from "./morph.js";
import { setTitle } from "./title.js";

/** What the page shows. The document says so too, after the frame. */
let shown = article.dataset.revision ?? "";

/** What the page shows, as 16 hex digits. */
export const revision = () => shown;

/** The page shows no revision: half of a change is on it. */
export function forgetRevision() {
  shown = "";
}

/** The permalink of what the page shows. */
export const url = () => article.dataset.post ?? "";

/** Whether the page shows whichever post was saved last. */
export const isLatest = () => new URLSearchParams(location.search).has("latest");

/** What the page is: "post", "index", or "nothing" where there is no post yet. */
export const view = () => article.dataset.view ?? "";

/**
 * @param {{revision: string, title?: string, regions?: Region[], edits?: import("./article.js").Edit[], shifts?: number[][]}} patch
 * @returns {import("./article.js").Done}
 */
export function applyPatch(patch) {
  const done = applyEdits(patch.edits ?? []);
  if (patch.shifts) shiftLines(patch.shifts);
  finish(patch);
  return done;
}

/**
 * @param {{revision: string, title: string, regions: Region[], blocks: string[]}} whole
 * @param {"same" | "another"} post whether it is the one that is shown: the same block of another
 *   one may show another picture
 * @returns {import("./article.js").Done}
 */
export function applyWhole(whole, post) {
  const { edits, lines } = post === "same" ? match(whole.blocks) : others(whole.blocks);
  const done = applyEdits(edits);
  setLines(lines);
  finish(whole);
  return done;
}

/** @typedef {{name: string, html: string}} Region */

/** @param {{revision: string, title?: string, regions?: Region[]}} page */
function finish(page) {
  for (const region of page.regions ?? []) showRegion(region);
  if (page.title !== undefined) {
    setTitle(page.title);
    showDirection(page.title);
  }
  shown = page.revision;
  afterFrame(() => article.dataset.revision = shown);
}

/** @param {Region} region */
function showRegion({ name, html }) {
  const old = document.querySelector(`[data-region="${name}"]`);
  if (!old) return;
  const next = /** @type {Element} */ (old.cloneNode(false));
  next.innerHTML = html;
  morph(old, next);
}

/**
 * The post has another address now, or is the first at this one, or another is to be shown.
 *
 * @param {string} address relative to the one before
 * @param {string} permalink
 * @param {string} hash the place in it
 */
export function moveTo(address, permalink, hash = location.hash) {
  article.dataset.post = permalink;
  article.dataset.view = "post";
  const target = new URL(address, location.href);
  // Whether it moves on with the author.
  target.search = location.search;
  target.hash = hash;
  // Links of ours that stand outside the patched parts go on leading where they led.
  for (const link of document.querySelectorAll(".bar a[href]")) {
    link.setAttribute("href", /** @type {HTMLAnchorElement} */ (link).href);
  }
  keepStyles();
  history.replaceState(history.state, "", target);
}

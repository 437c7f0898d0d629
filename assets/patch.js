// A patch, or a whole page, onto the page.

import { applyEdits, article, setLines, shiftLines } from "./article.js";
import { afterFrame } from "./frame.js";
import { match } from "./match.js";
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

/** What the page is: "post", "index", or "nothing" where there is no post yet. */
export const view = () => article.dataset.view ?? "";

/**
 * @param {{revision: string, title?: string, regions?: Region[], edits?: import("./article.js").Edit[], shifts?: number[][]}} patch
 * @returns {Element[]} the blocks that look different now
 */
export function applyPatch(patch) {
  const changed = applyEdits(patch.edits ?? []);
  if (patch.shifts) shiftLines(patch.shifts);
  finish(patch);
  return changed;
}

/**
 * @param {{revision: string, title: string, regions: Region[], blocks: string[]}} whole
 * @returns {Element[]}
 */
export function applyWhole(whole) {
  const { edits, lines } = match(whole.blocks);
  const changed = applyEdits(edits);
  setLines(lines);
  finish(whole);
  return changed;
}

/** @typedef {{name: string, html: string}} Region */

/** @param {{revision: string, title?: string, regions?: Region[]}} page */
function finish(page) {
  for (const region of page.regions ?? []) showRegion(region);
  if (page.title !== undefined) setTitle(page.title);
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
 * The post has another address now, or is the first at this one.
 *
 * @param {string} address relative to the one before
 * @param {string} permalink
 */
export function moveTo(address, permalink) {
  article.dataset.post = permalink;
  article.dataset.view = "post";
  const target = new URL(address, location.href);
  target.hash = location.hash;
  // Links of ours that stand outside the patched parts go on leading where they led.
  for (const link of document.querySelectorAll(".bar a[href]")) {
    link.setAttribute("href", /** @type {HTMLAnchorElement} */ (link).href);
  }
  history.replaceState(history.state, "", target);
}

// What one reads stays where it is on the screen when the text above it changes. Browsers do that
// by themselves (scroll anchoring), but for Safari.

import { elements } from "./article.js";

const byItself = CSS.supports("overflow-anchor", "auto");

/** So many blocks are tried: the topmost ones may be those that the change takes away. */
const TRIED = 4;

/**
 * Does something to the page in a way that moves nothing on the screen.
 *
 * @template T
 * @param {() => T} work
 * @returns {T} what `work` returns
 */
export function inPlace(work) {
  if (byItself || scrollY === 0) return work();
  const places = visible().map((block) => ({ block, top: block.getBoundingClientRect().top }));
  const result = work();
  const place = places.find(({ block }) => block.isConnected);
  const moved = place ? place.block.getBoundingClientRect().top - place.top : 0;
  if (moved !== 0) scrollBy({ top: moved, behavior: "instant" });
  return result;
}

/** The first blocks of which something is on the screen. */
export function visible() {
  const blocks = elements();
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].getBoundingClientRect().bottom > 0) high = middle;
    else low = middle + 1;
  }
  return blocks.slice(low, low + TRIED);
}

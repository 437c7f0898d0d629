// The bar at the top: out of the way while one reads on, back when one looks for it.

const bar = /** @type {HTMLElement} */ (document.querySelector("[data-ui=bar]"));

/** Pixels from the top within which it always stays, and that a scroll must have to count. */
const STAYS_WITHIN = 80;
const LEAST = 6;

/** Milliseconds after a change in which scrolling is the browser keeping the text in its place. */
const CHANGE = 200;

/** Reasons for which it must stay. @type {Set<string>} */
const reasons = new Set();

let top = scrollY;
let quietUntil = 0;

addEventListener(
  "scroll",
  () => {
    const moved = scrollY - top;
    if (performance.now() < quietUntil) {
      top = scrollY;
    } else if (Math.abs(moved) >= LEAST) {
      top = scrollY;
      hide(moved > 0 && scrollY > STAYS_WITHIN);
    }
  },
  { passive: true },
);

bar.addEventListener("focusin", () => hide(false));

/** @param {boolean} away */
function hide(away) {
  bar.toggleAttribute("data-away", away && reasons.size === 0);
}

/**
 * @param {string} reason
 * @param {boolean} holds
 */
export function holdBar(reason, holds) {
  if (!holds) {
    reasons.delete(reason);
  } else if (!reasons.has(reason)) {
    reasons.add(reason);
    hide(false);
  }
}

/** What scrolls now is not the reader. */
export function ignoreScrolling() {
  quietUntil = performance.now() + CHANGE;
}

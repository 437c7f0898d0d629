// The bar at the top: out of the way while one reads on, back when one looks for it.

const bar = /** @type {HTMLElement} */ (document.querySelector("[data-ui=bar]"));
const gain = /** @type {HTMLElement} */ (document.querySelector("[data-ui=gain]"));

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

const key = "blog-serve:words";

/** Shows how many words there are more, or fewer, than when this tab opened the post. */
export function showGain() {
  const now = words();
  const then = startingWords(now);
  if (now === null || then === null || now === then) {
    gain.textContent = "";
    return;
  }
  const difference = now - then;
  gain.textContent = difference > 0 ? `+${difference}` : `−${-difference}`;
  gain.title = "Words since this tab opened the post";
}

/** @returns {number | null} */
function words() {
  const counted = document.querySelector("[data-words]")?.getAttribute("data-words");
  return counted ? Number(counted) : null;
}

/**
 * Kept by the tab, so that loading the page again does not begin anew.
 *
 * @param {number | null} now
 */
function startingWords(now) {
  const post = document.querySelector("article[data-post]")?.getAttribute("data-post");
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept?.post === post) return kept.words;
  sessionStorage.setItem(key, JSON.stringify({ post, words: now }));
  return now;
}

showGain();

// What has changed where a reader does not see it, on pills over the page: they are told, and go
// there when they like.

import { element, icon } from "./element.js";
import { focusText } from "./focus.js";
import { glideTo } from "./glide.js";
import { tint } from "./tint.js";
import { author } from "./words.js";

const place = /** @type {HTMLElement} */ (document.querySelector("[data-ui=pills]"));

const UP = "M8 13V3.5M4 7l4-4 4 4";
const DOWN = "M8 3v9.5M4 9l4 4 4-4";

/** What is hidden by the bar, or only just shows at an edge, has not been seen. */
const MARGIN = "-48px 0px -32px 0px";

/** Changed blocks that were not on the screen since. @type {Set<Element>} */
const unseen = new Set();

const above = pill("above");
const below = pill("below");
const aside = pill("aside");
place.append(aside, above, below);

/** A click would take the selection away, for which the text is held. */
place.addEventListener("pointerdown", (event) => event.preventDefault());
place.addEventListener("mousedown", (event) => event.preventDefault());

const watch = new IntersectionObserver(
  (entries) => {
    const seen = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
    for (const block of seen) forget(block);
    tint(seen.filter((block) => block.isConnected));
    show();
  },
  { rootMargin: MARGIN },
);

/** @param {Element[]} blocks that look different now */
export function showChanges(blocks) {
  for (const block of blocks) {
    // Watched anew, it is looked at once more: a second change of what is on the screen is tinted.
    watch.unobserve(block);
    watch.observe(block);
    unseen.add(block);
  }
  for (const block of unseen) if (!block.isConnected) forget(block);
  if (blocks.length === 0) show();
}

/**
 * Says that what the reader has selected is others by now.
 *
 * @param {{element: Element, gone: boolean}[]} blocks
 * @param {() => void} release
 */
export function showAside(blocks, release) {
  aside.hidden = blocks.length === 0;
  aside.onclick = release;
  if (aside.hidden) return update();
  const what =
    blocks.length > 1
      ? "changed what you have selected"
      : blocks[0].gone
        ? "taken this paragraph out"
        : "changed this paragraph";
  const sentence = `${author} has just ${what}`;
  if (aside.dataset.sentence !== sentence) {
    aside.dataset.sentence = sentence;
    aside.replaceChildren(element("span", "", sentence), " ", element("span", "pill-act", "show"));
  }
  update();
}

/** There is nothing more to tell. */
export function clearPills() {
  watch.disconnect();
  unseen.clear();
  place.remove();
}

/** @param {Element} block */
function forget(block) {
  unseen.delete(block);
  watch.unobserve(block);
}

/** @param {string} name */
function pill(name) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.pill = name;
  button.hidden = true;
  return button;
}

function show() {
  /** @type {Element[]} */
  const over = [];
  /** @type {Element[]} */
  const under = [];
  for (const block of unseen) (block.getBoundingClientRect().top < 0 ? over : under).push(block);
  fill(above, over, "above", UP);
  fill(below, under, "below", DOWN);
  update();
}

/**
 * @param {HTMLButtonElement} button
 * @param {Element[]} blocks
 * @param {string} where
 * @param {string} arrow
 */
function fill(button, blocks, where, arrow) {
  button.hidden = blocks.length === 0;
  button.onclick = () => {
    const target = nearest(blocks.filter((block) => block.isConnected));
    if (target) glideTo(target);
  };
  const text = `${blocks.length} changed ${where}`;
  if (button.hidden || button.textContent === text) return;
  button.replaceChildren(element("span", "", text), icon(arrow));
}

/**
 * The one that is the least way off: the next one to read, in either direction.
 *
 * @param {Element[]} blocks
 * @returns {Element | undefined}
 */
function nearest(blocks) {
  const middle = innerHeight / 2;
  const way = (/** @type {Element} */ block) => Math.abs(block.getBoundingClientRect().top - middle);
  return blocks.sort((one, other) => way(one) - way(other))[0];
}

function update() {
  place.hidden = above.hidden && below.hidden && aside.hidden;
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && place.contains(focused) && !focused.checkVisibility()) focusText();
}

let asked = false;

// Who jumps over a change has it on the other side.
addEventListener(
  "scroll",
  () => {
    if (asked || unseen.size === 0) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      show();
    });
  },
  { passive: true },
);

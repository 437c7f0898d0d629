// The outline goes along: where it is longer than the window is high, what one reads is in sight in it.

const outline = document.querySelector("[data-region=outline]");

/** A heading is read from there on: a part of the window's height, from its top. */
const READ = 1 / 3;

/** Pixels at its upper and its lower edge in which it fades. */
const FADE = 24;

let waits = false;

if (outline) addEventListener("scroll", later, { passive: true });

function later() {
  if (waits) return;
  waits = true;
  requestAnimationFrame(() => {
    waits = false;
    if (outline) goAlong(outline);
  });
}

/** @param {Element} outline */
function goAlong(outline) {
  if (outline.scrollHeight <= outline.clientHeight) return;
  // Whoever looks for a place in it is not disturbed.
  if (outline.matches(":hover, :focus-within")) return;
  const link = read(outline.querySelectorAll("a"));
  if (!link) return void outline.scrollTo({ top: 0 });
  const { top, bottom } = outline.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < top + FADE || at.bottom > bottom - FADE) {
    outline.scrollBy({ top: (at.top + at.bottom - top - bottom) / 2 });
  }
}

/**
 * The last whose heading has come up that far.
 *
 * @param {NodeListOf<HTMLAnchorElement>} links in the order of the text
 */
function read(links) {
  let [low, high] = [0, links.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const heading = document.getElementById(decodeURIComponent(links[middle].hash.slice(1)));
    if (heading && heading.getBoundingClientRect().top < innerHeight * READ) low = middle + 1;
    else high = middle;
  }
  return links[low - 1];
}

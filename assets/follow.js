// The page follows the author: what a save changes out of sight is brought into sight, by as little
// as will do, and never while the author is looking elsewhere.

import { sayAloud } from "./aloud.js";
import { visible } from "./anchor.js";
import { ignoreScrolling } from "./bar.js";
import { element, icon } from "./element.js";
import { focusText } from "./focus.js";
import { glide, jump, ROUNDING } from "./glide.js";
import { onKey } from "./keys.js";
import { url, view } from "./patch.js";
import { firstPlaceOf, placeOf, scrollAcross, spanOf } from "./place.js";

/** Milliseconds after the author's own scrolling in which nothing else scrolls. */
const AFTER_SCROLLING = 2000;

/** Milliseconds for which a scroll may go on after the hand that began it. */
const AFTER_INPUT = 300;

/** Milliseconds after a post has taken the place of another in which what was changed in it comes. */
const ARRIVING = 1000;

/** Pixels between what is brought into sight and the lower edge. */
const EDGE = 24;

const UP = "M8 13V3.5M4 7l4-4 4 4";
const DOWN = "M8 3v9.5M4 9l4 4 4-4";

/** Keys that scroll. */
const SCROLLING = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];

const KEPT = "blog-serve:follow";

const button = document.querySelector("[data-ui=follow]");
const pills = document.querySelector("[data-ui=pills]");
const pill = /** @type {HTMLButtonElement} */ (element("button", ""));

/** Off for good, or paused because the author has scrolled away from the edit. */
let state = /** @type {"on" | "paused" | "off"} */ (kept());

/** Where the last edit was. @type {import("./place.js").Spot | null} */
let edit = null;

/** Which post that was in. */
let post = url();

/** When the author scrolled last, and when they last touched what scrolls. */
let scrolledAt = -Infinity;
let touchedAt = -Infinity;

/** When the post took the place of another. */
let arrivedAt = -Infinity;

/** Between a change of the document and its frame the browser may scroll to keep the text in its place. */
let changing = false;

/** What was on the screen after the last scroll. */
let before = { top: scrollY, blocks: /** @type {{block: Element, top: number}[]} */ ([]) };

/** Begins, on the page of a post. */
export function startFollowing() {
  if (!(button instanceof HTMLElement) || !pills) return;
  button.addEventListener("click", toggle);
  pill.type = "button";
  pill.dataset.pill = "edited";
  pill.hidden = true;
  pill.addEventListener("click", resume);
  pills.append(pill);
  onKey("f", "follows the edit, or stops following it", () => (pill.hidden ? toggle() : resume()));
  for (const name of ["wheel", "touchmove"]) addEventListener(name, touched, { passive: true });
  addEventListener("keydown", ({ key }) => {
    if (SCROLLING.includes(key)) touched();
  });
  addEventListener("scroll", scrolled, { passive: true });
  addEventListener("resize", () => show());
  look();
  show();
}

/** The document is about to change. */
export function holdStill() {
  // What was scrolled in this frame is told only after the change, when it could be the browser's.
  if (!changing && Math.abs(scrollY - before.top) >= 1) scrolled();
  changing = true;
}

/**
 * Another post has come, which nobody has scrolled yet: goes to the edit in it at once. Where the
 * server knows what its last save changed, that comes right behind it.
 *
 * @param {import("./place.js").Spot | null} spot where it is another than it was
 */
export function arriveAt(spot) {
  begin(spot);
  arrivedAt = performance.now();
  scrolledAt = -Infinity;
  const span = spot && spanOf(spot);
  if (span) bring(span, "jump");
}

/**
 * The page shows another post.
 *
 * @param {import("./place.js").Spot | null} spot the edit in it
 */
function begin(spot) {
  edit = spot;
  post = url();
  if (state === "paused") state = "on";
  look();
  show();
}

/**
 * Follows a change that is in the document.
 *
 * @param {import("./place.js").Step[][]} runs
 * @param {{elapsedMs?: number}} change
 */
export function follow(runs, { elapsedMs }) {
  changing = false;
  if (post !== url()) return begin(null);
  look();
  const arrives = performance.now() - arrivedAt < ARRIVING;
  const place = arrives ? firstPlaceOf(runs) : placeOf(runs, elapsedMs === undefined ? "other" : "save");
  if (!place || view() !== "post") return show();
  edit = place;
  const span = spanOf(place);
  if (state === "paused" && span && sideOf(span) === null) state = "on";
  if (arrives && span && mayScroll()) bring(span, "jump");
  else if (state === "on" && span && mayScroll()) bring(span, "glide");
  else show();
}

/** Whether nobody is reading, marking or looking for something just now. */
function mayScroll() {
  const selection = getSelection();
  const selects = selection !== null && !selection.isCollapsed;
  return !selects && performance.now() - scrolledAt >= AFTER_SCROLLING;
}

/**
 * @param {import("./place.js").Span} span
 * @param {"glide" | "jump"} manner
 */
function bring(span, manner) {
  if (edit) scrollAcross(edit);
  const side = sideOf(span);
  if (side !== null) {
    const { top, bottom } = clear();
    const third = top + ((bottom - top) * 2) / 3;
    const by = side === "below" ? span.bottom + EDGE - bottom : span.top - third;
    if (manner === "glide") glide(scrollY + by, scrolledByUs);
    else jump(scrollY + by, scrolledByUs);
  }
  hidePill();
}

/** The part of the screen over which nothing of ours stands. */
function clear() {
  const bar = document.querySelector("[data-ui=bar]")?.getBoundingClientRect().bottom ?? 0;
  const strip = document.querySelector("[data-ui=strip]:not([hidden])")?.getBoundingClientRect().top;
  // On a phone the notes lie over the lower part of the text.
  const margin = document.querySelector("[data-ui=margin][data-place=over]:not([hidden])")?.getBoundingClientRect();
  const notes = margin && margin.width > innerWidth / 2 ? margin.top : innerHeight;
  return { top: Math.max(0, bar), bottom: Math.min(innerHeight, strip ?? innerHeight, notes) };
}

/**
 * Where a place is when it is not in sight.
 *
 * @param {import("./place.js").Span} span
 * @returns {"above" | "below" | null}
 */
function sideOf(span) {
  const { top, bottom } = clear();
  if (span.top < top - 1) return "above";
  return span.bottom > bottom + 1 ? "below" : null;
}

function toggle() {
  state = state === "off" ? "on" : "off";
  keep();
  if (state === "on") resume();
  else show();
}

/** The author goes on with the edit. */
function resume() {
  state = "on";
  // It was asked for: what was scrolled before counts no more.
  scrolledAt = -Infinity;
  const span = edit && spanOf(edit);
  if (span) bring(span, "glide");
  say();
  hidePill();
}

function touched() {
  touchedAt = performance.now();
}

function scrolled() {
  const own = isOwnScrolling();
  look();
  if (!own) return;
  scrolledAt = performance.now();
  const span = edit && spanOf(edit);
  if (span && state !== "off") state = sideOf(span) === null ? "on" : "paused";
  show();
}

/** Whether the author has scrolled, and neither we nor the browser, which keeps the text in its place. */
function isOwnScrolling() {
  // Our own has been looked at already.
  if (Math.abs(scrollY - before.top) < 1) return false;
  if (performance.now() - touchedAt < AFTER_INPUT) return true;
  const there = before.blocks.filter(({ block }) => block.isConnected);
  const stays = there.some(({ block, top }) => Math.abs(block.getBoundingClientRect().top - top) < ROUNDING);
  return !changing && there.length > 0 && !stays;
}

/** At each step: on a busy machine a glide takes longer than the bar would wait. */
function scrolledByUs() {
  ignoreScrolling();
  look();
}

/** Remembers what is on the screen. */
function look() {
  const blocks = visible().map((block) => ({ block, top: block.getBoundingClientRect().top }));
  before = { top: scrollY, blocks };
}

function show() {
  say();
  const span = state === "off" ? null : edit && spanOf(edit);
  const side = span && sideOf(span);
  if (!side) return hidePill();
  const where = `edited ${side}`;
  if (pill.dataset.where !== where) {
    pill.dataset.where = where;
    pill.replaceChildren(element("span", "", where), icon(side === "below" ? DOWN : UP), element("kbd", "", "f"));
  }
  if (pill.hidden) sayAloud(`Edited ${side}; f goes there`);
  pill.hidden = false;
  if (pills instanceof HTMLElement) pills.hidden = false;
}

function hidePill() {
  if (pill === document.activeElement) focusText();
  pill.hidden = true;
  if (pills instanceof HTMLElement) pills.hidden = true;
}

function say() {
  document.documentElement.dataset.follow = state;
  button?.setAttribute("aria-pressed", String(state !== "off"));
}

/** As it was left in this browser. */
function kept() {
  try {
    return localStorage.getItem(KEPT) === "off" ? "off" : "on";
  } catch {
    return "on";
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, state);
  } catch {
    // A browser that keeps nothing follows when it is opened again.
  }
}

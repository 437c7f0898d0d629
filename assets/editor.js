// Back to the author's editor: Alt-click on a block, the mark beside it, or `e`. For the author at
// the machine itself alone: no other page may ask for it.

import { article, elements, linesOf } from "./article.js";
import { element, icon } from "./element.js";
import { onKey } from "./keys.js";
import { clickedLine } from "./line.js";
import { clearNotice, notify } from "./notice.js";
import { url, view } from "./patch.js";

/** Whether there is an editor to open. */
export const canEdit = document.documentElement.dataset.reader === "author";

/** Milliseconds for which it is said that it did not work. */
const SAID_FOR = 6000;

/** Pixels that the pointer may move in a click: beyond that, text is being selected. */
const STILL = 5;

let timer = 0;

/**
 * Opens the editor.
 *
 * @param {{post?: string, line: number, column?: number}} place the page's own post when none is named
 */
export async function edit({ post = url(), line, column }) {
  const failure = await ask({ post, line, column });
  clearTimeout(timer);
  clearNotice("editor");
  if (failure === "") return;
  notify("editor", failure);
  timer = setTimeout(() => clearNotice("editor"), SAID_FOR);
}

/**
 * @param {object} place
 * @returns {Promise<string>} what went wrong; empty when nothing did
 */
async function ask(place) {
  try {
    const answer = await fetch(new URL("../edit", import.meta.url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(place),
    });
    if (answer.ok) return "";
    const { message } = await answer.json().catch(() => ({}));
    return message ?? `The editor could not be opened: blog-serve answered ${answer.status}.`;
  } catch {
    return "The editor could not be opened: blog-serve cannot be reached.";
  }
}

/**
 * The block of ours that something stands in; nothing where no line of the file belongs to it.
 *
 * @param {EventTarget | null} target
 * @returns {Element | null}
 */
function blockAt(target) {
  let node = target instanceof Node ? target : null;
  while (node && node.parentNode !== article) node = node.parentNode;
  if (!(node instanceof Element)) return null;
  return view() === "index" || linesOf(node) ? node : null;
}

/**
 * @param {Element} block
 * @param {MouseEvent} [click]
 */
function editBlock(block, click) {
  if (view() === "index") {
    const link = block.querySelector("a[href]");
    if (link instanceof HTMLAnchorElement) edit({ post: decodeURIComponent(link.pathname), line: 1 });
    return;
  }
  const lines = linesOf(block);
  if (lines) edit({ line: click ? clickedLine(block, lines, click) : lines.first });
}

/** Where the pointer went down. */
let down = { x: 0, y: 0 };

/** @param {MouseEvent} event */
function isAltClick(event) {
  const { altKey, ctrlKey, metaKey, shiftKey, button } = event;
  return altKey && !ctrlKey && !metaKey && !shiftKey && button === 0;
}

/** @param {MouseEvent} event */
function onClick(event) {
  if (!isAltClick(event) || !(event.target instanceof Element)) return;
  const block = blockAt(event.target);
  const head = event.target.closest(".post-head") !== null && view() === "post";
  if (!block && !head) return;
  // No link is followed, nothing is downloaded, nothing unfolds.
  event.preventDefault();
  event.stopPropagation();
  // A click by keyboard is nowhere.
  if (event.detail > 0 && Math.hypot(event.clientX - down.x, event.clientY - down.y) > STILL) return;
  if (block) editBlock(block, event);
  else edit({ line: 1 });
}

/** The block that the key is about: the one that has the focus, else the first that is whole on the screen. */
function blockOnScreen() {
  const focused = blockAt(document.activeElement);
  if (focused && isSeen(focused)) return focused;
  if (view() === "index") return null;
  const top = document.querySelector("[data-ui=bar]")?.getBoundingClientRect().bottom ?? 0;
  /** @param {(place: DOMRect) => boolean} is */
  const first = (is) => elements().find((block) => is(block.getBoundingClientRect()) && linesOf(block) !== null);
  const whole = first(({ top: begins, bottom, height }) => height > 0 && begins >= top && bottom <= innerHeight);
  // One that is longer than the screen is never whole.
  return whole ?? first(({ top: begins, bottom }) => bottom > top && begins < innerHeight) ?? null;
}

/** @param {Element} block */
function isSeen(block) {
  const { top, bottom } = block.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** One button that goes to the block which the pointer or the focus is in: nothing is put into the text. */
const mark = element("button", "edit", icon("M10.9 2.6 13.4 5.1 5.6 12.9 2.5 13.5 3.1 10.4Z"));

/** @type {Element | null} */
let marked = null;

/** @param {Element | null} block */
function markBlock(block) {
  marked = block;
  mark.hidden = block === null;
  if (block) placeMark();
}

function placeMark() {
  if (!marked?.isConnected) {
    marked = null;
    mark.hidden = true;
    return;
  }
  const { top } = marked.getBoundingClientRect();
  const { left } = article.getBoundingClientRect();
  mark.style.top = `${top + scrollY}px`;
  mark.style.left = `${left + scrollX}px`;
}

/** @param {Event} event */
function follow(event) {
  if (event instanceof PointerEvent && event.pointerType === "touch") return;
  const block = blockAt(event.target);
  if (block && block !== marked) markBlock(block);
}

/** @param {Event} event */
function leave(event) {
  const next = /** @type {PointerEvent | FocusEvent} */ (event).relatedTarget;
  const stays = next instanceof Node && (mark.contains(next) || main?.contains(next));
  if (!stays) markBlock(null);
}

const main = document.querySelector("main");

function startMark() {
  mark.setAttribute("type", "button");
  mark.setAttribute("aria-label", "Open in editor");
  // The key does the same, and is not a stop on every way through the page.
  mark.tabIndex = -1;
  mark.title = "Open in editor (Alt-click on the text, or e)";
  mark.dataset.ui = "edit";
  mark.hidden = true;
  mark.addEventListener("click", () => marked && editBlock(marked));
  mark.addEventListener("pointerleave", leave);
  document.body.append(mark);
  article.addEventListener("pointerover", follow);
  article.addEventListener("focusin", follow);
  main?.addEventListener("pointerleave", leave);
  article.addEventListener("focusout", leave);
  // A change above it, a picture that has come, another size of the window.
  new ResizeObserver(() => marked && placeMark()).observe(article);
}

if (canEdit) {
  document.addEventListener("pointerdown", ({ clientX, clientY }) => (down = { x: clientX, y: clientY }), true);
  document.addEventListener("click", onClick, true);
  onKey("e", "open the editor at the first paragraph on the screen", () => {
    const block = blockOnScreen();
    if (block) editBlock(block);
    else if (view() === "post") edit({ line: 1 });
  });
  startMark();
}

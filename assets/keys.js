// The keys of the author's page: one letter each, without Ctrl, Alt or Meta, and never while
// something is being typed.

import { isComposing } from "./composing.js";

/**
 * @typedef {object} Key
 * @property {string} key as `KeyboardEvent.key` has it
 * @property {"once" | "again"} held what it does while it is held down
 * @property {string} says what it does, for the list that `?` shows: "shows the notes"
 * @property {() => void} does
 */

/** @type {Key[]} */
const keys = [];

/** Other ways, which are no single key. @type {{way: string, says: string}[]} */
const ways = [];

/**
 * From now on a key does something.
 *
 * @param {string} key
 * @param {string} says
 * @param {() => void} does
 * @param {"once" | "again"} [held]
 */
export function onKey(key, says, does, held = "once") {
  keys.push({ key, says, does, held });
}

/**
 * Has the list that `?` shows tell of something that is done otherwise: "Alt-click".
 *
 * @param {string} way
 * @param {string} says
 */
export function tellWay(way, says) {
  ways.push({ way, says });
}

/** All keys that do something, in the order in which they were named. */
export const allKeys = () => [...keys];

/** What is done otherwise, in the order in which it was named. */
export const allWays = () => [...ways];

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isComposing(event) || isTyping(event.target)) return;
  const pressed = pressedKey(event);
  const known = keys.find(({ key }) => key === pressed);
  if (!known) return;
  event.preventDefault();
  if (!event.repeat || known.held === "again") known.does();
});

/**
 * The key, Caps Lock or not. Where the keyboard has letters of another script, it is the one at the
 * same place.
 *
 * @param {KeyboardEvent} event
 */
function pressedKey({ key, code, shiftKey }) {
  if (shiftKey || key.length !== 1) return key;
  const isOther = /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key);
  return isOther && code.startsWith("Key") ? code.slice(3).toLowerCase() : key.toLowerCase();
}

/**
 * Whether keys are text there.
 *
 * @param {EventTarget | null} target
 */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

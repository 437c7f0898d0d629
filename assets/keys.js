// The keys of the author's page: one letter each, without Ctrl, Alt or Meta, and never while
// something is being typed.

/**
 * @typedef {object} Key
 * @property {string} key as `KeyboardEvent.key` has it
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
 */
export function onKey(key, says, does) {
  keys.push({ key, says, does });
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
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const known = keys.find(({ key }) => key === event.key);
  if (!known) return;
  event.preventDefault();
  known.does();
});

/**
 * Whether keys are text there.
 *
 * @param {EventTarget | null} target
 */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

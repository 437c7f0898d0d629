// The keys of the author's page: one letter each, without Ctrl, Alt or Meta, and never while
// something is being typed.

/**
 * @typedef {object} Key
 * @property {string} key as `KeyboardEvent.key` has it
 * @property {string} says what it does, for the list that `?` shows
 * @property {() => void} does
 */

/** @type {Key[]} */
const keys = [];

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

/** All keys that do something, in the order in which they were named. */
export const allKeys = () => [...keys];

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const known = keys.find(({ key }) => key === event.key);
  if (!known) return;
  event.preventDefault();
  known.does();
});

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

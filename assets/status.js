// The dot in the bar: whether the page is live, and how long the last save took to get here.

import { sayAloud } from "./aloud.js";

const status = /** @type {HTMLButtonElement} */ (document.querySelector("[data-ui=status]"));
const word = /** @type {HTMLElement} */ (status.querySelector(".status-word"));
const time = /** @type {HTMLElement} */ (status.querySelector(".status-time"));
const trouble = /** @type {HTMLElement} */ (status.querySelector(".status-count"));
const noun = /** @type {HTMLElement} */ (status.querySelector(".status-noun"));

/** Milliseconds that a loss may last before it is said: a restart is over sooner. */
const UNSAID = 300;

let timer = 0;

/**
 * @param {import("./connection.js").State} state
 * @param {string} said the word for it
 */
export function showState(state, said) {
  if (state === "reconnecting" && status.dataset.state === "live") {
    timer ||= setTimeout(() => say(state, said), UNSAID);
  } else {
    say(state, said);
  }
}

/**
 * @param {string} state
 * @param {string} said
 */
function say(state, said) {
  clearTimeout(timer);
  timer = 0;
  if (status.dataset.state === state) return;
  // A page that has just come is live, as everyone expects. What it means that nobody answers any
  // more, a notice says.
  if (status.dataset.state !== "connecting" && state !== "stopped") sayAloud(said);
  status.dataset.state = state;
  if (word.textContent !== said) word.textContent = said;
  if (state !== "live") time.textContent = "";
}

/**
 * The time from the save to the changed document.
 *
 * @param {number | undefined} server milliseconds until the server sent it; not every change has a save
 * @param {number} own milliseconds from then on
 */
export function showTime(server, own) {
  if (server === undefined) return;
  time.textContent = `${Math.max(1, Math.round(server + own))} ms`;
  status.title = "From your last save to this page";
}

/**
 * While problems are folded away, the dot is what brings them back.
 *
 * @param {number} count
 * @param {boolean} folded
 */
export function showTrouble(count, folded) {
  status.disabled = count === 0;
  status.toggleAttribute("data-trouble", count > 0);
  const said = count === 0 ? "" : String(count);
  if (trouble.textContent !== said) {
    trouble.textContent = said;
    noun.textContent = count === 0 ? "" : count === 1 ? " problem" : " problems";
  }
  if (count === 0) status.removeAttribute("aria-expanded");
  else status.setAttribute("aria-expanded", String(!folded));
}

/** Whoever was in what the dot brings back is there again when it is folded away. */
export function focusStatus() {
  status.focus({ preventScroll: true });
}

/** @param {() => void} work */
export function onStatusClick(work) {
  status.addEventListener("click", work);
}

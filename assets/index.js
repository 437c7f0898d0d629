// The filter of the index, and more of its rows: the server has the posts, the page asks for some.

import { elements } from "./article.js";
import { isComposing } from "./composing.js";

const input = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-ui=filter] input"));

/** What was there at first; a new filter begins with as many again. */
const FEW = Math.max(100, elements().length);

let count = FEW;
/** @type {(message: object) => void} */
let send = () => {};

/** @param {(message: object) => void} sender */
export function startIndex(sender) {
  if (!input) return;
  send = sender;
  input.addEventListener("input", () => {
    count = FEW;
    ask();
  });
  input.addEventListener("keydown", inFilter);
  document.addEventListener("keydown", anywhere);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-more]")) return;
    count = Number.MAX_SAFE_INTEGER;
    ask();
  });
}

/** A new socket knows nothing of what this page asked for; nor does one after a load. */
export function repeatList() {
  if (input && (input.value !== "" || count !== FEW)) ask();
}

function ask() {
  send({ type: "list", filter: input?.value.trim() ?? "", count });
}

/** @param {KeyboardEvent} event */
function inFilter(event) {
  if (isComposing(event)) return;
  if (event.key === "Escape" && input) {
    if (input.value !== "") {
      input.value = "";
      input.dispatchEvent(new Event("input"));
    } else {
      input.blur();
    }
    event.preventDefault();
  } else if (event.key === "Enter") {
    elements()[0]?.querySelector("a")?.click();
  }
}

/** @param {KeyboardEvent} event */
function anywhere(event) {
  if (event.defaultPrevented || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  focusFilter();
}

/** Whatever is typed next replaces what the filter was. */
export function focusFilter() {
  input?.select();
  input?.focus();
}

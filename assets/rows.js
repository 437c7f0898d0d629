// The author walks along the rows of the index by keys; Enter opens one, as it does any link.

import { elements } from "./article.js";
import { isComposing } from "./composing.js";
import { focusFilter } from "./index.js";
import { onKey } from "./keys.js";
import { view } from "./patch.js";

if (view() === "index") {
  onKey("/", "goes to the filter", focusFilter);
  onKey("j", "goes to the next post; Enter opens it", () => walk(1), "again");
  onKey("k", "goes to the post before", () => walk(-1), "again");
  document.addEventListener("keydown", byArrow);
}

const links = () => elements().flatMap((row) => row.querySelector("a") ?? []);

/** @param {1 | -1} by */
function walk(by) {
  const all = links();
  const at = all.findIndex((link) => link === document.activeElement);
  const next = all[at === -1 ? 0 : Math.max(0, at + by)];
  if (next instanceof HTMLElement) next.focus();
}

/**
 * Arrows scroll, unless one is among the rows already or comes down from the filter.
 *
 * @param {KeyboardEvent} event
 */
function byArrow(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (isComposing(event)) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const { target } = event;
  if (!(target instanceof Element)) return;
  const inFilter = target.closest("[data-ui=filter]") !== null;
  if (inFilter ? event.key === "ArrowUp" : !target.matches(".row a")) return;
  event.preventDefault();
  if (event.key === "ArrowUp" && target === links()[0]) focusFilter();
  else walk(event.key === "ArrowDown" ? 1 : -1);
}

// The page of somebody with a link: it never scrolls by itself, and what they have selected is not
// changed under them.

import { inPlace } from "./anchor.js";
import { asideBlocks, holdWhere, release } from "./article.js";
import { start } from "./page.js";
import { view } from "./patch.js";
import { clearPills, showAside, showChanges } from "./pills.js";
import { isSelecting } from "./selection.js";
import { tint } from "./tint.js";

holdWhere(isSelecting);

start({
  changed(blocks) {
    if (view() === "index") tint(blocks);
    else showChanges(blocks);
    showHeld();
  },
  ended: clearPills,
});

document.addEventListener("selectionchange", () => {
  if (asideBlocks().some(({ element }) => !isSelecting(element))) {
    letGo((element) => !isSelecting(element));
  }
});

/**
 * Shows what was held aside.
 *
 * @param {(element: Element) => boolean} which
 */
function letGo(which) {
  showChanges(inPlace(() => release(which)));
  showHeld();
}

function showHeld() {
  showAside(asideBlocks(), () => letGo(() => true));
}

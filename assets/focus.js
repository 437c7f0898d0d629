// What had the focus is gone: the text has it then, so that keys go on from there.

/** Gives the focus to the text, with nothing to be seen of it. */
export function focusText() {
  const main = document.querySelector("main");
  if (!main) return;
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

/**
 * Gives the focus back to what had it before, or else to the text.
 *
 * @param {Element | null} before
 */
export function focusAgain(before) {
  if (before instanceof HTMLElement && before !== document.body && before.checkVisibility()) {
    before.focus({ preventScroll: true });
  } else {
    focusText();
  }
}

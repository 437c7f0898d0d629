// A short tint beside what a save changed, so that the eye finds it. An animation leaves no
// trace in the document.

/** Milliseconds. */
const LASTS = 1000;

/** More than these are not one save that the eye could follow. */
const MOST = 12;

/** @param {Element[]} blocks */
export function tint(blocks) {
  if (blocks.length === 0 || blocks.length > MOST || document.visibilityState !== "visible") return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const mark = "-0.9em 0 0 -0.68em var(--tint)";
  const none = "-0.9em 0 0 -0.68em transparent";
  for (const block of blocks) {
    block.animate(
      { boxShadow: still ? [mark, mark] : [mark, mark, none] },
      { duration: LASTS, easing: "ease-in" },
    );
  }
}

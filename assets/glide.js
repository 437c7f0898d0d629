// Scrolling that the reader asked for: short, and none at all for who wants no motion.

/** Milliseconds. */
const LASTS = 150;

/** Pixels by which a browser may round where it scrolls to. */
export const ROUNDING = 2;

/** Where on the screen the top of what is looked for comes to stand, as a part of its height. */
const HEIGHT = 0.3;

/** Which glide goes on: a new one ends the one before. */
let turn = 0;

/** @param {Element} target */
export function glideTo(target) {
  glide(scrollY + target.getBoundingClientRect().top - innerHeight * HEIGHT);
}

/**
 * Scrolls the page there, as far as it goes.
 *
 * @param {number} wanted from the top of the document
 * @param {() => void} [arrived] is called at each place that the page comes to
 */
export function glide(wanted, arrived) {
  const from = scrollY;
  const most = document.documentElement.scrollHeight - innerHeight;
  const to = Math.max(0, Math.min(most, wanted));
  const mine = ++turn;
  if (document.visibilityState === "hidden" || matchMedia("(prefers-reduced-motion: reduce)").matches) {
    jump(to, arrived);
    return;
  }
  const begun = performance.now();
  let at = from;
  const step = () => {
    // Who scrolls meanwhile wants to be somewhere else.
    if (mine !== turn || Math.abs(scrollY - at) > ROUNDING) return;
    const part = Math.min(1, (performance.now() - begun) / LASTS);
    jump(from + (to - from) * (1 - (1 - part) ** 3), arrived);
    at = scrollY;
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/**
 * Scrolls the page there in one step.
 *
 * @param {number} top
 * @param {() => void} [arrived]
 */
export function jump(top, arrived) {
  scrollTo({ top, behavior: "instant" });
  arrived?.();
}

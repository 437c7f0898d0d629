// Scrolling that the reader asked for: short, and none at all for who wants no motion.

/** Milliseconds. */
const LASTS = 150;

/** Pixels by which a browser may round where it scrolls to. */
const ROUNDING = 2;

/** Where on the screen the top of what is looked for comes to stand, as a part of its height. */
const HEIGHT = 0.3;

/** Which glide is the newest: it takes over from one that is still on its way. */
let newest = 0;

/** @param {Element} target */
export function glideTo(target) {
  newest += 1;
  const mine = newest;
  const from = scrollY;
  const most = document.documentElement.scrollHeight - innerHeight;
  const wanted = from + target.getBoundingClientRect().top - innerHeight * HEIGHT;
  const to = Math.max(0, Math.min(most, wanted));
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    jump(to);
    return;
  }
  const begun = performance.now();
  let at = from;
  const step = () => {
    if (mine !== newest) return;
    // Who scrolls meanwhile wants to be somewhere else.
    if (Math.abs(scrollY - at) > ROUNDING) return;
    const part = Math.min(1, (performance.now() - begun) / LASTS);
    jump(from + (to - from) * (1 - (1 - part) ** 3));
    at = scrollY;
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** @param {number} top */
function jump(top) {
  scrollTo({ top, behavior: "instant" });
}

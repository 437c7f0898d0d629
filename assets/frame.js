// Work that can wait until what changed has been painted.

/** Milliseconds after which it is done without a frame: a tab that was just hidden gets none. */
const LATEST = 250;

/** @param {() => void} work */
export function afterFrame(work) {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    work();
  };
  if (document.visibilityState === "visible") {
    requestAnimationFrame(() => setTimeout(once));
    setTimeout(once, LATEST);
  } else {
    setTimeout(once);
  }
}

// How many words the post has more, or fewer, than when blog-serve was started: in the bar.

const gain = document.querySelector("[data-ui=gain]");

/** @param {number} words below zero when there are fewer */
export function showGain(words) {
  if (!(gain instanceof HTMLElement)) return;
  gain.textContent = words === 0 ? "" : `${words > 0 ? "+" : "−"}${Math.abs(words).toLocaleString("en")}`;
  gain.title = "Words since blog-serve was started";
}

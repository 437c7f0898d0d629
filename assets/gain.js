// How many words there are more, or fewer, than when this tab opened the post.

const gain = document.querySelector("[data-ui=gain]");

const key = "blog-serve:words";

export function showGain() {
  if (!(gain instanceof HTMLElement)) return;
  const now = words();
  const then = startingWords(now);
  if (now === null || then === null || now === then) {
    gain.textContent = "";
    return;
  }
  const difference = now - then;
  gain.textContent = difference > 0 ? `+${difference}` : `−${-difference}`;
  gain.title = "Words since this tab opened the post";
}

/** @returns {number | null} */
function words() {
  const counted = document.querySelector("[data-words]")?.getAttribute("data-words");
  return counted ? Number(counted) : null;
}

/**
 * Kept by the tab, so that loading the page again does not begin anew.
 *
 * @param {number | null} now
 */
function startingWords(now) {
  const post = document.querySelector("article[data-post]")?.getAttribute("data-post");
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept?.post === post) return kept.words;
  sessionStorage.setItem(key, JSON.stringify({ post, words: now }));
  return now;
}

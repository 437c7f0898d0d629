// A link that has ended: nothing of what it opened stays on the page.

import { sayAloud } from "./aloud.js";
import { element } from "./element.js";
import { clearNotices } from "./notice.js";
import { setTitle } from "./title.js";
import { words } from "./words.js";

/** The words are those of the page that the server gives from now on: templates/ended.html. */
export function showEnded() {
  const main = document.querySelector("main");
  main?.replaceChildren(element("h1", "", "This link has ended."), element("p", "", words.ended));
  main?.setAttribute("lang", "en");
  // In the bar stand a title and how much there was of it.
  document.querySelector("[data-ui=bar]")?.remove();
  document.querySelector("[data-ui=strip]")?.remove();
  document.documentElement.dataset.ended = "";
  clearNotices();
  sayAloud(`This link has ended. ${words.ended}`);
  setTitle("This link has ended");
  scrollTo({ top: 0, behavior: "instant" });
}

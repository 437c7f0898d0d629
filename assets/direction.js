// Which way a post is read: as its title is. The server says so first, in the same way:
// src/page/direction.rs.

/** The blocks of Unicode that are written from the right to the left. */
const FROM_THE_RIGHT =
  /[\u{590}-\u{8FF}\u{FB1D}-\u{FDFF}\u{FE70}-\u{FEFF}\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

// The index is a list of ours, with titles in it.
const main = /** @type {HTMLElement | null} */ (document.querySelector("main.post"));

/** @param {string} title */
export function showDirection(title) {
  if (!main) return;
  const letter = /\p{Alphabetic}/u.exec(title)?.[0] ?? "";
  const direction = FROM_THE_RIGHT.test(letter) ? "rtl" : "ltr";
  if (main.dir !== direction) main.dir = direction;
}

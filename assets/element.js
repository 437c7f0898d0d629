// Elements of ours, from a name, a class and what is in them.

/**
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} content
 */
export function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/**
 * A picture in lines as wide as the text's, in a square of 16.
 *
 * @param {string} path
 */
export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}

/**
 * A sentence in which what stands between backquotes is code.
 *
 * @param {string} sentence
 */
export const worded = (sentence) =>
  sentence.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? element("code", "", part) : part));

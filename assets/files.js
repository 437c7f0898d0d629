// Files whose bytes changed while their addresses stayed.
//
// A browser shows the old picture when the same address is set again, whatever the cache headers
// say. It shows the new one once the file has been fetched past the cache.

/** @param {string[]} files as the page has them */
export function refreshFiles(files) {
  for (const address of files) refresh(new URL(address, document.baseURI));
}

/** @param {URL} file */
async function refresh(file) {
  file.hash = "";
  const answer = await fetch(file, { cache: "reload" });
  // To its end, or the cache may still hold the old one.
  await answer.arrayBuffer();
  if (!answer.ok) return;
  for (const link of document.querySelectorAll("link[rel~=stylesheet][href]")) {
    if (isSame(addressOf(link), file)) swapStyle(/** @type {HTMLLinkElement} */ (link), file);
  }
  for (const name of ["srcset", "src", "poster", "data"]) {
    for (const element of document.querySelectorAll(`main [${name}]`)) {
      if (names(element.getAttribute(name) ?? "", name, file)) setAgain(element, name);
    }
  }
}

/**
 * Whether the value of an attribute leads to the file.
 *
 * @param {string} value
 * @param {string} name
 * @param {URL} file
 */
function names(value, name, file) {
  if (name !== "srcset") return isSame(value, file);
  return value.split(",").some((candidate) => isSame(candidate.trim().split(/\s/)[0], file));
}

/**
 * @param {string | null} address
 * @param {URL} file
 */
function isSame(address, file) {
  if (!address || !URL.canParse(address, document.baseURI)) return false;
  const url = new URL(address, document.baseURI);
  url.hash = "";
  return url.href === file.href;
}

/**
 * @param {Element} element
 * @param {string} name
 */
function setAgain(element, name) {
  const media = element.closest("video, audio");
  if (name === "src" && media instanceof HTMLMediaElement) {
    playOn(media, () => element.setAttribute(name, element.getAttribute(name) ?? ""));
  } else {
    element.setAttribute(name, element.getAttribute(name) ?? "");
  }
}

/**
 * Loads a video or sound again and goes on where it was.
 *
 * @param {HTMLMediaElement} media
 * @param {() => void} change
 */
function playOn(media, change) {
  const { currentTime, paused } = media;
  change();
  media.load();
  media.addEventListener(
    "loadedmetadata",
    () => {
      media.currentTime = currentTime;
      // It may not be allowed to start by itself; then it waits for its reader.
      if (!paused) media.play().catch(() => {});
    },
    { once: true },
  );
}

/** From where style sheets came, for a page that has moved since. @type {WeakMap<Element, string>} */
const addresses = new WeakMap();

/** The page is about to move: what is loaded stays, wherever its address leads from there. */
export function keepStyles() {
  for (const link of document.querySelectorAll("link[rel~=stylesheet][href]")) {
    if (!addresses.has(link)) addresses.set(link, /** @type {HTMLLinkElement} */ (link).href);
  }
}

/** @param {Element} link */
const addressOf = (link) => addresses.get(link) ?? link.getAttribute("href");

/**
 * The old rules hold until the new ones are there: no moment without any.
 *
 * @param {HTMLLinkElement} link
 * @param {URL} file
 */
function swapStyle(link, file) {
  const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
  next.href = file.href;
  next.addEventListener("load", () => link.remove(), { once: true });
  next.addEventListener("error", () => next.remove(), { once: true });
  link.after(next);
}

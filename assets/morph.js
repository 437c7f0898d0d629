// One element becomes another in place: what is the same in both is not touched.
//
// Most saves change one text, so the difference is narrowed down first: children that are equal
// from either end are passed over, and a single one between them is entered. Only where several
// differ does idiomorph match them.

import { holdSelection, isSelectionIn } from "./selection.js";
import { difference, differences } from "./text.js";
import { Idiomorph } from "./vendor/idiomorph/idiomorph.esm.js";

/**
 * Above this product of old and new children idiomorph, which compares each with each, would be
 * felt (about 4 ms); the differing children are replaced instead.
 */
const MOST_COMPARISONS = 40_000;

/**
 * Makes `old` look like `next`, which is used up.
 *
 * @param {Element} old
 * @param {Element} next
 * @returns {Element} what stands there now: `old`, unless they are of different kinds
 */
export function morph(old, next) {
  remember(next);
  const restoreSelection = holdSelection(old);
  const shown = alike(old, next) && !holdsTemplate(old) && !holdsTemplate(next) ? old : next;
  if (shown === old) become(old, next);
  else old.replaceWith(next);
  restoreSelection(shown);
  return shown;
}

/**
 * What is in a template is none of its children, so that two unlike ones would pass for equal.
 *
 * @param {Element} block
 */
function holdsTemplate(block) {
  return block.localName === "template" || block.querySelector("template") !== null;
}

/**
 * @param {Element} old
 * @param {Element} next
 */
function become(old, next) {
  copyAttributes(old, next);
  const middle = narrow(old, next);
  const [one, other] = [middle.old[0], middle.next[0]];
  if (middle.next.length === 0) {
    for (const node of middle.old) node.parentNode?.removeChild(node);
  } else if (middle.old.length === 0) {
    for (const node of middle.next) old.insertBefore(node, middle.end);
  } else if (middle.old.length === 1 && middle.next.length === 1 && alike(one, other)) {
    if (one instanceof CharacterData) setText(one, /** @type {CharacterData} */ (other).data);
    else become(/** @type {Element} */ (one), /** @type {Element} */ (other));
  } else if (old.childNodes.length * next.childNodes.length > MOST_COMPARISONS) {
    replaceRun(old, middle);
  } else {
    matchChildren(old, next);
  }
}

/**
 * The children that differ, once those that are equal at either end are passed over.
 *
 * @param {Element} old
 * @param {Element} next
 * @returns {{old: ChildNode[], next: ChildNode[], end: ChildNode | null}} `end`: the first child
 *   of `old` after them
 */
function narrow(old, next) {
  const olds = [...old.childNodes].filter((node) => !isFurniture(node));
  const nexts = [...next.childNodes];
  const shorter = Math.min(olds.length, nexts.length);
  let start = 0;
  while (start < shorter && olds[start].isEqualNode(nexts[start])) start += 1;
  let tail = 0;
  while (tail < shorter - start && olds.at(-1 - tail)?.isEqualNode(nexts.at(-1 - tail) ?? null)) {
    tail += 1;
  }
  return {
    old: olds.slice(start, olds.length - tail),
    next: nexts.slice(start, nexts.length - tail),
    end: olds[olds.length - tail] ?? null,
  };
}

/**
 * @param {Element} parent
 * @param {{old: ChildNode[], next: ChildNode[], end: ChildNode | null}} run
 */
function replaceRun(parent, run) {
  for (const node of run.next) parent.insertBefore(node, run.end);
  for (const node of run.old) node.remove();
}

/**
 * @param {Element} old
 * @param {Element} next
 */
function matchChildren(old, next) {
  const nodes = [...next.childNodes];
  markPairs(old, next);
  try {
    Idiomorph.morph(old, nodes, { morphStyle: "innerHTML", restoreFocus: false, callbacks });
  } catch (error) {
    console.warn("blog-serve: replaced what could not be matched", error);
    old.replaceChildren(...nodes);
    // What idiomorph had put aside.
    for (const left of document.querySelectorAll("html > div[hidden]")) left.remove();
  }
  unmark(old);
}

const callbacks = {
  /**
   * @param {Node} old
   * @param {Node} next
   */
  beforeNodeMorphed(old, next) {
    if (old instanceof CharacterData) {
      setText(old, /** @type {CharacterData} */ (next).data);
      return false;
    }
    if (old instanceof Element) rememberAs(old, /** @type {Element} */ (next));
    if (old instanceof HTMLMediaElement && identity(old) !== identity(next)) {
      // It does not look at a new <source> by itself.
      queueMicrotask(() => old.load());
    }
    return !old.isEqualNode(next);
  },
  /** @param {Node} node */
  afterNodeAdded(node) {
    // It may be a copy.
    if (!(node instanceof Element)) return;
    if (node.hasAttribute("data-ui")) rendered.add(node);
    remember(node);
  },
  /** @param {Node} node */
  beforeNodeRemoved: (node) => !isFurniture(node),
  /**
   * @param {string} name
   * @param {Element} element
   */
  beforeAttributeUpdated: (name, element) => !belongsToReader(name, element),
};

/**
 * Gives elements that must find each other one `id`, for as long as idiomorph looks for it:
 * pictures, media and frames with the same source. Furniture gets one that nothing else has, so
 * that nothing of the author's is taken for it.
 *
 * @param {Element} old
 * @param {Element} next
 */
function markPairs(old, next) {
  [...old.querySelectorAll("[data-ui]")]
    .filter(isFurniture)
    .forEach((element, at) => mark(element, String(at)));
  const sources = "img, video, audio, iframe, embed, object";
  const coming = bySource(next.querySelectorAll(sources));
  for (const [source, element] of bySource(old.querySelectorAll(sources))) {
    const partner = coming.get(source);
    if (!partner || partner.id || element.id) continue;
    mark(element, source);
    mark(partner, source);
  }
}

const MARK = "blog-serve:";

/**
 * @param {Element} element
 * @param {string} name
 */
function mark(element, name) {
  if (!element.id) element.id = MARK + name;
}

/** @param {Element} root */
function unmark(root) {
  for (const element of root.querySelectorAll(`[id^="${MARK}"]`)) element.removeAttribute("id");
}

/**
 * The elements by kind and source, without those that there are two of.
 *
 * @param {NodeListOf<Element>} elements
 */
function bySource(elements) {
  /** @type {Map<string, Element>} */
  const found = new Map();
  const twice = new Set();
  for (const element of elements) {
    const source = identity(element);
    if (found.has(source)) twice.add(source);
    found.set(source, element);
  }
  for (const source of twice) found.delete(source);
  return found;
}

/**
 * Whether one node can become the other without being replaced.
 *
 * @param {Node} old
 * @param {Node} next
 */
function alike(old, next) {
  if (old.nodeName !== next.nodeName) return false;
  if (!(old instanceof Element)) return true;
  if (old.namespaceURI !== /** @type {Element} */ (next).namespaceURI) return false;
  return old.localName !== "template" && (!isLoaded(old) || identity(old) === identity(next));
}

/**
 * Whether it plays or shows something that would begin anew if its source were touched.
 *
 * @param {Node} node
 * @returns {node is Element}
 */
function isLoaded(node) {
  return node instanceof Element && node.matches("video, audio, iframe, embed, object");
}

/**
 * What an element shows.
 *
 * @param {Node} node
 */
function identity(node) {
  const element = /** @type {Element} */ (node);
  const parts = [element.localName];
  for (const part of [element, ...element.querySelectorAll("source")]) {
    const source = part.getAttribute("data-src") ?? part.getAttribute("src") ?? "";
    parts.push(source);
    for (const name of ["srcset", "srcdoc", "data"]) parts.push(part.getAttribute(name) ?? "");
  }
  return parts.join("\n");
}

/** Furniture that came with the text (the title of an alert): it changes like all text. */
const rendered = new WeakSet();

/**
 * Tells the furniture in what the server sent from that which scripts of ours add later.
 *
 * @param {ParentNode} root
 */
export function remember(root) {
  for (const element of root.querySelectorAll("[data-ui]")) rendered.add(element);
}

/**
 * What the server sent of an element, as another that can change apart.
 *
 * @param {Element} element
 * @param {Document} where what stands there loads and plays nothing
 */
export function copyOf(element, where) {
  const copy = where.importNode(element, true);
  const copies = copy.querySelectorAll("[data-ui]");
  element.querySelectorAll("[data-ui]").forEach((original, at) => {
    if (rendered.has(original)) rendered.add(copies[at]);
    else copies[at].remove();
  });
  return copy;
}

/**
 * What becomes furniture that came with the text is such from then on.
 *
 * @param {Element} old
 * @param {Element} next
 */
function rememberAs(old, next) {
  if (next.hasAttribute("data-ui")) rendered.add(old);
}

/**
 * Whether a script of ours put it there: it stays, whatever the text around it becomes.
 *
 * @param {Node} node
 */
const isFurniture = (node) =>
  node instanceof Element && node.hasAttribute("data-ui") && !rendered.has(node);

/**
 * Whether an attribute is the reader's doing: what they have opened stays open.
 *
 * @param {string} name
 * @param {Element} element
 */
const belongsToReader = (name, element) =>
  (name === "open" && element.localName === "details") ||
  // A frame that the reader has asked for goes on, whatever stands around it.
  (name === "src" && element.hasAttribute("data-src"));

/**
 * @param {Element} old
 * @param {Element} next
 */
function copyAttributes(old, next) {
  rememberAs(old, next);
  for (const { name, value } of [...next.attributes]) {
    if (old.getAttribute(name) === value || belongsToReader(name, old)) continue;
    // As a node: names from raw HTML need not be such as setAttribute accepts.
    old.setAttributeNode(/** @type {Attr} */ (next.getAttributeNode(name)?.cloneNode()));
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !belongsToReader(name, old)) old.removeAttribute(name);
  }
}

/**
 * Changes the spans that differ, so that a selection elsewhere in the text stays.
 *
 * @param {CharacterData} node
 * @param {string} text
 */
function setText(node, text) {
  if (node.data === text) return;
  const spans = isSelectionIn(node) ? differences(node.data, text) : [difference(node.data, text)];
  // From the last to the first: the offsets of those before stay right.
  for (const { start, removed, added } of spans.reverse()) {
    node.replaceData(start, removed, added);
  }
}

/**
 * A change of one text of a block: its number, where in it, how long it is before, what goes and
 * what comes.
 *
 * @typedef {{node: number, start: number, length: number, removed: string, added: string}} Splice
 */

/**
 * @param {Element} block
 * @param {Splice} splice
 * @returns {Text} the text that has changed
 */
export function splice(block, { node, start, length, removed, added }) {
  const text = textAt(block, node);
  if (text?.length !== length || text.substringData(start, removed.length) !== removed) {
    throw new Error("the text to change is another");
  }
  if (isSelectionIn(text)) {
    const restoreSelection = holdSelection(block);
    setText(text, text.data.slice(0, start) + added + text.data.slice(start + removed.length));
    restoreSelection(block);
  } else {
    text.replaceData(start, removed.length, added);
  }
  return text;
}

/**
 * The text with this number, in the order of the document, furniture passed over.
 *
 * @param {Element} block
 * @param {number} number
 * @returns {Text | null}
 */
function textAt(block, number) {
  let left = number;
  /** @type {Node | null} */
  let node = block;
  while (node) {
    if (node instanceof Text && left-- === 0) return node;
    /** @type {Node | null} */
    let next = isFurniture(node) ? null : node.firstChild;
    while (!next && node && node !== block) {
      next = node.nextSibling;
      if (!next) node = node.parentNode;
    }
    node = next;
  }
  return null;
}

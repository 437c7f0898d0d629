// What the tests' scripts can call. Stands before each of them.

const article = () => document.querySelector("article[data-post]");
const blocks = () => [...article().children].filter((child) => !child.hasAttribute("data-ui"));

/** Whether a script of ours put it there; the title of an alert comes with the text. */
const isFurniture = (node) => node.hasAttribute("data-ui") && !node.classList.contains("alert-title");

/** A node as text that does not depend on the order of attributes. Lines are left out on demand. */
const canonical = (node, lines = true) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  if (node.nodeType === Node.COMMENT_NODE) return `<!--${node.data}-->`;
  if (node.nodeType !== Node.ELEMENT_NODE || isFurniture(node)) return "";
  const attributes = [...node.attributes]
    .filter(({ name }) => lines || name !== "data-line")
    .map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`)
    .sort();
  const children = node.localName === "template" ? node.content.childNodes : node.childNodes;
  const inner = [...children].map((child) => canonical(child, lines)).join("");
  return `<${node.localName}${attributes.join("")}>${inner}</${node.localName}>`;
};

/** Everything that a document shows of the blog, by name. */
const everything = (root) => {
  const found = { title: root.title.replace(/^⚠ /, ""), article: canonical(root.querySelector("article[data-post]")) };
  for (const region of root.querySelectorAll("[data-region]")) {
    found[region.dataset.region] = canonical(region);
  }
  return found;
};

/** What this page shows otherwise than a fresh load of it; null when nothing. */
const differenceToFreshLoad = async () => {
  const answer = await fetch(location.href, { cache: "no-store" });
  const fresh = everything(new DOMParser().parseFromString(await answer.text(), "text/html"));
  const here = everything(document);
  for (const name of new Set([...Object.keys(fresh), ...Object.keys(here)])) {
    const [mine, theirs] = [here[name] ?? "", fresh[name] ?? ""];
    if (mine === theirs) continue;
    let at = 0;
    while (at < mine.length && mine[at] === theirs[at]) at += 1;
    const from = Math.max(0, at - 200);
    // A character that is cut in half does not pass through WebDriver.
    const near = (text) => text.slice(from, at + 300).toWellFormed();
    return { name, at, patched: near(mine), fresh: near(theirs) };
  }
  return null;
};

/** Remembers each block, and from now on whatever is touched in one. */
const markBlocks = () => {
  window.testBefore = blocks().map((block) => canonical(block, false));
  for (const block of blocks()) block.testMark = canonical(block, false);
  window.testObserver?.disconnect();
  window.testTouched = new Set();
  const note = (records) => {
    for (const record of records) {
      if (record.attributeName === "data-line" && record.target.parentNode === article()) continue;
      let node = record.target;
      while (node && node.parentNode !== article()) node = node.parentNode;
      if (node) window.testTouched.add(node);
    }
  };
  window.testObserver = new MutationObserver(note);
  window.testFlush = () => note(window.testObserver.takeRecords());
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  window.testObserver.observe(article(), all);
};

/** How many of the marked blocks stayed the same, and how many at least should have. */
const keptBlocks = () => {
  window.testFlush();
  const now = blocks();
  const same = now.filter((block) => block.testMark === canonical(block, false));
  const longest = longestCommonRun(window.testBefore, now.map((block) => canonical(block, false)));
  const touched = same.filter((block) => window.testTouched.has(block));
  return { kept: same.length, expected: longest, touched: touched.map((block) => block.outerHTML) };
};

/** Length of the longest common subsequence. */
const longestCommonRun = (one, other) => {
  let before = new Array(other.length + 1).fill(0);
  for (const text of one) {
    const row = [0];
    other.forEach((candidate, at) => {
      row.push(text === candidate ? before[at] + 1 : Math.max(before[at + 1], row[at]));
    });
    before = row;
  }
  return before.at(-1);
};

/** Selects a text of the article, which may begin in one element and end in another. */
const select = (text) => {
  const texts = document.createTreeWalker(article(), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (texts.nextNode()) nodes.push(texts.currentNode);
  const start = nodes.map((node) => node.data).join("").indexOf(text);
  if (start < 0) throw new Error(`there is no ${text}`);
  const place = (offset) => {
    let left = offset;
    for (const node of nodes) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
  };
  getSelection().setBaseAndExtent(...place(start), ...place(start + text.length));
};

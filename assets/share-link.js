// A link on the panel: its code and address, what it opens, who reads, how it ends.

import { element } from "./element.js";
import { act, lineField, otherLives } from "./share-offer.js";

/** @typedef {import("./share.js").Link} Link */

/**
 * @param {Link} link
 * @param {string} here the permalink of the page
 */
export function titleOf(link, here) {
  if (link.scope === "own") return "A link for your own device";
  if (link.scope === "drafts") return "A link to all drafts";
  // Several have no address, and are counted.
  if (link.post === null) return `A link to ${link.opens}`;
  return link.post === here ? "A link to this post" : "A link to a post";
}

/**
 * @param {Link} link
 * @returns {Element[]}
 */
export function linkView(link) {
  return [...addressOf(link), facts(link), ...lonelyWords(link), ...otherAddresses(link), change(link), endOf(link)];
}

/** @param {Link} link */
function addressOf({ url, code }) {
  if (url === null) return [];
  const address = element("div", "panel-address", addressText(url));
  address.append(act("Copy", "", { do: "copy", text: url }));
  return code ? [codePicture(code), address] : [address];
}

/**
 * The address as text, broken into lines where one would read a pause.
 *
 * @param {string} url
 */
function addressText(url) {
  const secret = url.lastIndexOf("/~") + 1;
  return element("code", "", url.slice(0, secret), element("wbr", ""), url.slice(secret));
}

/**
 * Black on white, whatever the page's colours: cameras want it so.
 *
 * @param {{size: number, path: string}} code
 */
function codePicture({ size, path }) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", "panel-code");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("shape-rendering", "crispEdges");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "The address as a code to scan");
  const paper = document.createElementNS(space, "rect");
  for (const side of ["width", "height"]) paper.setAttribute(side, String(size));
  paper.setAttribute("fill", "#fff");
  const ink = document.createElementNS(space, "path");
  ink.setAttribute("d", path);
  ink.setAttribute("fill", "#000");
  picture.append(paper, ink);
  return picture;
}

/** @param {Link} link */
function facts(link) {
  const list = element("dl", "panel-facts");
  /** @type {[string, string][]} */
  const rows = [
    ["It opens", opened(link)],
    ["Ends", `${link.ends}, or when you end it`],
    ["Who", who(link)],
  ];
  if (link.line) rows.push(["You ask", link.line]);
  rows.push(["Now", reading(link)]);
  for (const [name, text] of rows) list.append(element("dt", "", name), element("dd", "", text));
  return list;
}

/**
 * Who can open the link, by where its address leads. The terminal says the same in the same words:
 * src/terminal/sharing.rs.
 *
 * @param {Link} link
 */
function who({ scope, url, network }) {
  if (scope === "own") return "only you, while only you have the link. It travels unencrypted.";
  const host = url === null ? "" : new URL(url).hostname;
  if (/^(127\.|\[::1\]|localhost$)/.test(host)) return "this machine and whom its tunnels let in. It travels unencrypted.";
  if (network?.startsWith("containers")) return "this machine and its containers. It travels unencrypted.";
  const place = network?.startsWith("VPN") ? "this VPN" : "this network";
  return `anyone in ${place} who has the link. It travels unencrypted.`;
}

/** @param {Link} link */
function opened({ scope, opens }) {
  switch (scope) {
    case "posts":
      return `${opens}, and nothing else`;
    case "drafts":
      return `${opens}, also those that you begin later, and nothing else`;
    case "own":
      return `${opens}. Problems show there too; nothing can be changed.`;
  }
}

/** @param {Link} link */
function reading({ readers }) {
  if (readers === 0) return "nobody is reading";
  return readers === 1 ? "1 is reading" : `${readers} are reading`;
}

/** @param {Link} link */
function lonelyWords({ lonely, url }) {
  if (!lonely) return [];
  const port = url ? new URL(url).port : "";
  const reasons = [
    "the other device is in another Wi-Fi, or in a guest Wi-Fi that keeps devices apart",
    `this machine’s firewall closes port ${port || "80"}`,
    "a Mac’s Chrome lacks “Local Network” (System Settings, Privacy & Security)",
  ];
  const list = element("ul", "", ...reasons.map((reason) => element("li", "", reason)));
  return [
    element(
      "div",
      "panel-lonely",
      element("p", "", "Nobody has reached the link yet. The usual reasons:"),
      list,
      element("p", "", "Quickest test: a phone hotspot with both devices in it."),
    ),
  ];
}

/** @param {Link} link */
function otherAddresses({ others }) {
  if (others.length === 0) return [];
  const list = element("ul", "");
  for (const { url, network } of others) {
    list.append(element("li", "", addressText(url), element("span", "", network), act("Copy", "", { do: "copy", text: url })));
  }
  return [element("details", "panel-others", element("summary", "", `Other addresses (${others.length})`), list)];
}

/** @param {Link} link */
function change({ id, line, scope }) {
  const content = [element("p", "panel-label", "End it, counted from now, in"), otherLives(id)];
  if (scope !== "own") {
    const label = "A line for your readers";
    const save = act("Save", "", { do: "line", link: String(id), field: "share-new-line" });
    content.push(element("div", "panel-row", lineField("share-new-line", label, line ?? ""), save));
  }
  const name = scope === "own" ? "Change its time" : "Change its time or line";
  return element("details", "panel-change", element("summary", "", name), ...content);
}

/** @param {Link} link */
const endOf = ({ id }) => act("End this link", "panel-end", { do: "end", link: String(id) });

/**
 * @param {Link} link
 * @param {string} here
 */
function nameIn({ scope, post, opens }, here) {
  if (scope === "own") return "My own device";
  if (scope === "drafts") return "All drafts";
  return post === here ? "This post" : opens;
}

/**
 * The links that are not shown large.
 *
 * @param {Link[]} others
 * @param {string} here the permalink of the page
 * @param {number} all how many links there are
 * @returns {Element[]}
 */
export function otherLinks(others, here, all) {
  if (others.length === 0) return [];
  return [rest(all > others.length ? "Other links" : "Shared already", others, here, all > 1 ? [endAll()] : [])];
}

/**
 * The links that open nothing until they are resumed.
 *
 * @param {Link[]} links
 * @param {string} here the permalink of the page
 * @returns {Element[]}
 */
export function pausedLinks(links, here) {
  if (links.length === 0) return [];
  const resume = act("Resume", "", { do: "resume" });
  return [rest("Paused", links, here, links.length > 1 ? [resume, endAll()] : [resume])];
}

const endAll = () => act("End all links", "panel-quiet panel-caution", { do: "end-all" });

/**
 * @param {string} heading
 * @param {Link[]} links a row each
 * @param {string} here the permalink of the page
 * @param {Element[]} buttons for all of them
 */
function rest(heading, links, here, buttons) {
  const list = element("ul", "panel-links");
  for (const link of links) {
    const title = nameIn(link, here);
    const name = link.url === null ? element("span", "panel-name", title) : act(title, "panel-name", { do: "pick", link: String(link.id) });
    const now = link.readers > 0 ? `${reading(link)}, ends ${link.ends}` : `ends ${link.ends}`;
    const end = act("End", "", { do: "end", link: String(link.id) });
    end.setAttribute("aria-label", `End the link to ${title}`);
    const row = element("li", "", name, element("span", "panel-soft", now), end);
    row.id = `blog-serve-link-${link.id}`;
    list.append(row);
  }
  const row = element("div", "panel-all", ...buttons);
  return element("div", "panel-rest", element("h3", "", heading), list, ...(buttons.length > 0 ? [row] : []));
}

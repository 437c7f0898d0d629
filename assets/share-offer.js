// The panel before there is a link: one thing to do, and what it will mean.

import { element } from "./element.js";

/** @typedef {import("./share.js").Link["scope"]} Scope */

/** How long a link can live: what the server is told, and what is said. */
const LIVES = [
  ["1h", "1 hour"],
  ["1d", "1 day"],
  ["7d", "7 days"],
  ["30d", "30 days"],
];

const USUAL = "7d";

/** @type {Record<Scope, string>} */
const NAMES = { posts: "Share this post", drafts: "Share all drafts", own: "A link for my own phone" };

/** @type {Record<Scope, string>} */
const MEANING = {
  posts: "Anyone in this network who has the link can read it, and nothing else. It travels unencrypted.",
  drafts:
    "Anyone in this network who has the link can read every draft, also those that you begin later, and nothing else. They travel unencrypted.",
  own: "",
};

/** @param {Scope} scope */
export const nameOf = (scope) => NAMES[scope];

/**
 * @param {Scope} subject
 * @returns {Element[]}
 */
export function offerView(subject) {
  const others = element("p", "panel-or", "or: ");
  if (subject === "posts") others.append(quiet("drafts", "all drafts"), " · ");
  others.append(quiet("own", "a link for my own phone"));
  return [
    element("p", "", MEANING[subject]),
    lives(),
    lineField("share-line", "A line for your readers, if you like", ""),
    act(NAMES[subject], "panel-main", { do: "share", scope: subject, field: "share-line" }),
    others,
  ];
}

/** @returns {Element[]} */
export function pausedView() {
  return [
    element("p", "", "Nobody can open them until you resume. The addresses that you gave away work again then."),
    act("Resume", "panel-main", { do: "resume" }),
  ];
}

/**
 * @param {Scope[]} scopes
 * @returns {Element[]}
 */
export function elseView(scopes) {
  if (scopes.length === 0) return [];
  /** @type {Record<Scope, string>} */
  const names = { posts: "this post", drafts: "all drafts", own: "a link for my own phone" };
  const line = element("p", "panel-or", "Share more: ");
  scopes.forEach((scope, at) => line.append(at > 0 ? " · " : "", quiet(scope, names[scope])));
  return [line];
}

function lives() {
  const group = element("fieldset", "panel-lives", element("legend", "", "The link ends in"));
  for (const [value, said] of LIVES) {
    const input = element("input", "");
    for (const [name, text] of Object.entries({ type: "radio", name: "share-for", value })) input.setAttribute(name, text);
    input.toggleAttribute("checked", value === USUAL);
    group.append(element("label", "", input, element("span", "", said)));
  }
  return group;
}

/**
 * Buttons that have a link end later, or sooner.
 *
 * @param {number} id
 */
export function otherLives(id) {
  const row = element("div", "panel-lives");
  for (const [value, said] of LIVES) row.append(act(said, "", { do: "life", link: String(id), for: value }));
  return row;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} value
 */
export function lineField(name, label, value) {
  const input = element("input", "");
  const attributes = { type: "text", name, value, maxlength: "300", autocomplete: "off", placeholder: "Is the third paragraph too harsh?" };
  for (const [attribute, text] of Object.entries(attributes)) input.setAttribute(attribute, text);
  return element("label", "panel-field", element("span", "", label), input);
}

/**
 * @param {Scope} scope
 * @param {string} text
 */
const quiet = (scope, text) => act(text, "panel-quiet", { do: "share", scope });

/**
 * A button, and what it does when it is pressed.
 *
 * @param {string} text
 * @param {string} className
 * @param {Record<string, string>} data
 */
export function act(text, className, data) {
  const button = element("button", className, text);
  button.setAttribute("type", "button");
  Object.assign(button.dataset, data);
  return button;
}

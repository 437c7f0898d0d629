// The panel before there is a link: one thing to do, and what it will mean.

import { element } from "./element.js";

/** @typedef {import("./share.js").Link["scope"]} Scope */

/** How long a link can live: what the server is told, and what is said. */
const LIVES = { "1h": "1 hour", "1d": "1 day", "7d": "7 days", "30d": "30 days" };
/** Those that are offered beside the usual one. */
const BESIDES = /** @type {const} */ (["1h", "1d", "30d"]);
const HOURS = { minute: 1 / 60, hour: 1, day: 24 };
/** How many links are named in a sentence. */
const NAMED = 3;

/** @type {Record<Scope, string>} */
const NAMES = { posts: "Share this post", drafts: "Share all drafts", own: "A link for my own phone" };

/** @type {Record<Scope, string>} */
const MEANING = {
  posts: "Anyone who has the link and can reach this machine can read it, and nothing else. It travels unencrypted.",
  drafts:
    "Anyone who has the link and can reach this machine can read every draft, also those that you begin later, and nothing else. They travel unencrypted.",
  own: "",
};

/** @param {Scope} scope */
export const nameOf = (scope) => NAMES[scope];

/**
 * @param {Scope} subject
 * @param {string} life how long a new link lives when nothing else is chosen: "7 days"
 * @param {import("./share.js").Link[]} paused
 * @param {boolean} known whether one of these opens the subject
 * @returns {Element[]}
 */
export function offerView(subject, life, paused, known) {
  const others = element("p", "panel-or", "or: ");
  if (subject === "posts") others.append(quiet("drafts", "all drafts"), " · ");
  others.append(quiet("own", "a link for my own phone"));
  return [
    element("p", "", MEANING[subject]),
    lives(life),
    lineField("share-line", "A line for your readers, if you like", ""),
    ...pausedWords(paused, known),
    act(NAMES[subject], "panel-main", { do: "share", scope: subject, field: "share-line" }),
    others,
  ];
}

/**
 * What else a new link brings back: nobody opens yesterday's without knowing.
 *
 * @param {import("./share.js").Link[]} links those that are paused
 * @param {boolean} known whether one of them opens what would be shared
 * @returns {Element[]}
 */
function pausedWords(links, known) {
  if (links.length === 0) return [];
  const names = links.slice(0, NAMED).map(({ scope, opens }) => (scope === "own" ? "your own device" : opens));
  if (links.length > NAMED) names.push(`and ${links.length - NAMED} more`);
  const [paused, them] = links.length === 1 ? ["1 link is", "it"] : [`${links.length} links are`, "them"];
  const too = known && links.length === 1 ? ", at the address that it had." : " too.";
  return [element("p", "panel-soft", `${paused} paused (${names.join(", ")}). Sharing opens ${them} again${too}`)];
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

/**
 * The usual one is chosen already, and nothing is sent for it: then the server's own word holds.
 *
 * @param {string} usual
 */
function lives(usual) {
  const group = element("fieldset", "panel-lives", element("legend", "", "The link ends in"));
  /** @type {[string, string][]} */
  const besides = BESIDES.map((value) => [value, LIVES[value]]);
  const choices = [...besides.filter(([, said]) => hours(said) !== hours(usual)), /** @type {[string, string]} */ (["", usual])];
  choices.sort(([, one], [, other]) => hours(one) - hours(other));
  for (const [value, said] of choices) {
    const input = element("input", "");
    for (const [name, text] of Object.entries({ type: "radio", name: "share-for", value })) input.setAttribute(name, text);
    input.toggleAttribute("checked", value === "");
    group.append(element("label", "", input, element("span", "", said)));
  }
  return group;
}

/**
 * @param {string} said "90 minutes", "1 hour", "7 days"
 */
function hours(said) {
  const [many, unit = ""] = said.split(" ");
  const one = HOURS[/** @type {keyof typeof HOURS} */ (unit.replace(/s$/, ""))];
  return Number(many) * one || 0;
}

/**
 * Buttons that have a link end later, or sooner.
 *
 * @param {number} id
 */
export function otherLives(id) {
  const row = element("div", "panel-lives");
  for (const [value, said] of Object.entries(LIVES)) row.append(act(said, "", { do: "life", link: String(id), for: value }));
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

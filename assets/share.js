// The author's panel: what is shared, with whom, and until when. The server says what there is; a
// click asks it for something else.

import { holdBar } from "./bar.js";
import { isComposing } from "./composing.js";
import { copyBy } from "./copy.js";
import { element } from "./element.js";
import { onKey } from "./keys.js";
import { morph } from "./morph.js";
import { url, view } from "./patch.js";
import { linkView, otherLinks, pausedLinks, titleOf } from "./share-link.js";
import { elseView, nameOf, offerView } from "./share-offer.js";

/**
 * @typedef {object} Link
 * @property {number} id
 * @property {"posts" | "drafts" | "own"} scope
 * @property {string} opens
 * @property {string | null} post the permalink, when it opens just one
 * @property {string | null} url null while it is paused
 * @property {string} [network] what is behind it: "wlan0", "VPN (tun0)", "containers (docker0)"
 * @property {{url: string, network: string}[]} others
 * @property {{size: number, path: string} | null} code
 * @property {string} ends "in 7 days"
 * @property {string | null} line
 * @property {number} readers
 * @property {boolean} lonely
 */

// A device of the author's own has neither.
const button = document.querySelector("[data-ui=share]");
const panel = document.querySelector("[data-ui=panel]");

/** What becomes of the pages that ended links opened. */
const CLEARED = "Pages that are live lose their text now, those that are away when they are back.";

let open = false;
/** @type {Link[]} */
let links = [];
/** How long a new link lives when the author chooses nothing. */
let life = "7 days";

/** The link that the author asked to see; null for that of the page. @type {number | null} */
let picked = null;
/** What was asked to be shared, until its link is there. @type {string | null} */
let wanted = null;
/** What came of the last click. */
let said = { text: "", failed: false };
/** Which view is on the panel. */
let shown = "";

/** @param {{open: boolean, links: Link[], life?: string}} now all of it; it replaces what there was before */
export function showSharing(now) {
  ({ open, links, life = "7 days" } = now);
  const found = links.find((link) => isWanted(link));
  if (wanted !== null && found) {
    picked = found.id;
    wanted = null;
  }
  show();
}

/** @param {Link} link */
const isWanted = (link) => link.scope === wanted && (link.scope !== "posts" || link.post === url());

/** What the page is about: its post, or all drafts. */
const subject = () => (view() === "post" ? "posts" : "drafts");

/** @param {Link} link */
const isSubject = ({ scope, post }) => scope === subject() && (scope !== "posts" || post === url());

/** The link that the panel shows large; none while they are paused. */
const current = () => (open ? (links.find(({ id }) => id === picked) ?? links.find(isSubject)) : undefined);

function show() {
  if (!(button instanceof HTMLElement) || !(panel instanceof HTMLElement)) return;
  showButton(button);
  if (panel.hidden) return;
  const link = current();
  const kind = link ? `link ${link.id}` : "offer";
  const next = /** @type {HTMLElement} */ (panel.cloneNode(false));
  next.append(...(link ? linkContent(link) : offerContent()));
  if (kind === shown) {
    // What is typed, selected or unfolded stays.
    morph(panel, next);
  } else {
    const focused = panel.contains(document.activeElement);
    panel.replaceChildren(...next.childNodes);
    panel.scrollTop = 0;
    if (focused) panel.focus();
  }
  shown = kind;
}

/** @param {HTMLElement} button */
function showButton(button) {
  const readers = links.reduce((sum, link) => sum + link.readers, 0);
  const count = button.querySelector(".share-count");
  if (count) count.textContent = readers > 0 ? String(readers) : "";
  button.toggleAttribute("data-open", open && links.length > 0);
  if (readers > 0) button.setAttribute("aria-label", `Share, ${readers} reading`);
  else button.removeAttribute("aria-label");
}

/** @param {Link} link */
function linkContent(link) {
  const others = links.filter((other) => other !== link);
  const rest = [...otherLinks(others, url(), links.length), ...elseView(missing())];
  return [head(titleOf(link, url())), message(), ...linkView(link), ...rest];
}

function offerContent() {
  const paused = open ? [] : links;
  const rest = open ? otherLinks(links, url(), links.length) : pausedLinks(links, url());
  return [head(nameOf(subject())), message(), ...offerView(subject(), life, paused, paused.some(isSubject)), ...rest];
}

/** What could be shared beside what is shared already. */
function missing() {
  const scopes = /** @type {const} */ (["posts", "drafts", "own"]);
  return scopes.filter((scope) => {
    if (scope !== "posts") return !links.some((link) => link.scope === scope);
    return view() === "post" && !links.some(({ post }) => post === url());
  });
}

/** @param {string} title */
function head(title) {
  const row = element("div", "panel-head", element("h2", "", title));
  const close = element("button", "panel-close", "Close");
  close.setAttribute("type", "button");
  close.dataset.do = "close";
  row.append(close);
  return row;
}

function message() {
  const line = element("p", "panel-said", said.text);
  line.setAttribute("role", said.failed ? "alert" : "status");
  line.toggleAttribute("data-failed", said.failed);
  line.hidden = said.text === "";
  return line;
}

/**
 * @param {string} text
 * @param {boolean} [failed]
 */
function say(text, failed = false) {
  said = { text, failed };
  show();
}

/** @param {boolean} now */
function setOpen(now) {
  if (!(button instanceof HTMLElement) || !(panel instanceof HTMLElement) || panel.hidden !== now) return;
  const focused = panel.contains(document.activeElement);
  panel.hidden = !now;
  button.setAttribute("aria-expanded", String(now));
  holdBar("share", now);
  picked = null;
  said = { text: "", failed: false };
  shown = "";
  if (now) {
    show();
    panel.focus({ preventScroll: true });
  } else {
    panel.replaceChildren();
    if (focused) button.focus({ preventScroll: true });
  }
}

/**
 * Asks the server.
 *
 * @param {string} path below `/_/share`
 * @param {object} [body]
 * @returns {Promise<boolean>} whether it did; if not, the panel says why
 */
async function command(path, body = {}) {
  panel?.setAttribute("aria-busy", "true");
  const failure = await post(path, body);
  panel?.removeAttribute("aria-busy");
  say(failure, failure !== "");
  return failure === "";
}

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<string>} what went wrong; empty when nothing did
 */
async function post(path, body) {
  try {
    const answer = await fetch(new URL(`../share${path}`, import.meta.url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return "";
    const { error } = await answer.json().catch(() => ({}));
    return error ?? `That did not work: blog-serve answered ${answer.status}.`;
  } catch {
    return "That did not work: blog-serve cannot be reached.";
  }
}

/** @param {string} name */
function typed(name) {
  const field = panel?.querySelector(`input[name="${name}"]`);
  return field instanceof HTMLInputElement ? field.value.trim() : "";
}

/** What the author has chosen; empty when that is nothing. */
function chosenLife() {
  const choice = panel?.querySelector("input[name=share-for]:checked");
  return choice instanceof HTMLInputElement ? choice.value : "";
}

/** @param {string} scope */
async function share(scope) {
  wanted = scope;
  /** @type {{scope: string, for?: string, posts?: string[], line?: string}} */
  const body = { scope };
  if (chosenLife()) body.for = chosenLife();
  if (scope === "posts") body.posts = [url()];
  if (scope !== "own" && typed("share-line")) body.line = typed("share-line");
  // Its state may be here before the answer is, or after it.
  if (!(await command("", body))) wanted = null;
}

/** @param {number} id */
async function end(id) {
  const link = links.find((one) => one.id === id);
  if (!(await command(`/${id}/end`))) return;
  if (id === picked) picked = null;
  say(`The link to ${link?.opens ?? "it"} has ended. ${CLEARED}`);
}

/** What the panel's buttons do. @type {Record<string, (button: HTMLElement) => unknown>} */
const actions = {
  close: () => setOpen(false),
  share: ({ dataset }) => share(dataset.scope ?? ""),
  resume: () => command("/resume"),
  end: ({ dataset }) => end(Number(dataset.link)),
  "end-all": async () => {
    if (await command("/end")) say(`All links have ended. ${CLEARED}`);
  },
  pick({ dataset }) {
    picked = Number(dataset.link);
    say("");
  },
  copy: (button) => copyBy(button, button.dataset.text ?? ""),
  async life({ dataset }) {
    if (await command(`/${dataset.link}`, { for: dataset.for })) say("Its time counts from now.");
  },
  async line({ dataset }) {
    const line = typed("share-new-line");
    const done = await command(`/${dataset.link}`, { line });
    if (done) say(line ? "Whoever opens the link from now on reads that line." : "The line is gone.");
  },
};

if (button) onKey("s", "opens and closes Share", () => setOpen(panel instanceof HTMLElement && panel.hidden));
button?.addEventListener("click", () => setOpen(panel instanceof HTMLElement && panel.hidden));

panel?.addEventListener("click", ({ target }) => {
  const pressed = target instanceof Element ? target.closest("[data-do]") : null;
  if (pressed instanceof HTMLElement && !panel.hasAttribute("aria-busy")) actions[pressed.dataset.do ?? ""]?.(pressed);
});

panel?.addEventListener("keydown", (event) => {
  const pressed = /** @type {KeyboardEvent} */ (event);
  const { key, target } = pressed;
  if (key !== "Enter" || isComposing(pressed) || !(target instanceof HTMLInputElement)) return;
  const does = panel.querySelector(`[data-do][data-field="${target.name}"]`);
  if (does instanceof HTMLElement) does.click();
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || isComposing(event) || !(panel instanceof HTMLElement) || panel.hidden) return;
    // One thing at a time: the strip stays.
    event.preventDefault();
    setOpen(false);
  },
  { capture: true },
);

document.addEventListener("pointerdown", ({ target }) => {
  if (!(target instanceof Node) || panel?.contains(target) || button?.contains(target)) return;
  setOpen(false);
});

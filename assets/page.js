// What every page does: one socket, and each of its messages to the module that shows it. What is
// different for the author and for those who read is in live.js and reader.js.
// What the messages are: src/protocol.rs.

import { inPlace } from "./anchor.js";
import { holdBar, ignoreScrolling } from "./bar.js";
import { connect } from "./connection.js";
import { showEnded } from "./ended.js";
import { refreshFiles } from "./files.js";
import "./elsewhere.js";
import { afterFrame } from "./frame.js";
import { startIndex, repeatList } from "./index.js";
import { clearNotice, notify } from "./notice.js";
import "./outline.js";
import { applyPatch, applyWhole, forgetRevision, isLatest, moveTo, revision, url, view } from "./patch.js";
import { showState } from "./status.js";
import { comesByLink, words } from "./words.js";

/**
 * A change of the page, as it came.
 *
 * @typedef {{type: string, revision: string, elapsedMs?: number, files?: string[]}} Change
 */

/**
 * What pages do differently.
 *
 * @typedef {object} Page
 * @property {(changed: Element[], change: Change, took: number, runs: import("./place.js").Step[][]) => void} changed
 *   after the frame of a change: the blocks that look different now, the milliseconds that it took,
 *   and where it was
 * @property {() => void} [changing] the page is about to change
 * @property {(message: any) => void} [receive] takes messages that not every page gets
 * @property {(message: {url: string}) => boolean} [leaves] whether the page turns to another post
 *   now, and does not move with its own
 * @property {() => void} [arrived] another post is in the document, and not yet painted
 * @property {() => void} [greeted] a server has answered, perhaps another than before
 * @property {() => void} [ended] the link has ended, and the text is gone
 */

/** @type {Page} */
let page;

/** Whether the whole page that comes next is that of another post. */
let turning = false;

/** @type {ReturnType<typeof connect>} */
let connection;

/**
 * @param {Page} mine
 * @returns {(message: object) => void} says something to the server
 */
export function start(mine) {
  page = mine;
  connection = connect({
    address() {
      // Beside our own folder, wherever that is: under any prefix, behind any proxy, after any move.
      const address = new URL("../live", import.meta.url);
      address.protocol = address.protocol.replace("http", "ws");
      address.searchParams.set("post", url());
      address.searchParams.set("revision", revision());
      address.searchParams.set("view", view());
      if (page.leaves && isLatest()) address.searchParams.set("latest", "");
      return address;
    },
    receive,
    report,
    ended: comesByLink ? end : null,
  });
  startIndex(connection.send);
  return connection.send;
}

/**
 * @param {import("./connection.js").State} state
 * @param {Date} known when what is shown was last known to be the newest
 */
function report(state, known) {
  showState(state, words.states[state]);
  holdBar("connection", state !== "live");
  if (state === "stopped") notify("stopped", words.stopped(known));
  else if (state === "live") clearNotice("stopped");
}

/**
 * @param {any} message
 * @param {number} arrived when, on the clock of `performance.now`
 */
function receive(message, arrived) {
  switch (message.type) {
    case "patch":
      if (message.from === revision()) {
        change(message, arrived, () => applyPatch(message));
      } else {
        // It starts from something else than what stands here: ask again, with what does.
        connection.again();
      }
      break;
    case "whole":
      if (turning) turn(message, arrived);
      else change(message, arrived, () => applyWhole(message, "same"));
      break;
    case "hello":
      turning = false;
      page.greeted?.();
      clearNotice("gone");
      reloadIfOutdated(message.build);
      repeatList();
      break;
    case "moved":
      turning = page.leaves?.(message) ?? false;
      moveTo(message.address, message.url, turning ? "" : location.hash);
      break;
    case "gone":
      notify("gone", words.gone);
      break;
    case "ended":
      end();
      break;
    default:
      page.receive?.(message);
  }
}

/** The link has ended: the text goes, and nobody asks for it any more. */
function end() {
  connection.close();
  showEnded();
  page.ended?.();
}

/**
 * Shows another post.
 *
 * @param {any} message
 * @param {number} arrived
 */
function turn(message, arrived) {
  turning = false;
  change(message, arrived, () => {
    applyWhole(message, "another");
    page.arrived?.();
    // All of it is new: none of it has changed.
    return { blocks: [], runs: [] };
  });
}

/**
 * Puts a change on the page, then everything that can wait until after.
 *
 * @param {Change} message
 * @param {number} arrived
 * @param {() => import("./article.js").Done} apply
 */
function change(message, arrived, apply) {
  ignoreScrolling();
  page.changing?.();
  /** @type {import("./article.js").Done} */
  let done;
  try {
    done = inPlace(apply);
  } catch (error) {
    giveUp(message, error);
    return;
  }
  const took = performance.now() - arrived;
  if (message.files) refreshFiles(message.files);
  afterFrame(() => {
    clearNotice("gone");
    page.changed(done.blocks, message, took, done.runs);
  });
}

/**
 * The page is not what it was taken for: a script of the draft's has changed it, or we have made a
 * mistake. A patch gives way to the whole page, and that to a load.
 *
 * @param {Change} message
 * @param {unknown} error
 */
function giveUp(message, error) {
  if (message.type === "patch") {
    // The whole page does not say which files are others now.
    if (message.files) refreshFiles(message.files);
    console.warn("blog-serve: a change does not fit; asking for the whole page", error);
    forgetRevision();
    connection.again();
  } else {
    console.error("blog-serve: a change could not be shown; loading the page again", error);
    location.reload();
  }
}

/**
 * Another build brings other scripts: they come with a load, which keeps the scroll position.
 *
 * @param {string} build
 */
function reloadIfOutdated(build) {
  if (build === document.documentElement.dataset.build) return;
  // Once for each build, or a cache between us and the server would have us reload for ever.
  if (sessionStorage.getItem("blog-serve:build") === build) return;
  sessionStorage.setItem("blog-serve:build", build);
  location.reload();
}

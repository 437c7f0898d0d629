// What every page does: one socket, and each of its messages to the module that shows it. What is
// different for the author and for those who read is in live.js and reader.js.
// What the messages are: src/protocol.rs.

import { inPlace } from "./anchor.js";
import { holdBar, ignoreScrolling } from "./bar.js";
import { connect } from "./connection.js";
import { showEnded } from "./ended.js";
import { refreshFiles } from "./files.js";
import { afterFrame } from "./frame.js";
import { startIndex, repeatList } from "./index.js";
import { clearNotice, notify } from "./notice.js";
import { applyPatch, applyWhole, forgetRevision, revision, url, view, moveTo } from "./patch.js";
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
 * @property {(changed: Element[], change: Change, took: number) => void} changed after the frame
 *   of a change: the blocks that look different now, and the milliseconds that it took
 * @property {(message: any) => void} [receive] takes messages that not every page gets
 * @property {() => void} [ended] the link has ended, and the text is gone
 */

/** @type {Page} */
let page;

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
      change(message, arrived, () => applyWhole(message));
      break;
    case "hello":
      clearNotice("gone");
      reloadIfOutdated(message.build);
      repeatList();
      break;
    case "moved":
      moveTo(message.address, message.url);
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
 * Puts a change on the page, then everything that can wait until after.
 *
 * @param {Change} message
 * @param {number} arrived
 * @param {() => Element[]} apply returns the blocks that look different now
 */
function change(message, arrived, apply) {
  ignoreScrolling();
  /** @type {Element[]} */
  let changed;
  try {
    changed = inPlace(apply);
  } catch (error) {
    giveUp(message, error);
    return;
  }
  const took = performance.now() - arrived;
  if (message.files) refreshFiles(message.files);
  afterFrame(() => {
    clearNotice("gone");
    page.changed(changed, message, took);
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

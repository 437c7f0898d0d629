// The entry of every page: one socket, and each of its messages to the module that shows it.
// What the messages are: src/protocol.rs.

import { holdBar, ignoreScrolling, showGain } from "./bar.js";
import { connect } from "./connection.js";
import { refreshFiles } from "./files.js";
import { afterFrame } from "./frame.js";
import { startIndex, repeatList } from "./index.js";
import { clearNotice, notify } from "./notice.js";
import { applyPatch, applyWhole, forgetRevision, revision, url, view, moveTo } from "./patch.js";
import { showState, showTime } from "./status.js";
import { showProblems } from "./strip.js";
import { tint } from "./tint.js";

const connection = connect({
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
  report(state) {
    showState(state);
    holdBar("connection", state !== "live");
    if (state === "stopped") {
      notify("stopped", "blog-serve is not running. Start it and this page goes on where it was.");
    } else if (state === "live") {
      clearNotice("stopped");
    }
  },
});

startIndex(connection.send);

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
    case "problems":
      showProblems(message);
      break;
    case "moved":
      moveTo(message.address, message.url);
      break;
    case "gone":
      notify("gone", "The file of this post is gone. This is its last text; when the file is back, the page goes on.");
      break;
  }
}

/**
 * Puts a change on the page, then everything that can wait until after.
 *
 * @param {{type: string, revision: string, elapsedMs?: number, files?: string[]}} message
 * @param {number} arrived
 * @param {() => Element[]} apply returns the blocks that look different now
 */
function change(message, arrived, apply) {
  ignoreScrolling();
  let changed;
  try {
    changed = apply();
  } catch (error) {
    giveUp(message, error);
    return;
  }
  const took = performance.now() - arrived;
  if (message.files) refreshFiles(message.files);
  afterFrame(() => {
    tint(changed);
    connection.send({ type: "shown", revision: message.revision, ms: took });
    clearNotice("gone");
    showTime(message.elapsedMs, took);
    showGain();
  });
}

/**
 * The page is not what it was taken for: a script of the draft's has changed it, or we have made a
 * mistake. A patch gives way to the whole page, and that to a load.
 *
 * @param {{type: string, files?: string[]}} message
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

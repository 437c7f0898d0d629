// What is said about the page as a whole, to each of those who may look at it.

const { reader, author = "The author" } = document.documentElement.dataset;

export { author };

/** Whether the page came by a link, which can end. */
export const comesByLink = reader !== "author";

/**
 * @typedef {object} Words
 * @property {Record<import("./connection.js").State, string>} states beside the dot
 * @property {(known: Date) => string} stopped the server cannot be reached; what is shown was
 *   known to be the newest at that time
 * @property {string} gone the post's file is gone
 * @property {string} ended why the link opens nothing any more, after "This link has ended."
 */

/** @type {Words} */
const forAuthor = {
  states: { live: "live", reconnecting: "reconnecting", stopped: "stopped" },
  stopped: () => "blog-serve is not running. Start it and this page goes on where it was.",
  gone: "The file of this post is gone. This is its last text; when the file is back, the page goes on.",
  ended: "",
};

/** @type {Words} */
const forOwnDevice = {
  ...forAuthor,
  stopped: (known) =>
    `Your computer is asleep or out of this network, or blog-serve is not running. You are reading the version of ${timeOf(known)}; it catches up by itself.`,
  ended: "You stopped it, or its time was up. Make a new one where blog-serve runs if you would like to go on.",
};

/** @type {Words} */
const forReviewer = {
  states: { live: "live", reconnecting: "away", stopped: "away" },
  stopped: (known) =>
    `${author}’s computer is asleep or out of this network. You are reading the version of ${timeOf(known)}; it catches up by itself.`,
  gone: `${author} has taken this post away, renamed or published it. This is its last text; if the post comes back, the page goes on.`,
  ended: `${author} stopped it, or its time was up. Ask ${author} for a new link if you would like to go on.`,
};

export const words = { author: forAuthor, own: forOwnDevice, reviewer: forReviewer }[reader ?? ""] ?? forAuthor;

/**
 * As clocks show it where the reader is, with the day when that is not today.
 *
 * @param {Date} date
 */
function timeOf(date) {
  /** @type {Intl.DateTimeFormatOptions} */
  const time = { hour: "numeric", minute: "2-digit" };
  if (date.toDateString() === new Date().toDateString()) return date.toLocaleTimeString([], time);
  return date.toLocaleString([], { ...time, day: "numeric", month: "short" });
}

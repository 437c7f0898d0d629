// The author's page, on this machine or on another device of theirs.

import { dropChecks, followChecks, showChecks } from "./checks.js";
import "./editor.js";
import { arriveAt, follow, holdStill, startFollowing } from "./follow.js";
import { showGain } from "./gain.js";
import "./keys-help.js";
import { arrive, forgetLatest, leaves, showLatest, startLatest } from "./latest.js";
import { start } from "./page.js";
import "./rows.js";
import { showSharing } from "./share.js";
import { showTime } from "./status.js";
import { showProblems } from "./strip.js";
import { tint } from "./tint.js";

const send = start({
  changing: holdStill,
  changed(blocks, change, took, runs) {
    send({ type: "shown", revision: change.revision, ms: took });
    tint(blocks);
    follow(runs, change);
    showTime(change.elapsedMs, took);
    followChecks();
  },
  receive(message) {
    if (message.type === "problems") showProblems(message);
    else if (message.type === "checks") showChecks(message.checks);
    else if (message.type === "gain") showGain(message.words);
    else if (message.type === "sharing") showSharing(message);
    else if (message.type === "latest") showLatest(message.url);
  },
  greeted: forgetLatest,
  leaves,
  arrived() {
    const { changed, spot } = arrive();
    arriveAt(spot);
    tint(changed);
  },
  ended: dropChecks,
});

startFollowing();
startLatest(send);


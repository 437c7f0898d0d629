// The author's page, on this machine or on another device of theirs.

import { dropChecks, followChecks, showChecks } from "./checks.js";
import "./editor.js";
import { showGain } from "./gain.js";
import "./keys-help.js";
import { start } from "./page.js";
import "./rows.js";
import { showSharing } from "./share.js";
import { showTime } from "./status.js";
import { showProblems } from "./strip.js";
import { tint } from "./tint.js";

const send = start({
  changed(blocks, { revision, elapsedMs }, took) {
    tint(blocks);
    send({ type: "shown", revision, ms: took });
    showTime(elapsedMs, took);
    followChecks();
  },
  receive(message) {
    if (message.type === "problems") showProblems(message);
    else if (message.type === "checks") showChecks(message.checks);
    else if (message.type === "gain") showGain(message.words);
    else if (message.type === "sharing") showSharing(message);
  },
  ended: dropChecks,
});

// One WebSocket that is opened again whenever it is lost.

/** Milliseconds before the first try after a loss, and at most. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 500;

/** Milliseconds after which a socket that says nothing when the page is woken is taken for dead. */
const PATIENCE = 500;

/** Milliseconds after which a page that was woken, and has heard nothing, asks. */
const BEFORE_ASKING = 100;

/** Milliseconds that a socket may take to open and be greeted. */
const OPENING = 3000;

/**
 * After so many failures in a row a plain request asks whether anybody is there. Browsers delay
 * WebSockets to an address that has refused many, by up to five seconds, but not requests.
 */
const ASK_FIRST_AFTER = 2;

/** Milliseconds of silence after which a page that somebody looks at asks for a sign of life. */
const HEARTBEAT = 5000;

/** Milliseconds without a server after which the page says so in words. */
const STOPPED_AFTER = 2500;

/** What a server answers when the link that a page came by has ended. */
const ENDED = 410;

/** @typedef {"live" | "reconnecting" | "stopped"} State */

/**
 * @param {object} page
 * @param {() => URL} page.address where to, each time anew: it says what the page shows
 * @param {(message: any, arrived: number) => void} page.receive
 * @param {(state: State, known: Date) => void} page.report `known`: when what the page shows was
 *   last known to be the newest
 * @param {(() => void) | null} page.ended for a page that came by a link: the server says that the
 *   link has ended; null for others
 */
export function connect(page) {
  // Only a plain request is told that a link has ended: a socket that is refused learns no status.
  const askFirstAfter = page.ended ? 0 : ASK_FIRST_AFTER;
  /** @type {WebSocket | null} */
  let socket = null;
  let failures = 0;
  let lostAt = 0;
  let timer = 0;
  let patience = 0;
  let heardAt = 0;
  let known = new Date();
  let closed = false;

  function open() {
    clearTimeout(timer);
    const mine = new WebSocket(page.address());
    socket = mine;
    timer = setTimeout(() => lose(mine), OPENING);
    mine.onmessage = (event) => {
      const arrived = performance.now();
      if (mine !== socket) return;
      heardAt = arrived;
      known = new Date();
      const message = JSON.parse(event.data);
      clearTimeout(patience);
      if (message.type === "hello") greeted();
      page.receive(message, arrived);
    };
    mine.onclose = ({ wasClean }) => {
      // A server that says goodbye had nothing newer; silence tells nothing.
      if (wasClean && mine === socket && lostAt === 0) known = new Date();
      lose(mine);
    };
  }

  function greeted() {
    clearTimeout(timer);
    failures = 0;
    lostAt = 0;
    page.report("live", known);
  }

  /** @param {WebSocket | null} mine */
  function lose(mine) {
    if (mine !== socket) return;
    drop();
    failures += 1;
    lostAt ||= performance.now();
    const stopped = performance.now() - lostAt > STOPPED_AFTER;
    page.report(stopped ? "stopped" : "reconnecting", known);
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
    // Up to a fifth less, so that ten tabs do not knock at once.
    timer = setTimeout(retry, wait * (1 - Math.random() / 5));
  }

  async function retry() {
    if (failures > askFirstAfter) {
      const mine = timer;
      const status = await ask(page.address());
      // Somebody else may have opened a socket while we waited.
      if (closed || mine !== timer || socket) return;
      if (status === ENDED && page.ended) return page.ended();
      if (!isThere(status)) return lose(null);
    }
    open();
  }

  function drop() {
    clearTimeout(timer);
    clearTimeout(patience);
    const old = socket;
    socket = null;
    old?.close();
  }

  /** For good. */
  function close() {
    closed = true;
    drop();
  }

  function again() {
    drop();
    timer = setTimeout(open, FIRST_WAIT);
  }

  /** The machine slept, the network changed, or somebody looks: make sure now. */
  function wake() {
    if (closed) return;
    const mine = socket;
    if (mine === null) return reopen();
    // Opening or open: either way the next message must come soon. It often comes by itself, when
    // somebody looks because they have just saved: that moment belongs to the save.
    clearTimeout(patience);
    patience = setTimeout(() => {
      send({ type: "ping" });
      patience = setTimeout(() => {
        if (mine === socket) reopen();
      }, PATIENCE);
    }, BEFORE_ASKING);
  }

  function reopen() {
    drop();
    open();
  }

  /** @param {object} message */
  function send(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  addEventListener("offline", wake);
  addEventListener("online", wake);
  addEventListener("pageshow", (event) => {
    // The first one of a load comes while the first socket opens.
    if (event.persisted) wake();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });

  // A server that hangs closes nothing. Only who looks asks, and only when nothing came by itself.
  setInterval(() => {
    const quiet = performance.now() - heardAt > HEARTBEAT;
    const open = socket?.readyState === WebSocket.OPEN;
    if (quiet && open && document.visibilityState === "visible") wake();
  }, HEARTBEAT);

  open();
  return { send, again, close };
}

/**
 * What a server answers at the socket's address; 0 when there is none.
 *
 * @param {URL} address
 */
async function ask(address) {
  const plain = new URL(address);
  plain.protocol = plain.protocol.replace("ws", "http");
  plain.search = "";
  try {
    const signal = AbortSignal.timeout(2000);
    // A network that wants a login first sends every request elsewhere.
    const answer = await fetch(plain, { method: "HEAD", cache: "no-store", redirect: "manual", signal });
    return answer.status;
  } catch {
    return 0;
  }
}

/**
 * Whether a socket is worth trying: a proxy that has lost its server, and a door that knows
 * nothing of the link, would refuse it.
 *
 * @param {number} status
 */
const isThere = (status) => status !== 0 && status !== 403 && status < 500;

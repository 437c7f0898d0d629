//! What a page of another site can do to a preview, in a real Chromium.
//!
//! Each attack is tried on a website first that defends itself against nothing: there it must
//! succeed, or it would prove nothing where it fails.

mod outward;

use serde_json::Value;

use crate::support::{Browser, Folder, Served, Website, ask};

/// Stands in everything of the blog that somebody could want to read.
const SECRET: &str = "yellow bird";
/// A page with nothing in it.
const EMPTY: &str = "<!doctype html><title>Another site</title><main></main>";
/// From where attacks come: a site of its own, and another port of this machine, which is the same
/// site to a browser.
const ATTACKERS: [&str; 2] = ["evil.test", "localhost"];
/// Every route that changes something.
const CHANGES: [&str; 6] = [
    "/_/edit",
    "/_/share",
    "/_/share/1",
    "/_/share/1/end",
    "/_/share/end",
    "/_/share/resume",
];

async fn blog() -> (Folder, Served) {
    let folder = Folder::with_post(SECRET)
        .file("posts/x.txt", SECRET)
        .file("posts/x.css", format!("main {{ --secret: \"{SECRET}\" }}"))
        .file("posts/x.js", format!("window.secret = \"{SECRET}\""))
        .file("posts/x.svg", PICTURE);
    let served = Served::start(&folder).await;
    (folder, served)
}

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"7\" height=\"7\"></svg>";

/// A browser in which every name leads to this machine.
async fn browser() -> Browser {
    Browser::start_with(&["--host-resolver-rules=MAP *.test 127.0.0.1"]).await
}

/// What a script makes of a `target`, in a page of the attacker's.
async fn attack(browser: &Browser, script: &str, target: &str) -> Value {
    browser.run_with(script, vec![target.into()]).await
}

/// What can be fetched of some addresses, as one text.
const READ: &str = "
const read = async (path, options) => {
  try {
    const answer = await fetch(arguments[0] + path, options);
    return `${answer.type} ${answer.status} ${await answer.text()}`;
  } catch (error) { return String(error); }
};
const paths = ['/', '/posts/a', '/posts/x.txt', '/_/posts', '/_/latest', '/_/assets/live.js'];
const all = paths.flatMap(path => [
  read(path), read(path, { mode: 'no-cors' }), read(path, { credentials: 'include' }),
  read(path, { headers: { 'x-a': 'b' } }),
]);
return (await Promise.all(all)).join('\\n');
";

/// Whether a socket opens, and what comes first.
const SOCKET: &str = "
return new Promise(done => {
  const socket = new WebSocket(arguments[0].replace('http', 'ws') + '/_/live?post=/posts/a&revision=0000000000000000');
  socket.onmessage = ({ data }) => done(data);
  socket.onopen = () => socket.send('{\"type\":\"ping\"}');
  socket.onerror = () => done('refused');
  setTimeout(() => done('silence'), 4000);
});
";

/// A name that led to the attacker's server leads to the author's now.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebound_name_reads_nothing() {
    let (_folder, served) = blog().await;
    let attacker = Website::rebound_to(served.port, EMPTY).await;
    let rule = format!("MAP evil.test 127.0.0.1:{}", attacker.port);
    let browser = Browser::start_with(&[&format!("--host-resolver-rules={rule}")]).await;
    let site = format!("http://evil.test:{}", served.port);
    browser.goto(&format!("{site}/attack")).await;
    assert_eq!(browser.title().await, "Another site");
    let read = attack(&browser, READ, &site).await.to_string();
    assert!(
        read.contains("basic 403"),
        "it is asked, and refuses: {read}"
    );
    assert!(!read.contains(SECRET) && !read.contains(" 200 "), "{read}");
    assert_eq!(attack(&browser, SOCKET, &site).await, "refused");
    for path in CHANGES {
        let post = "return (await fetch(arguments[0], { method: 'POST', body: '{}' })).status";
        let status = attack(&browser, post, &format!("{site}{path}")).await;
        assert_eq!(status, 403, "{path}");
    }
    browser.goto(&format!("{site}/posts/a")).await;
    assert!(!browser.text("body").await.contains(SECRET));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_reads_nothing_and_opens_no_socket() {
    let (_folder, served) = blog().await;
    let naive = Website::with_page(SECRET).await;
    let attacker = Website::with_page(EMPTY).await;
    let browser = browser().await;
    // An IP address is no reason to trust it.
    for name in ["evil.test", "localhost", "127.0.0.1"] {
        browser
            .goto(&format!("http://{name}:{}/", attacker.port))
            .await;
        let there = format!("http://localhost:{}", naive.port);
        let read = attack(&browser, READ, &there).await.to_string();
        assert!(read.contains(SECRET), "the attack works: {read}");
        for host in ["localhost", "127.0.0.1", "[::1]"] {
            let here = format!("http://{host}:{}", served.port);
            let read = attack(&browser, READ, &here).await.to_string();
            assert!(
                !read.contains(SECRET) && !read.contains(" 200 "),
                "{name}: {read}"
            );
            let opened = attack(&browser, SOCKET, &here).await;
            assert_eq!(opened, "refused", "{name} to {host}");
        }
    }
    let own = served.browser("/posts/a").await;
    let opened = attack(&own, SOCKET, &served.url("")).await.to_string();
    assert!(opened.contains("hello"), "our own page's opens: {opened}");
}

/// Posts in every way that asks nobody before: by forms and by `fetch`, and by what does ask.
const POST: &str = "
const tries = [];
for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
  const frame = document.createElement('iframe');
  frame.name = 'frame' + Math.random();
  const form = document.createElement('form');
  Object.assign(form, { method: 'POST', action: arguments[0], enctype: type, target: frame.name });
  const field = Object.assign(document.createElement('input'), { name: '{\"scope\":\"drafts\",\"line\":\"', value: '\"}' });
  form.append(field);
  document.body.append(frame, form);
  form.submit();
  tries.push(new Promise(done => frame.addEventListener('load', done)));
}
for (const [mode, type] of [['no-cors', 'text/plain'], ['cors', 'text/plain'], ['cors', 'application/json']]) {
  tries.push(fetch(arguments[0], {
    method: 'POST', mode, headers: { 'content-type': type }, body: '{\"scope\":\"drafts\",\"line\":\"x\"}', credentials: 'include',
  }).catch(() => {}));
}
navigator.sendBeacon(arguments[0], '{\"scope\":\"drafts\"}');
const timeout = new Promise(done => setTimeout(done, 3000, 'timeout'));
return Promise.race([Promise.all(tries).then(() => 'done'), timeout]);
";

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_changes_nothing() {
    let (folder, served) = blog().await;
    let link = served.share_post("posts/a.md").await;
    let naive = Website::with_page(EMPTY).await;
    let attacker = Website::with_page(EMPTY).await;
    let browser = browser().await;
    let state = || {
        (
            folder.snapshot(),
            served.desk().links.living(),
            served.readers_port(),
        )
    };
    let before = state();
    for name in ATTACKERS {
        browser
            .goto(&format!("http://{name}:{}/", attacker.port))
            .await;
        for path in CHANGES {
            let there = format!("http://localhost:{}/{name}{path}", naive.port);
            assert_eq!(attack(&browser, POST, &there).await, "done");
            assert_eq!(attack(&browser, POST, &served.url(path)).await, "done");
        }
        let by_link = format!("http://localhost:{}{link}/_/share/1/end", before.2);
        assert_eq!(attack(&browser, POST, &by_link).await, "done");
        let posted = naive.request(&format!("POST /{name}/_/share ")).await;
        assert!(posted.contains("Origin: "), "the attack works: {posted}");
    }
    assert_eq!(state(), before);
    // Byte by byte, as the browser sent them.
    let host = format!("localhost:{}", served.port);
    for origin in ["http://evil.test", "null", "http://localhost:1"] {
        for path in CHANGES {
            for kind in ["text/plain", "application/json"] {
                let headers = [
                    ("Host", host.as_str()),
                    ("Origin", origin),
                    ("Content-Type", kind),
                ];
                let answer = ask(
                    served.port,
                    "POST",
                    path,
                    &headers,
                    "{\"scope\":\"drafts\"}",
                )
                .await;
                assert_eq!(answer.status, 403, "{origin}: {path}");
            }
        }
    }
    assert_eq!(state(), before);
    let own = served.browser("/posts/a").await;
    let asks = "return (await fetch('../_/share', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{\"scope\":\"drafts\"}' })).status";
    assert_eq!(own.run(asks).await, 200, "our own page may");
    assert_ne!(state(), before);
}

/// What comes of putting an address into a page as this and that: what loads, and what is seen.
const INCLUDE: &str = "
const seen = [];
window.onerror = (...error) => { seen.push(String(error[0]) + error[2]) };
const put = (tag, attributes) => new Promise(done => {
  const element = document.createElement(tag);
  element.onload = () => done(`${tag} loads`);
  element.onerror = () => done(`${tag} is blocked`);
  Object.assign(element, attributes);
  document.head.append(element);
  setTimeout(done, 3000, `${tag} waits`);
});
const url = arguments[0];
const all = [
  put('script', { src: url }), put('script', { src: url, type: 'module' }),
  put('link', { rel: 'stylesheet', href: url }), put('img', { src: url }),
  put('script', { src: url, crossOrigin: 'anonymous' }),
  import(url).then(module => `import loads ${JSON.stringify(module)}`, () => 'import is blocked'),
];
const told = await Promise.all(all);
const style = [...document.styleSheets].map(sheet => { try { return [...sheet.cssRules].map(String) } catch { return 'closed' } });
const value = getComputedStyle(document.querySelector('main')).getPropertyValue('--secret');
return [...told, ...seen, String(style), value, String(window.secret)].join('\\n');
";

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_includes_nothing() {
    let (_folder, served) = blog().await;
    let naive = Website::with_page(EMPTY).await;
    let browser = browser().await;
    let paths = [
        "/",
        "/posts/a",
        "/_/posts",
        "/posts/x.txt",
        "/posts/x.css",
        "/posts/x.js",
        "/posts/x.svg",
        "/_/assets/icon.svg",
        "/_/assets/article.css",
        "/_/assets/live.js",
        "/nothing",
    ];
    let attacker = Website::with_page(EMPTY).await;
    for name in ATTACKERS {
        let site = format!("http://{name}:{}/", attacker.port);
        browser.goto(&site).await;
        let there = format!("http://localhost:{}/", naive.port);
        let told = attack(&browser, INCLUDE, &there).await.to_string();
        assert!(told.contains("script loads"), "the attack works: {told}");
        for path in paths {
            browser.goto(&site).await;
            let told = attack(&browser, INCLUDE, &served.url(path))
                .await
                .to_string();
            assert!(!told.contains("loads"), "{name}: {path}: {told}");
            assert!(!told.contains("yellow"), "{name}: {path}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_sites_page_frames_nothing() {
    let (_folder, served) = blog().await;
    let naive = Website::with_page(SECRET).await;
    let attacker = Website::with_page(EMPTY).await;
    let browser = browser().await;
    let link = served.share_post("posts/a.md").await;
    let reader = format!("http://localhost:{}{link}", served.readers_port());
    browser.goto(&format!("{reader}/")).await;
    assert!(
        browser.text("article").await.contains(SECRET),
        "by itself it opens"
    );
    let frame = "
return new Promise(done => {
  const frame = document.createElement('iframe');
  frame.onload = done;
  frame.src = arguments[0];
  document.body.replaceChildren(frame);
}).then(() => document.querySelector('iframe').contentDocument === null)";
    for name in ATTACKERS {
        browser
            .goto(&format!("http://{name}:{}/", attacker.port))
            .await;
        let there = format!("http://localhost:{}/", naive.port);
        attack(&browser, frame, &there).await;
        let text = browser.text_in_frame().await;
        assert!(text.contains(SECRET), "the attack works: {text}");
        let links = ["/", "/posts/a", "/nothing"].map(|path| format!("{reader}{path}"));
        let own = ["/", "/posts/a", "/nothing", "/posts/x.txt", "/_/posts"];
        let own = own.map(|path| served.url(path));
        for path in links.iter().chain(&own) {
            attack(&browser, frame, path).await;
            let text = browser.text_in_frame().await;
            assert!(
                !text.contains(SECRET) && !text.contains("posts"),
                "{name}: {path}: {text}"
            );
        }
    }
}

/// What the opener of a window can tell of it, as soon as something is in it.
const OPEN: &str = "
const seen = [];
addEventListener('message', ({ data }) => seen.push(JSON.stringify(data)));
const opened = open(arguments[0]);
const isBlank = () => { try { return opened.document.readyState !== 'complete' || opened.location.href === 'about:blank'; } catch { return false; } };
while (isBlank()) await new Promise(done => setTimeout(done, 5));
const look = what => { try { seen.push(String(what())); } catch (error) { seen.push(error.name); } };
look(() => opened.document.documentElement.outerHTML);
look(() => opened.location.href);
look(() => opened.localStorage.length);
look(() => opened.article?.textContent);
look(() => opened.eval('document.title'));
look(() => opened.name);
look(() => opened.history.length);
for (const data of ['{}', { type: 'ping' }, 'ping']) opened.postMessage(data, '*');
look(() => [...Array(opened.length).keys()].map(index => opened[index].location.href));
await new Promise(done => setTimeout(done, 100));
opened.close();
return seen.join('\\n');
";

#[tokio::test(flavor = "multi_thread")]
async fn the_opener_of_a_window_reads_nothing_in_it() {
    let (_folder, served) = blog().await;
    let attacker = Website::with_page("<main>yellow bird</main>").await;
    let browser = browser().await;
    for name in ATTACKERS {
        let own = format!("http://{name}:{}/", attacker.port);
        browser.goto(&own).await;
        let seen = attack(&browser, OPEN, &own).await.to_string();
        assert!(
            seen.contains(SECRET),
            "the attack works on a window of its own: {seen}"
        );
        for path in ["/", "/posts/a", "/posts/x.txt"] {
            let seen = attack(&browser, OPEN, &served.url(path)).await.to_string();
            assert!(seen.contains("SecurityError"), "{name}: {seen}");
            assert!(
                !seen.contains(SECRET) && !seen.contains("/posts"),
                "{name}: {seen}"
            );
        }
    }
}

//! Links from the printed address to the reader's browser, across restarts, servers and profiles.

use std::fs;
use std::io::{PipeWriter, Write};
use std::path::Path;
use std::process::Stdio;

use rqrr::PreparedImage;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::support::{Browser, Folder, Program, Served, Tab, ask, eventually, get, post};

/// A program that keeps its links in `state`, is reached on loopback alone, and takes keys.
fn serve(folder: &Folder, state: &TempDir, more: &[&str]) -> (Program, PipeWriter) {
    let (read, typed) = std::io::pipe().expect("a pipe");
    let root = folder.root().to_str().expect("a temporary folder is UTF-8");
    let arguments = [root, "--bind", "127.0.0.1"];
    let program = Program::start_with(arguments.iter().chain(more), |command| {
        command
            .stdin(Stdio::from(read))
            .env("XDG_STATE_HOME", state.path());
    });
    (program, typed)
}

/// A port that nobody listens on now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("some port is free");
    listener.local_addr().expect("it has an address").port()
}

async fn ends(mut program: Program) {
    program.signal("INT").await;
    assert!(program.ended().await.success());
}

/// The port and the path of an address.
fn taken_apart(url: &str) -> (u16, &str) {
    let (_, rest) = url.split_once("://").expect("an address");
    let (host, _) = rest.split_once('/').expect("a path");
    let (_, port) = host.rsplit_once(':').expect("a port");
    (
        port.parse().expect("a port is a number"),
        &rest[host.len()..],
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_with_the_old_link_still_open_goes_on_where_it_was() {
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().unwrap();
    let ports = [free_port(), free_port()].map(|port| port.to_string());
    let asked = ["--share", "--port", &ports[0], "--share-port", &ports[1]];
    let (first, _typed) = serve(&folder, &state, &asked);
    let link = first.link().await;
    let authors_port = first.port().await;
    let (port, path) = taken_apart(&link);
    let browser = Browser::start().await;
    browser.open(&link).await;
    browser.shows("One.").await;
    ends(first).await;
    browser
        .eventually("document.querySelector('[data-ui=notice]').textContent.includes('asleep')")
        .await;
    browser.shows("One.").await;

    let (second, mut typed) = serve(&folder, &state, &[]);
    second.line("is paused").await;
    assert_eq!(
        second.port().await,
        authors_port,
        "yesterday's address is right today"
    );
    assert!(
        TcpStream::connect(("127.0.0.1", port)).await.is_err(),
        "nothing is shared yet"
    );
    assert!(
        !second.output().join("\n").contains(path),
        "a secret stands in its link alone"
    );
    folder.save("posts/a.md", post("A", "Two."));
    typed.write_all(b"s\n").unwrap();
    assert_eq!(second.link().await, link);
    browser.shows("Two.").await;
    browser.is_live().await;
    assert!(browser.was_never_reloaded().await);

    typed.write_all(b"x\n").unwrap();
    browser
        .eventually("document.body.textContent.includes('This link has ended.')")
        .await;
    let left = browser
        .run("return document.documentElement.outerHTML")
        .await;
    assert!(!left.as_str().unwrap().contains("Two."), "{left}");
    ends(second).await;
    let (third, _typed) = serve(&folder, &state, &["--share"]);
    assert_ne!(third.link().await, link, "what has ended stays ended");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_the_users_alone_and_not_in_the_blog() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().unwrap();
    let (program, _typed) = serve(&folder, &state, &["--share"]);
    let before = folder.snapshot();
    let link = program.link().await;
    let (_, path) = taken_apart(&link);
    let secret = path.trim_matches(['/', '~']);
    let kept = state.path().join("blog-serve");
    let holds_secret =
        |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.contains(secret));
    // A file that is being replaced is there twice for a moment.
    eventually("one file has the secret", async || {
        let entries = fs::read_dir(&kept)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        entries.filter(|path| holds_secret(path)).count() == 1
    })
    .await;
    for entry in fs::read_dir(&kept).unwrap() {
        let path = entry.unwrap().path();
        let Ok(about) = fs::metadata(&path) else {
            continue;
        };
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{path:?}");
    }
    assert_eq!(
        fs::metadata(&kept).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert_eq!(folder.snapshot(), before);
    let said = program.output().join("\n");
    assert_eq!(said.matches(secret).count(), 1, "{said}");
    assert_eq!(program.errors(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_links_and_two_servers_live_side_by_side_in_one_browser() {
    let one = Folder::with_post("One.").file("posts/b.md", post("B", "Second."));
    let other = Folder::with_post("Other.");
    let state = tempfile::tempdir().unwrap();
    let (first, mut typed) = serve(
        &one,
        &state,
        &["--share=posts/a.md", "--port", "0", "--share-port", "0"],
    );
    let (second, _typed) = serve(
        &other,
        &state,
        &["--share", "--port", "0", "--share-port", "0"],
    );
    let links = [first.link().await, second.link().await];
    assert_ne!(taken_apart(&links[0]).0, taken_apart(&links[1]).0);
    typed.write_all(b"p\nall\n").unwrap();
    first.line("all drafts").await;
    let drafts = async || {
        let output = first.output();
        let said = output.iter().rfind(|line| line.contains("Send this"));
        said.and_then(|line| line.split_whitespace().last().map(str::to_owned))
    };
    eventually("there is a second link", async || {
        drafts().await.as_ref() != Some(&links[0])
    })
    .await;
    let drafts = drafts().await.unwrap();

    let browser = Browser::start().await;
    browser.open(&links[0]).await;
    browser.new_tab().await;
    browser.open(&links[1]).await;
    browser.new_tab().await;
    browser.open(&format!("{drafts}posts/b")).await;
    one.save("posts/a.md", post("A", "One more."));
    one.save("posts/b.md", post("B", "Second more."));
    other.save("posts/a.md", post("A", "Other more."));
    browser.shows("Second more.").await;
    look_at(&browser, &links[1]).await;
    browser.shows("Other more.").await;
    look_at(&browser, &links[0]).await;
    browser.shows("One more.").await;
    let cookies = browser.run("return document.cookie").await;
    assert_eq!(cookies, "");
    typed.write_all(b"w\nx 2\n").unwrap();
    browser
        .eventually("document.body.textContent.includes('This link has ended.')")
        .await;
    look_at(&browser, &drafts).await;
    one.save("posts/b.md", post("B", "Second still."));
    browser.shows("Second still.").await;
}

/// Turns to the tab that was opened by this link: browsers number them as they like.
async fn look_at(browser: &Browser, link: &str) {
    for tab in 0..3 {
        browser.look_into(tab).await;
        let address = browser.run("return location.href").await;
        if address
            .as_str()
            .is_some_and(|address| address.starts_with(link))
        {
            return;
        }
    }
    panic!("no tab shows {link}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copied_address_opens_in_a_fresh_profile() {
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().unwrap();
    let (program, _typed) = serve(
        &folder,
        &state,
        &["--share", "--port", "0", "--share-port", "0"],
    );
    let browser = Browser::start().await;
    browser.open(&program.link().await).await;
    let copied = browser.run("return location.href").await;
    let copied = copied.as_str().unwrap().to_owned();
    assert!(
        copied.contains("/~"),
        "the link stays in the address bar: {copied}"
    );
    drop(browser);
    let fresh = Browser::start().await;
    fresh.open(&copied).await;
    fresh.shows("One.").await;
    assert_eq!(fresh.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_readers_door_nobody_is_the_author() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    let port = served.readers_port();
    let own = format!("http://localhost:{port}");
    let pretences: [&[(&str, &str)]; 5] = [
        &[("Host", "localhost")],
        &[("Host", "127.0.0.1"), ("Origin", &own)],
        &[("Host", "evil.test"), ("X-Forwarded-For", "127.0.0.1")],
        &[
            ("Host", "[::1]:7878"),
            ("Forwarded", "for=127.0.0.1;host=localhost"),
        ],
        &[("Host", "")],
    ];
    for headers in pretences {
        for path in ["/", "/posts/a", "/_/posts"] {
            assert_eq!(
                ask(port, "GET", path, headers, "").await.status,
                403,
                "{headers:?} {path}"
            );
        }
        let page = ask(port, "GET", &format!("{link}/posts/a"), headers, "").await;
        assert_eq!(page.attribute("data-reader"), "reviewer", "{headers:?}");
        let posts = ask(port, "GET", &format!("{link}/_/posts"), headers, "").await;
        assert_eq!(posts.status, 404, "{headers:?}");
    }
    // HTTP/1.0, without any header at all.
    let page = ask_without_headers(port, &format!("{link}/posts/a")).await;
    assert!(page.contains("data-reader=\"reviewer\""), "{page}");
    let nothing = ask_without_headers(port, "/posts/a").await;
    assert!(nothing.starts_with("HTTP/1.0 403"), "{nothing}");
}

async fn ask_without_headers(port: u16, path: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let stream = TcpStream::connect(("127.0.0.1", port)).await;
    let mut stream = stream.expect("somebody listens");
    let request = format!("GET {path} HTTP/1.0\r\n\r\n");
    let asked = stream.write_all(request.as_bytes()).await;
    asked.expect("the request is taken");
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer).await;
    read.expect("the answer comes");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Draws the panel's code and gives back how light each pixel is, row by row.
const CODE: &str = r"
const svg = document.querySelector('[data-ui=panel] svg[viewBox]');
const copy = svg.cloneNode(true);
copy.setAttribute('width', 400);
copy.setAttribute('height', 400);
const picture = new Image();
picture.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
await picture.decode();
const canvas = document.createElement('canvas');
canvas.width = canvas.height = 400;
const context = canvas.getContext('2d');
context.drawImage(picture, 0, 0, 400, 400);
const { data } = context.getImageData(0, 0, 400, 400);
return Array.from({ length: 160000 }, (_, at) => data[4 * at + 3] < 128 ? 128 : data[4 * at]);
";

#[tokio::test(flavor = "multi_thread")]
async fn the_code_in_the_panel_opens_the_page() {
    let folder = Folder::with_post("One.");
    let served = Served::with(&folder, |options| {
        options.sharing.bind = Some([127, 0, 0, 1].into());
    })
    .await;
    let author = served.browser("/posts/a").await;
    served.share_post("posts/a.md").await;
    author
        .run("document.querySelector('[data-ui=share]').click()")
        .await;
    author
        .eventually("document.querySelector('[data-ui=panel] svg[viewBox] path')")
        .await;
    let script = format!("return (async () => {{ {CODE} }})()");
    let pixels = author.run(&script).await;
    let pixels: Vec<u8> = serde_json::from_value(pixels).unwrap();
    let mut image = PreparedImage::prepare_from_greyscale(400, 400, |x, y| pixels[y * 400 + x]);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    let (_, link) = codes[0].decode().unwrap();
    let shown = author.text("[data-ui=panel]").await;
    let bare = |text: &str| text.replace(['\u{200b}', ' ', '\n'], "");
    assert!(bare(&shown).contains(&link), "{shown} shows {link}");
    let reader = Browser::start().await;
    reader.open(&link).await;
    reader.shows("One.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_a_phone_reads_along() {
    let text = "Words that fill a line or two on a phone, and then some. ".repeat(12);
    let body = |last: &str| format!("{text}\n\n## Part\n\n{text}\n\n{text}\n\n{last}");
    let folder = Folder::with_post(&body("The end."));
    let served = Served::with(&folder, |options| {
        options.sharing.bind = Some([127, 0, 0, 1].into());
    })
    .await;
    let link = served.share_post("posts/a.md").await;
    let browser = Browser::start().await;
    browser.screen(390, 844).await;
    browser
        .open(&format!(
            "http://127.0.0.1:{}{link}/",
            served.readers_port()
        ))
        .await;
    browser.screenshot("reader-phone").await;
    let wide = browser.number("document.documentElement.scrollWidth").await;
    assert!(wide <= 390.0, "nothing is wider than the screen: {wide}");
    folder.save("posts/a.md", post("A", &body("Another end.")));
    browser.shows("Another end.").await;
    browser
        .eventually("!document.querySelector('[data-ui=pills]').hidden")
        .await;
    assert!(
        browser
            .text("[data-ui=pills]")
            .await
            .contains("1 changed below")
    );
    let top = browser.number("scrollY").await;
    assert!(top.abs() < 1.0, "a reader is never scrolled: {top}");
    browser.screenshot("reader-phone-changed").await;
    browser.prefers("dark").await;
    browser.screenshot("reader-phone-dark").await;
    browser
        .run("document.querySelector('[data-pill=below]').click()")
        .await;
    browser
        .eventually("document.querySelector('[data-ui=pills]').hidden")
        .await;
    assert!(browser.number("scrollY").await > 100.0);
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_at_a_link_that_two_servers_share_is_told_its_end_by_both() {
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().unwrap();
    let (first, mut typed) = serve(
        &folder,
        &state,
        &["--share", "--port", "0", "--share-port", "0"],
    );
    let link = first.link().await;
    let (second, _typed) = serve(
        &folder,
        &state,
        &["--share", "--port", "0", "--share-port", "0"],
    );
    let other = second.link().await;
    let (port, path) = taken_apart(&other);
    assert_eq!(
        path,
        taken_apart(&link).1,
        "one blog has one link for one post"
    );
    let socket = format!("{path}_/live?post=/posts/a&revision=0&view=post");
    let mut tab = Tab::connect_from(port, &socket, &[]).await.unwrap();
    tab.shows("One.").await;
    typed.write_all(b"x\n").unwrap();
    let shown = tab
        .eventually("it is hung up on", |shown| shown.closed)
        .await;
    assert!(shown.messages.contains(&json!({ "type": "ended" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_this_machine_does_not_have_is_said_with_those_that_it_has() {
    let folder = Folder::with_post("One.");
    let root = folder.root().to_str().unwrap();
    let arguments = [root, "--port", "0", "--share", "--share-port", "0"];
    let elsewhere = ["--bind", "192.0.2.77"];
    let mut program = Program::start(arguments.iter().chain(&elsewhere));
    assert_eq!(program.ended().await.code(), Some(2));
    eventually("it says why", async || {
        let said = program.errors();
        said.contains("192.0.2.77") && said.contains("no such address") && said.contains("--bind")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_follows_a_post_that_is_renamed_while_nothing_runs() {
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().unwrap();
    let more = ["--share", "--port", "0", "--share-port", "0"];
    let (first, _typed) = serve(&folder, &state, &more);
    first.link().await;
    // Another text than the one that was shared.
    let authors = first.port().await;
    folder.save("posts/a.md", post("A", "Two."));
    eventually("the save is seen", async || {
        get(authors, "/posts/a").await.text().contains("Two.")
    })
    .await;
    ends(first).await;
    folder.rename("posts/a.md", "posts/b.md");
    let (second, mut typed) = serve(&folder, &state, &["--port", "0", "--share-port", "0"]);
    second.line("is paused").await;
    typed.write_all(b"s\n").unwrap();
    let link = second.link().await;
    let (port, path) = taken_apart(&link);
    let front = ask(port, "GET", path, &[("Host", "localhost")], "").await;
    assert_eq!(front.header("location"), Some("posts/b"));
}

//! What has gone wrong in other development servers, each as a test of its own. The numbers are
//! those under which the flaws are known. What only a browser can tell is in [`crate::attacks`].

mod files;
mod malformed;

use serde_json::{Value, json};

use crate::support::{Answer, Connection, Folder, Served, Tab, eventually, post};

/// Everything behind the door, and something that is not there.
const PATHS: [&str; 12] = [
    "/",
    "/?q=a",
    "/posts/a",
    "/posts/a.md",
    "/posts/x.txt",
    "/posts/x.png",
    "/_/posts",
    "/_/latest",
    "/_/share",
    "/_/assets/live.js",
    "/_/style.css",
    "/nothing",
];
/// Would be an element, or end a value, where it is not escaped.
const MARK: &str = "<x9\"x9'x9>";
const LIVE: &str = "/_/live?post=/posts/a&revision=0000000000000000";

async fn blog() -> (Folder, Served) {
    let folder = Folder::with_post("Secret words.")
        .file("posts/x.txt", "Secret too.")
        .file("posts/x.png", "Secret too.");
    let served = Served::start(&folder).await;
    (folder, served)
}

/// Asks as the author's browser would, with these header lines besides.
async fn ask(port: u16, method: &str, path: &str, lines: &str) -> Answer {
    let host = if lines.contains("Host:") {
        String::new()
    } else {
        format!("Host: localhost:{port}\r\n")
    };
    let request = format!("{method} {path} HTTP/1.1\r\n{host}{lines}\r\n");
    let answer = Connection::to(port).send(request.as_bytes()).await;
    answer.unwrap_or_else(|| panic!("{method} {path} gets an answer"))
}

async fn get(port: u16, path: &str) -> Answer {
    ask(port, "GET", path, "").await
}

fn assert_opens_nothing(answer: &Answer, what: &str) {
    let allows =
        |name: &str| name.starts_with("access-control-") || name.starts_with("timing-allow-");
    let open = answer.headers.iter().find(|(name, _)| allows(name));
    assert_eq!(open, None, "{what}");
}

/// CVE-2025-24010 (vite), GHSA-67mh-4wv8-2f99 (esbuild), GHSA-qm9p-f9j5-w83w (Parcel): any site
/// could read every answer.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_lets_another_site_read_it() {
    let (_folder, served) = blog().await;
    let own = format!("Origin: http://localhost:{}\r\n", served.port);
    let asks = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-a\r\n\
                Access-Control-Request-Private-Network: true\r\n";
    let foreign = format!("Origin: http://evil.test\r\n{asks}");
    for path in PATHS {
        for method in ["GET", "OPTIONS", "POST", "DELETE"] {
            for lines in [
                "",
                &own,
                &foreign,
                "Origin: null\r\n",
                "Host: evil.test\r\n",
            ] {
                let answer = ask(served.port, method, path, lines).await;
                assert_opens_nothing(&answer, &format!("{method} {path}"));
            }
        }
    }
    let malformed = ask(served.port, "GET", "/%zz<", "").await;
    assert_opens_nothing(&malformed, "a malformed address");
}

/// GHSA-67mh-4wv8-2f99 (esbuild): the stream of changes was open to every site too.
#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_changes_is_our_own_pages_alone() {
    let (_folder, served) = blog().await;
    let port = served.port;
    let host = format!("Host: localhost:{port}\r\n");
    let own = format!("{host}Origin: http://localhost:{port}\r\n");
    let (stream, answer) = Connection::to(port).upgrade(LIVE, &own).await;
    assert!(stream.is_some(), "{answer:?}");
    assert_opens_nothing(&answer, "an open socket");
    let foreign = format!("{host}Origin: http://evil.test\r\n");
    let (stream, answer) = Connection::to(port).upgrade(LIVE, &foreign).await;
    assert!(stream.is_none(), "{answer:?}");
    assert_opens_nothing(&answer, "a socket that stays closed");
}

/// CVE-2025-24010 (vite): the name by which a request came was not looked at, or not for files.
#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_asked_by_which_name_it_came() {
    let (_folder, served) = blog().await;
    for path in PATHS {
        for method in ["GET", "HEAD", "POST", "OPTIONS"] {
            let host = format!("Host: evil.test:{}\r\n", served.port);
            let answer = ask(served.port, method, path, &host).await;
            assert_eq!(answer.status, 403, "{method} {path}");
        }
        // A target with a name in it counts before the header.
        let absolute = format!("http://evil.test:{}{path}", served.port);
        assert_eq!(get(served.port, &absolute).await.status, 403, "{absolute}");
    }
    let host = format!("Host: localhost:{}\r\n", served.port);
    let twice = ask(
        served.port,
        "GET",
        "/",
        &format!("{host}Host: evil.test\r\n"),
    )
    .await;
    assert!(matches!(twice.status, 400 | 403), "{}", twice.status);
}

/// CVE-2018-14732 and CVE-2025-30360 (webpack-dev-server): the socket's Origin was not looked at,
/// and later taken for ours when it was an IP address. vscode#127732 (Live Preview), tinymist: nor
/// was it missed when there was none.
#[tokio::test(flavor = "multi_thread")]
async fn an_origin_is_not_ours_because_it_is_an_ip_address() {
    let (_folder, served) = blog().await;
    let port = served.port;
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let origins = [
            "http://192.0.2.7".to_owned(),
            format!("http://192.0.2.7:{port}"),
            format!("http://[2001:db8::7]:{port}"),
            format!("http://{host}"),
            format!("http://{host}:{}", port ^ 1),
            format!("https://{host}:{port}"),
            format!("http://{host}:{port}/"),
            format!("http://{host}:{port}@evil.test"),
            format!("http://{host}:{port}.evil.test"),
            format!("http://127.1:{port}"),
            "null".to_owned(),
            String::new(),
        ];
        for origin in origins {
            let lines = format!("Host: {host}:{port}\r\nOrigin: {origin}\r\n");
            let (stream, answer) = Connection::to(port).upgrade(LIVE, &lines).await;
            assert_eq!(
                (stream.is_some(), answer.status),
                (false, 403),
                "{origin:?}"
            );
        }
        let without = format!("Host: {host}:{port}\r\n");
        let (stream, answer) = Connection::to(port).upgrade(LIVE, &without).await;
        assert_eq!((stream.is_some(), answer.status), (false, 403), "no Origin");
    }
}

/// CVE-2025-30359 (webpack-dev-server): what a page of another site includes as a script, it reads.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_a_script_with_content_in_it() {
    let (_folder, served) = blog().await;
    for path in PATHS {
        for method in ["GET", "POST"] {
            for lines in ["", "Host: evil.test\r\n"] {
                let answer = ask(served.port, method, path, lines).await;
                let header = |name| answer.header(name).unwrap_or_default();
                assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
                let policy = header("cross-origin-resource-policy");
                assert_eq!(policy, "same-origin", "{path}");
                let is_script = header("content-type").contains("javascript");
                let has_content = answer.text().contains("Secret");
                assert!(!(is_script && has_content), "{path}");
            }
        }
    }
    let callback = get(served.port, "/_/posts?callback=alert&jsonp=alert").await;
    assert!(!callback.text().contains("alert"), "{}", callback.text());
    assert!(callback.text().starts_with('['), "nothing calls anything");
}

/// The editor's command of vite (`/__open-in-editor`) ran for any site. Nothing that is only read
/// does anything, and there is no such address.
#[tokio::test(flavor = "multi_thread")]
async fn reading_changes_nothing_and_runs_nothing() {
    let (folder, served) = blog().await;
    let before = folder.snapshot();
    let commands = [
        "/__open-in-editor?file=posts/a.md",
        "/_/edit?post=/posts/a&line=1",
        "/_/open?file=posts/a.md",
        "/_/share/1/end",
        "/_/share/end",
        "/_/share/resume",
        "/_/stop",
    ];
    for path in PATHS.iter().chain(&commands) {
        let answer = get(served.port, path).await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
    for path in commands {
        let status = get(served.port, path).await.status;
        assert!(matches!(status, 404 | 405), "{path}: {status}");
    }
    assert_eq!(folder.snapshot(), before);
}

/// markserv#139: the page of an error told absolute paths.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_names_a_path_of_this_machine() {
    let folder = Folder::with_post("![](gone.png) [gone](gone.md) ![](x.png)")
        .file("posts/broken.md", "---\ntitle: a: b\n---\n\nText.\n")
        .file("posts/bytes.md", b"---\ntitle: \xff\n---\n\xff\xfe")
        .file("posts/x.png", "no picture");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/nowhere.md", folder.path("posts/link.md")).unwrap();
    let served = Served::start(&folder).await;
    let root = folder.root().to_str().unwrap();
    let more = [
        "/posts/broken",
        "/posts/bytes",
        "/posts/link",
        "/posts/gone.png",
        "/posts/../../x",
        "/posts/a/../x",
        "/%00",
    ];
    for path in PATHS.iter().chain(&more) {
        for method in ["GET", "POST"] {
            let answer = ask(served.port, method, path, "").await;
            let told = format!("{:?}{}", answer.headers, answer.text());
            assert!(!told.contains(root), "{method} {path}: {told}");
            assert!(!told.contains(env!("CARGO_MANIFEST_DIR")), "{path}: {told}");
        }
    }
    for path in ["/posts/broken", "/posts/bytes", "/posts/link", "/"] {
        let mut tab = Tab::connect(served.port, path, "0000000000000000").await;
        let shown = tab
            .eventually("problems come", |shown| shown.count("problems") > 0)
            .await;
        let told = serde_json::to_string(&shown.messages).unwrap();
        assert!(!told.contains(root), "{path}: {told}");
    }
}

/// What is wrong with an answer to an address with a mark in it.
fn unescaped(answer: &Answer) -> Option<String> {
    let text = answer.text();
    let is_html = answer
        .header("content-type")
        .is_some_and(|it| it.contains("html"));
    let ends_value = is_html && (text.contains("\"x9") || text.contains("'x9"));
    let location = answer.header("location").unwrap_or_default();
    let leads_astray = location.contains(['<', '"', '\'', ' ', '\\']) || location.contains("//");
    let adds_header = answer.header("x9").is_some();
    (text.contains("<x9") || ends_value || leads_astray || adds_header)
        .then(|| format!("{:?} {text}", answer.headers))
}

/// CVE-2020-26297 (mdBook): what stood in the address became part of the page.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_address_becomes_part_of_a_page() {
    let (_folder, served) = blog().await;
    let raw = "\"x9'x9";
    let encoded = "%3Cx9%22x9%27x9%3E";
    let lines = "%0d%0ax9:%20x9";
    let mut repeated = 0;
    for mark in [raw, encoded, lines, "%26lt%3Bx9%22x9", "javascript:x9"] {
        for start in [
            "/",
            "/?q=",
            "/posts/a?",
            "/posts/",
            "/posts/a.md?",
            "/posts/a.md/",
            "/_/",
        ] {
            for end in ["", "/", ".png", ".html", "/posts/a"] {
                let path = format!("{start}{mark}{end}");
                for method in ["GET", "POST"] {
                    for host in [String::new(), format!("Host: {mark}\r\n")] {
                        let answer = ask(served.port, method, &path, &host).await;
                        assert_eq!(unescaped(&answer), None, "{method} {path}");
                        repeated += usize::from(answer.text().contains("x9"));
                    }
                }
            }
        }
    }
    assert!(repeated > 50, "only {repeated} answers repeat the address");
    for path in [
        "//evil.test/posts/a.md",
        "/\\evil.test/posts/a.md",
        "//evil.test/%2e%2e/posts/a.md",
    ] {
        let answer = get(served.port, path).await;
        let location = answer.header("location").unwrap_or_default();
        assert!(!location.contains("evil"), "{path} leads to {location}");
    }
}

/// The same for what comes over the socket: the index by a filter, and the page of no post.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_socket_is_asked_becomes_part_of_a_page() {
    let (_folder, served) = blog().await;
    let index = served.tab("/").await;
    index.say(&json!({ "type": "list", "filter": MARK, "count": 10 }));
    let mut index = index;
    index
        .eventually("the list is empty", |shown| shown.messages.len() > 2)
        .await;
    let missing = "/posts/%3Cx9%22x9%27x9%3E";
    let mut missing = Tab::connect_as(served.port, "nothing", missing, "0").await;
    missing
        .eventually("the page comes", |shown| !shown.revision.is_empty())
        .await;
    for tab in [index, missing] {
        let shown = tab.shown();
        let html = shown.regions.values().cloned().collect::<String>() + &shown.article();
        assert!(!html.contains("<x9") && !html.contains("\"x9'"), "{html}");
    }
}

/// zola wrote the text of an error into its page as it was, and it quotes the author's lines.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_front_matter_or_of_an_error_becomes_part_of_a_page() {
    let alert = "<img src=x onerror=window.x9=1><x9>";
    let good = format!(
        "---\ntitle: \"{alert}\"\ntags: [\"{alert}\"]\nslug: \"{alert}\"\n---\n\nGood text.\n"
    );
    let broken = format!("---\ntitle: {alert}: {alert}\ntags: [{alert}\n---\n\nBroken text.\n");
    let folder = Folder::new()
        .file("posts/a.md", &good)
        .file(
            "posts/b.md",
            post("B", &format!("![](<{MARK}.png>) [x](<{MARK}.md>)")),
        )
        .file("posts/<x9>'x9.md", &broken);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    folder.save("posts/a.md", &broken);
    browser.shows("Broken text.").await;
    browser
        .eventually("!document.querySelector('[data-ui=strip]').hidden")
        .await;
    let clean = "return [document.querySelector('x9'), document.querySelector('[onerror]'), window.x9 ?? null]";
    let said = browser.text("[data-ui=strip]").await;
    assert!(said.contains("onerror"), "the line is quoted: {said}");
    assert_eq!(browser.run(clean).await, json!([null, null, null]));
    for path in ["/", "/posts/b", "/posts/%3Cx9%3E'x9", "/?q=x9"] {
        browser.open(&served.url(path)).await;
        assert_eq!(
            browser.run(clean).await,
            json!([null, null, null]),
            "{path}"
        );
    }
    let message = Tab::open(served.port, "/posts/b").await;
    let text = serde_json::to_string(&message.shown().messages).unwrap();
    assert!(!text.contains("<x9"), "{text}");
    let posts: Value = get(served.port, "/_/posts").await.json();
    assert_eq!(posts.as_array().map(Vec::len), Some(3));
    eventually("it is still served", async || {
        get(served.port, "/").await.status == 200
    })
    .await;
}

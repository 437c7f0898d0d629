//! Flaws by which a page said too much, or what somebody else had written into it.

use blog_serve::share::Scope;
use serde_json::{Value, json};

use super::{PATHS, ask, blog, get, ways};
use crate::support::{Answer, Folder, Served, Tab, eventually, post};

/// Would be an element, or end a value, where it is not escaped.
const MARK: &str = "<x9\"x9'x9>";

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
    for way in ways(&served).await {
        for path in PATHS.iter().chain(&more) {
            for method in ["GET", "POST"] {
                let answer = ask(way.port, method, &format!("{}{path}", way.link), "").await;
                let told = format!("{:?}{}", answer.headers, answer.text());
                assert!(!told.contains(root), "{method} {path}: {told}");
                assert!(!told.contains(env!("CARGO_MANIFEST_DIR")), "{path}: {told}");
            }
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

/// Before a mark: a page's address, that of a file, what is asked of the index, and a file's name.
const STARTS: [&str; 7] = [
    "/",
    "/?q=",
    "/posts/a?",
    "/posts/",
    "/posts/a.md?",
    "/posts/a.md/",
    "/_/",
];

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
    let ways = ways(&served).await;
    let mut repeated = 0;
    for mark in [raw, encoded, lines, "%26lt%3Bx9%22x9", "javascript:x9"] {
        for start in STARTS {
            for end in ["", "/", ".png", ".html", "/posts/a"] {
                let host = format!("Host: {mark}\r\n");
                for way in &ways {
                    let path = format!("{}{start}{mark}{end}", way.link);
                    for (method, lines) in [("GET", ""), ("GET", &*host), ("POST", "")] {
                        let answer = ask(way.port, method, &path, lines).await;
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
        for way in &ways {
            for path in [format!("{}{path}", way.link), format!("{path}{}", way.link)] {
                let answer = get(way.port, &path).await;
                let location = answer.header("location").unwrap_or_default();
                assert!(!location.contains("evil"), "{path} leads to {location}");
            }
        }
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
    let drafts = served.share(Scope::Drafts).await;
    let list = format!("{drafts}/_/live?post=/&revision=0&view=index");
    let mut list = Tab::connect_from(served.readers_port(), &list, &[])
        .await
        .expect("a list");
    list.say(&json!({ "type": "list", "filter": MARK, "count": 10 }));
    list.eventually("the list is empty", |shown| shown.messages.len() > 2)
        .await;
    for tab in [index, missing, list] {
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

//! No address leads out of the blog: thousands of them, made of what servers have fallen for.

use blog_serve::share::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Answer, Connection, Folder, Served, holds, post};

/// Stands in every file that nobody may be given, and in no name.
const CANARY: &str = "yellow bird";
/// Stands in what a reader of the post `a` is not given.
const OTHER: &str = "red fox";
/// How many handfuls of addresses are tried at each door, and by each kind of link.
const HANDFULS: u32 = 600;
/// How many addresses there are in a handful; all are asked for over one connection.
const HANDFUL: usize = 4;

/// Ways up, down and around.
const TRICKS: [&str; 50] = [
    "..",
    ".",
    "...",
    "....",
    "%2e",
    "%2e%2e",
    "%2E%2E",
    ".%2e",
    "%252e%252e",
    "%25252e%25252e",
    "..%2f",
    "..%252f",
    "%2e%2e%2f",
    "..%5c",
    "%5c",
    "\\",
    "..\\",
    "..\\..\\",
    "%00",
    "..%00",
    "%00..",
    "..;",
    "..%3b",
    "..%20",
    "..%09",
    "..%0d%0a",
    " ..",
    "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae",
    "%c0%af",
    "%uff0e%uff0e",
    "%ef%bc%8e%ef%bc%8e",
    "\u{2024}\u{2024}",
    "\u{ff0e}\u{ff0e}",
    "..%ef%bc%8f",
    "\u{2215}",
    "~",
    "~root",
    "C:",
    "c:%5c",
    "file:",
    "%",
    "%2",
    "%zz",
    "?",
    "#",
    "@fs",
    "_",
    "_/assets",
    "",
];

/// What there is, inside the blog, beside it and on every machine.
const NAMES: [&str; 37] = [
    "secret.txt",
    "secret.png",
    "secret.html",
    "blog",
    "blog-secret",
    "hugo.toml",
    ".env",
    ".git",
    ".hg",
    "config",
    "config.txt",
    ".hidden.txt",
    ".hidden",
    "static",
    "static-secret",
    "content",
    "layouts",
    "data",
    "posts",
    "a",
    "a.md",
    "bundle",
    "index.md",
    "note.txt",
    "words.txt",
    "drawn.png",
    "link.txt",
    "loop",
    "up",
    "ok.txt",
    ".blog-serve",
    "links.json",
    "node_modules",
    "etc",
    "passwd",
    "proc/self/environ",
    "live.js",
];

/// A blog with one file that may be had, and canaries everywhere else.
fn blog() -> Folder {
    // A post's source is no file that can be had, and its page shows nothing of this.
    let text = format!("---\ntitle: A\ndraft: true\nnote: {CANARY}\n---\n\n[Words](/ok.txt)\n");
    let mut folder = Folder::new()
        .file("blog/content/posts/a.md", text)
        .file("blog/content/posts/bundle/index.md", post(OTHER, OTHER))
        .file("blog/content/posts/bundle/words.txt", OTHER)
        .file("blog/static/words.txt", OTHER)
        .file("blog/static/ok.txt", "Open words.");
    let kept = [
        "secret.txt",
        "secret.png",
        "secret.html",
        "blog-secret/secret.txt",
        "blog/hugo.toml",
        "blog/.env",
        "blog/secret.txt",
        "blog/.git/config",
        "blog/.git/config.txt",
        "blog/.blog-serve/links.json",
        "blog/layouts/secret.html",
        "blog/data/secret.txt",
        "blog/static-secret/secret.txt",
        "blog/static/.git/config.txt",
        "blog/static/.hg/config.txt",
        "blog/static/.hidden.txt",
        "blog/static/.hidden/secret.txt",
        "blog/static/node_modules/secret.txt",
        "blog/content/posts/.hidden.txt",
        "blog/content/posts/bundle/.env",
    ];
    for path in kept {
        folder = folder.file(path, format!("# {CANARY}"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let links = [
            (folder.path("secret.txt"), "blog/static/link.txt"),
            (folder.path("blog/.env"), "blog/static/note.txt"),
            (folder.path("secret.png"), "blog/content/posts/drawn.png"),
            (
                folder.path("secret.png"),
                "blog/content/posts/bundle/drawn.png",
            ),
            (folder.root().to_owned(), "blog/static/up"),
            (folder.path("blog/static"), "blog/static/loop"),
            (folder.root().join("blog"), "blog/content/posts/up"),
        ];
        for (to, from) in links {
            symlink(to, folder.path(from)).expect("a link can be made");
        }
    }
    folder
}

/// One part of an address, as bytes.
fn segment() -> impl Strategy<Value = Vec<u8>> {
    let text = |text: &'static str| text.as_bytes().to_vec();
    let name = select(&NAMES[..]);
    let ending = select(vec![
        ".", "%20", "::$DATA", "~1", "%00", "%00.png", "/", "/.", "%2f", ".bak", "~", "?raw",
    ]);
    prop_oneof![
        4 => select(&TRICKS[..]).prop_map(text),
        6 => name.clone().prop_map(text),
        1 => name.clone().prop_map(|name| name.to_uppercase().into_bytes()),
        1 => (name.clone(), ending).prop_map(|(name, ending)| [name, ending].concat().into_bytes()),
        1 => (name.clone(), 1usize..3).prop_map(|(name, times)| encoded(name, times)),
        1 => vec(prop_oneof![0x21u8..=0xff, Just(0), Just(b'\t')], 0..8),
        1 => (name, 1usize..600).prop_map(|(name, times)| name.repeat(times).into_bytes()),
    ]
}

/// Every character percent-encoded, this many times over.
fn encoded(name: &str, times: usize) -> Vec<u8> {
    let percent = format!("%{}", "25".repeat(times - 1));
    let hex = name.bytes().map(|byte| format!("{percent}{byte:02x}"));
    hex.collect::<String>().into_bytes()
}

/// The path of a request, without what leads to a link.
fn address() -> impl Strategy<Value = Vec<u8>> {
    let separator = select(vec![
        "/", "/", "/", "/", "//", "\\", "%2f", "%5c", "/./", "/../", "%252f", "",
    ]);
    let start = select(vec!["/", "/", "/", "//", "/\\", "/_/assets/", "/posts/"]);
    let parts = vec((segment(), separator), 1..8);
    (start, parts).prop_map(|(start, parts)| {
        let mut address = start.as_bytes().to_vec();
        for (segment, separator) in parts {
            address.extend(segment);
            address.extend(separator.as_bytes());
        }
        address
    })
}

/// Asks this port for thousands of addresses behind `link`.
async fn nothing_leads_out(folder: &Folder, port: u16, link: &str, hidden: &[&str]) {
    let root = folder.root().to_str().expect("a temporary folder is text");
    let addresses = vec(address(), HANDFUL);
    holds(HANDFULS, &addresses, async |addresses| {
        let mut connection = Connection::to(port);
        for address in addresses {
            let path = [link.as_bytes(), &address].concat();
            let Some(answer) = connection.get(&path).await else {
                return Err(TestCaseError::fail("the server hung up"));
            };
            let told = format!("{:?} {}", answer.headers, answer.text());
            for hidden in hidden {
                prop_assert!(!told.contains(hidden), "{}", told);
            }
            prop_assert!(!told.contains("root:x:"), "{}", told);
            prop_assert!(!told.contains(root), "a path of this machine: {}", told);
            prop_assert!(answer.status < 500, "{}", answer.status);
        }
        Ok(())
    });
    let open = [link, "/ok.txt"].concat();
    let answer = Connection::to(port).get(open.as_bytes()).await;
    assert_eq!(answer.expect("it still answers").text(), "Open words.");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_of_the_authors_leads_out_of_the_blog() {
    let folder = blog();
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    nothing_leads_out(&folder, served.port, "", &[CANARY]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_behind_a_link_leads_out_of_the_blog() {
    let folder = blog();
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    let link = served.share(Scope::Own).await;
    nothing_leads_out(&folder, served.readers_port(), &link, &[CANARY]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_behind_a_link_to_one_post_leads_out_of_it() {
    let folder = blog();
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    let link = served.share_post("content/posts/a.md").await;
    let port = served.readers_port();
    nothing_leads_out(&folder, port, &link, &[CANARY, OTHER]).await;
    // The door itself knows no address at all that does not begin with a link.
    let tells = ["blog", "/posts", "a.md", "Words"];
    holds(HANDFULS, &address(), async |address| {
        let answer = Connection::to(port).get(&address).await;
        let answer = answer.ok_or_else(|| TestCaseError::fail("the server hung up"))?;
        prop_assert!((400..500).contains(&answer.status), "{}", answer.status);
        let text = answer.text();
        prop_assert!(!tells.iter().any(|name| text.contains(name)), "{}", text);
        Ok(())
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_a_link_is_told_the_same_whatever_it_is() {
    let folder = blog();
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    let link = served.share_post("content/posts/a.md").await;
    let port = served.readers_port();
    let told = Connection::to(port).get(b"/").await.expect("an answer");
    assert_eq!(told.status, 403);
    let right = link.trim_start_matches("/~").to_owned();
    let nearly = (0..right.len(), "[0-9A-Za-z~%./]").prop_map(move |(at, letter)| {
        let mut guess = right.clone();
        guess.replace_range(at..=at, &letter);
        guess
    });
    let guess = prop_oneof![nearly, "[0-9A-Za-z]{0,24}", "[0-9A-Za-z]{22}"];
    let rest = select(vec![
        "",
        "/",
        "/posts/a",
        "/_/posts",
        "/_/assets/live.js",
        "/ok.txt",
        "/x",
    ]);
    holds(600, &(guess, rest), async |(guess, rest)| {
        let path = format!("/~{guess}{rest}");
        if path.starts_with(&link) {
            return Ok(());
        }
        let answer = Connection::to(port).get(path.as_bytes()).await;
        let answer = answer.ok_or_else(|| TestCaseError::fail("the server hung up"))?;
        prop_assert_eq!((answer.status, &answer.body), (403, &told.body));
        let names = |answer: &Answer| {
            answer
                .headers
                .iter()
                .map(|it| it.0.clone())
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(names(&answer), names(&told));
        Ok(())
    });
}

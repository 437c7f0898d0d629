//! What readers could learn that is not theirs, by what an answer says or by how it says it.

use blog_serve::share::Scope;

use super::{PATHS, Way, ask, get, ways};
use crate::support::{Answer, Folder, Served, Shown, Tab, post};

/// Stands in everything but the post that a link opens: in names, titles, tags and texts.
const OTHER: &str = "zanzibar";

/// A blog with a post for everybody, `a`, and others that lie beside it in every way.
async fn blog() -> (Folder, Served) {
    let other = format!(
        "---\ntitle: {OTHER}\ntags: [{OTHER}]\naliases: [/old]\ndate: 2024-05-02\ndraft: true\n---\n\n{OTHER}\n"
    );
    let folder = Folder::with_post("The text.")
        .file("posts/zanzibar.md", &other)
        .file("posts/b.md", &other)
        .file("posts/b.txt", OTHER)
        .file("posts/zanzibar/index.md", &other)
        .file(
            "posts/broken.md",
            format!("---\ntitle: {OTHER}: {OTHER}\n---\n\n{OTHER}\n"),
        )
        .file("zanzibar.txt", OTHER);
    let served = Served::start(&folder).await;
    (folder, served)
}

/// Addresses at which there is something, for somebody else.
const TAKEN: [&str; 13] = [
    "/posts/b",
    "/posts/b/",
    "/posts/b.md",
    "/posts/B",
    "/posts/b.txt",
    "/posts/zanzibar",
    "/posts/zanzibar/",
    "/posts/zanzibar/index.md",
    "/posts/broken",
    "/zanzibar.txt",
    "/_/posts",
    "/_/share",
    "/old",
];
/// The same, at which there is nothing.
const FREE: [&str; 6] = [
    "/posts/c",
    "/posts/c/",
    "/posts/c.md",
    "/c.txt",
    "/_/c",
    "/old",
];

/// All that an answer says, but for its time.
fn said(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| name != "date");
    (answer.status, headers.cloned().collect(), answer.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_cannot_tell_what_is_not_theirs_from_what_is_not_there() {
    let (_folder, served) = blog().await;
    let link = served.share_post("posts/a.md").await;
    let port = served.readers_port();
    for method in ["GET", "POST"] {
        let nothing = said(&ask(port, method, &format!("{link}/nothing"), "").await);
        assert!(nothing.0 >= 400, "{nothing:?}");
        for path in TAKEN.iter().chain(&FREE) {
            let answer = ask(port, method, &format!("{link}{path}"), "").await;
            assert_eq!(said(&answer), nothing, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_one_post_learns_no_other_name_or_word() {
    let (folder, served) = blog().await;
    let link = served.share_post("posts/a.md").await;
    let port = served.readers_port();
    for path in
        PATHS
            .iter()
            .chain(&TAKEN)
            .chain(&FREE)
            .chain(&["", "/posts", "/posts/", "/index.html"])
    {
        let answer = get(port, &format!("{link}{path}")).await;
        let told = format!("{:?} {}", answer.headers, answer.text()).to_lowercase();
        assert!(!told.contains(OTHER), "{path}: {told}");
        // Our own scripts may have a name with that ending in a comment.
        assert!(
            path.starts_with("/_/assets/") || !told.contains("a.md"),
            "{path}: {told}"
        );
    }
    let mut tab = Tab::of_reader(port, &link, "/posts/a").await;
    folder.save("posts/c.md", post(OTHER, OTHER));
    folder.save(
        "posts/a.md",
        format!("---\ntitle: {OTHER}: {OTHER}\n---\n\nNewer text.\n"),
    );
    tab.shows("Newer text.").await;
    folder.save("posts/a.md", post("A", "Newest text."));
    let shown = tab.shows("Newest text.").await;
    let told = serde_json::to_string(&shown.messages).unwrap();
    assert!(!told.contains(OTHER) && !told.contains("a.md"), "{told}");
    assert_eq!(
        shown.count("problems") + shown.count("sharing"),
        0,
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_the_drafts_learns_nothing_of_what_is_published() {
    let folder = Folder::with_post("The text.")
        .file(
            "posts/b.md",
            format!("---\ntitle: {OTHER}\ndate: 2020-01-01\ndraft: false\n---\n\n{OTHER}\n"),
        )
        .file("posts/b.txt", OTHER);
    let served = Served::start(&folder).await;
    let link = served.share(Scope::Drafts).await;
    let port = served.readers_port();
    for path in PATHS
        .iter()
        .chain(&TAKEN)
        .chain(&FREE)
        .chain(&["/?q=b", "/?q=zanz"])
    {
        let text = get(port, &format!("{link}{path}")).await.text();
        let repeats = path.contains("zanz");
        assert!(repeats || !text.contains(OTHER), "{path}: {text}");
    }
    for (post, view) in [("/", "index"), ("/posts/b", "post"), ("/posts/b", "index")] {
        let path = format!("{link}/_/live?post={post}&revision=0&view={view}");
        let mut tab = Tab::connect_from(port, &path, &[]).await.expect("a socket");
        let has_come = |shown: &Shown| shown.closed || shown.gone || !shown.revision.is_empty();
        let shown = tab.eventually("something comes", has_come).await;
        let told = serde_json::to_string(&shown.messages).unwrap();
        assert!(!told.contains(OTHER), "{post} {view}: {told}");
    }
}

/// What a proxy, a browser's disk or a search engine keeps outlives the link.
#[tokio::test(flavor = "multi_thread")]
async fn what_readers_get_is_kept_nowhere_and_framed_by_nobody() {
    let (_folder, served) = blog().await;
    for Way { port, link } in ways(&served).await {
        if port == served.port {
            continue;
        }
        for path in PATHS.iter().chain(&TAKEN) {
            for method in ["GET", "HEAD", "POST"] {
                let path = format!("{link}{path}");
                let answer = ask(port, method, &path, "").await;
                let header = |name| answer.header(name).unwrap_or_default();
                assert_eq!(header("cache-control"), "no-store", "{method} {path}");
                assert_eq!(header("referrer-policy"), "no-referrer", "{method} {path}");
                let policy = header("content-security-policy");
                assert!(policy.contains("frame-ancestors 'none'"), "{method} {path}");
                let scripts = policy.split(';').find(|rule| rule.contains("script-src"));
                let scripts = scripts.expect("a rule for scripts");
                assert!(
                    !scripts.contains("unsafe") && !scripts.contains('*'),
                    "{path}: {scripts}"
                );
            }
        }
    }
}

//! A large blog: it fits into little memory, and its posts are there before it has been read.

use std::fs;

use blog_serve::report::Report;

use crate::support::{Program, Served, Tab, eventually, get, post};

#[path = "../../benches/save_to_dom/corpus.rs"]
mod corpus;

use corpus::{MARKER, blog};

/// In KiB. The posts with their pages would take several times as much.
const MOST: u64 = 60 * 1024;
const A: &str = "posts/post-00000.md";

/// What of the program's own memory is in the machine's, in KiB. Not the program's file: that of a
/// build for tests is five times as large as another, and some of it is in memory.
fn resident(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).expect("it runs");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number
        .and_then(|number| number.parse().ok())
        .expect("Linux tells it in kB")
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_posts_take_less_than_60_mb() {
    let folder = blog(10_000);
    let arguments = [folder.root().as_os_str(), "--port".as_ref(), "0".as_ref()];
    let program = Program::start_with(arguments, |command| {
        // Each thread keeps some of what it has given back, as much as chance has it: glibc's arenas.
        command.env("MALLOC_ARENA_MAX", "1");
    });
    let port = program.port().await;
    eventually("every post is read", async || {
        get(port, "/").await.text().contains("10,000 posts")
    })
    .await;
    for thousand in 1..=10 {
        eventually("another thousand is counted", async || {
            let posts = get(port, "/_/posts").await.json();
            let posts = posts.as_array().into_iter().flatten();
            posts.filter(|post| !post["words"].is_null()).count() >= thousand * 1000
        })
        .await;
    }
    let before = resident(&program);
    assert!(before < MOST, "{before} KiB when all is read");

    let mut tab = Tab::open(port, "/posts/post-00000").await;
    let text = folder.read(A);
    for number in 0..100 {
        let word = format!("{MARKER}-{number}-");
        folder.save(A, text.replace(MARKER, &word));
        tab.shows(&word).await;
    }
    for number in 0..20 {
        let page = get(port, &format!("/posts/post-{number:05}")).await;
        assert_eq!(page.status, 200);
    }
    let after = resident(&program);
    assert!(
        after < MOST,
        "{after} KiB after a hundred saves and twenty pages, {before} KiB before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_shown_before_all_posts_have_been_read() {
    let folder = blog(10_000).file("posts/pixel.gif", include_bytes!("pixel.gif"));
    let body = "Here is [the first](post-00000.md).";
    folder.save("posts/asked.md", post("Asked for", body));
    let mut served = Served::start(&folder).await;
    let page = get(served.port, "/posts/asked").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("the first"), "{}", page.text());
    let slashed = get(served.port, "/posts/asked/").await;
    assert_eq!(slashed.status, 307);
    assert_eq!(get(served.port, "/posts/pixel.gif").await.status, 200);
    while let Ok(told) = served.reports.try_recv() {
        let is_read = matches!(told, Report::Indexed(_));
        assert!(!is_read, "all this came before the rest was read");
    }

    // What was not known of the other posts comes as a patch.
    let early = page.attribute("data-revision");
    let mut tab = Tab::connect(served.port, "/posts/asked", &early).await;
    let shown = tab
        .eventually("the link leads somewhere", |shown| {
            let edits = shown.messages.iter().map(|message| &message["edits"][0]);
            let mut changes = edits.filter_map(|edit| edit["change"].as_str());
            changes.any(|html| html.contains("href=\"post-00000\""))
        })
        .await;
    assert_eq!(shown.count("whole"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_only_a_front_matter_tells_is_waited_for() {
    let folder = blog(2_000);
    folder.save("hugo.toml", "");
    folder.rename("posts", "content");
    folder.save("content/a.md", "---\ntitle: A\nslug: named\n---\nText.\n");
    let served = Served::start(&folder).await;
    assert_eq!(get(served.port, "/named/").await.status, 200);
    assert_eq!(get(served.port, "/other/").await.status, 404);
}

//! A large blog fits into little memory.

use std::fs;

use crate::support::{Program, Tab, eventually, get};

#[path = "../../benches/save_to_dom/corpus.rs"]
mod corpus;

use corpus::{MARKER, blog};

/// In KiB. The posts with their pages would take several times as much.
const MOST: u64 = 60 * 1024;
const A: &str = "posts/post-00000.md";

/// What of the program's memory is in the machine's, in KiB.
fn resident(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number
        .and_then(|number| number.parse().ok())
        .expect("Linux tells it in kB")
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_posts_take_less_than_60_mb() {
    let folder = blog(10_000);
    let program = Program::start([folder.root().as_os_str(), "--port".as_ref(), "0".as_ref()]);
    let port = program.port().await;
    eventually("every post is read", async || {
        get(port, "/").await.text().contains("10,000 posts")
    })
    .await;
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

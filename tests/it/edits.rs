//! Random edits: whatever the author does, the patched page is the page.

use serde_json::json;

use crate::support::{Folder, Served, Shown, Tab, eventually};

mod draft;

use draft::Draft;

/// Edits of each run in Chromium, and of those over a bare socket.
const IN_CHROMIUM: usize = 150;
const OVER_A_SOCKET: usize = 400;
const A: &str = "posts/a.md";

/// The seed of a run: always the same one, or another with `SEED=5 cargo test`.
fn seed() -> u64 {
    std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1)
}

/// Whether `shown` is of the save with this mark, or of a later one.
fn bears(shown: &Shown, mark: &str) -> bool {
    shown
        .regions
        .get("header")
        .is_some_and(|header| header.contains(mark))
}

/// What `tab` shows of the save with this mark and what a fresh one does, once they are at the
/// same revision. Code that takes longer to be highlighted comes as a patch of its own, and a tab
/// may skip a state.
async fn settled(served: &Served, tab: &mut Tab, mark: &str, what: &str) -> (Shown, Shown) {
    let mut shown = tab.eventually(what, |shown| bears(shown, mark)).await;
    let mut fresh = served.tab("/posts/a").await.shown();
    eventually(what, async || {
        if shown.revision != fresh.revision {
            fresh = served.tab("/posts/a").await.shown();
            shown = tab.shown();
        }
        shown.revision == fresh.revision
    })
    .await;
    assert!(
        bears(&shown, mark) && bears(&fresh, mark),
        "{what}: both are of this save"
    );
    (shown, fresh)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_each_of_many_random_edits_a_patched_page_equals_a_fresh_one() {
    let mut draft = Draft::new(seed());
    let folder = Folder::new().file(A, draft.text());
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    for number in 0..OVER_A_SOCKET {
        let kind = draft.edit();
        folder.save(A, draft.text());
        let what = format!("edit {number} ({kind}) arrives");
        let (shown, fresh) = settled(&served, &mut tab, &draft.mark(), &what).await;
        let text = draft.text();
        assert_eq!(
            shown.blocks, fresh.blocks,
            "edit {number}: {kind}; the text:\n{text}"
        );
        assert_eq!(shown.title, fresh.title);
        for (name, html) in &shown.regions {
            assert_eq!(
                Some(html),
                fresh.regions.get(name),
                "edit {number}: {kind}, region {name}"
            );
        }
    }
    assert_eq!(
        tab.shown().count("whole"),
        1,
        "everything after the first page came as patches"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_each_of_many_random_edits_the_patched_document_equals_a_fresh_one() {
    let mut draft = Draft::new(seed() + 1000);
    let folder = Folder::new().file(A, draft.text());
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .run("window.warnings = []; console.warn = (...said) => warnings.push(said.join(' '))")
        .await;
    for number in 0..IN_CHROMIUM {
        browser.run("markBlocks()").await;
        let kind = draft.edit();
        folder.save(A, draft.text());
        browser
            .eventually(&format!(
                "document.querySelector('[data-region=header] .description').textContent === {:?}",
                draft.mark()
            ))
            .await;
        browser
            .equals_a_fresh_load_after(&format!("edit {number}: {kind}"))
            .await;
        let kept = browser.run("return keptBlocks()").await;
        assert_eq!(
            kept["touched"],
            json!([]),
            "edit {number}: {kind} touched what it did not change"
        );
        // Where blocks change places, either side of the swap can be said to have stayed.
        let reorders = ["move", "status and swap", "several"].contains(&kind);
        let count = |name: &str| kept[name].as_u64().expect("a count");
        let expected = count("expected") * if reorders { 4 } else { 5 } / 5;
        assert!(
            count("kept") >= expected,
            "edit {number}: {kind} replaced what it did not change: {kept}"
        );
    }
    assert_eq!(browser.run("return warnings").await, json!([]));
    assert!(browser.was_never_reloaded().await);
}

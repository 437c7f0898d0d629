//! Nothing moves but what changed: in a real Chromium.

use blog_serve::preview::Scripts;
use serde_json::json;

use crate::support::{Browser, Folder, Served, get, post};

const A: &str = "posts/a.md";

/// A long text with `changed` as one of its paragraphs, in the middle.
fn long(changed: &str) -> String {
    let paragraph = |number: usize| {
        format!(
            "Paragraph {number} holds some words, so that the page is longer than the screen.\n\n"
        )
    };
    let before: String = (0..40).map(paragraph).collect();
    let after: String = (40..80).map(paragraph).collect();
    post("A", &format!("{before}{changed}\n\n{after}"))
}

/// A Chromium that shows a post with this body.
async fn shown(body: &str) -> (Folder, Served, Browser) {
    let folder = Folder::with_post(body);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    (folder, served, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_keeps_the_scroll_position() {
    let folder = Folder::new().file(A, long("The old words."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .run("scrollTo({ top: 1500, behavior: 'instant' })")
        .await;
    browser.eventually("scrollY === 1500").await;
    for (number, words) in ["The new words.", "Words.\n\nWords.\n\nAnd words.", ""]
        .into_iter()
        .enumerate()
    {
        folder.save(A, long(&format!("{words} Here {number}.")));
        browser.shows(&format!("Here {number}.")).await;
        assert_eq!(
            browser.number("scrollY").await.to_string(),
            "1500",
            "after {words:?}"
        );
    }
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_stays_in_its_place_when_text_comes_above() {
    let folder = Folder::new().file(A, long("Here."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .run("blocks()[60].scrollIntoView({ block: 'center', behavior: 'instant' })")
        .await;
    browser.run("window.watched = blocks()[60]").await;
    let top = "watched.getBoundingClientRect().top";
    let before = browser.number(top).await;
    folder.save(
        A,
        long("Many.\n\nMore.\n\nWords above.\n\nAnd more.\n\nHere."),
    );
    browser.shows("Words above.").await;
    browser
        .eventually(&format!("Math.abs({top} - {before}) < 2"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_elsewhere_stays() {
    let (folder, _served, browser) = shown("The first.\n\nA *selected* word.").await;
    browser.run("select('selected')").await;
    folder.save(
        A,
        post(
            "A",
            "The first, and more.\n\nOne between.\n\nA *selected* word.",
        ),
    );
    browser.shows("One between.").await;
    assert_eq!(
        browser.run("return getSelection().toString()").await,
        json!("selected")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_in_the_changed_paragraph_stays() {
    let (folder, _served, browser) = shown("A first word and a *second* one and a third.").await;
    for (selected, text) in [
        (
            "first word",
            "Now a first word and a *second* one and a third.",
        ),
        (
            "first word",
            "Now a first word and a *second* one or two and a third.",
        ),
        ("second", "Now a first word and a *second* one or two."),
        ("second", "A first word and, `then`, a *second* one or two."),
        (
            "word and, then, a sec",
            "A first word and, `then`, a *second* one, two or three.",
        ),
        (
            "three",
            "A first word and **then** a *second* [one](x), two or three.",
        ),
        (
            "two",
            "A first word and **then** a *second* [one](x), no, two or three.",
        ),
        (
            "three",
            "A first word and **then** a *second* [one](x), no, two or three or so.",
        ),
    ] {
        browser
            .run_with("select(arguments[0])", vec![selected.into()])
            .await;
        folder.save(A, post("A", text));
        browser
            .shows(&text.replace(['*', '`'], "").replace("[one](x)", "one"))
            .await;
        let stayed = browser.run("return getSelection().toString()").await;
        assert_eq!(stayed, json!(selected), "after {text:?}");
        browser.equals_a_fresh_load().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_across_paragraphs_stays() {
    let (folder, _served, browser) = shown("Here it begins.\n\nIn between.\n\nHere it ends.").await;
    browser
        .run("const [one, , three] = blocks(); getSelection().setBaseAndExtent(one.firstChild, 5, three.firstChild, 4)")
        .await;
    folder.save(
        A,
        post(
            "A",
            "Here it begins.\n\nIn between, changed.\n\nHere it ends.",
        ),
    );
    browser.shows("changed").await;
    let selected = browser
        .run("return getSelection().toString().split(/\\s*\\n\\s*/)")
        .await;
    assert_eq!(
        selected,
        json!(["it begins.", "In between, changed.", "Here"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reader_unfolded_stays_open() {
    let body = |inside: &str, after: &str| {
        format!("<details><summary>More</summary>\n\n{inside}\n\n</details>\n\n{after}")
    };
    let (folder, _served, browser) = shown(&body("Inside.", "After.")).await;
    browser
        .run("document.querySelector('article details').open = true")
        .await;
    let is_open = "return document.querySelector('article details').open";
    folder.save(A, post("A", &body("Inside.", "After that.")));
    browser.shows("After that.").await;
    assert_eq!(
        browser.run(is_open).await,
        json!(true),
        "after a change elsewhere"
    );
    folder.save(
        A,
        post("A", &body("Inside it.\n\nAnd more.", "After that.")),
    );
    browser.shows("And more.").await;
    assert_eq!(
        browser.run(is_open).await,
        json!(true),
        "after a change inside"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn title_banner_and_outline_follow_the_front_matter_and_the_headings() {
    let text = |title: &str, draft: bool, heading: &str| {
        format!(
            "---\ntitle: \"{title}\"\ndate: 2024-05-01\ndraft: {draft}\n---\n\n## {heading}\n\nText.\n\n## Last\n"
        )
    };
    let folder = Folder::new().file(A, text("One", true, "Begin"));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    assert!(browser.title().await.contains("One"));
    assert!(
        browser
            .text("[data-region=banner]")
            .await
            .to_lowercase()
            .contains("draft")
    );
    assert!(
        browser
            .text("[data-region=outline]")
            .await
            .contains("Begin")
    );
    folder.save(A, text("Two", false, "Start"));
    browser.eventually("document.title.includes('Two')").await;
    browser
        .eventually("document.querySelector('[data-region=header] h1').textContent === 'Two'")
        .await;
    browser
        .eventually("document.querySelector('[data-region=outline]').textContent.includes('Start')")
        .await;
    browser
        .eventually("!document.querySelector('[data-region=banner]').textContent.match(/draft/i)")
        .await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_tab_shows_each_save_and_is_right_when_it_is_looked_at() {
    let (folder, _served, browser) = shown("One.\n\nLast.").await;
    browser.hide().await;
    for text in ["Two.", "Three.\n\nMore.", "Four."] {
        folder.save(A, post("A", &format!("{text}\n\nLast.")));
        browser.shows(text.split('\n').next().unwrap()).await;
        browser.equals_a_fresh_load().await;
    }
    browser.show().await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_show_each_save() {
    let (folder, served, browser) = shown("One.").await;
    browser.new_tab().await;
    browser.open(&served.url("/posts/a")).await;
    for text in ["Two.", "Three."] {
        folder.save(A, post("A", text));
        for tab in [0, 1] {
            browser.look_into(tab).await;
            browser.shows(text).await;
            browser.equals_a_fresh_load().await;
            assert!(browser.was_never_reloaded().await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_tabs_show_each_save() {
    let (folder, served, browser) = shown("One.").await;
    let mut tabs = Vec::new();
    for _ in 0..9 {
        tabs.push(served.tab("/posts/a").await);
    }
    for number in 0..20 {
        folder.save(A, post("A", &format!("Number {number}.")));
    }
    browser.shows("Number 19.").await;
    for tab in &mut tabs {
        tab.shows("Number 19.").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_article_is_never_empty_while_saves_pour_in() {
    let (folder, _served, browser) = shown("Before it.").await;
    browser
        .run(
            "window.empty = 0;
             new MutationObserver(() => { if (!article().textContent.trim()) empty += 1 })
               .observe(document, { subtree: true, childList: true, characterData: true })",
        )
        .await;
    for number in 0..100 {
        folder.save(
            A,
            post(
                "A",
                &format!("Number {number}.\n\n{}", "More.\n\n".repeat(number % 5)),
            ),
        );
        std::thread::sleep(std::time::Duration::from_millis(9));
    }
    browser.shows("Number 99.").await;
    assert_eq!(browser.number("empty").await.to_string(), "0");
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_from_the_save_is_told() {
    let (folder, mut served, browser) = shown("One.").await;
    folder.save(A, post("A", "Two."));
    browser
        .eventually("/^\\d+ ms$/.test(document.querySelector('.status-time').textContent)")
        .await;
    let told = served
        .report(|report| match report {
            blog_serve::report::Report::Saved { shown_ms, .. } => shown_ms,
            _ => None,
        })
        .await;
    assert!(told > 0.0 && told < 5000.0, "{told} ms");
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

/// Counts the pictures that failed, each before its own `onerror` is called, and keeps what the
/// browser refused to run.
const WATCH_SCRIPTS: &str = "
window.testFailed = 0;
window.testRefused = [];
document.addEventListener('error', () => { testFailed += 1 }, true);
document.addEventListener('securitypolicyviolation', (event) => { testRefused.push(event.effectiveDirective) });";

/// A draft with a script of its own, and another in each of so many pictures that do not exist.
fn scripted(pictures: usize) -> String {
    let picture = |number| {
        format!(
            "<img src=\"none-{number}.png\" onerror=\"(window.ran ??= []).push({number})\">\n\n"
        )
    };
    let pictures: String = (1..=pictures).map(picture).collect();
    let script = "<script>(window.ran ??= []).push('script')</script>";
    post("A", &format!("{script}\n\n{pictures}There are pictures."))
}

/// A Chromium that shows a draft with one such picture, whose script had its chance.
async fn shown_scripted(scripts: Scripts) -> (Folder, Served, Browser) {
    let folder = Folder::new().file(A, scripted(1));
    let served = Served::with(&folder, |options| options.scripts = scripts).await;
    let browser = Browser::start().await;
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH_SCRIPTS }),
        )
        .await;
    browser.open(&served.url("/posts/a")).await;
    browser.eventually("testFailed === 1").await;
    (folder, served, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drafts_own_scripts_do_not_run() {
    let (folder, _served, browser) = shown_scripted(Scripts::Ours).await;
    let refused =
        "['script-src-elem', 'script-src-attr'].every((each) => testRefused.includes(each))";
    browser.eventually(refused).await;
    assert_eq!(browser.run("return window.ran ?? null").await, json!(null));
    browser.run("testRefused.length = 0").await;
    folder.save(A, scripted(3));
    browser
        .eventually("testFailed === 3 && testRefused.includes('script-src-attr')")
        .await;
    assert_eq!(browser.run("return window.ran ?? null").await, json!(null));
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drafts_own_scripts_run_where_the_author_allows_it() {
    let (folder, _served, browser) = shown_scripted(Scripts::Drafts).await;
    assert_eq!(browser.run("return ran").await, json!(["script", 1]));
    folder.save(A, scripted(3));
    browser.eventually("testFailed === 3").await;
    assert_eq!(
        browser.run("return ran.slice(0, 2)").await,
        json!(["script", 1])
    );
    browser
        .eventually("ran.includes(2) && ran.includes(3)")
        .await;
    assert_eq!(browser.run("return testRefused").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_that_becomes_an_alert_has_one_title() {
    let (folder, _served, browser) = shown("> Some words.").await;
    for text in [
        "> [!NOTE]\n> Some words.",
        "> [!NOTE]\n> Some other words.",
        "> [!TIP]\n> Words.",
    ] {
        folder.save(A, post("A", text));
        let last = text
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("> ");
        browser.shows(last).await;
        browser.equals_a_fresh_load().await;
    }
    assert_eq!(
        browser
            .number("document.querySelectorAll('.alert-title').length")
            .await
            .to_string(),
        "1"
    );
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_a_script_has_changed_catches_up_with_the_next_save() {
    let (folder, _served, browser) = shown("The first words stand here.\n\nThe end.").await;
    for change in [
        "article().querySelector('p').firstChild.data = 'What nobody wrote, just as it pleases.'",
        "article().querySelector('p').replaceChildren()",
        "article().querySelector('p').firstChild.splitText(5)",
    ] {
        browser.run(change).await;
        let text = format!("The first words stand here, after {}.", change.len());
        folder.save(A, post("A", &format!("{text}\n\nThe end.")));
        browser.shows(&text).await;
        browser.equals_a_fresh_load().await;
    }
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_changes_nothing_that_shows_touches_nothing() {
    let (folder, served, browser) = shown("One.\n\nTwo.").await;
    browser.run("markBlocks()").await;
    folder.save(A, post("A", "One.\n\n\n\nTwo.\n\n\n"));
    let moved = "blocks()[1].dataset.line === '11-11'";
    browser.eventually(moved).await;
    let kept = browser.run("return keptBlocks()").await;
    assert_eq!(kept, json!({ "kept": 2, "expected": 2, "touched": [] }));
    assert_eq!(get(served.port, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_into_the_page_still_leads_to_its_heading_after_a_save() {
    let text = |above: &str| {
        post(
            "A",
            &format!(
                "{above}\n\n## The start\n\n{}\n\n## The end\n\nLast.",
                "Words.\n\n".repeat(60)
            ),
        )
    };
    let folder = Folder::new().file(A, text("One."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    folder.save(A, text("Two."));
    browser.shows("Two.").await;
    browser
        .run("document.querySelector('[data-region=outline] [href=\"#the-end\"]').click()")
        .await;
    browser
        .eventually("location.hash === '#the-end' && scrollY > 500")
        .await;
    folder.save(A, text("Three."));
    browser.shows("Three.").await;
    assert_eq!(browser.run("return location.hash").await, json!("#the-end"));
    assert!(browser.was_never_reloaded().await);
}

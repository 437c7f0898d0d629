//! A mistake never takes the page away.

use std::fs;

use blog_serve::report::Report;
use blog_serve::site::Save;
use serde_json::json;

use crate::support::{Folder, Served, eventually, get, post};

const A: &str = "posts/a.md";
const BROKEN: &str =
    "---\ntitle: Rust: Community Leadership\ndate: 2024-05-01\ndraft: true\n---\n\nNew text.\n";

#[tokio::test(flavor = "multi_thread")]
async fn broken_front_matter_shows_a_strip_and_the_text_stays_live() {
    let folder = Folder::with_post("Old text.");
    let mut served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let heights = "return [article().getBoundingClientRect().top, scrollY]";
    let before = browser.run(heights).await;
    folder.save(A, BROKEN);
    browser.shows("New text.").await;
    let strip = "document.querySelector('[data-ui=strip]')";
    let hidden = format!("return {strip}.hidden");
    assert_eq!(
        browser.run(&hidden).await,
        json!(true),
        "a problem must stand for a second first"
    );
    browser.eventually(&format!("!{strip}.hidden")).await;
    let said = browser.text("[data-ui=strip]").await;
    for part in [
        "posts/a.md",
        "line 2",
        "column 8",
        "colon",
        "title: \"Rust: Community Leadership\"",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(
        browser.title().await.starts_with("⚠ A"),
        "the last good title stays"
    );
    assert_eq!(
        browser.run(heights).await,
        before,
        "the strip moves no text"
    );
    let inside = "return (box => box.bottom <= innerHeight + 1 && box.height > 0)(document.querySelector('[data-ui=strip]').getBoundingClientRect())";
    assert_eq!(browser.run(inside).await, json!(true));
    let problem = served
        .report(|report| match report {
            Report::Problem {
                problem,
                metadata_of,
            } => Some((problem, metadata_of)),
            _ => None,
        })
        .await;
    assert_eq!((problem.0.line, problem.0.column), (2, 8));
    assert!(matches!(problem.1, Save::Earlier(_)), "{problem:?}");
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_a_page_is_loaded_with_is_shown_at_once() {
    let folder = Folder::new().file(A, BROKEN);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    // No second passes for this page: what waits for one would never come.
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": "const later = window.setTimeout; window.setTimeout = (work, ms, ...rest) => (ms >= 1000 ? 0 : later(work, ms, ...rest))" }),
        )
        .await;
    browser.open(&served.url("/posts/a")).await;
    browser
        .eventually("!document.querySelector('[data-ui=strip]').hidden")
        .await;
    assert_eq!(browser.text(".banner").await, "Draft");
    folder.save(A, post("A", "Text."));
    browser
        .eventually("document.querySelector('[data-ui=strip]').hidden")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_is_lacking_is_missed_whatever_else_is_doubtful() {
    let folder = Folder::new().file(
        A,
        "---\ntitle: A\ndraft: true\ntags: [Rust: a book]\n---\n\nText.\n",
    );
    let served = Served::start(&folder).await;
    let page = get(served.port, "/posts/a").await.text();
    assert!(page.contains("It has no date yet."), "{page}");
    folder.save(A, "---\ntitle: A\ndraft: true\ndate: soon\n---\n\nText.\n");
    eventually("the date is not said to be lacking", async || {
        let page = get(served.port, "/posts/a").await.text();
        !page.contains("It has no date yet.")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_folds_away_comes_back_and_goes_with_the_good_save() {
    let folder = Folder::with_post("Old text.");
    let mut served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let strip = "document.querySelector('[data-ui=strip]')";
    folder.save(A, BROKEN);
    browser.eventually(&format!("!{strip}.hidden")).await;
    folder.save(A, BROKEN.replace("New text", "Newer text"));
    browser.shows("Newer text.").await;
    browser.press("Escape").await;
    browser.eventually(&format!("{strip}.hidden")).await;
    browser
        .run("document.querySelector('[data-ui=status]').click()")
        .await;
    browser.eventually(&format!("!{strip}.hidden")).await;
    folder.save(A, post("Mended", "Newest text."));
    browser.shows("Newest text.").await;
    browser
        .eventually("document.title.startsWith('Mended')")
        .await;
    let fine = |report| matches!(report, Report::Fine { .. }).then_some(());
    served.report(fine).await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_that_is_mended_within_a_second_shows_no_strip() {
    let folder = Folder::with_post("Old text.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .run("window.strips = 0; const strip = document.querySelector('[data-ui=strip]'); new MutationObserver(() => strips += !strip.hidden).observe(strip, { attributes: true, childList: true })")
        .await;
    folder.save(A, BROKEN);
    browser.shows("New text.").await;
    folder.save(A, post("A", "Mended text."));
    browser.shows("Mended text.").await;
    // The strip would come a second after the problem; the page's own clock says when that is over.
    browser
        .run("return new Promise(done => setTimeout(done, 1300))")
        .await;
    assert_eq!(browser.run("return strips").await, json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_never_good_has_its_files_name_and_is_a_draft() {
    let folder = Folder::new().file("posts/my-post.md", BROKEN);
    let served = Served::start(&folder).await;
    let posts = get(served.port, "/_/posts").await.json();
    assert_eq!(
        (&posts[0]["status"], &posts[0]["problems"]),
        (&json!("draft"), &json!(1))
    );
    let mut tab = served.tab("/posts/my-post").await;
    let shown = tab
        .eventually("the problem is told", |shown| !shown.problems.is_empty())
        .await;
    assert!(shown.article().contains("New text."));
    folder.save("posts/my-post.md", post("Good", "New text."));
    tab.eventually("it is fine", |shown| {
        shown.problems.is_empty() && shown.title.contains("Good")
    })
    .await;
}

/// Makes `bad` in the place of a post; it is a problem of that post and of no other.
async fn check_unreadable(bad: impl FnOnce(&Folder), mend: impl FnOnce(&Folder)) {
    let folder = Folder::with_post("Good text.").file("posts/b.md", post("B", "Before it."));
    let mut served = Served::start(&folder).await;
    let mut good = served.tab("/posts/a").await;
    let mut tab = served.tab("/posts/b").await;
    bad(&folder);
    let problem = served
        .report(|report| match report {
            Report::Problem { problem, .. } => Some(problem),
            _ => None,
        })
        .await;
    assert_eq!(problem.path, "posts/b.md");
    tab.eventually("the problem is told", |shown| !shown.problems.is_empty())
        .await;
    folder.save(A, post("A", "Better text."));
    let shown = good.shows("Better text.").await;
    assert!(
        shown.problems.is_empty(),
        "nothing else notices: {:?}",
        shown.problems
    );
    assert_eq!(get(served.port, "/").await.status, 200);
    assert_eq!(get(served.port, "/posts/b").await.status, 200);
    assert_eq!(
        get(served.port, "/_/posts")
            .await
            .json()
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    mend(&folder);
    tab.eventually("all is well", |shown| {
        shown.problems.is_empty() && shown.article().contains("Mended text.")
    })
    .await;
}

fn mend(folder: &Folder) {
    folder.save("posts/b.md", post("B", "Mended text."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_text_is_a_problem_of_its_post_alone() {
    check_unreadable(
        |folder| folder.save("posts/b.md", b"---\ntitle: B\n---\n\n\xff\xfe\x80 text\n"),
        mend,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_megabytes_of_zeros_are_a_problem_of_their_post_alone() {
    let zeros = |folder: &Folder| {
        let file = fs::File::create(folder.path("posts/b.md")).unwrap();
        file.set_len(200 << 20).unwrap();
    };
    check_unreadable(zeros, mend).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_the_name_of_a_post_is_a_problem_of_that_post_alone() {
    let make = |folder: &Folder| {
        folder.remove("posts/b.md");
        fs::create_dir(folder.path("posts/b.md")).unwrap();
    };
    let unmake = |folder: &Folder| {
        fs::remove_dir(folder.path("posts/b.md")).unwrap();
        mend(folder);
    };
    check_unreadable(make, unmake).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_nowhere_is_a_problem_of_its_post_alone() {
    let make = |folder: &Folder| {
        folder.remove("posts/b.md");
        std::os::unix::fs::symlink(folder.path("nowhere.md"), folder.path("posts/b.md")).unwrap();
    };
    let unmake = |folder: &Folder| {
        folder.remove("posts/b.md");
        mend(folder);
    };
    check_unreadable(make, unmake).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_full_of_such_files_starts_all_the_same() {
    let folder = Folder::with_post("Good text.")
        .file("posts/latin.md", b"caf\xe9")
        .file("posts/d.md/x.txt", "");
    fs::File::create(folder.path("posts/zeros.md"))
        .unwrap()
        .set_len(200 << 20)
        .unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.path("posts/dangling.md")).unwrap();
    let served = Served::start(&folder).await;
    assert!(
        get(served.port, "/posts/a")
            .await
            .text()
            .contains("Good text.")
    );
    for url in ["/posts/latin", "/posts/zeros", "/"] {
        assert_eq!(get(served.port, url).await.status, 200, "{url}");
    }
    let mut tab = served.tab("/posts/a").await;
    folder.save(A, post("A", "Better text."));
    tab.shows("Better text.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_posts_with_one_permalink_are_told_on_both() {
    let text = |body: &str| format!("---\ntitle: T\nurl: /same/\ndraft: true\n---\n\n{body}\n");
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file("content/posts/a.md", text("One."))
        .file("content/posts/b.md", text("Two."));
    let served = Served::start(&folder).await;
    assert!(get(served.port, "/same/").await.text().contains("One."));
    let posts = get(served.port, "/_/posts").await.json();
    let mut urls = Vec::new();
    for post in posts.as_array().unwrap() {
        assert_eq!(post["problems"], 1, "{post}");
        urls.push(post["url"].as_str().unwrap().to_owned());
    }
    for url in &urls {
        let mut tab = served.tab(url).await;
        tab.eventually("the problem is told", |shown| {
            shown
                .problems
                .iter()
                .any(|problem| problem["kind"] == "permalink")
        })
        .await;
    }
    folder.save(
        "content/posts/b.md",
        text("Two.").replace("/same/", "/other/"),
    );
    eventually("both are fine", async || {
        let posts = get(served.port, "/_/posts").await.json();
        posts
            .as_array()
            .unwrap()
            .iter()
            .all(|post| post["problems"] == 0)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_marks_the_place_in_a_long_line_too() {
    let folder = Folder::with_post("Old text.");
    let mut served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let line = format!("tags: [{}@tail of it]", "word, ".repeat(60));
    folder.save(A, format!("---\ntitle: A\n{line}\n---\n\nNew text.\n"));
    let problem = served
        .report(|report| match report {
            Report::Problem { problem, .. } => Some(problem),
            _ => None,
        })
        .await;
    assert!(problem.column > 200, "{problem:?}");
    browser
        .eventually("document.querySelector('[data-ui=strip] mark')")
        .await;
    let marked = browser.text("[data-ui=strip] mark").await;
    let meant = line.chars().skip(problem.column as usize - 1);
    let meant: String = meant.take(problem.excerpt.length as usize).collect();
    assert_eq!(marked, meant);
}

/// Saves each of these over `posts/b.md`, the first before anybody looks; the strip's last words
/// are then those of `said`.
async fn check_meanwhile(first: &[u8], saves: &[&[u8]], said: &[&str], never_said: &str) {
    let folder = Folder::new().file("posts/b.md", first);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/b").await;
    for (at, save) in saves.iter().enumerate() {
        folder.save("posts/b.md", save);
        browser.shows(&format!("Text {at}.")).await;
    }
    browser
        .eventually("document.querySelector('[data-ui=strip] .strip-still')")
        .await;
    let words = browser.text(".strip-still").await;
    for part in said {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(!words.contains(never_said), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_about_one_value_leaves_the_rest_of_the_front_matter() {
    check_meanwhile(
        b"---\ntitle: B\ndraft: maybe\n---\n\nText.\n",
        &[],
        &["The rest of the front matter counts"],
        "file\u{2019}s name",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_never_good_is_not_said_to_keep_anything() {
    let broken = |body: &str| format!("---\ntitle: B: b\n---\n\n{body}\n");
    check_meanwhile(
        broken("Text.").as_bytes(),
        &[broken("Text 0.").as_bytes(), broken("Text 1.").as_bytes()],
        &["the title is the file\u{2019}s name", "counts as a draft"],
        "Still showing",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_never_could_be_read_has_no_earlier_text() {
    check_meanwhile(
        b"caf\xe9",
        &[],
        &["There is no earlier text to show."],
        "other problem",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_any_more_keeps_its_text_and_says_of_when() {
    let folder = Folder::with_post("Good text.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    folder.save(A, b"caf\xe9");
    browser
        .eventually("document.querySelector('[data-ui=strip] .strip-still')")
        .await;
    let words = browser.text(".strip-still").await;
    let time = words.strip_prefix("Still showing the text of ");
    assert!(
        time.is_some_and(|time| time.len() == "14:03.".len()),
        "{words}"
    );
    browser.shows("Good text.").await;
}

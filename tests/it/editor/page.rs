//! From the page: by Alt-click, by the mark, by the key, from the strip.

use serde_json::json;

use super::{FakeEditor, path, served, with_editor};
use crate::support::{Browser, Folder, Served, eventually, post};

/// Presses a mouse button down and up, with Alt held (1) or without (0).
async fn click(browser: &Browser, place: &str, modifiers: u8) {
    let place = browser.run(&format!("return {place}")).await;
    for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
        let event = json!({
            "type": kind, "x": place[0], "y": place[1], "modifiers": modifiers,
            "button": if kind == "mouseMoved" { "none" } else { "left" }, "clickCount": 1,
        });
        browser.devtools("Input.dispatchMouseEvent", event).await;
    }
}

async fn hover(browser: &Browser, place: &str) {
    let place = browser.run(&format!("return {place}")).await;
    let event = json!({ "type": "mouseMoved", "x": place[0], "y": place[1], "button": "none" });
    browser.devtools("Input.dispatchMouseEvent", event).await;
}

/// Where a text stands on the screen; it is scrolled to if it is off it.
fn at(text: &str) -> String {
    format!(
        "(() => {{
  select({text:?});
  const range = getSelection().getRangeAt(0);
  getSelection().removeAllRanges();
  range.endContainer.parentElement.scrollIntoView({{ block: 'center', behavior: 'instant' }});
  const {{ left, top, width, height }} = [...range.getClientRects()].at(-1);
  return [left + width / 2, top + height / 2];
}})()"
    )
}

/// Alt-clicks until that is not too soon after the last time; on which line the editor is opened.
async fn line_at(browser: &Browser, editor: &FakeEditor, place: &str) -> String {
    lines_by(editor, async || click(browser, place, 1).await).await
}

async fn lines_by(editor: &FakeEditor, mut act: impl AsyncFnMut()) -> String {
    let mut given = None;
    eventually("the editor is started", async || {
        act().await;
        // Too soon is soon over; a jump takes about as long.
        for _ in 0..40 {
            given = given.take().or_else(|| editor.given());
            if given.is_some() {
                return true;
            }
            tokio::time::sleep(crate::support::AGAIN).await;
        }
        false
    })
    .await;
    given.expect("just found").remove(1)
}

/// From now on, remembers whether a browser would do what it does with a click: with Alt it downloads
/// what a link leads to.
const WATCH: &str = "
window.testDone = 0;
window.testSeen = 0;
addEventListener('click', (event) => {
  window.testSeen += 1;
  setTimeout(() => window.testDone += event.defaultPrevented ? 0 : 1);
}, true);
";

/// Fails when a click was left to the browser.
async fn was_none_left_to_the_browser(browser: &Browser) {
    let clicks = browser.run("return [window.testSeen > 0, window.testDone]");
    assert_eq!(clicks.await, json!([true, 0]));
}

/// The body begins on line 7.
const BODY: &str = "First one, and
its second line.

See [the link](b.md) and [the file](x.txt).

```rust
let three = 3;
let four = 4;

let five = 5;
```

- item one
- item two
  goes on
- item three

1. loose one

2. loose two

3. loose three

| head | of it |
|------|-------|
| row one | x |
| row two | y |

    indented one
    indented two

The end.";

#[tokio::test(flavor = "multi_thread")]
async fn alt_click_opens_the_line_that_it_is_on() {
    let folder = Folder::with_post(BODY)
        .file("posts/b.md", post("B", "Two."))
        .file("posts/x.txt", "A file.");
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let browser = served.browser("/posts/a").await;
    browser.run(WATCH).await;
    let text = folder.read("posts/a.md");
    let line_of = |part: &str| {
        let at = text.find(part).unwrap();
        (text[..at].matches('\n').count() + 1).to_string()
    };
    for part in [
        "First one",
        "second line",
        "the link",
        "the file",
        "let three",
        "let four",
        "let five",
        "item one",
        "item two",
        "goes on",
        "item three",
        "loose one",
        "loose two",
        "loose three",
        "of it",
        "row one",
        "row two",
        "indented one",
        "indented two",
        "The end",
    ] {
        let line = line_at(&browser, &editor, &at(part)).await;
        assert_eq!(line, line_of(part), "{part}");
    }
    let title = "(() => { scrollTo(0, 0); const { x, y } = document.querySelector('.post-head h1').getBoundingClientRect(); return [x + 5, y + 5]; })()";
    assert_eq!(line_at(&browser, &editor, title).await, "1");
    was_none_left_to_the_browser(&browser).await;
    let here = browser.run("return location.pathname").await;
    assert_eq!(here, "/posts/a", "no link was followed");
    assert!(browser.was_never_reloaded().await);
    click(&browser, &at("First one"), 0).await;
    assert_eq!(editor.given(), None, "a click alone is a click");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_are_those_of_the_newest_save() {
    let folder = Folder::with_post("One.\n\nTwo.");
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let browser = served.browser("/posts/a").await;
    assert_eq!(line_at(&browser, &editor, &at("Two.")).await, "9");
    folder.save("posts/a.md", post("A", "New.\n\nNewer.\n\nOne.\n\nTwo."));
    browser.shows("Newer.").await;
    assert_eq!(line_at(&browser, &editor, &at("Two.")).await, "13");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mark_beside_a_paragraph_opens_its_line_and_moves_nothing() {
    let folder = Folder::with_post("One.\n\nTwo.\n\nThree.");
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let browser = served.browser("/posts/a").await;
    let text = "JSON.stringify([article().outerHTML, blocks().map(block => block.getBoundingClientRect().top)])";
    let before = browser.run(&format!("return {text}")).await;
    let mark = "document.querySelector('[data-ui=edit]')";
    assert_eq!(browser.run(&format!("return {mark}.hidden")).await, true);
    let middle = format!(
        "(() => {{ const {{ x, y, width, height }} = {mark}.getBoundingClientRect(); return [x + width / 2, y + height / 2]; }})()"
    );
    for (part, line) in [("Two.", "9"), ("Three.", "11")] {
        hover(&browser, &at(part)).await;
        browser.eventually(&format!("!{mark}.hidden")).await;
        let is_beside = format!(
            "(() => {{ const mark = {mark}.getBoundingClientRect(); const left = article().getBoundingClientRect().left; return mark.width > 0 && mark.right <= left && mark.left >= 0; }})()"
        );
        assert_eq!(browser.run(&format!("return {is_beside}")).await, true);
        let opened = lines_by(&editor, async || click(&browser, &middle, 0).await).await;
        assert_eq!(opened, line);
    }
    assert_eq!(browser.run(&format!("return {text}")).await, before);
    hover(&browser, "[3, 500]").await;
    browser.eventually(&format!("{mark}.hidden")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_opens_the_first_paragraph_that_is_whole_on_the_screen() {
    let text = "Long enough for some lines of a paragraph. ".repeat(12);
    let body: Vec<_> = (0..40)
        .map(|number| format!("Number {number}. {text}"))
        .collect();
    let folder = Folder::with_post(&body.join("\n\n"));
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let browser = served.browser("/posts/a").await;
    let opened = lines_by(&editor, async || browser.press("e").await).await;
    assert_eq!(opened, "7");
    browser
        .run("const { bottom } = blocks()[20].getBoundingClientRect(); scrollTo({ top: scrollY + bottom - 90, behavior: 'instant' })")
        .await;
    let opened = lines_by(&editor, async || browser.press("e").await).await;
    assert_eq!(opened, (7 + 2 * 21).to_string());
    browser.run("scrollTo(0, 0)").await;
    let opened = lines_by(&editor, async || browser.press("e").await).await;
    assert_eq!(opened, "7");
}

#[tokio::test(flavor = "multi_thread")]
async fn alt_click_on_a_row_of_the_index_opens_its_post() {
    let folder = Folder::with_post("One.").file("posts/b c ü.md", post("Other", "Two."));
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let browser = served.browser("/").await;
    browser.run(WATCH).await;
    let row = "(() => { const row = blocks().find(row => row.textContent.includes('Other')); const { x, y } = row.getBoundingClientRect(); return [x + 20, y + 24]; })()";
    let mut given = None;
    eventually("the editor is started", async || {
        click(&browser, row, 1).await;
        given = editor.given();
        given.is_some()
    })
    .await;
    assert_eq!(given.unwrap(), [&path(&folder, "posts/b c ü.md"), "1", "1"]);
    was_none_left_to_the_browser(&browser).await;
    assert_eq!(browser.run("return location.pathname").await, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_opens_the_place_of_its_problem() {
    let folder = Folder::with_post("One.");
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let browser = served.browser("/posts/a").await;
    folder.save("posts/a.md", "---\ntitle: Rust: Community\n---\nOne.\n");
    browser
        .eventually("document.querySelector('.strip-edit')")
        .await;
    browser
        .run("document.querySelector('.strip-edit').click()")
        .await;
    let given = editor.is_given().await;
    assert_eq!(given[..2], [path(&folder, "posts/a.md"), "2".to_owned()]);
    assert_ne!(given[2], "1", "the column is the problem's");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_is_wrong_with_the_editor_and_is_silent_again() {
    let folder = Folder::with_post("One.");
    let served = Served::with(&folder, with_editor("no-such-editor {file}")).await;
    let browser = served.browser("/posts/a").await;
    click(&browser, &at("One."), 1).await;
    let notice = "document.querySelector('[data-ui=notice]')";
    let says = format!("{notice}.textContent.includes('“no-such-editor” could not be started')");
    browser.eventually(&says).await;
    browser.eventually(&format!("{notice}.hidden")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_of_the_authors_own_opens_no_editor() {
    let folder = Folder::with_post("One.");
    let editor = FakeEditor::named("ed");
    let served = served(&folder, &editor).await;
    let link = served.share(blog_serve::share::Scope::Own).await;
    let browser = Browser::start().await;
    let url = format!("http://localhost:{}{link}/posts/a", served.readers_port());
    browser.open(&url).await;
    let asked = "window.testAsked = []; const { fetch: before } = window; window.fetch = (...all) => { window.testAsked.push(String(all[0])); return before(...all); };";
    browser.run(asked).await;
    click(&browser, &at("One."), 1).await;
    browser.press("e").await;
    assert_eq!(browser.run("return window.testAsked").await, json!([]));
    let marks = "return document.querySelectorAll('[data-ui=edit]').length";
    assert_eq!(browser.run(marks).await, 0);
    assert_eq!(editor.given(), None);
}

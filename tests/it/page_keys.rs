//! What can be done in a page without a mouse, and what a screen reader hears of it.

use serde_json::{Value, json};

use crate::margin::{COPIES, is_checked, is_told as is_told_checks, quiet, three};
use crate::support::{Browser, Folder, Served, post};

const HELP: &str = "document.querySelector('[data-ui=keys-help]')";
const STRIP: &str = "document.querySelector('[data-ui=strip]')";
const BROKEN: &str = "---\ntitle: Rust: a colon\ndate: 2999-01-01\ndraft: true\n---\n\nText.\n";

async fn shown(body: &str) -> (Folder, Served, Browser) {
    let folder = Folder::new().file("posts/a.md", quiet("A", body));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    is_checked(&browser).await;
    (folder, served, browser)
}

/// Goes on to the next thing that keys reach, as Tab does.
async fn tab(browser: &Browser) {
    let key = json!({ "type": "keyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
    browser.devtools("Input.dispatchKeyEvent", key).await;
    let up = json!({ "type": "keyUp", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
    browser.devtools("Input.dispatchKeyEvent", up).await;
}

/// Presses Enter as a keyboard does, so that it also activates what has the focus.
async fn enter(browser: &Browser) {
    let key = json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
    browser.devtools("Input.dispatchKeyEvent", key).await;
    let up =
        json!({ "type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
    browser.devtools("Input.dispatchKeyEvent", up).await;
}

/// Shows the page what a server would say of the post's problems.
async fn is_told(browser: &Browser, problems: &Value) {
    let script = "return import('/_/assets/strip.js').then(({ showProblems }) => showProblems({ problems: arguments[0], metadataOf: { save: 'newest' }, textOf: { save: 'newest' } })).then(() => true)";
    browser.run_with(script, vec![problems.clone()]).await;
}

fn problem(line: u32, severity: &str, message: &str) -> Value {
    json!({
        "path": "posts/a.md", "line": line, "column": 1, "kind": "front-matter", "severity": severity,
        "message": message, "suggestion": null,
        "excerpt": { "first_line": line, "lines": ["title: a: b"], "column": 1, "length": 5 },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_are_listed_over_the_page_and_the_focus_comes_back() {
    let (_folder, _served, browser) = shown("Text with a [link](https://example.org).").await;
    browser
        .run("document.querySelector('article a').focus()")
        .await;
    browser.press("?").await;
    browser.eventually(&format!("{HELP}.open")).await;
    let list = browser.text("[data-ui=keys-help]").await;
    for (key, says) in [
        ("c", "notes"),
        ("n", "next note"),
        ("?", "these keys"),
        ("s", "Share"),
        ("Esc", "closes"),
    ] {
        assert!(list.contains(key) && list.contains(says), "{says}: {list}");
    }
    // The page behind it waits, and Tab does not leave it.
    browser.press("s").await;
    for _ in 0..6 {
        tab(&browser).await;
        let inside = format!(
            "return {HELP}.contains(document.activeElement) || document.activeElement === document.body"
        );
        assert_eq!(browser.run(&inside).await, true);
    }
    assert_eq!(
        browser
            .run("return document.querySelector('[data-ui=panel]').hidden")
            .await,
        true
    );
    browser.screenshot("keys").await;
    browser.press("Escape").await;
    browser
        .eventually(&format!(
            "!{HELP}.open && document.activeElement === document.querySelector('article a')"
        ))
        .await;
    // Who does not know the key finds a button.
    browser
        .run("document.querySelector('[data-ui=keys]').click()")
        .await;
    browser.eventually(&format!("{HELP}.open")).await;
    browser.press("?").await;
    browser.eventually(&format!("!{HELP}.open")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn escape_closes_one_thing_at_a_time() {
    let (folder, _served, browser) = shown("Text.").await;
    folder.save("posts/a.md", BROKEN);
    browser.eventually(&format!("!{STRIP}.hidden")).await;
    browser.press("?").await;
    browser.press("Escape").await;
    browser.eventually(&format!("!{HELP}.open")).await;
    assert_eq!(browser.run(&format!("return {STRIP}.hidden")).await, false);
    // The notes, while one is in them; and they stay when the strip is folded away.
    browser.screen(800, 900).await;
    is_told_checks(&browser, &three()).await;
    let notes = "!document.querySelector('[data-ui=margin]').hidden";
    browser.press("n").await;
    browser
        .eventually("document.activeElement.matches('.margin-note')")
        .await;
    browser.press("Escape").await;
    browser.eventually(&format!("!({notes})")).await;
    assert_eq!(browser.run(&format!("return {STRIP}.hidden")).await, false);
    browser.press("n").await;
    browser.run("document.activeElement.blur()").await;
    browser.press("Escape").await;
    browser.eventually(&format!("{STRIP}.hidden")).await;
    assert_eq!(browser.run(&format!("return {notes}")).await, true);
    browser.press("Escape").await;
    browser.eventually(&format!("!({notes})")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_is_typed_is_no_key() {
    let (_folder, _served, browser) = shown("Text.").await;
    browser.press("s").await;
    browser
        .eventually("document.activeElement.matches('[data-ui=panel]')")
        .await;
    browser
        .run("document.querySelector('input[name=share-line]').focus()")
        .await;
    for key in ["?", "s", "c"] {
        browser.press(key).await;
    }
    assert_eq!(
        browser
            .run(&format!(
                "return [{HELP}.open, document.querySelector('[data-ui=panel]').hidden]"
            ))
            .await,
        json!([false, false])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mended_line_is_copied_from_the_strip() {
    let (folder, _served, browser) = shown("Text.").await;
    browser.run(COPIES).await;
    folder.save("posts/a.md", BROKEN);
    browser
        .eventually("document.querySelector('.strip-copy')")
        .await;
    browser
        .run("document.querySelector('.strip-copy').focus()")
        .await;
    enter(&browser).await;
    browser
        .eventually("document.querySelector('.strip-copy').textContent === 'Copied'")
        .await;
    let copied = browser.run("return window.copied").await;
    assert_eq!(copied, browser.text(".strip-try code").await.as_str());
    assert_eq!(copied, "title: \"Rust: a colon\"");
    browser
        .eventually("document.querySelector('.strip-copy').textContent === 'Copy'")
        .await;
}

/// A page whose strip shows the first of three problems.
async fn with_three_problems() -> ((Folder, Served), Browser, Value) {
    let (folder, served, browser) = shown("Text.").await;
    let all = json!([
        problem(3, "warning", "A doubt."),
        problem(2, "error", "A mistake."),
        problem(4, "error", "Another."),
    ]);
    is_told(&browser, &all).await;
    browser.eventually(&format!("!{STRIP}.hidden")).await;
    strip_says(&browser, "A mistake.").await;
    ((folder, served), browser, all)
}

async fn strip_says(browser: &Browser, text: &str) {
    let says = format!("document.querySelector('.strip-message').textContent === '{text}'");
    browser.eventually(&says).await;
}

/// Goes on by Tab until something of this class has the focus.
async fn tab_to(browser: &Browser, class: &str) {
    for _ in 0..20 {
        if browser.run("return document.activeElement.className").await == class {
            return;
        }
        tab(browser).await;
    }
    panic!("Tab does not reach {class}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_problem_can_be_reached_by_keys() {
    let (_kept, browser, all) = with_three_problems().await;
    assert_eq!(browser.text(".strip-count").await, "1 of 3");
    browser.press("m").await;
    browser
        .eventually(&format!("document.activeElement === {STRIP}"))
        .await;
    tab_to(&browser, "strip-next").await;
    for text in ["Another.", "A doubt.", "A mistake.", "Another."] {
        enter(&browser).await;
        strip_says(&browser, text).await;
    }
    // Another save with the same mistakes leaves all of it as it is.
    browser.run("window.next = document.activeElement").await;
    is_told(&browser, &all).await;
    assert_eq!(
        browser
            .run("return document.activeElement === next && next.isConnected")
            .await,
        true
    );
    strip_says(&browser, "Another.").await;
    // One of them moves and another is mended: it is still the same that is shown.
    let fewer = json!([
        problem(3, "warning", "A doubt."),
        problem(5, "error", "Another.")
    ]);
    is_told(&browser, &fewer).await;
    strip_says(&browser, "Another.").await;
    assert_eq!(browser.text(".strip-line").await, "line 5, column 1");
    assert_eq!(
        browser.run("return document.activeElement.className").await,
        "strip-next"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_is_folded_away_and_brought_back_by_keys() {
    let (_kept, browser, _all) = with_three_problems().await;
    browser.press("m").await;
    tab_to(&browser, "strip-fold").await;
    enter(&browser).await;
    browser
        .eventually(&format!(
            "{STRIP}.hidden && document.activeElement.matches('[data-ui=status]')"
        ))
        .await;
    let dot = browser.text("[data-ui=status]").await;
    assert!(dot.contains("3 problems"), "{dot}");
    enter(&browser).await;
    browser
        .eventually(&format!(
            "!{STRIP}.hidden && document.activeElement === {STRIP}"
        ))
        .await;
}

/// Keeps everything that a screen reader would be told.
const HEARS: &str = "window.heard = [];
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) heard.push(node.textContent);
    }).observe(document.querySelector('[data-ui=aloud]'), { childList: true })";

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_hears_of_each_thing_once() {
    let (_folder, _served, browser) = shown("Text.").await;
    browser.run(HEARS).await;
    let one = json!([problem(2, "error", "A mistake.")]);
    is_told(&browser, &one).await;
    let heard = async |sentences: &[&str]| {
        let wanted = Value::from(sentences).to_string();
        browser
            .eventually(&format!(
                "JSON.stringify(heard) === JSON.stringify({wanted})"
            ))
            .await;
    };
    let first = "1 problem, line 2: A mistake.";
    heard(&[first]).await;
    // The same again, and on another line, is nothing new.
    is_told(&browser, &one).await;
    is_told(&browser, &json!([problem(3, "error", "A mistake.")])).await;
    is_told(
        &browser,
        &json!([
            problem(3, "error", "A mistake."),
            problem(9, "error", "Another.")
        ]),
    )
    .await;
    let second = "2 problems, line 9: Another.";
    heard(&[first, second]).await;
    is_told(&browser, &json!([])).await;
    is_told(&browser, &json!([])).await;
    let mended = "No problem any more";
    heard(&[first, second, mended]).await;
    is_told_checks(&browser, &three()).await;
    is_told_checks(&browser, &three()).await;
    heard(&[first, second, mended, "3 notes"]).await;
    // Nothing else on the page speaks by itself.
    let speaking = "return document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]').length";
    assert_eq!(browser.run(speaking).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_hears_once_that_nobody_answers_any_more() {
    let (_folder, served, browser) = shown("Text.").await;
    browser.run(HEARS).await;
    drop(served);
    browser
        .eventually("!document.querySelector('[data-ui=notice]').hidden")
        .await;
    let heard = browser.run("return heard").await;
    assert_eq!(
        heard,
        json!([
            "reconnecting",
            "blog-serve is not running. Start it and this page goes on where it was."
        ])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_of_the_index_are_walked_by_keys() {
    let folder = Folder::new()
        .file("posts/one.md", post("One", "Text."))
        .file("posts/two.md", post("Two", "Text."))
        .file("posts/three.md", post("Three", "The third text."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    let titles = browser
        .run("return blocks().map((row) => row.querySelector('a').textContent)")
        .await;
    let on = async |at: usize| {
        let title = titles[at].clone();
        browser
            .eventually(&format!("document.activeElement.textContent === {title}"))
            .await;
    };
    browser.press("j").await;
    on(0).await;
    browser.press("j").await;
    on(1).await;
    browser.press("k").await;
    on(0).await;
    browser.press("ArrowDown").await;
    on(1).await;
    browser.press("ArrowUp").await;
    browser.press("ArrowUp").await;
    browser
        .eventually("document.activeElement.matches('input[type=search]')")
        .await;
    browser.press("j").await;
    browser
        .eventually("document.activeElement.matches('input[type=search]')")
        .await;
    browser.press("ArrowDown").await;
    on(0).await;
    browser.press("/").await;
    browser
        .eventually("document.activeElement.matches('input[type=search]')")
        .await;
    browser.press("Escape").await;
    browser.press("?").await;
    browser.eventually(&format!("{HELP}.open")).await;
    let list = browser.text("[data-ui=keys-help]").await;
    for says in ["filter", "next post", "post before"] {
        assert!(list.contains(says), "{list}");
    }
    assert!(!list.contains("note"), "the index has none: {list}");
    browser.press("Escape").await;
    browser.press("j").await;
    on(0).await;
    enter(&browser).await;
    browser
        .eventually("document.querySelector('main.post')")
        .await;
}

/// Whatever Tab reaches shows that it has the focus, and lies in sight.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_has_the_focus_shows_it() {
    let (folder, _served, browser) = shown("Text with a [link](https://example.org).").await;
    folder.save("posts/a.md", BROKEN);
    browser.eventually(&format!("!{STRIP}.hidden")).await;
    is_told_checks(&browser, &three()).await;
    browser.press("c").await;
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..40 {
        tab(&browser).await;
        let seen = browser
            .run(
                "const at = document.activeElement; if (at === document.body) return null;
                 const style = getComputedStyle(at);
                 return [at.className || at.localName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1]",
            )
            .await;
        if seen.is_null() {
            continue;
        }
        assert_eq!(seen[1], true, "{seen}");
        reached.insert(seen[0].as_str().unwrap().to_owned());
    }
    for name in [
        "bar-home",
        "bar-notes",
        "bar-keys",
        "share",
        "note-line",
        "strip-fold",
        "strip-copy",
    ] {
        assert!(reached.contains(name), "{name} among {reached:?}");
    }
}

/// Shows the page a key as a keyboard tells of it.
async fn key(browser: &Browser, selector: &str, event: &Value) {
    let script = "document.querySelector(arguments[0]).dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...arguments[1] }))";
    browser
        .run_with(script, vec![selector.into(), event.clone()])
        .await;
}

async fn follows(browser: &Browser) -> Value {
    browser
        .run("return document.documentElement.dataset.follow")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_those_of_any_keyboard_and_act_once_while_they_are_held() {
    let (_folder, _served, browser) = shown("Text.").await;
    for (event, expected) in [
        (json!({ "key": "f", "code": "KeyF" }), "off"),
        (json!({ "key": "f", "code": "KeyF", "repeat": true }), "off"),
        // Caps Lock.
        (json!({ "key": "F", "code": "KeyF" }), "on"),
        (
            json!({ "key": "F", "code": "KeyF", "shiftKey": true }),
            "on",
        ),
        // Russian, Greek; and Dvorak, where another letter is at the place of this one.
        (json!({ "key": "а", "code": "KeyF" }), "off"),
        (json!({ "key": "φ", "code": "KeyF" }), "on"),
        (json!({ "key": "u", "code": "KeyF" }), "on"),
        (json!({ "key": "f", "code": "KeyY" }), "off"),
        (
            json!({ "key": "f", "code": "KeyY", "ctrlKey": true }),
            "off",
        ),
        (
            json!({ "key": "f", "code": "KeyY", "isComposing": true }),
            "off",
        ),
    ] {
        key(&browser, "body", &event).await;
        assert_eq!(follows(&browser).await, expected, "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_input_method_takes_is_for_no_field() {
    let folder = Folder::new().file("posts/one.md", post("One", "Text."));
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    let filter = "[data-ui=filter] input";
    browser
        .run("document.querySelector('[data-ui=filter] input').focus()")
        .await;
    browser.type_text("o").await;
    for name in ["Enter", "Escape", "ArrowDown"] {
        key(
            &browser,
            filter,
            &json!({ "key": name, "isComposing": true }),
        )
        .await;
        // As Safari tells of the last one.
        key(&browser, filter, &json!({ "key": name, "keyCode": 229 })).await;
    }
    let state = "const input = document.querySelector('[data-ui=filter] input');
                 return [location.pathname, input.value, document.activeElement === input]";
    assert_eq!(browser.run(state).await, json!(["/", "o", true]));
    browser.open(&served.url("/posts/one")).await;
    browser.press("s").await;
    browser
        .run("window.asked = 0; const ask = window.fetch; window.fetch = (...all) => { window.asked += 1; return ask(...all); }")
        .await;
    for name in ["Enter", "Escape"] {
        let composing = json!({ "key": name, "isComposing": true });
        key(&browser, "input[name=share-line]", &composing).await;
    }
    let state = "return [asked, document.querySelector('[data-ui=panel]').hidden]";
    assert_eq!(browser.run(state).await, json!([0, false]));
}

/// Whatever had the focus is gone: keys go on from the text, or from where one was before.
#[tokio::test(flavor = "multi_thread")]
async fn the_focus_is_never_lost_with_what_had_it() {
    let (_folder, _served, browser) = shown("Text with a [link](https://example.org).").await;
    let on_text = "document.activeElement === document.querySelector('main')";
    is_told_checks(&browser, &three()).await;
    browser.press("n").await;
    browser
        .eventually("document.activeElement.matches('.margin-note')")
        .await;
    is_told_checks(&browser, &json!([])).await;
    browser.eventually(on_text).await;
    // The strip gives it back.
    browser
        .run("document.querySelector('article a').focus()")
        .await;
    is_told(&browser, &json!([problem(2, "error", "A mistake.")])).await;
    browser.eventually(&format!("!{STRIP}.hidden")).await;
    browser.press("m").await;
    tab_to(&browser, "strip-fold").await;
    is_told(&browser, &json!([])).await;
    browser
        .eventually(&format!(
            "{STRIP}.hidden && document.activeElement === document.querySelector('article a')"
        ))
        .await;
}

/// What has the focus is hidden neither by the bar nor by the strip.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_tab_reaches_stands_clear_of_the_bar_and_the_strip() {
    let paragraph =
        |number| format!("A paragraph with a [link](https://example.org/{number}).\n\n");
    let links: String = (1..=40).map(paragraph).collect();
    let (_folder, _served, browser) = shown(&links).await;
    is_told(&browser, &json!([problem(2, "error", "A mistake.")])).await;
    browser.eventually(&format!("!{STRIP}.hidden")).await;
    browser
        .run("document.querySelector('article a').focus()")
        .await;
    let clear = format!(
        "(() => {{ const {{ top, bottom }} = document.activeElement.getBoundingClientRect();
          return top >= document.querySelector('.bar').getBoundingClientRect().bottom && bottom <= {STRIP}.getBoundingClientRect().top; }})()"
    );
    for _ in 0..30 {
        tab(&browser).await;
        browser.eventually(&clear).await;
    }
}

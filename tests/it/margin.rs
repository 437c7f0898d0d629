//! Notes for the author: the count in the bar, and the margin beside the text or over it.

use serde_json::{Value, json};

use crate::support::{Browser, Folder, Served, post};

/// Where the bar says how many notes there are, and where they are shown.
const COUNT: &str = "document.querySelector('[data-ui=notes]')";
const MARGIN: &str = "document.querySelector('[data-ui=margin]')";
const NOTES: &str = "[...document.querySelectorAll('.margin-note')]";

/// A note as the server sends it.
pub(crate) fn note(line: u32, kind: &str, severity: &str, message: &str) -> Value {
    json!({
        "path": "posts/a.md", "line": line, "column": 1, "kind": kind, "severity": severity,
        "message": message, "suggestion": null,
        "excerpt": { "first_line": line, "lines": [], "column": 1, "length": 1 },
    })
}

/// Three of them: in the front matter, and in the paragraphs on lines 7 and 11.
pub(crate) fn three() -> Value {
    let mut mended = note(
        11,
        "link",
        "error",
        "Nothing is at ../bred. The nearest is ../bread.",
    );
    mended["suggestion"] = "See [bread](../bread).".into();
    json!([
        note(
            3,
            "old-draft",
            "warning",
            "This draft is dated 1 May 2024, two years ago."
        ),
        note(7, "todo", "warning", "TODO is left in the text."),
        mended,
    ])
}

/// A draft whose own server finds nothing to note.
pub(crate) fn quiet(title: &str, body: &str) -> String {
    post(title, body).replace("2024-05-01", "2999-01-01")
}

/// Waits until the server has said what it finds in the post, which would otherwise take the place
/// of what a test shows.
pub(crate) async fn is_checked(browser: &Browser) {
    browser
        .eventually(
            "window.testMessages?.some((message) => message.startsWith('{\"type\":\"checks\"'))",
        )
        .await;
}

/// Shows the page what a server would say.
pub(crate) async fn is_told(browser: &Browser, checks: &Value) {
    let script = "return import('/_/assets/checks.js').then(({ showChecks }) => showChecks(arguments[0])).then(() => true)";
    browser.run_with(script, vec![checks.clone()]).await;
}

/// Thirty paragraphs, on lines 7, 9, 11 and so on.
fn body() -> String {
    let paragraph = |number: u32| {
        format!(
            "Paragraph {number}. {}\n\n",
            "It goes on for some lines. ".repeat(8)
        )
    };
    (1..=30).map(paragraph).collect()
}

async fn shown() -> (Folder, Served, Browser) {
    let folder = Folder::new().file("posts/a.md", quiet("A", &body()));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    is_checked(&browser).await;
    browser.screen(1400, 900).await;
    (folder, served, browser)
}

/// The tops of the notes, and of what they are about.
async fn tops(browser: &Browser) -> Value {
    let script = format!(
        "return [{NOTES}.map((note) => Math.round(note.getBoundingClientRect().top)),
                 [...document.querySelectorAll('.margin-mark')].map((mark) => Math.round(mark.getBoundingClientRect().top))]"
    );
    browser.run(&script).await
}

/// Where every block of the article stands in the page.
const PLACES: &str = "JSON.stringify(blocks().map((block) => { const { left, top, width, height } = block.getBoundingClientRect(); return [left + scrollX, top + scrollY, width, height]; }))";

#[tokio::test(flavor = "multi_thread")]
async fn the_bar_counts_what_there_is_and_opens_it_without_moving_the_text() {
    let (_folder, _served, browser) = shown().await;
    assert_eq!(browser.run(&format!("return {COUNT}.hidden")).await, true);
    let places = browser.run(&format!("return {PLACES}")).await;
    is_told(&browser, &three()).await;
    let said = browser.text("[data-ui=notes]").await;
    assert_eq!(said, "3 notes, 1 of them an error");
    assert_eq!(browser.run(&format!("return {MARGIN}.hidden")).await, true);
    browser.run(&format!("{COUNT}.click()")).await;
    browser
        .eventually(&format!("{NOTES}.length === 3 && {NOTES}[2].offsetTop > 0"))
        .await;
    assert_eq!(
        browser
            .run(&format!("return {COUNT}.getAttribute('aria-expanded')"))
            .await,
        "true"
    );
    for width in [1400, 1000, 390] {
        browser.screen(width, 844).await;
        browser
            .eventually(&format!(
                "({MARGIN}.dataset.place === 'beside') === ({width} >= 1000)"
            ))
            .await;
        browser.screenshot(&format!("margin-{width}")).await;
    }
    browser.screen(1400, 900).await;
    browser
        .eventually(&format!(
            "{PLACES} === JSON.stringify({})",
            places.as_str().unwrap()
        ))
        .await;
    is_told(&browser, &json!([])).await;
    assert_eq!(
        browser
            .run(&format!("return [{COUNT}.hidden, {MARGIN}.hidden]"))
            .await,
        json!([true, true])
    );
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_note_stands_at_its_block_and_none_over_another() {
    let (folder, _served, browser) = shown().await;
    let checks = json!([
        note(7, "todo", "warning", "TODO is left in the text."),
        note(
            7,
            "alt",
            "warning",
            "This picture has no text in its place."
        ),
        note(7, "link", "error", "Nothing is at ../x."),
        note(31, "todo", "warning", "TK is left in the text."),
    ]);
    is_told(&browser, &checks).await;
    browser.press("c").await;
    let block =
        "Math.round(document.querySelector('[data-line=\"31-31\"]').getBoundingClientRect().top)";
    let apart = format!(
        "{NOTES}.every((note, at, all) => at === 0 || note.getBoundingClientRect().top > all[at - 1].getBoundingClientRect().bottom)"
    );
    let stands =
        format!("Math.round({NOTES}[3].getBoundingClientRect().top) === {block} && {apart}");
    browser.eventually(&stands).await;
    let two = tops(&browser).await;
    assert_eq!(two[0][0], two[1][0], "the first is at its block: {two}");
    assert_eq!(
        two[1].as_array().unwrap().len(),
        2,
        "one mark for each block"
    );
    // What comes above moves them along, and the note stays the one it was.
    browser.run(&format!("window.last = {NOTES}[3]")).await;
    let more = format!("New words. {}\n\n{}", "They go on. ".repeat(60), body());
    folder.save("posts/a.md", quiet("A", &more));
    browser.shows("New words.").await;
    let moved = json!([
        note(9, "todo", "warning", "TODO is left in the text."),
        note(33, "todo", "warning", "TK is left in the text."),
    ]);
    is_told(&browser, &moved).await;
    let follows = "last.isConnected && last.querySelector('.note-line').textContent === 'line 33' && \
                   Math.abs(last.getBoundingClientRect().top - document.querySelector('[data-line=\"33-33\"]').getBoundingClientRect().top) < 1";
    browser.eventually(follows).await;
    // What gets taller without a save moves them too.
    browser
        .run("blocks()[0].style.paddingBottom = '300px'")
        .await;
    browser.eventually(follows).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_makes_way_for_the_notes_and_no_line_breaks_anew() {
    const ARTICLE: &str = "document.querySelector('article').getBoundingClientRect()";
    let (_folder, _served, browser) = shown().await;
    browser.screen(1000, 844).await;
    let before = browser
        .run(&format!(
            "return [{ARTICLE}.left, {ARTICLE}.width, {ARTICLE}.height]"
        ))
        .await;
    is_told(&browser, &three()).await;
    browser.press("c").await;
    browser
        .eventually(&format!(
            "{MARGIN}.dataset.place === 'beside' && {ARTICLE}.right < {MARGIN}.getBoundingClientRect().left \
             && {MARGIN}.getBoundingClientRect().right < innerWidth \
             && {ARTICLE}.left >= 24 && {ARTICLE}.width === {} && {ARTICLE}.height === {}",
            before[1], before[2]
        ))
        .await;
    let tops = tops(&browser).await;
    assert_eq!(tops[0][1], tops[1][1], "each is at its block: {tops}");
    browser.press("c").await;
    browser
        .eventually(&format!("{ARTICLE}.left === {}", before[0]))
        .await;
    // Where there is room for both, nothing moves; where there is none, they lie over its lower part.
    browser.screen(1400, 844).await;
    browser.press("c").await;
    let place = |place: &str, width: u32| {
        format!(
            "innerWidth === {width} && {MARGIN}.dataset.place === '{place}' && document.querySelector('main').style.translate === ''"
        )
    };
    browser.eventually(&place("beside", 1400)).await;
    browser.screen(800, 844).await;
    browser.eventually(&place("over", 800)).await;
    browser
        .eventually(&format!(
            "{MARGIN}.getBoundingClientRect().top >= innerHeight / 2"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_notes_pile_up_all_but_the_current_one_are_folded() {
    let (_folder, _served, browser) = shown().await;
    let mut checks: Vec<Value> = (0..6)
        .map(|number| note(7, "todo", "warning", &format!("TODO {number} is left.")))
        .collect();
    checks.push(note(61, "todo", "warning", "One on its own."));
    is_told(&browser, &checks.into()).await;
    browser.press("c").await;
    let folded = format!("{NOTES}.map((note) => note.hasAttribute('data-folded')).join()");
    browser
        .eventually(&format!(
            "{folded} === 'true,true,true,true,true,true,false'"
        ))
        .await;
    browser
        .run(&format!("{NOTES}[3].querySelector('.note-line').focus()"))
        .await;
    browser
        .eventually(&format!(
            "{folded} === 'true,true,true,false,true,true,false' && {NOTES}[3].querySelector('summary').offsetHeight > 0"
        ))
        .await;
}

/// From the note to the file and back, without a load.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_note_gives_to_silence_it_silences_it() {
    let folder = Folder::new().file("posts/a.md", quiet("A", "First.\n\nTODO say more.\n"));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser.run(COPIES).await;
    browser.eventually(&format!("!{COUNT}.hidden")).await;
    browser.press("c").await;
    browser.eventually(&format!("{NOTES}.length === 1")).await;
    let comment = browser
        .run(&format!(
            "{NOTES}[0].querySelector('.note-copy button').click(); return window.copied"
        ))
        .await;
    assert_eq!(comment, "<!-- check: off todo -->");
    let comment = comment.as_str().unwrap();
    folder.save(
        "posts/a.md",
        quiet("A", &format!("First.\n\n{comment}\n\nTODO say more.\n")),
    );
    browser
        .eventually(&format!("{COUNT}.hidden && {MARGIN}.hidden"))
        .await;
    folder.save(
        "posts/a.md",
        quiet(
            "A",
            &format!("{comment}\n\nTK\n\n<!-- check: on -->\n\nTODO\n"),
        ),
    );
    browser
        .eventually(&format!("!{COUNT}.hidden && {NOTES}.length === 1"))
        .await;
    folder.save(".blog-serve.toml", "[check]\noff = [\"todo\"]\n");
    browser.eventually(&format!("{COUNT}.hidden")).await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_not_there_has_a_place_in_the_page_from_the_start() {
    let body = "![](images/gone.png)\n\nText.\n\n![A boat](boat.png)\n\n\
                <img src=\"raw.png\" width=\"9\">\n\n[![](a.svg)](https://example.org/) ![](b.svg) in a line\n\n\
                <picture><source srcset=\"there.gif\"><img src=\"none.png\"></picture>\n\nBelow.\n";
    let folder = Folder::new()
        .file("posts/a.md", quiet("A", body))
        .file("posts/there.gif", include_bytes!("pixel.gif"));
    let served = Served::start(&folder).await;
    let browser = Browser::start().await;
    browser.watch_shifts().await;
    browser.open(&served.url("/posts/a")).await;
    browser
        .eventually("[...document.images].length === 6 && [...document.images].every(({ complete }) => complete)")
        .await;
    assert_eq!(browser.run("return shifts").await, json!([]));
    let boxes = "return [...document.images].map((image) => [
        getComputedStyle(image, '::after').content,
        getComputedStyle(image).borderStyle === 'dashed' ? (image.offsetHeight > 60 ? 'large' : image.offsetHeight > 20 ? 'small' : 'none') : 'none',
      ])";
    assert_eq!(
        browser.run(boxes).await,
        json!([
            ["\"images/gone.png\"", "large"],
            ["\"boat.png\"", "large"],
            ["\"raw.png\"", "large"],
            ["\"a.svg\"", "small"],
            ["\"b.svg\"", "small"],
            ["\"none.png\"", "none"],
        ])
    );
    browser.screenshot("missing-pictures").await;
    // It comes, and so does the picture.
    folder.save("posts/boat.png", include_bytes!("pixel.gif"));
    browser
        .eventually(
            "document.images[1].naturalWidth > 0 && !('missing' in document.images[1].dataset)",
        )
        .await;
    browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_follow_a_save_that_they_do_not_change_with() {
    let (folder, _served, browser) = shown().await;
    is_told(&browser, &json!([note(31, "todo", "warning", "TK")])).await;
    browser.press("c").await;
    browser.eventually(&format!("{NOTES}.length === 1")).await;
    browser
        .run("window.block = document.querySelector('[data-line=\"31-31\"]')")
        .await;
    let text = format!("New words. {}\n\n{}", "They go on. ".repeat(60), body());
    folder.save("posts/a.md", quiet("A", &text));
    browser.shows("New words.").await;
    browser
        .eventually(&format!(
            "block.isConnected && Math.abs({NOTES}[0].getBoundingClientRect().top - block.getBoundingClientRect().top) < 1"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_margin_is_open_still_after_a_load() {
    let (_folder, served, browser) = shown().await;
    is_told(&browser, &three()).await;
    browser.press("c").await;
    browser.eventually(&format!("!{MARGIN}.hidden")).await;
    browser.open(&served.url("/posts/a")).await;
    is_checked(&browser).await;
    is_told(&browser, &three()).await;
    browser.eventually(&format!("!{MARGIN}.hidden")).await;
    browser.press("c").await;
    browser.eventually(&format!("{MARGIN}.hidden")).await;
    browser.open(&served.url("/posts/a")).await;
    is_checked(&browser).await;
    is_told(&browser, &three()).await;
    assert_eq!(browser.run(&format!("return {MARGIN}.hidden")).await, true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_says_what_to_put_and_how_to_have_it_silent() {
    let (_folder, _served, browser) = shown().await;
    browser.run(COPIES).await;
    let mut checks = three();
    checks[0]["excerpt"]["lines"] = json!(["+++", "date = 2024-05-01"]);
    checks[1]["message"] = "<b>TODO</b> is left".into();
    is_told(&browser, &checks).await;
    browser.press("c").await;
    browser.eventually(&format!("{NOTES}.length === 3")).await;
    let copied = async |note: usize, button: usize| {
        browser
            .run(&format!(
                "{NOTES}[{note}].querySelectorAll('.note-copy button')[{button}].click(); return window.copied"
            ))
            .await
    };
    assert_eq!(copied(2, 0).await, "See [bread](../bread).");
    assert_eq!(copied(1, 0).await, "<!-- check: off todo -->");
    assert_eq!(copied(1, 1).await, "check: off todo");
    assert_eq!(copied(1, 2).await, "off = [\"todo\"]");
    assert_eq!(copied(0, 0).await, "check = \"off old-draft\"");
    assert_eq!(
        browser
            .text(".margin-note:nth-child(2) .note-message")
            .await,
        "<b>TODO</b> is left",
        "a message is text"
    );
}

/// A paragraph that is one line, with the mistake far along.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_long_mended_line_the_place_is_shown_and_all_is_copied() {
    let (_folder, _served, browser) = shown().await;
    browser.run(COPIES).await;
    let line = format!(
        "{}[bread](../bread){}",
        "ä 𝕏 ".repeat(200),
        " and more".repeat(99)
    );
    let mut mended = note(7, "link", "error", "Nothing is at ../bred.");
    mended["suggestion"] = line.clone().into();
    mended["column"] = 801.into();
    is_told(&browser, &json!([mended])).await;
    browser.press("c").await;
    browser.eventually(&format!("{NOTES}.length === 1")).await;
    let shown = browser.text(".note-try code").await;
    assert!(shown.contains("[bread](../bread)"), "{shown}");
    assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
    assert_eq!(shown.chars().count(), 142);
    browser
        .run("document.querySelector('.note-try button').click()")
        .await;
    assert_eq!(browser.run("return window.copied").await, line.as_str());
}

/// Keeps what a click on Copy puts into the clipboard.
pub(crate) const COPIES: &str = "document.addEventListener('copy', (event) => { \
    window.copied = event.clipboardData.getData('text/plain'); })";

#[tokio::test(flavor = "multi_thread")]
async fn keys_walk_from_note_to_note_and_the_page_goes_along() {
    let (_folder, _served, browser) = shown().await;
    let checks = json!([
        note(7, "todo", "warning", "One."),
        note(41, "todo", "warning", "Two."),
        note(61, "todo", "error", "Three."),
    ]);
    is_told(&browser, &checks).await;
    for (key, at) in [("n", 0), ("n", 1), ("n", 2), ("n", 0), ("p", 2), ("p", 1)] {
        browser.press(key).await;
        browser
            .eventually(&format!(
                "document.activeElement === {NOTES}[{at}] && {NOTES}[{at}].hasAttribute('data-current')"
            ))
            .await;
    }
    let in_sight = "(() => { const { top } = document.querySelector('[data-line=\"41-41\"]').getBoundingClientRect(); return top > 40 && top < innerHeight; })()";
    browser.eventually(in_sight).await;
    // A click on the place goes there too.
    browser
        .run(&format!("{NOTES}[2].querySelector('.note-line').click()"))
        .await;
    browser
        .eventually(&in_sight.replace("41-41", "61-61"))
        .await;
    // With the focus in it, Esc closes it and gives the focus to what opens it.
    browser
        .run(&format!("{NOTES}[2].querySelector('.note-line').focus()"))
        .await;
    browser.press("Escape").await;
    browser
        .eventually(&format!(
            "{MARGIN}.hidden && document.activeElement === {COUNT}"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_that_come_while_one_reads_take_no_focus_and_fold_nothing() {
    let (_folder, _served, browser) = shown().await;
    is_told(&browser, &three()).await;
    browser.press("c").await;
    browser
        .run(&format!(
            "{NOTES}[1].querySelector('summary').click(); {NOTES}[1].querySelector('summary').focus(); window.focused = document.activeElement"
        ))
        .await;
    let mut more = three();
    let list = more.as_array_mut().unwrap();
    list.insert(1, note(5, "todo", "warning", "Another."));
    list[2]["line"] = 9.into();
    is_told(&browser, &more).await;
    browser.eventually(&format!("{NOTES}.length === 4")).await;
    assert_eq!(
        browser
            .run(&format!(
                "return [document.activeElement === focused, {NOTES}[2].querySelector('details').open]"
            ))
            .await,
        json!([true, true])
    );
    // The one that has the focus is mended: the focus is not lost.
    let list = more.as_array_mut().unwrap();
    list.remove(2);
    is_told(&browser, &more).await;
    assert_eq!(
        browser
            .run(&format!("return document.activeElement === {NOTES}[2]"))
            .await,
        true
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_notes_can_be_used_as_well_as_three() {
    let (_folder, _served, browser) = shown().await;
    let checks: Vec<_> = (0..300)
        .map(|at| {
            note(
                7 + at / 10 * 2,
                "todo",
                "warning",
                "TODO is left in the text.",
            )
        })
        .collect();
    is_told(&browser, &checks.into()).await;
    assert_eq!(browser.text("[data-ui=notes]").await, "300 notes");
    browser.press("c").await;
    browser.eventually(&format!("{NOTES}.length === 300")).await;
    let took = browser
        .run("const begun = performance.now(); dispatchEvent(new Event('resize')); return performance.now() - begun")
        .await;
    assert!(took.as_f64().unwrap() < 100.0, "{took} ms to place them");
    // The current one is at its block, however many there are above.
    browser
        .run(&format!("{NOTES}[205].querySelector('.note-line').click()"))
        .await;
    browser
        .eventually(&format!(
            "Math.abs({NOTES}[205].getBoundingClientRect().top - document.querySelector('[data-line=\"47-47\"]').getBoundingClientRect().top) < 1"
        ))
        .await;
    for width in [800, 390] {
        browser.screen(width, 844).await;
        browser
            .eventually(&format!("{MARGIN}.dataset.place === 'over'"))
            .await;
        browser.press("n").await;
        browser
            .eventually("(() => { const { top, bottom } = document.activeElement.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; })()")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_margin_is_there_for_a_reader_or_after_the_end_of_a_link() {
    use blog_serve::share::Scope;

    let folder = Folder::new().file("posts/a.md", quiet("A", &body()));
    let served = Served::start(&folder).await;
    let reader = served.share_post("posts/a.md").await;
    let own = served.share(Scope::Own).await;
    let port = served.readers_port();
    let browser = Browser::start().await;
    browser
        .open(&format!("http://127.0.0.1:{port}{reader}/posts/a"))
        .await;
    let there = "return document.querySelectorAll('[data-ui=notes], [data-ui=margin], [data-ui=keys]').length";
    assert_eq!(browser.run(there).await, 0);
    browser
        .open(&format!("http://127.0.0.1:{port}{own}/posts/a"))
        .await;
    assert_eq!(browser.run(there).await, 3);
    is_checked(&browser).await;
    let script = "return import(document.querySelector('script[src]').src.replace('live.js', 'checks.js')).then(({ showChecks }) => showChecks(arguments[0])).then(() => true)";
    browser.run_with(script, vec![three()]).await;
    browser.press("c").await;
    browser.eventually(&format!("{NOTES}.length === 3")).await;
    served.desk().end_sharing().await;
    browser
        .eventually("'ended' in document.documentElement.dataset && !document.querySelector('[data-ui=margin], .margin-marks')")
        .await;
    browser.press("n").await;
    let words = browser.text("body").await;
    assert!(!words.contains("TODO"), "{words}");
}

/// With everything in it that there can be, on the narrowest of phones.
#[tokio::test(flavor = "multi_thread")]
async fn the_bar_has_room_for_the_count_on_a_phone() {
    let (folder, _served, browser) = shown().await;
    is_told(&browser, &three()).await;
    let broken = quiet("A", &body()).replace("\"A\"", "A title: with a colon, and long");
    folder.save("posts/a.md", broken);
    browser
        .eventually("document.querySelector('.status-trouble').textContent === '1 problem'")
        .await;
    for width in [390, 320] {
        browser.screen(width, 700).await;
        let fits = "(() => { const bar = document.querySelector('[data-ui=bar]'); return bar.scrollWidth <= bar.clientWidth && [...bar.querySelectorAll('button, a')].every((it) => it.getBoundingClientRect().right <= innerWidth); })()";
        browser.eventually(fits).await;
        browser.screenshot(&format!("bar-{width}")).await;
    }
}

/// From the text to the margin, and away again with the save that mends it.
#[tokio::test(flavor = "multi_thread")]
async fn notes_come_with_a_save_and_go_with_the_one_that_mends_it() {
    let (folder, _served, browser) = shown().await;
    assert_eq!(browser.run(&format!("return {COUNT}.hidden")).await, true);
    let text = body().replace("Paragraph 3.", "TODO [](../none)");
    folder.save("posts/a.md", quiet("A", &text));
    browser.eventually(&format!("!{COUNT}.hidden")).await;
    browser.press("c").await;
    let at_block = format!(
        "{NOTES}.some((note) => note.dataset.kind === 'todo' && \
         Math.abs(note.getBoundingClientRect().top - document.querySelector('[data-line=\"11-11\"]').getBoundingClientRect().top) < 1)"
    );
    browser.eventually(&at_block).await;
    browser.screenshot("margin-real").await;
    // Two lines further down.
    folder.save("posts/a.md", quiet("A", &format!("New.\n\n{text}")));
    browser
        .eventually(&at_block.replace("11-11", "13-13"))
        .await;
    folder.save("posts/a.md", quiet("A", &body()));
    browser
        .eventually(&format!("{COUNT}.hidden && {MARGIN}.hidden"))
        .await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

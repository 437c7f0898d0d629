//! When the page is not scrolled, and how it goes on.

use blog_serve::share::Scope;
use serde_json::{Value, json};

use super::{A, LATER, Writing, body};
use crate::support::post;

#[tokio::test(flavor = "multi_thread")]
async fn within_two_seconds_of_the_authors_scrolling_nothing_scrolls() {
    let mut writing = Writing::start().await;
    writing.scroll(500.0).await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.pill_says("edited below").await;
    writing.stays(500.0).await;
    writing.is("on").await;
    writing.browser.run(LATER).await;
    writing.save("Paragraph 61.", "Next.").await;
    writing.follows_to("Next.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wheel_is_the_authors_scrolling() {
    let mut writing = Writing::start().await;
    let wheel = json!({ "type": "mouseWheel", "x": 600, "y": 400, "deltaX": 0, "deltaY": 300 });
    writing
        .browser
        .devtools("Input.dispatchMouseEvent", wheel)
        .await;
    writing.browser.eventually("scrollY > 200").await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.pill_says("edited below").await;
    assert!(writing.top().await < 400.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_selection_nothing_scrolls() {
    let mut writing = Writing::start().await;
    writing.browser.run("select('Paragraph 2.')").await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.pill_says("edited below").await;
    writing.stays(0.0).await;
    writing
        .browser
        .run("getSelection().removeAllRanges()")
        .await;
    writing.save("Paragraph 61.", "Next.").await;
    writing.follows_to("Next.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_in_several_places_scroll_nothing() {
    let mut writing = Writing::start().await;
    writing.text = writing.text.replace("Paragraph 40.", "Fortieth.");
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.stays(0.0).await;
    writing.no_pill().await;
    // A paragraph that moves is in two places too.
    let mut blocks: Vec<_> = writing.text.split("\n\n").collect();
    let moved = blocks.remove(49);
    blocks.insert(69, moved);
    let text = blocks.join("\n\n");
    writing.folder.save(A, post("A", &text));
    writing
        .browser
        .eventually("blocks()[69].textContent.startsWith('Paragraph 50.')")
        .await;
    writing.stays(0.0).await;
    writing.no_pill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_footnotes_are_no_place_of_their_own() {
    let notes = "\n\n[^one]: The first note.\n\n[^two]: The second note.\n";
    let text = body().replace("Paragraph 30.", "Thirty[^one].");
    let mut writing = Writing::of(&format!("{text}{notes}")).await;
    writing
        .save("Paragraph 20.", "Twenty and\n[^two] more.")
        .await;
    writing.follows_to("Twenty").await;
    writing
        .save("The first note.", "The note in other words.")
        .await;
    writing.follows_to("note in other").await;
    writing.browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_metadata_scrolls_nothing() {
    let mut writing = Writing::start().await;
    writing.scroll(3000.0).await;
    writing.browser.run(LATER).await;
    writing.folder.save(A, post("Another title", &writing.text));
    writing
        .browser
        .eventually("document.title.includes('Another title')")
        .await;
    writing.stays(3000.0).await;
    writing.no_pill().await;
    // And a change below is followed as before.
    writing.text = writing.text.clone();
    writing.save("Paragraph 75.", "Seventy-fifth.").await;
    writing.follows_to("Seventy-fifth.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_scrolls_away_from_the_edit_is_told_where_it_is() {
    let mut writing = Writing::scrolled_away().await;
    writing.browser.screenshot("follow-pill").await;
    writing.browser.run(LATER).await;
    writing.save("Paragraph 62.", "Sixty-second.").await;
    writing.stays(0.0).await;
    writing.pill_says("edited below").await;
    let end = "document.documentElement.scrollHeight - innerHeight";
    writing.scroll(writing.browser.number(end).await).await;
    writing.pill_says("edited above").await;
    writing.is("paused").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_the_pill_goes_on() {
    let mut writing = Writing::scrolled_away().await;
    writing
        .browser
        .run("document.querySelector('[data-pill=edited]').click()")
        .await;
    writing.follows_to("Sixtieth.").await;
    writing.is("on").await;
    writing.save("Paragraph 20.", "Twentieth.").await;
    writing.follows_to("Twentieth.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_f_goes_on_while_it_is_paused() {
    let writing = Writing::scrolled_away().await;
    writing.browser.press("f").await;
    writing.follows_to("Sixtieth.").await;
    writing.is("on").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scrolling_back_to_the_edit_goes_on() {
    let mut writing = Writing::scrolled_away().await;
    let there = writing.browser.number("window.testTop").await;
    writing.scroll(there).await;
    writing.is("on").await;
    writing.no_pill().await;
    writing.browser.run(LATER).await;
    writing.save("Paragraph 20.", "Twentieth.").await;
    writing.follows_to("Twentieth.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_turned_off_and_stays_off_after_a_load() {
    let mut writing = Writing::start().await;
    let pressed = "document.querySelector('[data-ui=follow]').getAttribute('aria-pressed')";
    writing
        .browser
        .eventually(&format!("{pressed} === 'true'"))
        .await;
    writing.browser.press("f").await;
    writing.is("off").await;
    writing
        .browser
        .eventually(&format!("{pressed} === 'false'"))
        .await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.stays(0.0).await;
    writing.no_pill().await;
    writing.browser.open(&writing.served.url("/posts/a")).await;
    writing.is("off").await;
    writing.save("Paragraph 61.", "Next.").await;
    writing.stays(0.0).await;
    writing
        .browser
        .run("document.querySelector('[data-ui=follow]').click()")
        .await;
    writing.is("on").await;
    writing.follows_to("Next.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewers_page_is_never_scrolled_and_an_own_device_follows() {
    let mut writing = Writing::start().await;
    for (scope, follows) in [(Scope::Posts(vec![A.into()]), false), (Scope::Own, true)] {
        let link = writing.served.share(scope).await;
        let port = writing.served.readers_port();
        writing
            .browser
            .open(&format!("http://127.0.0.1:{port}{link}/posts/a"))
            .await;
        let from = if follows {
            "Paragraph 61."
        } else {
            "Paragraph 60."
        };
        let to = if follows {
            "On a device."
        } else {
            "To a reader."
        };
        writing.save(from, to).await;
        if follows {
            writing.follows_to(to).await;
        } else {
            writing
                .browser
                .eventually("document.querySelector('[data-pill=below]').checkVisibility()")
                .await;
            writing.stays(0.0).await;
            let there = "return document.querySelector('[data-ui=follow], [data-pill=edited]')";
            assert_eq!(writing.browser.run(there).await, Value::Null);
        }
    }
}

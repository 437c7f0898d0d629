//! The author's panel: sharing what is on the screen, and ending it.

use blog_serve::share::Scope;
use serde_json::json;
use tempfile::TempDir;

use super::{A, is_cleared};
use crate::support::{Browser, Folder, Served, eventually, post};

async fn open_panel(browser: &Browser) {
    let press = "document.querySelector('[data-ui=share]').click()";
    browser.run(press).await;
}

async fn press(browser: &Browser, does: &str) {
    let press = format!("document.querySelector('[data-do={does}]').click()");
    browser.run(&press).await;
}

async fn panel_says(browser: &Browser, text: &str) {
    let panel = "document.querySelector('[data-ui=panel]').textContent";
    browser
        .eventually(&format!("{panel}.includes(`{text}`)"))
        .await;
}

/// Shows the panel what a server would say.
async fn is_told(browser: &Browser, message: serde_json::Value) {
    let script = "return import('/_/assets/share.js').then(({ showSharing }) => showSharing(arguments[0])).then(() => true)";
    browser.run_with(script, vec![message]).await;
}

/// What a server says of one link to the post on the screen, with this about it in particular.
fn link(particular: &serde_json::Value) -> serde_json::Value {
    let mut link = json!({
        "id": 0, "scope": "posts", "opens": "A", "post": "/posts/a",
        "url": "http://10.0.0.2:7879/~x/", "network": "wlan0", "others": [], "code": null,
        "ends": "in 7 days", "line": null, "readers": 0, "lonely": false,
    });
    for (name, value) in particular.as_object().expect("it is an object") {
        link[name] = value.clone();
    }
    json!({ "open": true, "links": [link] })
}

/// A server of a blog of which this was shared before it was started again; with what it stands on.
async fn shared_yesterday(scope: Scope) -> ((Folder, TempDir), Served) {
    let folder = Folder::with_post("One.");
    let state = tempfile::tempdir().expect("a folder for the state");
    let serve = async || {
        Served::with(&folder, |options| {
            options.state = Some(state.path().to_owned());
        })
        .await
    };
    let yesterday = serve().await;
    yesterday.share(scope).await;
    drop(yesterday);
    let served = serve().await;
    ((folder, state), served)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_shares_with_a_press_and_ends_it_with_another() {
    let folder = Folder::with_post(&super::body());
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let top = "return article().getBoundingClientRect().top";
    let before = browser.run(top).await;
    open_panel(&browser).await;
    browser.screenshot("share-offer").await;
    press(&browser, "share").await;
    browser
        .eventually("document.querySelector('.panel-code path')")
        .await;
    browser.screenshot("share-link").await;
    assert_eq!(browser.run(top).await, before, "the panel moves nothing");
    let address = browser.text(".panel-address code").await;
    let path = address.split_once("/~").expect("a link").1;
    let port = served.readers_port();
    browser.new_tab().await;
    browser
        .open(&format!("http://127.0.0.1:{port}/~{path}"))
        .await;
    browser.shows("Paragraph 1.").await;
    browser.look_into(0).await;
    browser
        .eventually("document.querySelector('.share-count').textContent === '1'")
        .await;
    press(&browser, "end").await;
    browser
        .eventually("document.querySelector('.panel-said').textContent.includes('has ended')")
        .await;
    browser.look_into(1).await;
    is_cleared(&browser).await;
    eventually("nothing is shared", async || {
        served.desk().links.living().is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_closes_with_escape_and_keeps_what_is_typed() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    browser
        .run("document.querySelector('[name=share-line]').focus()")
        .await;
    browser.type_text("Is it too harsh?").await;
    // A save, and news of what is shared, while one types.
    folder.save(A, post("A", "Two."));
    browser.shows("Two.").await;
    served.share(Scope::Drafts).await;
    browser
        .eventually("document.querySelector('.panel-links')?.textContent.includes('All drafts')")
        .await;
    let typed = "return [document.activeElement.name, document.activeElement.value]";
    assert_eq!(
        browser.run(typed).await,
        json!(["share-line", "Is it too harsh?"])
    );
    browser.press("Escape").await;
    browser
        .eventually("document.querySelector('[data-ui=panel]').hidden")
        .await;
    assert_eq!(
        browser
            .run("return document.activeElement.dataset.ui")
            .await,
        json!("share")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lives_as_long_as_was_asked_for_unless_the_author_chooses() {
    let folder = Folder::with_post("One.");
    let served = Served::with(&folder, |options| {
        options.sharing.life = Some("2h".parse().unwrap());
    })
    .await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    press(&browser, "share").await;
    panel_says(&browser, "in 2 hours, or when you end it").await;
    browser
        .run("document.querySelector('.panel-or [data-scope=own]').click()")
        .await;
    panel_says(&browser, "A link for your own device").await;
    panel_says(&browser, "in 2 hours, or when you end it").await;
    press(&browser, "end-all").await;
    panel_says(&browser, "All links have ended.").await;
    browser
        .run("document.querySelector('[name=share-for][value=\"30d\"]').click()")
        .await;
    press(&browser, "share").await;
    panel_says(&browser, "in 30 days, or when you end it").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_times_to_choose_from_are_in_order_and_each_is_there_once() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    for (life, expected) in [
        (
            "7 days",
            ["1 hour", "1 day", "7 days", "30 days"].as_slice(),
        ),
        ("1 hour", &["1 hour", "1 day", "30 days"]),
        ("24 hours", &["1 hour", "24 hours", "30 days"]),
        ("90 minutes", &["1 hour", "90 minutes", "1 day", "30 days"]),
        ("60 days", &["1 hour", "1 day", "30 days", "60 days"]),
    ] {
        // Opened anew: while it is open, what is chosen stays chosen.
        browser.press("Escape").await;
        is_told(
            &browser,
            json!({ "open": false, "links": [], "life": life }),
        )
        .await;
        open_panel(&browser).await;
        let shown = "const labels = [...document.querySelectorAll('.panel-lives label')];
                     return [labels.map((label) => label.textContent),
                             labels.find((label) => label.firstChild.checked).textContent,
                             document.querySelector('[name=share-for]:checked').value]";
        assert_eq!(browser.run(shown).await, json!([expected, life, ""]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_links_are_paused_the_post_on_the_screen_can_be_shared() {
    let (_blog, served) = shared_yesterday(Scope::Drafts).await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    panel_says(
        &browser,
        "1 link is paused (all drafts). Sharing opens it again too.",
    )
    .await;
    let offered = "return ['share', 'resume', 'end'].map((does) => \
                   document.querySelector(`[data-do=${does}]`)?.checkVisibility())";
    assert_eq!(browser.run(offered).await, json!([true, true, true]));
    browser.screenshot("share-paused").await;
    browser.screen(390, 844).await;
    browser.prefers("dark").await;
    browser.screenshot("share-paused-phone-dark").await;
    press(&browser, "share").await;
    panel_says(&browser, "A link to this post").await;
    panel_says(&browser, "All drafts").await;
    browser.screenshot("share-link-phone-dark").await;
    let wide = browser.number("document.documentElement.scrollWidth").await;
    assert!(wide <= 390.0, "nothing is wider than the screen: {wide}");
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_paused_can_be_ended_before_it_opens_anything() {
    let (_blog, served) = shared_yesterday(Scope::Posts(vec![A.into()])).await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    panel_says(
        &browser,
        "Sharing opens it again, at the address that it had.",
    )
    .await;
    press(&browser, "end").await;
    panel_says(&browser, "those that are away when they are back").await;
    assert!(served.desk().links.living().is_empty());
    assert!(served.desk().shared().borrow().door.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_says_who_can_open_a_link_and_how_many_posts_it_opens() {
    let folder = Folder::with_post("One.").file("posts/b.md", post("B", "Two."));
    let served = Served::with(&folder, |options| {
        options.sharing.bind = Some([127, 0, 0, 1].into());
    })
    .await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    panel_says(
        &browser,
        "Anyone who has the link and can reach this machine",
    )
    .await;
    let both = Scope::Posts(vec![A.into(), "posts/b.md".into()]);
    served.share(both).await;
    browser
        .eventually("document.querySelector('[data-do=pick]')")
        .await;
    press(&browser, "pick").await;
    panel_says(&browser, "A link to 2 posts").await;
    panel_says(&browser, "this machine and whom its tunnels let in").await;
    for (network, words) in [
        ("wlan0", "anyone in this network who has the link"),
        ("VPN (tun0)", "anyone in this VPN who has the link"),
        ("containers (docker0)", "this machine and its containers"),
    ] {
        let link = link(&json!({ "network": network }));
        is_told(&browser, link).await;
        panel_says(&browser, words).await;
    }
}

/// Where a page comes over plain http from another machine, browsers withhold the clipboard.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_copied_without_the_clipboard_of_a_secure_page() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    served.share_post(A).await;
    open_panel(&browser).await;
    let button = "document.querySelector('.panel-address [data-do=copy]')";
    browser.eventually(button).await;
    browser
        .run(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined });
             addEventListener('copy', ({ clipboardData }) => window.copied = clipboardData.getData('text/plain'))",
        )
        .await;
    let middle = format!(
        "const {{ x, y, width, height }} = {button}.getBoundingClientRect();
         return {{ x: x + width / 2, y: y + height / 2 }}"
    );
    let middle = browser.run(&middle).await;
    for kind in ["mousePressed", "mouseReleased"] {
        let click = json!({
            "type": kind, "button": "left", "clickCount": 1, "x": middle["x"], "y": middle["y"],
        });
        browser.devtools("Input.dispatchMouseEvent", click).await;
    }
    browser
        .eventually(&format!("{button}.textContent === 'Copied'"))
        .await;
    let copied = browser.run("return window.copied").await;
    let shown = browser.text(".panel-address code").await;
    assert_eq!(copied, shown.replace('\u{200b}', ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_nobody_reaches_comes_with_the_likely_reasons() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    open_panel(&browser).await;
    is_told(&browser, link(&json!({ "lonely": false }))).await;
    panel_says(&browser, "nobody is reading").await;
    let panel = browser.text("[data-ui=panel]").await;
    assert!(!panel.contains("The usual reasons"), "{panel}");
    is_told(&browser, link(&json!({ "lonely": true }))).await;
    for words in [
        "another Wi-Fi",
        "firewall closes port 7879",
        "a phone hotspot",
    ] {
        panel_says(&browser, words).await;
    }
}

//! No update is lost: not between load and connect, not by a restart, not in a sleep.

use std::time::{Duration, Instant};

use crate::support::{Browser, Folder, Network, Program, Served, Tab, eventually, get, post};

const A: &str = "posts/a.md";

/// The server runs again: so quickly a page must have caught up.
const CAUGHT_UP: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_save_between_load_and_connect_is_not_lost() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let loaded = get(served.port, "/posts/a")
        .await
        .attribute("data-revision");
    folder.save(A, post("A", "Two."));
    eventually("the save is in", async || {
        get(served.port, "/posts/a")
            .await
            .attribute("data-revision")
            != loaded
    })
    .await;
    let newest = get(served.port, "/posts/a")
        .await
        .attribute("data-revision");
    let mut tab = Tab::connect(served.port, "/posts/a", &loaded).await;
    let shown = tab
        .eventually("it catches up and hears what is shared", |shown| {
            shown.revision == newest && shown.count("sharing") > 0
        })
        .await;
    let kinds: Vec<_> = shown
        .messages
        .iter()
        .map(|message| message["type"].clone())
        // They come when they are known.
        .filter(|kind| kind != "checks")
        .collect();
    assert_eq!(
        kinds,
        ["hello", "patch", "problems", "gain", "sharing"],
        "by a patch, because the server knows that revision"
    );
    assert_eq!(shown.messages[1]["from"], loaded);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_up_to_date_is_sent_nothing() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let loaded = get(served.port, "/posts/a")
        .await
        .attribute("data-revision");
    let mut tab = Tab::connect(served.port, "/posts/a", &loaded).await;
    tab.say(&serde_json::json!({ "type": "ping" }));
    let shown = tab
        .eventually("the ping is answered", |shown| shown.count("pong") == 1)
        .await;
    assert_eq!(
        shown.messages.len() - shown.count("checks"),
        5,
        "hello, no problems, no gain, nothing shared, pong: {:?}",
        shown.messages
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_an_unknown_revision_gets_the_whole() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    for revision in [
        "0123456789abcdef",
        "",
        "nonsense",
        "ffffffffffffffffffffffff",
    ] {
        let mut tab = Tab::connect(served.port, "/posts/a", revision).await;
        let shown = tab.shows("One.").await;
        assert_eq!(shown.count("whole"), 1, "{revision:?}");
        assert_eq!(
            shown.revision,
            get(served.port, "/posts/a")
                .await
                .attribute("data-revision")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn saves_while_pages_load_are_never_lost() {
    let folder = Folder::with_post("Number 0.");
    let served = Served::start(&folder).await;
    let mut tabs = Vec::new();
    for number in 1..=60 {
        let loaded = get(served.port, "/posts/a")
            .await
            .attribute("data-revision");
        folder.save(A, post("A", &format!("Number {number}.")));
        tabs.push(Tab::connect(served.port, "/posts/a", &loaded).await);
    }
    let text = folder.read(A);
    assert!(text.contains("Number 60."));
    eventually("the last save is in", async || {
        get(served.port, "/posts/a")
            .await
            .text()
            .contains("Number 60.")
    })
    .await;
    let newest = get(served.port, "/posts/a")
        .await
        .attribute("data-revision");
    for tab in &mut tabs {
        let is_newest = |shown: &crate::support::Shown| shown.revision == newest;
        tab.eventually("it catches up", is_newest).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_over_the_socket_is_passed_over() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a").await;
    for nonsense in [
        serde_json::json!({}),
        serde_json::json!([1, 2, 3]),
        serde_json::json!({ "type": "list", "count": -1 }),
        serde_json::json!({ "type": "list", "filter": "x", "count": 5 }),
        serde_json::json!({ "type": "shown", "revision": "x", "ms": 1e300 }),
        serde_json::json!({ "type": "hello" }),
    ] {
        tab.say(&nonsense);
    }
    folder.save(A, post("A", "Two."));
    tab.shows("Two.").await;
}

/// What browsers say to a page that may have missed something.
const ONLINE: &str = "dispatchEvent(new Event('online'))";
const PAGESHOW: &str = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))";

async fn is_shown(browser: &Browser, text: &str) -> bool {
    let text = serde_json::Value::from(text);
    let script = format!("return article().textContent.includes({text})");
    browser.run(&script).await == serde_json::json!(true)
}

/// Waits until the page shows this, which must be soon.
async fn catches_up(browser: &Browser, text: &str) {
    let begun = Instant::now();
    browser.shows(text).await;
    let took = begun.elapsed();
    assert!(took < CAUGHT_UP, "it took {took:?}");
}

/// Starts the real program for this blog on `port`, and waits until it serves.
async fn serve(folder: &Folder, port: u16) -> Program {
    let program = Program::start([
        folder.root().as_os_str(),
        "--port".as_ref(),
        port.to_string().as_ref(),
    ]);
    let port = program.port().await;
    get(port, "/").await;
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_goes_on_after_a_restart() {
    let folder = Folder::with_post("One.\n\nStays.");
    let mut program = serve(&folder, 0).await;
    let port = program.port().await;
    let browser = Browser::start().await;
    browser
        .open(&format!("http://localhost:{port}/posts/a"))
        .await;
    browser.run("window.stays = blocks()[1]").await;
    for text in ["Two.", "Three."] {
        program.kill().await;
        browser
            .eventually("document.querySelector('[data-ui=status]').dataset.state !== 'live'")
            .await;
        folder.save(A, post("A", &format!("{text}\n\nStays.")));
        program = serve(&folder, port).await;
        catches_up(&browser, text).await;
        browser.is_live().await;
        browser.equals_a_fresh_load().await;
    }
    assert_eq!(
        browser.run("return stays.isConnected").await,
        serde_json::json!(true)
    );
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_that_the_program_is_not_running_and_goes_on_when_it_is() {
    let folder = Folder::with_post("One.");
    let mut program = serve(&folder, 0).await;
    let port = program.port().await;
    let browser = Browser::start().await;
    browser
        .open(&format!("http://localhost:{port}/posts/a"))
        .await;
    program.kill().await;
    browser
        .eventually("document.querySelector('[data-ui=status]').dataset.state === 'stopped'")
        .await;
    browser
        .eventually(
            "document.querySelector('[data-ui=notice]').textContent.includes('not running')",
        )
        .await;
    browser.shows("One.").await;
    folder.save(A, post("A", "Two."));
    let _program = serve(&folder, port).await;
    catches_up(&browser, "Two.").await;
    browser
        .eventually("document.querySelector('[data-ui=notice]').hidden")
        .await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_hung_for_a_while_is_caught_up_with() {
    let folder = Folder::with_post("One.");
    let program = serve(&folder, 0).await;
    let port = program.port().await;
    let browser = Browser::start().await;
    browser
        .open(&format!("http://localhost:{port}/posts/a"))
        .await;
    program.stop().await;
    folder.save(A, post("A", "Two."));
    browser.run(ONLINE).await;
    browser.eventually("testSockets === 2").await;
    assert!(
        !is_shown(&browser, "Two.").await,
        "who is stopped tells nothing"
    );
    program.signal("CONT").await;
    catches_up(&browser, "Two.").await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

/// A Chromium that shows a post over a network that can be lost.
async fn behind_a_network() -> (Folder, Served, Network, Browser) {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let network = Network::to(served.port).await;
    let browser = Browser::start().await;
    let url = format!("http://localhost:{}/posts/a", network.port);
    browser.open(&url).await;
    (folder, served, network, browser)
}

/// Loses every connection of the page without a word, saves, and makes sure that the page does
/// not know, although others do.
async fn save_unheard(folder: &Folder, served: &Served, network: &Network, browser: &Browser) {
    network.lose();
    folder.save(A, post("A", "Two."));
    served.tab("/posts/a").await.shows("Two.").await;
    network.restore();
    assert!(!is_shown(browser, "Two.").await);
    browser.is_live().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_connection_died_in_silence_catches_up_when_it_is_woken() {
    for event in [ONLINE, PAGESHOW] {
        let (folder, served, network, browser) = behind_a_network().await;
        save_unheard(&folder, &served, &network, &browser).await;
        browser.run(event).await;
        catches_up(&browser, "Two.").await;
        network.hang_up();
        browser.equals_a_fresh_load().await;
        assert!(browser.was_never_reloaded().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_connection_died_in_silence_catches_up_when_it_is_looked_at() {
    let (folder, served, network, browser) = behind_a_network().await;
    browser.hide().await;
    save_unheard(&folder, &served, &network, &browser).await;
    browser.show().await;
    catches_up(&browser, "Two.").await;
    network.hang_up();
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_woken_into_a_dead_network_catches_up_when_it_is_back() {
    let (folder, served, network, browser) = behind_a_network().await;
    network.lose();
    folder.save(A, post("A", "Two."));
    served.tab("/posts/a").await.shows("Two.").await;
    browser.run(ONLINE).await;
    browser.eventually("testSockets === 2").await;
    assert!(!is_shown(&browser, "Two.").await);
    network.restore();
    browser.run(ONLINE).await;
    catches_up(&browser, "Two.").await;
    network.hang_up();
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_woken_for_nothing_keeps_its_connection() {
    let folder = Folder::with_post("One.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    for event in [ONLINE, PAGESHOW] {
        browser.run("testMessages.length = 0").await;
        browser.run(event).await;
        browser
            .eventually("testMessages.some((message) => message.includes('pong'))")
            .await;
    }
    // Whatever the page still waits for comes before this.
    browser
        .run("setTimeout(() => { window.testLater = 1 }, 1000)")
        .await;
    browser.eventually("window.testLater === 1").await;
    assert_eq!(browser.number("testSockets").await.to_string(), "1");
}

//! What a reader with a link sees in a real browser: calm, live, and only as long as the link lasts.

use serde_json::{Value, json};

use crate::support::{Browser, Folder, Network, Served, ask, eventually, post};

mod panel;

const A: &str = "posts/a.md";

/// What is said after the author's name of a paragraph that is selected.
const CHANGED: &str = " has just changed this paragraph show";

/// Forty paragraphs: more than a screen holds.
fn body() -> String {
    let paragraph = |number| {
        format!(
            "Paragraph {number}. {}\n\n",
            "It goes on for some lines. ".repeat(8)
        )
    };
    (1..=40).map(paragraph).collect()
}

struct Reading {
    folder: Folder,
    served: Served,
    link: String,
    browser: Browser,
    text: String,
}

impl Reading {
    /// A post is shared, and a reader looks at it.
    async fn start() -> Self {
        let text = body();
        let folder = Folder::with_post(&text);
        let served = Served::start(&folder).await;
        let link = served.share_post(A).await;
        let browser = Browser::start().await;
        let reading = Self {
            folder,
            served,
            link,
            browser,
            text,
        };
        reading.browser.open(&reading.url()).await;
        reading
    }

    fn url(&self) -> String {
        let port = self.served.readers_port();
        format!("http://127.0.0.1:{port}{}/posts/a", self.link)
    }

    /// Saves the post with `from` as `to`.
    fn save(&mut self, from: &str, to: &str) {
        assert!(self.text.contains(from), "{from}");
        self.text = self.text.replace(from, to);
        self.folder.save(A, post("A", &self.text));
    }

    /// Selects some words of the paragraph with this number, from 1.
    async fn select(&self, paragraph: usize) {
        let script = "window.chosen = blocks()[arguments[0] - 1];
                      window.chosenText = chosen.textContent;
                      const selected = new Promise((done) => document.addEventListener('selectionchange', done, { once: true }));
                      getSelection().setBaseAndExtent(chosen.firstChild, 3, chosen.firstChild, 30);
                      return selected.then(() => true)";
        self.browser
            .run_with(script, vec![Value::from(paragraph)])
            .await;
    }

    /// Whether the selected paragraph is as it was when it was selected.
    async fn is_untouched(&self) -> bool {
        let script = "return chosen.isConnected && chosen.textContent === chosenText";
        self.browser.run(script).await == json!(true)
    }

    async fn pill_says(&self, name: &str, text: &str) {
        self.browser
            .eventually(&format!(
                "document.querySelector('[data-pill={name}]').checkVisibility() && \
                 document.querySelector('[data-pill={name}]').textContent\
                 .replace(document.documentElement.dataset.author, '') === '{text}'"
            ))
            .await;
    }

    async fn no_pill(&self, name: &str) {
        self.browser
            .eventually(&format!(
                "!document.querySelector('[data-pill={name}]').checkVisibility()"
            ))
            .await;
    }

    async fn press(&self, name: &str) {
        let press = format!("document.querySelector('[data-pill={name}]').click()");
        self.browser.run(&press).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_out_of_sight_is_told_and_scrolls_nothing() {
    let mut reading = Reading::start().await;
    reading.save("Paragraph 38.", "Paragraph thirty-eight.");
    reading.pill_says("below", "1 changed below").await;
    reading.save("Paragraph 39.", "Paragraph thirty-nine.");
    reading.pill_says("below", "2 changed below").await;
    assert_eq!(reading.browser.number("scrollY").await.to_string(), "0");
    reading.browser.run("scrollTo(0, 2000)").await;
    let place = "return blocks().find((block) => block.getBoundingClientRect().top > 60).getBoundingClientRect().top";
    let before = reading.browser.run(place).await.as_f64().unwrap();
    reading.save("Paragraph 1.", "New.\n\nParagraph 1.");
    reading.pill_says("above", "1 changed above").await;
    let after = reading.browser.run(place).await.as_f64().unwrap();
    assert!((after - before).abs() < 1.0, "{before} became {after}");
    reading.browser.screenshot("reader-pills").await;
    reading.press("above").await;
    reading.no_pill("above").await;
    reading.pill_says("below", "2 changed below").await;
    assert_eq!(
        reading.browser.errors().await,
        Vec::<String>::new(),
        "no error in the console"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_into_sight_is_told_no_more() {
    let mut reading = Reading::start().await;
    reading.save("Paragraph 38.", "Paragraph thirty-eight.");
    reading.save("Paragraph 20.", "Paragraph twenty.");
    reading.pill_says("below", "2 changed below").await;
    reading.press("below").await;
    reading.pill_says("below", "1 changed below").await;
    let seen = "(() => { const { top } = blocks()[19].getBoundingClientRect(); return top > 0 && top < innerHeight; })()";
    reading.browser.eventually(seen).await;
    reading
        .browser
        .run("scrollTo(0, document.documentElement.scrollHeight)")
        .await;
    reading.no_pill("below").await;
    reading.save("Paragraph 40.", "Paragraph forty.");
    reading.browser.shows("Paragraph forty.").await;
    reading.no_pill("below").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paragraph_with_a_selection_waits_until_it_is_asked_for() {
    let mut reading = Reading::start().await;
    reading.select(2).await;
    reading.save("Paragraph 2.", "Paragraph two.");
    reading.pill_says("aside", CHANGED).await;
    assert!(reading.is_untouched().await);
    reading.browser.screenshot("reader-selection").await;
    // Around it everything goes on, and what it will be goes on aside.
    reading.save("Paragraph 1.", "Paragraph *one*.");
    reading.browser.shows("Paragraph one.").await;
    reading.save("Paragraph two.", "Paragraph two, **again**.");
    reading.save("Paragraph 3.", "Paragraph three.");
    reading.browser.shows("Paragraph three.").await;
    assert!(reading.is_untouched().await);
    reading.press("aside").await;
    reading.browser.shows("Paragraph two, again.").await;
    reading.no_pill("aside").await;
    reading.browser.equals_a_fresh_load().await;
    assert!(reading.browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paragraph_is_shown_as_it_is_when_its_selection_goes() {
    let mut reading = Reading::start().await;
    reading.select(2).await;
    reading.save("Paragraph 2.", "Paragraph two.");
    reading.save("Paragraph 5.", "Paragraph five.");
    reading.browser.shows("Paragraph five.").await;
    assert!(reading.is_untouched().await);
    reading.select(5).await;
    reading.browser.shows("Paragraph two.").await;
    reading.no_pill("aside").await;
    reading.browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paragraph_that_is_taken_out_stays_while_it_is_selected() {
    let mut reading = Reading::start().await;
    reading.select(2).await;
    let paragraph = reading.text.split("\n\n").nth(1).unwrap().to_owned();
    reading.save(&format!("{paragraph}\n\n"), "");
    reading.save("Paragraph 1.", "Paragraph one.");
    reading.save("Paragraph 3.", "Newer.\n\nParagraph three.");
    reading.browser.shows("Paragraph three.").await;
    assert!(reading.is_untouched().await);
    reading
        .browser
        .run("getSelection().removeAllRanges()")
        .await;
    reading
        .browser
        .eventually("!article().textContent.includes('Paragraph 2.')")
        .await;
    reading.browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_page_leaves_the_selected_paragraph_too() {
    let mut reading = Reading::start().await;
    reading.select(2).await;
    reading.save("Paragraph 2.", "Paragraph two.");
    reading.pill_says("aside", CHANGED).await;
    // What stands there is not what it was: the next patch does not fit.
    let meddle = "blocks()[4].firstChild.data = 'Meddled with.'";
    reading.browser.run(meddle).await;
    reading.save("Paragraph 5.", "Paragraph five.");
    reading.browser.shows("Paragraph five.").await;
    let whole = "return testMessages.some((message) => message.includes('\"whole\"'))";
    assert_eq!(reading.browser.run(whole).await, json!(true));
    assert!(reading.is_untouched().await);
    reading.save("Paragraph two.", "Paragraph two, again.");
    reading.save("Paragraph 6.", "Paragraph six.");
    reading.browser.shows("Paragraph six.").await;
    assert!(reading.is_untouched().await);
    let let_go = "getSelection().removeAllRanges()";
    reading.browser.run(let_go).await;
    reading.browser.shows("Paragraph two, again.").await;
    reading.browser.equals_a_fresh_load().await;
    assert!(reading.browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn away_is_not_ended() {
    let mut reading = Reading::start().await;
    let network = Network::to(reading.served.readers_port()).await;
    let url = format!("http://127.0.0.1:{}{}/posts/a", network.port, reading.link);
    reading.browser.open(&url).await;
    network.lose();
    reading
        .browser
        .run("dispatchEvent(new Event('online'))")
        .await;
    reading
        .browser
        .eventually("/You are reading the version of .*it catches up by itself/.test(document.querySelector('[data-ui=notice]').textContent)")
        .await;
    assert_eq!(reading.browser.text(".status-word").await, "away");
    reading.browser.shows("Paragraph 1.").await;
    reading.browser.screenshot("reader-away").await;
    reading.save("Paragraph 1.", "Paragraph one.");
    network.restore();
    network.hang_up();
    reading.browser.shows("Paragraph one.").await;
    reading.browser.is_live().await;
    reading
        .browser
        .eventually("document.querySelector('[data-ui=notice]').hidden")
        .await;
    assert!(reading.browser.was_never_reloaded().await);
}

/// Nothing of the post is on the page any more, and the page says why.
async fn is_cleared(browser: &Browser) {
    browser
        .eventually("document.querySelector('main').textContent.includes('This link has ended.')")
        .await;
    let left = "return document.documentElement.outerHTML.includes('Paragraph') || document.title";
    assert_eq!(browser.run(left).await, json!("This link has ended"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_ends_takes_its_text_along() {
    let reading = Reading::start().await;
    reading.served.desk().end_sharing().await;
    is_cleared(&reading.browser).await;
    reading.browser.screenshot("reader-ended").await;
    let sockets = reading.browser.number("testSockets").await;
    reading
        .browser
        .run("dispatchEvent(new Event('online')); setTimeout(() => { window.testLater = 1 }, 1000)")
        .await;
    reading.browser.eventually("window.testLater === 1").await;
    let now = reading.browser.number("testSockets").await;
    assert_eq!(now.to_string(), sockets.to_string(), "nobody asks again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_away_hears_that_its_link_has_ended() {
    let reading = Reading::start().await;
    // Another link keeps the door open.
    reading.served.share(blog_serve::share::Scope::Drafts).await;
    let network = Network::to(reading.served.readers_port()).await;
    let url = format!("http://127.0.0.1:{}{}/posts/a", network.port, reading.link);
    reading.browser.open(&url).await;
    network.lose();
    let ended = reading.served.desk().links.living().last().unwrap().id;
    assert!(reading.served.desk().end_link(ended).await);
    reading.browser.shows("Paragraph 1.").await;
    network.restore();
    network.hang_up();
    is_cleared(&reading.browser).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_whose_post_is_gone_says_what_is_true_of_it() {
    let folder = Folder::with_post("One.").file("posts/b.md", post("B", "Two."));
    let served = Served::start(&folder).await;
    let link = served.share_post(A).await;
    let port = served.readers_port();
    let read = async |path: &str| ask(port, "GET", &format!("{link}{path}"), &[], "").await;
    let another = read("/posts/b").await.text();
    assert!(another.contains("nothing at this address that it opens"));
    folder.remove(A);
    for path in ["/", "/posts/a"] {
        eventually("the post is gone", async || {
            read(path).await.text() == another
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_can_be_read_without_scripts_and_on_a_phone() {
    let reading = Reading::start().await;
    let browser = &reading.browser;
    let off = json!({ "value": true });
    browser
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    browser.screen(390, 844).await;
    browser.goto(&reading.url()).await;
    browser.screenshot("reader-phone-without-scripts").await;
    let on = json!({ "value": false });
    browser
        .devtools("Emulation.setScriptExecutionDisabled", on)
        .await;
    browser.shows("Paragraph 40.").await;
    browser.open(&reading.url()).await;
    browser.prefers("dark").await;
    browser.screenshot("reader-phone").await;
    let wide = "return [scrollX, document.documentElement.scrollWidth]";
    assert_eq!(browser.run(wide).await, json!([0, 390]));
    assert_eq!(
        browser
            .run("return document.querySelector('.banner').checkVisibility()")
            .await,
        json!(false),
        "why a draft is not out is the author's business"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_reads_stays_in_its_place_without_scroll_anchoring() {
    let text = body();
    let folder = Folder::with_post(&text);
    let served = Served::start(&folder).await;
    let link = served.share_post(A).await;
    let browser = Browser::start().await;
    let like_safari = "{ const supports = CSS.supports.bind(CSS);
        CSS.supports = (name, value) => name !== 'overflow-anchor' && supports(name, value); }
        addEventListener('DOMContentLoaded', () => document.documentElement.style.overflowAnchor = 'none')";
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": like_safari }),
        )
        .await;
    let readers = format!("http://127.0.0.1:{}{link}/posts/a", served.readers_port());
    for url in [readers, served.url("/posts/a")] {
        folder.save(A, post("A", &text));
        browser.open(&url).await;
        browser.shows("Paragraph 1.").await;
        let look = "scrollTo(0, 2000); window.read = blocks()[18]; return read.getBoundingClientRect().top";
        let before = browser.run(look).await.as_f64().unwrap();
        folder.save(A, post("A", &format!("New.\n\nAlso new.\n\n{text}")));
        browser.shows("Also new.").await;
        let after = browser.number("read.getBoundingClientRect().top").await;
        assert!((after - before).abs() < 1.0, "{before} became {after}");
        folder.save(A, post("A", &text));
        browser
            .eventually("!article().textContent.includes('Also new.')")
            .await;
    }
}

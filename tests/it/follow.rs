//! The author's page follows the edit, and never while the author is looking elsewhere.

use serde_json::{Value, json};

use crate::support::{Browser, Folder, Served, post};

mod pauses;

const A: &str = "posts/a.md";

/// Where the first character of a text stands on the screen: from the top, and from the bottom.
const PLACE: &str = "(() => {
  const texts = document.createTreeWalker(article(), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf(WORD);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + 1);
    return range.getBoundingClientRect();
  }
})()";

/// Ten frames: a scroll that is to come has begun by then.
const FRAMES: &str = "return new Promise((done) => {
  let left = 10;
  const next = () => (left-- === 0 ? done(true) : requestAnimationFrame(next));
  next();
})";

/// From now on the page's clock is three seconds ahead.
const LATER: &str = "const now = performance.now.bind(performance);
performance.now = () => now() + 3000";

/// Eighty paragraphs: several screens.
fn body() -> String {
    let paragraph = |number| {
        format!(
            "Paragraph {number}. {}\n\n",
            "It goes on for some lines. ".repeat(8)
        )
    };
    (1..=80).map(paragraph).collect()
}

struct Writing {
    folder: Folder,
    served: Served,
    browser: Browser,
    text: String,
}

impl Writing {
    /// The author looks at the top of a long post.
    async fn start() -> Self {
        Self::of(&body()).await
    }

    async fn of(body: &str) -> Self {
        let folder = Folder::with_post(body);
        let served = Served::start(&folder).await;
        let browser = served.browser("/posts/a").await;
        Self {
            folder,
            served,
            browser,
            text: body.to_owned(),
        }
    }

    /// Saves the post with `from` as `to`, and waits until that is shown.
    async fn save(&mut self, from: &str, to: &str) {
        assert!(self.text.contains(from), "{from}");
        self.text = self.text.replace(from, to);
        self.folder.save(A, post("A", &self.text));
        if !to.is_empty() {
            self.browser
                .shows(to.lines().next().unwrap_or_default())
                .await;
        }
    }

    async fn follows_to(&self, word: &str) {
        let place = PLACE.replace("WORD", &format!("{word:?}"));
        self.browser
            .eventually(&format!(
                "({place}).top >= 40 && ({place}).bottom <= innerHeight && !document.querySelector('[data-pill=edited]').checkVisibility()"
            ))
            .await;
    }

    async fn place(&self, word: &str, edge: &str) -> f64 {
        let place = PLACE.replace("WORD", &format!("{word:?}"));
        self.browser.number(&format!("({place}).{edge}")).await
    }

    async fn top(&self) -> f64 {
        self.browser.number("scrollY").await
    }

    /// Nothing scrolls the page.
    async fn stays(&self, top: f64) {
        self.browser.run(FRAMES).await;
        let now = self.top().await;
        assert!((now - top).abs() < 1.5, "{top} became {now}");
    }

    async fn pill_says(&self, text: &str) {
        self.browser
            .eventually(&format!(
                "document.querySelector('[data-pill=edited]').checkVisibility() && document.querySelector('[data-pill=edited]').querySelector('span').textContent === '{text}'"
            ))
            .await;
    }

    async fn no_pill(&self) {
        self.browser
            .eventually("!document.querySelector('[data-pill=edited]').checkVisibility()")
            .await;
    }

    async fn is(&self, state: &str) {
        self.browser
            .eventually(&format!(
                "document.documentElement.dataset.follow === '{state}'"
            ))
            .await;
    }

    /// The author scrolls there, with no device that would tell.
    async fn scroll(&self, top: f64) {
        self.browser
            .run_with(
                "scrollTo({ top: arguments[0], behavior: 'instant' })",
                vec![Value::from(top)],
            )
            .await;
        self.browser
            .eventually(&format!("Math.abs(scrollY - {top}) < 1.5"))
            .await;
        self.browser.run(FRAMES).await;
    }

    /// An edit far below was followed, and the author has scrolled back to the top since.
    async fn scrolled_away() -> Self {
        let mut writing = Self::start().await;
        writing.save("Paragraph 60.", "Sixtieth.").await;
        writing.follows_to("Sixtieth.").await;
        writing.browser.run(FRAMES).await;
        writing
            .browser
            .eventually("scrollY === window.testTop || ((window.testTop = scrollY), false)")
            .await;
        writing.scroll(0.0).await;
        writing.pill_says("edited below").await;
        writing.is("paused").await;
        writing
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_below_comes_into_the_lower_third_by_the_least_amount() {
    let mut writing = Writing::start().await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.follows_to("Sixtieth.").await;
    let height = writing.browser.number("innerHeight").await;
    writing
        .browser
        .eventually(&format!(
            "({}).bottom < {height} - 20",
            PLACE.replace("WORD", "\"Sixtieth.\"")
        ))
        .await;
    let bottom = writing.place("Sixtieth.", "bottom").await;
    assert!(bottom > height - 40.0, "{bottom} of {height}");
    // What is on the screen already stays where it is.
    let top = writing.top().await;
    writing.save("Paragraph 59.", "Fifty-ninth.").await;
    writing.stays(top).await;
    assert!(writing.browser.was_never_reloaded().await);
    assert_eq!(writing.browser.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_above_comes_into_the_lower_third_by_the_least_amount() {
    let mut writing = Writing::start().await;
    writing.scroll(6000.0).await;
    writing.browser.run(LATER).await;
    writing.save("Paragraph 10.", "Tenth.").await;
    writing.follows_to("Tenth.").await;
    let third = writing
        .browser
        .number("(() => { const bar = Math.max(0, document.querySelector('.bar').getBoundingClientRect().bottom); return bar + (innerHeight - bar) * 2 / 3; })()")
        .await;
    let place = PLACE.replace("WORD", "\"Tenth.\"");
    writing
        .browser
        .eventually(&format!("Math.abs(({place}).top - {third}) < 3"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_changed_word_counts_also_inside_a_long_block_of_code() {
    let line = |number| format!("    let line_{number} = {number};\n");
    let code: String = (1..=200).map(line).collect();
    let mut writing = Writing::of(&format!(
        "Before.\n\n```text\n{code}```\n\nAfter.\n\n{}",
        body()
    ))
    .await;
    writing.save("line_150 = 150", "line_150 = a_change").await;
    writing.follows_to("a_change").await;
    writing.save("line_30 = 30", "line_30 = above").await;
    writing.follows_to("above").await;
    // Several texts of it, of which the first counts.
    writing
        .save(
            "line_120 = 120;\n    let line_121",
            "line_120 = first;\n    let second",
        )
        .await;
    writing.follows_to("first").await;
    writing.browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_line_that_is_wider_than_the_column_the_word_comes_into_sight_too() {
    let word = |number| format!("word_{number} ");
    let words: String = (1..=60).map(word).collect();
    let mut writing = Writing::of(&format!(
        "{}\n\n```text\nshort\n{words}\n```\n\n{}",
        body(),
        body()
    ))
    .await;
    let across = |word: &str| {
        let place = PLACE.replace("WORD", &format!("{word:?}"));
        format!(
            "(() => {{ const word = {place}; const box = document.querySelector('article pre').getBoundingClientRect(); return word.left >= box.left && word.right <= box.right; }})()"
        )
    };
    writing.save("word_50 ", "fiftieth ").await;
    writing.follows_to("fiftieth").await;
    writing.browser.eventually(&across("fiftieth")).await;
    writing.save("word_2 ", "second ").await;
    writing.follows_to("second").await;
    writing.browser.eventually(&across("second")).await;
    writing.browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_words_in_a_long_list_the_first_counts() {
    let item = |number| format!("- Item {number}.\n");
    let items: String = (1..=150).map(item).collect();
    let mut writing = Writing::of(&format!("{items}\n{}", body())).await;
    writing.text = writing.text.replace("Item 135.", "Later.");
    writing.save("Item 60.", "Sooner.").await;
    writing.follows_to("Sooner.").await;
    let height = writing.browser.number("innerHeight").await;
    assert!(writing.place("Later.", "top").await > height);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_comes_and_text_that_goes_is_followed() {
    let mut writing = Writing::start().await;
    writing
        .save("Paragraph 50.", "Come new.\n\n> And more.\n\nParagraph 50.")
        .await;
    writing.follows_to("Come new.").await;
    let goes = writing.text.split("\n\n").nth(19).unwrap().to_owned();
    assert!(goes.starts_with("Paragraph 20."), "{goes}");
    writing.save(&format!("{goes}\n\n"), "").await;
    writing.follows_to("Paragraph 21.").await;
    // The end of a paragraph.
    writing
        .save("Paragraph 70. It goes on", "Paragraph 70, on")
        .await;
    writing.follows_to("Paragraph 70").await;
    writing.browser.equals_a_fresh_load().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_changed_block_is_tinted() {
    let mut writing = Writing::start().await;
    writing.browser.run("window.tinted = []; const animate = Element.prototype.animate; Element.prototype.animate = function (...all) { window.tinted.push(this.textContent.slice(0, 9)); return animate.apply(this, all); }").await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing
        .browser
        .eventually("window.tinted.length === 1 && window.tinted[0] === 'Sixtieth.'")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_motion_is_brought_there_in_one_step() {
    let mut writing = Writing::start().await;
    let count = "window.steps = 0; addEventListener('scroll', () => window.steps += 1)";
    writing.browser.run(count).await;
    let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    writing
        .browser
        .devtools("Emulation.setEmulatedMedia", features)
        .await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.follows_to("Sixtieth.").await;
    writing.browser.run(FRAMES).await;
    assert_eq!(writing.browser.number("steps").await.to_string(), "1");
    let features = json!({ "features": [] });
    writing
        .browser
        .devtools("Emulation.setEmulatedMedia", features)
        .await;
    writing.save("Paragraph 5.", "Fifth.").await;
    writing.follows_to("Fifth.").await;
    let steps = writing.browser.number("steps").await;
    assert!(steps > 2.0, "{steps} steps of a glide");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_tab_is_there_when_it_is_looked_at() {
    let mut writing = Writing::start().await;
    writing.browser.hide().await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.browser.eventually("scrollY > 1000").await;
    writing.browser.show().await;
    writing.follows_to("Sixtieth.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_comes_above_is_no_scrolling_of_the_authors() {
    let mut writing = Writing::start().await;
    writing.save("Paragraph 60.", "Sixtieth.").await;
    writing.follows_to("Sixtieth.").await;
    writing.browser.run(FRAMES).await;
    let before = writing.top().await;
    // In two places, so that it is not followed; the browser keeps the text in its place.
    writing.text = writing.text.replace("Paragraph 3.", "New.\n\nParagraph 3.");
    writing
        .save("Paragraph 5.", "New too.\n\nParagraph 5.")
        .await;
    writing
        .browser
        .eventually(&format!("scrollY > {before} + 20"))
        .await;
    writing.browser.run(FRAMES).await;
    writing.is("on").await;
    writing.save("Paragraph 20.", "Twentieth.").await;
    writing.follows_to("Twentieth.").await;
    // Something above grows by itself, as a picture without a size does.
    writing.browser.run(FRAMES).await;
    let before = writing.top().await;
    writing
        .browser
        .run("blocks()[2].style.paddingTop = '300px'")
        .await;
    writing
        .browser
        .eventually(&format!("Math.abs(scrollY - {before} - 300) < 2"))
        .await;
    writing.browser.run(FRAMES).await;
    writing.save("Paragraph 70.", "Seventieth.").await;
    writing.follows_to("Seventieth.").await;
}

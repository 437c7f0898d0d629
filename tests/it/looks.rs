//! How pages look: screenshots in `target/screenshots`, and what must hold in every light and size.

use serde_json::json;

use crate::support::{Browser, Folder, Served, post};

/// A post with one of everything.
const BODY: &str = "\
Who provides leadership in the open source community? *Somebody* must, says `a person`[^1], and a \
[link](https://example.org) tells more. A word that does not end: \
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorsitzender.

## What it takes

- a list
- [x] a task that is done
- [ ] one that is not

> [!NOTE]
> Something that one should know.

```rust
/// Adds one, as far as there is one more.
fn next(number: u32) -> Option<u32> {
    number.checked_add(1) // and this comment makes the line longer than any telephone is wide, by far
}
```

| a column | another one | a third | a fourth | a fifth | a sixth | a seventh |
|---|---|---|---|---|---|---|
| somewhat long | somewhat long | somewhat long | somewhat long | somewhat long | somewhat long | somewhat long |

### Below it

<iframe width=\"900\" height=\"300\" title=\"wide\"></iframe>

<img src=\"wide.svg\" alt=\"a wide picture\">

Term
: Its definition

[^1]: A note at the end.
";

const WIDE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2400\" height=\"300\"><rect width=\"2400\" height=\"300\" fill=\"#3a7\"/></svg>";

async fn shown() -> (Folder, Served, Browser) {
    let folder = Folder::new()
        .file(
            "posts/rust-community-leadership.md",
            post("Rust: Community Leadership", BODY),
        )
        .file(
            "posts/bread.md",
            "---\ntitle: Bread\ndate: 2020-02-02\ntags: [kitchen]\n---\n\nFlour.\n",
        )
        .file(
            "posts/later.md",
            "---\ntitle: Later\ndate: 2999-01-01\n---\n\nNot yet.\n",
        )
        .file("posts/wide.svg", WIDE);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/rust-community-leadership").await;
    (folder, served, browser)
}

/// How light the page's background is, from 0 to 255.
async fn lightness(browser: &Browser) -> f64 {
    browser
        .number(
            "(() => { for (const element of [document.body, document.documentElement]) {
               const parts = getComputedStyle(element).backgroundColor.match(/[\\d.]+/g).map(Number);
               if (parts.length < 4 || parts[3] > 0) return (parts[0] + parts[1] + parts[2]) / 3; }
               return 255; })()",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_light_by_day_and_dark_by_night() {
    let (_folder, served, browser) = shown().await;
    for page in ["/posts/rust-community-leadership", "/"] {
        browser.open(&served.url(page)).await;
        let name = if page == "/" { "index" } else { "post" };
        browser.prefers("light").await;
        assert!(lightness(&browser).await > 200.0, "{page} by day");
        browser.screenshot(&format!("{name}-light")).await;
        browser.prefers("dark").await;
        assert!(lightness(&browser).await < 60.0, "{page} by night");
        browser.screenshot(&format!("{name}-dark")).await;
    }
    assert_eq!(
        browser.errors().await,
        Vec::<String>::new(),
        "no error in the console"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn text_can_be_read_in_either_light() {
    let (_folder, served, browser) = shown().await;
    for page in ["/posts/rust-community-leadership", "/"] {
        browser.open(&served.url(page)).await;
        for scheme in ["light", "dark"] {
            browser.prefers(scheme).await;
            let faint = browser.run(&format!("{CONTRAST}; return faint()")).await;
            assert_eq!(faint, json!([]), "{page}, {scheme}");
        }
    }
}

/// Text with less contrast than WCAG's 4.5 : 1 against what lies behind it. Colours are mixed as the
/// browser mixes them: painted over each other.
const CONTRAST: &str = "
const paper = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
const paint = (colours) => {
  for (const colour of ['white', ...colours]) {
    paper.fillStyle = colour;
    paper.fillRect(0, 0, 1, 1);
  }
  return [...paper.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const light = (parts) => parts.map((part) => part / 255)
  .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
const behind = (element) => {
  const colours = [];
  for (let at = element; at; at = at.parentElement) colours.unshift(getComputedStyle(at).backgroundColor);
  return colours;
};
const faint = () => [...document.querySelectorAll('main *')]
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => element.checkVisibility({ opacityProperty: true }))
  .map((element) => {
    const under = behind(element);
    const one = light(paint([...under, getComputedStyle(element).color]));
    const other = light(paint(under));
    return [element.outerHTML.slice(0, 80), (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
  })
  .filter(([, contrast]) => contrast < 4.5)";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_wider_than_a_phone() {
    let (_folder, served, browser) = shown().await;
    for width in [320, 390] {
        browser.screen(width, 844).await;
        for page in ["/posts/rust-community-leadership", "/"] {
            browser.open(&served.url(page)).await;
            browser
                .eventually("[...document.images].every((picture) => picture.complete)")
                .await;
            browser.run("scrollTo(1000, 0)").await;
            let place = browser
                .run("return [scrollX, document.documentElement.scrollWidth]")
                .await;
            assert_eq!(place, json!([0, width]), "{page}");
            browser.run("scrollTo(0, 0)").await;
            let name = if page == "/" { "index" } else { "post" };
            browser.screenshot(&format!("{name}-phone-{width}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_lies_over_a_phone_without_widening_it() {
    let (folder, _served, browser) = shown().await;
    browser.screen(390, 844).await;
    let text = post("A", BODY).replace(
        "title: \"A\"",
        "title: Rust: A long title without an end, and more of it",
    );
    folder.save("posts/rust-community-leadership.md", text);
    browser
        .eventually("!document.querySelector('[data-ui=strip]').hidden")
        .await;
    browser.screenshot("strip-phone").await;
    assert_eq!(
        browser
            .run("return document.documentElement.scrollWidth")
            .await,
        json!(390)
    );
    browser.screen(1280, 900).await;
    browser.screenshot("strip").await;
}

/// A picture of 2400 by 300 pixels, of which one is drawn.
fn wide_gif() -> Vec<u8> {
    let mut bytes = include_bytes!("pixel.gif").to_vec();
    bytes[6..8].copy_from_slice(&2400_u16.to_le_bytes());
    bytes[8..10].copy_from_slice(&300_u16.to_le_bytes());
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_load_move_no_text() {
    let body = format!("![](late.gif)\n\nBelow it.\n\n{}", "More.\n\n".repeat(30));
    let folder = Folder::with_post(&body).file("posts/late.gif", wide_gif());
    let served = Served::start(&folder).await;
    let browser = Browser::start().await;
    browser.watch_shifts().await;
    browser.open(&served.url("/posts/a")).await;
    browser
        .eventually("document.querySelector('article img').complete")
        .await;
    assert_eq!(browser.run("return shifts").await, json!([]));
}

/// On a phone, with everything in the bar that there can be.
#[tokio::test(flavor = "multi_thread")]
async fn the_title_has_room_on_a_phone_and_a_finger_finds_each_button() {
    let (folder, _served, browser) = shown().await;
    browser.screen(390, 844).await;
    let text = post("A", &format!("TODO [](none)\n\n{BODY}"));
    let text = text.replace("title: \"A\"", "title: Rust: Community Leadership");
    folder.save("posts/rust-community-leadership.md", text);
    browser
        .eventually("!document.querySelector('[data-ui=strip]').hidden && !document.querySelector('[data-ui=notes]').hidden")
        .await;
    let name = browser
        .number("document.querySelector('.bar-name').parentElement.getBoundingClientRect().right - document.querySelector('.bar-name').getBoundingClientRect().left")
        .await;
    assert!(name >= 130.0, "{name} pixels");
    // Without the words, each says still what it is.
    for (selector, says) in [
        ("status", "1 problem"),
        ("notes", "notes"),
        ("follow", "follow"),
        ("share", "Share"),
    ] {
        let said = browser.text(&format!("[data-ui={selector}]")).await;
        assert!(said.contains(says), "{selector}: {said}");
    }
    let small = "const small = (button) => {
        button.scrollIntoView({ block: 'nearest' });
        const { left, top, width, height } = button.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        const hits = [[-19, 0], [19, 0], [0, -19], [0, 19]].map(([across, down]) => document.elementFromPoint(x + Math.sign(across) * Math.min(Math.abs(across), Math.max(19, width / 2)), y + down));
        return !hits.every((hit) => hit && (button.contains(hit)));
      };
      return [...document.querySelectorAll('[data-ui] button, [data-ui] summary, .bar a')]
        .filter((button) => button.checkVisibility())
        .filter(small)
        .map((button) => button.className || button.textContent)";
    browser.screenshot("bar-phone").await;
    assert_eq!(browser.run(small).await, json!([]), "bar and strip");
    browser.press("Escape").await;
    browser.press("c").await;
    browser
        .eventually("document.querySelector('.margin-note')?.checkVisibility()")
        .await;
    assert_eq!(browser.run(small).await, json!([]), "notes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_read_as_its_title_is() {
    let folder = Folder::with_post("من يقود؟\n\n- أولا");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let direction = "return getComputedStyle(article()).direction";
    assert_eq!(browser.run(direction).await, "ltr");
    folder.save("posts/a.md", post("قيادة المجتمع", "من يقود؟\n\n- أولا"));
    browser
        .eventually("getComputedStyle(article()).direction === 'rtl'")
        .await;
    browser.screenshot("right-to-left").await;
    browser.open(&served.url("/posts/a")).await;
    assert_eq!(browser.run(direction).await, "rtl");
    folder.save("posts/a.md", post("A", "Text."));
    browser
        .eventually("getComputedStyle(article()).direction === 'ltr'")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_outline_goes_along_with_the_text() {
    let section = |number| format!("## Section {number}\n\n{}\n\n", "Words. ".repeat(60));
    let folder = Folder::with_post(&(1..=50).map(section).collect::<String>());
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser.screen(1400, 800).await;
    let in_sight = |number: u32| {
        format!(
            "(() => {{ const outline = document.querySelector('.outline').getBoundingClientRect();
               const {{ top, bottom }} = document.querySelectorAll('.outline a')[{number} - 1].getBoundingClientRect();
               return top >= outline.top + 20 && bottom <= outline.bottom - 20; }})()"
        )
    };
    for number in [1, 28, 50, 2] {
        browser
            .run(&format!(
                "document.querySelectorAll('h2')[{number} - 1].scrollIntoView()"
            ))
            .await;
        browser.eventually(&in_sight(number)).await;
        browser.screenshot(&format!("outline-{number}")).await;
    }
}

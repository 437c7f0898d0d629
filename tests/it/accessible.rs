//! axe finds nothing serious on any page, in either light and on a phone.

use blog_serve::share::Scope;
use serde_json::{Value, json};

use crate::margin::{is_checked, is_told, three};
use crate::support::{Browser, Folder, Served, post};

/// What looks for barriers; part of no page and not of the program.
const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

/// Scripts of a page wait with what they say for a moment, and colours change softly: what is
/// looked at is what stands there then.
const SETTLED: &str = "document.getAnimations().forEach((animation) => animation.finish());";

/// A post with one of everything.
const BODY: &str = "\
Who provides leadership? *Somebody* must, says `a person`[^1], and a [link](https://example.org) tells \
more. ==Marked== and ~~struck~~.

## What it takes

- a list
- [x] a task that is done
- [ ] one that is not

> [!NOTE]
> Something that one should know.

> [!TIP]
> And this.

> [!IMPORTANT]
> And this.

> [!WARNING]
> And this.

> [!CAUTION]
> And this.

> A quotation.

```rust
/// Adds one, as far as there is one more.
fn next(number: u32) -> Option<u32> {
    let text = \"a string\"; // and this comment makes the line longer than any telephone is wide, by far
    number.checked_add(1)
}
```

```diff
- gone
+ new
```

| a column | another one | a third | a fourth | a fifth | a sixth | a seventh |
|---|---|---|---|---|---|---|
| somewhat long | somewhat long | somewhat long | somewhat long | somewhat long | somewhat long | somewhat long |

### Below it

![a picture](pixel.gif)

<details><summary>More</summary>Folded away.</details>

Term
: Its definition

Press <kbd>K</kbd>.

[^1]: A note at the end.
";

/// A blog with a post that has one of everything, `posts/a.md`.
pub(crate) fn blog() -> Folder {
    let text = post("Rust", BODY).replace(
        "draft: true",
        "draft: true\ntags: [rust]\ndescription: What it is.",
    );
    Folder::new()
        .file("posts/a.md", text)
        .file("posts/pixel.gif", include_bytes!("pixel.gif"))
        .file(
            "posts/bread.md",
            "---\ntitle: Bread\ndate: 2020-02-02\ntags: [kitchen]\n---\n\nFlour.\n",
        )
        .file(
            "posts/later.md",
            "---\ntitle: Later\ndate: 2999-01-01\n---\n\nNot yet.\n",
        )
        .file("posts/broken.md", "---\ntitle: a: b\n---\n\nText.\n")
}

/// Looks at the page as it stands, by day and by night, on a desk and on a phone.
pub(crate) async fn check(browser: &Browser, what: &str) {
    if browser.run("return !window.axe").await == true {
        browser.run(AXE).await;
    }
    for (width, height) in [(1400, 900), (900, 900), (390, 844)] {
        browser.screen(width, height).await;
        for scheme in ["light", "dark"] {
            browser.prefers(scheme).await;
            let found = browser
                .run(&format!(
                    "{SETTLED} return axe.run(document, {{ iframes: false, resultTypes: ['violations'] }})
                       .then(({{ violations }}) => violations
                         .filter(({{ impact }}) => impact === 'serious' || impact === 'critical')
                         .map(({{ id, nodes }}) => [id, nodes.map(({{ target, any }}) => [target.join(' '), any[0]?.message])]))"
                ))
                .await;
            if found != json!([]) {
                browser
                    .screenshot(&format!("axe-{what}-{width}-{scheme}"))
                    .await;
            }
            assert_eq!(
                found,
                json!([]),
                "{what}, {width} wide, {scheme}: {found:#}"
            );
        }
    }
    browser.screen(1400, 900).await;
}

async fn click(browser: &Browser, selector: &str) {
    let press = format!("document.querySelector('{selector}').click()");
    browser.run(&press).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_has_no_barrier() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    is_checked(&browser).await;
    check(&browser, "post").await;
    // A margin with everything unfolded, and one note chosen.
    is_told(&browser, &three()).await;
    browser.press("n").await;
    browser
        .run("for (const details of document.querySelectorAll('.margin-note details')) details.open = true")
        .await;
    check(&browser, "margin").await;
    browser.press("?").await;
    check(&browser, "keys").await;
    browser.press("Escape").await;
    browser.press("c").await;
    // An edit that is not followed, because something is selected.
    browser.run("select('provides')").await;
    let changed = BODY.replace("A note at the end.", "Another note at the end.");
    folder.save("posts/a.md", post("Rust", &changed));
    browser
        .eventually("document.querySelector('[data-pill=edited]').checkVisibility()")
        .await;
    check(&browser, "pill").await;
    folder.remove("posts/a.md");
    browser
        .eventually("!document.querySelector('[data-ui=notice]').hidden")
        .await;
    check(&browser, "gone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_has_no_barrier() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    let broken = post("Rust", BODY).replace("\"Rust\"", "Rust: a colon");
    let broken = broken.replace("draft: true", "draft: maybe");
    folder.save("posts/a.md", broken);
    browser
        .eventually("document.querySelector('[data-ui=strip] .strip-message')")
        .await;
    check(&browser, "strip").await;
    browser.press("Escape").await;
    check(&browser, "folded").await;
    drop(served);
    browser
        .eventually("!document.querySelector('[data-ui=notice]').hidden")
        .await;
    check(&browser, "stopped").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_has_no_barrier() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    click(&browser, "[data-ui=share]").await;
    check(&browser, "offer").await;
    click(&browser, "[data-do=share]").await;
    browser
        .eventually("document.querySelector('.panel-code')")
        .await;
    served.share(Scope::Drafts).await;
    browser
        .run("for (const details of document.querySelectorAll('[data-ui=panel] details')) details.open = true")
        .await;
    check(&browser, "shared").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_posts_has_no_barrier() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let browser = served.browser("/").await;
    check(&browser, "index").await;
    browser.press("j").await;
    check(&browser, "row").await;
    browser.open(&served.url("/posts/ab")).await;
    check(&browser, "missing").await;
    let none = Folder::new();
    let empty = Served::start(&none).await;
    browser.open(&empty.url("/")).await;
    check(&browser, "welcome").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reader_sees_has_no_barrier() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    let drafts = served.share(Scope::Drafts).await;
    let own = served.share(Scope::Own).await;
    let door = format!("http://127.0.0.1:{}", served.readers_port());
    let browser = Browser::start().await;
    browser.open(&format!("{door}{own}/posts/a")).await;
    check(&browser, "own-post").await;
    browser.open(&format!("{door}{own}/")).await;
    check(&browser, "own-list").await;
    browser.open(&format!("{door}{drafts}/")).await;
    check(&browser, "reader-list").await;
    browser.goto(&format!("{door}/")).await;
    check(&browser, "whole-link").await;
    browser.goto(&format!("{door}{link}/posts/none")).await;
    check(&browser, "reader-missing").await;
    browser.open(&format!("{door}{link}/posts/a")).await;
    let changed = post(
        "Rust",
        &BODY.replace("A note at the end.", "Another note at the end."),
    );
    folder.save("posts/a.md", changed);
    browser
        .eventually("document.querySelector('[data-pill=below]')?.checkVisibility()")
        .await;
    check(&browser, "reader-post").await;
    browser
        .eventually("document.querySelector('[data-ui=status]').dataset.state === 'live'")
        .await;
    let away = "return import(document.querySelector('script[src]').src.replace('reader.js', 'notice.js')).then(({ notify, clearNotice }) => { notify('stopped', 'Ada’s computer is asleep or out of this network.'); window.clear = () => clearNotice('stopped'); return true; })";
    browser.run(away).await;
    check(&browser, "away").await;
    browser.run("window.clear()").await;
    // The link ends while it is open; the others go on, so that it can be asked for again.
    let links = served.desk().links.living();
    let id = links
        .iter()
        .find(|it| format!("/{}", it.path().trim_end_matches('/')) == link);
    assert!(served.desk().end_link(id.expect("it lives").id).await);
    browser
        .eventually("'ended' in document.documentElement.dataset")
        .await;
    check(&browser, "ended-live").await;
    browser.goto(&format!("{door}{link}/posts/a")).await;
    let title = browser.title().await;
    assert!(title.contains("ended"), "{title}");
    check(&browser, "ended").await;
}

/// The check itself finds what is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_a_barrier_where_there_is_one() {
    let folder = Folder::with_post("Text.");
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .run("article().innerHTML = '<p style=\"color: #ccc\">faint</p><button></button>'")
        .await;
    let found = browser
        .run(&format!(
            "{AXE}; return axe.run().then(({{ violations }}) => violations.map(({{ id }}) => id))"
        ))
        .await;
    for id in ["color-contrast", "button-name"] {
        assert!(
            found.as_array().unwrap().contains(&Value::from(id)),
            "{found}"
        );
    }
}

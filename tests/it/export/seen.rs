//! An exported file in a real browser, without a network and beside the reviewer's page.

use serde_json::{Value, json};

use super::{SVG, run};
use crate::accessible;
use crate::support::{Browser, Folder, Served, eventually, post};

/// How a page looks, as far as numbers tell: of each part its place and how it is drawn.
const LOOKS: &str = "
const drawn = (selector) => {
  const element = document.querySelector(selector);
  if (element === null) return [selector, 'not there'];
  const style = getComputedStyle(element);
  const { left, width, height } = element.getBoundingClientRect();
  return [selector, left, width, height, style.fontFamily, style.fontSize, style.lineHeight,
    style.fontSizeAdjust, style.letterSpacing, style.color, style.backgroundColor,
    style.display, style.textDecoration, style.opacity, style.margin];
};
return [
  getComputedStyle(document.documentElement).backgroundColor,
  document.querySelector('.post-head').innerText,
  ...['main', '.post-head h1', '.facts', '.tags', 'article', 'article > p', 'article h2', 'article a[href]',
    'article pre', 'pre .k', 'article img', 'blockquote', 'table', 'td', '.alert', '.alert-title',
    '.footnotes', 'sup a', 'nav.outline', 'nav.outline a'].map(drawn),
  drawn(arguments[0]).slice(3, -1),
].map((drawn) => typeof drawn === 'string' || drawn[0] !== 'main' ? drawn : drawn.toSpliced(3, 1));";

const BODY: &str = "The text, with *emphasis* and [a link](https://example.org).[^1]\n\n\
    ## One\n\n```rust\nfn main() { let a = \"b\"; }\n```\n\n> Quoted.\n\n> [!NOTE]\n> Noted.\n\n\
    ## Two\n\n| a | b |\n|---|--:|\n| c | d |\n\n![A picture](near.svg)\n\n[to one](#one)\n\n[^1]: A note.\n";

fn blog() -> Folder {
    let text = post("How it looks", BODY).replace("draft: true", "draft: true\ntags: [x, y]");
    Folder::new()
        .file("posts/a.md", text)
        .file("posts/near.svg", SVG)
}

/// Exports the post and opens the file, with every way to any network closed.
async fn open(folder: &Folder) -> Browser {
    let output = run(folder.root(), &["export", "posts/a.md", "-o", "a.html"]);
    assert_eq!(output.status.code(), Some(0), "{}", super::errors(&output));
    let browser = Browser::start().await;
    browser.devtools("Network.enable", json!({})).await;
    let offline =
        json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
    browser
        .devtools("Network.emulateNetworkConditions", offline)
        .await;
    show(&browser, folder).await;
    browser
}

async fn show(browser: &Browser, folder: &Folder) {
    let url = format!("file://{}", folder.path("a.html").display());
    browser.goto(&url).await;
}

async fn looks(browser: &Browser, by: &str) -> Value {
    browser.run_with(LOOKS, vec![by.into()]).await
}

fn each(looks: &Value) -> impl Iterator<Item = &Value> {
    looks.as_array().expect("a list of parts").iter()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_file_looks_like_the_reviewers_page() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let link = served.share_post("posts/a.md").await;
    let port = served.readers_port();
    let page = format!("http://127.0.0.1:{port}{link}/posts/a");
    let browser = open(&folder).await;
    let reviewer = Browser::start().await;
    reviewer.open(&page).await;
    for (name, scheme, width, height) in [
        ("light", "light", 1280, 900),
        ("dark", "dark", 1280, 900),
        ("phone", "light", 390, 844),
    ] {
        for shown in [&browser, &reviewer] {
            shown.prefers(scheme).await;
            shown.screen(width, height).await;
        }
        let expected = looks(&reviewer, ".review-by").await;
        assert!(!expected.to_string().contains("not there"), "{expected:#}");
        let found = looks(&browser, ".by").await;
        for (found, expected) in each(&found).zip(each(&expected)) {
            assert_eq!(found, expected, "{name}");
        }
        browser.screenshot(&format!("export-{name}")).await;
        reviewer
            .screenshot(&format!("export-{name}-reviewer"))
            .await;
    }
    let overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.number(overflow).await.to_string(), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_file_asks_nobody_for_anything() {
    let folder = blog();
    let browser = open(&folder).await;
    let widths = "return [...document.images].map((image) => image.naturalWidth)";
    assert_eq!(browser.run(widths).await, json!([40]));
    let asked = "return performance.getEntriesByType('resource').map(({ name }) => name)
        .filter((name) => !name.startsWith('data:'))";
    assert_eq!(browser.run(asked).await, json!([]));
    assert_eq!(browser.errors().await, Vec::<String>::new());
    // Places in the file are reached, footnotes too.
    for link in [
        "article a[href='#one']",
        ".footnote-ref a, a.footnote-ref, sup a",
    ] {
        let follow = "document.querySelector(arguments[0]).click(); return true";
        browser.run_with(follow, vec![link.into()]).await;
        browser
            .eventually("document.querySelector(':target') !== null")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_an_exported_file_acts() {
    let body = "<script>document.title = 'script'</script>\n\n\
        <p id=\"press\" onclick=\"document.title = 'press'\">Press</p>\n\n\
        <svg onload=\"document.title = 'svg'\" width=\"9\" height=\"9\"></svg>\n\n\
        <img src=\"x:\" onerror=\"document.title = 'img'\" alt=\"None\">\n\n\
        <a id=\"link\" href=\"javascript:document.title = 'link'\">Link</a>\n\n\
        <iframe srcdoc=\"<script>parent.document.title = 'frame'</script>\"></iframe>\n\n\
        <form action=\"https://example.org\"><button id=\"send\">Send</button></form>\n\n\
        <meta http-equiv=\"refresh\" content=\"0; url=https://example.org\">\n\nThe end.";
    let folder = Folder::with_post(body);
    let browser = open(&folder).await;
    for id in ["press", "link", "send"] {
        let press = "document.getElementById(arguments[0]).click(); return true";
        browser.run_with(press, vec![id.into()]).await;
    }
    // What a click begins comes before what is asked for after it.
    browser.run("return new Promise((done) => setTimeout(() => requestAnimationFrame(done), 0)).then(() => true)").await;
    assert_eq!(browser.title().await, "A");
    assert!(browser.text("article").await.contains("The end."));
    let address = browser.run("return location.protocol").await;
    assert_eq!(address, json!("file:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_gets_past_everything_else_meets_the_policy() {
    let folder = blog();
    let browser = open(&folder).await;
    // As if an element had got through: the file itself says what it may do.
    let html = folder.read("a.html").replace(
        "<article>",
        "<article><p id=\"in\" onclick=\"document.title = 'in'\">In</p>\
         <script>document.title = 'in'</script><img src=\"posts/near.svg\" id=\"near\" alt=\"\">",
    );
    folder.save("a.html", html);
    show(&browser, &folder).await;
    browser
        .run("document.getElementById('in').click(); return true")
        .await;
    eventually("the picture is refused", async || {
        browser
            .run("return document.getElementById('near').complete")
            .await
            == json!(true)
    })
    .await;
    let width = browser
        .number("document.getElementById('near').naturalWidth")
        .await;
    assert_eq!(
        (browser.title().await.as_str(), width.to_string().as_str()),
        ("How it looks", "0")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_file_has_no_barrier() {
    let folder = accessible::blog();
    let missing =
        "\n![A cat that is not there](cat.png)\n\n<video controls src=film.mp4></video>\n";
    folder.save("posts/a.md", folder.read("posts/a.md") + missing);
    let browser = open(&folder).await;
    let marks = "return [...document.querySelectorAll('.not-there')].map((mark) => mark.innerText)";
    let expected = json!(["A cat that is not there", "film.mp4"]);
    assert_eq!(browser.run(marks).await, expected);
    accessible::check(&browser, "export").await;
}

//! One window shows whichever post was saved last, and moves on with the author.

use blog_serve::share::Scope;
use serde_json::{Value, json};

use crate::support::{Browser, Folder, Program, Served, Tab, get, post};

const A: &str = "posts/a.md";
const B: &str = "posts/b.md";

/// Eighty paragraphs: several screens.
fn long(name: &str) -> String {
    let paragraph = |number| {
        format!(
            "{name} {number}. {}\n\n",
            "It goes on for some lines. ".repeat(8)
        )
    };
    (1..=80).map(paragraph).collect()
}

/// Two posts, of which `posts/b.md` was saved last.
fn two_posts() -> Folder {
    let folder = Folder::new()
        .file(A, post("Post A", "Text of A."))
        .file(B, post("Post B", "Text of B."));
    folder.saved_ago(A, 60);
    folder.saved_ago(B, 30);
    folder
}

/// Where `/_/latest` leads.
async fn latest(port: u16) -> String {
    let answer = get(port, "/_/latest").await;
    assert_eq!(answer.status, 307);
    answer.header("location").expect("it leads on").to_owned()
}

async fn leads_to(port: u16, address: &str) {
    crate::support::eventually(address, async || latest(port).await == address).await;
}

async fn is_at(browser: &Browser, path: &str) {
    browser
        .eventually(&format!(
            "location.pathname + location.search === '{path}' && article().dataset.post === '{}'",
            path.trim_end_matches("?latest")
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_leads_to_the_post_that_was_saved_last_whatever_its_status() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    assert_eq!(latest(served.port).await, "../posts/b?latest");
    folder.save(
        A,
        "---\ntitle: Out\ndate: 2001-01-01\n---\n\nPublished long ago.\n",
    );
    leads_to(served.port, "../posts/a?latest").await;
    // A file with a time of long ago, or to come, is saved when it is saved.
    folder.save(B, post("Post B", "Other text."));
    folder.saved_ago(B, 3600);
    leads_to(served.port, "../posts/b?latest").await;
    folder.remove(B);
    leads_to(served.port, "../posts/a?latest").await;
    folder.remove(A);
    leads_to(served.port, "../?latest").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_moves_on_with_the_author() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    is_at(&browser, "/posts/b?latest").await;
    let history = browser.number("history.length").await;
    folder.save(
        A,
        post("Post A", "## A heading\n\nNew text of A.\n\n## Another\n"),
    );
    browser.shows("New text of A.").await;
    is_at(&browser, "/posts/a?latest").await;
    browser
        .eventually("document.title.includes('Post A')")
        .await;
    browser.equals_a_fresh_load().await;
    // It goes on as any page does.
    folder.save(A, post("Post A", "Newer text of A."));
    browser.shows("Newer text of A.").await;
    folder.save(B, post("Post B", "Newer text of B."));
    browser.shows("Newer text of B.").await;
    is_at(&browser, "/posts/b?latest").await;
    browser.equals_a_fresh_load().await;
    assert!(browser.was_never_reloaded().await);
    assert!((browser.number("history.length").await - history).abs() < 0.5);
    let back = "return new URL(document.querySelector('.bar-home').href).pathname";
    assert_eq!(browser.run(back).await, json!("/"));
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_page_stays_where_it_is() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/b").await;
    folder.save(A, post("Post A", "New text of A."));
    leads_to(served.port, "../posts/a?latest").await;
    folder.save(B, post("Post B", "New text of B."));
    let shown = tab.shows("New text of B.").await;
    assert_eq!(shown.count("latest"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_while_something_is_selected_and_goes_on_when_that_ends() {
    let folder = two_posts().file("posts/c.md", post("Post C", "Text of C."));
    folder.saved_ago("posts/c.md", 90);
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    let waits = "document.documentElement.dataset.latest";
    browser.run("select('Text')").await;
    folder.save(A, post("Post A", "New text of A."));
    browser.eventually(waits).await;
    // Back at what is shown, there is nothing to wait for.
    folder.save(B, post("Post B", "Text of B, and more."));
    browser.shows("Text of B, and more.").await;
    browser.eventually(&format!("!({waits})")).await;
    folder.save(A, post("Post A", "Newer text of A."));
    browser.eventually(waits).await;
    folder.save("posts/c.md", post("Post C", "New text of C."));
    leads_to(served.port, "../posts/c?latest").await;
    is_at(&browser, "/posts/b?latest").await;
    browser.eventually(&format!("{waits} === '/posts/c'")).await;
    browser.run("getSelection().removeAllRanges()").await;
    browser.shows("New text of C.").await;
    is_at(&browser, "/posts/c?latest").await;
    browser.eventually(&format!("!({waits})")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_while_the_panel_is_open() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    browser
        .run("document.querySelector('[data-ui=share]').click()")
        .await;
    browser
        .eventually("!document.querySelector('[data-ui=panel]').hidden")
        .await;
    folder.save(A, post("Post A", "New text of A."));
    browser
        .eventually("document.documentElement.dataset.latest === '/posts/a'")
        .await;
    is_at(&browser, "/posts/b?latest").await;
    browser.press("Escape").await;
    browser.shows("New text of A.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_posts_saved_at_once_it_shows_the_last_alone() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    browser
        .run("window.seen = []; new MutationObserver(() => seen.push(article().dataset.post)).observe(article(), { attributeFilter: ['data-post'] })")
        .await;
    // The moment without a newer one is over when the last of them is there, however slow it all is.
    browser
        .run("window.held = new Map(); const [later, drop] = [setTimeout, clearTimeout]; let last = 1e9;
              window.setTimeout = (work, ms, ...more) => (ms === 100 ? (held.set(++last, work), last) : later(work, ms, ...more));
              window.clearTimeout = (id) => held.delete(id) || drop(id)")
        .await;
    for number in 0..40 {
        folder.save(
            &format!("posts/many-{number}.md"),
            post("Many", &format!("Number {number}.")),
        );
    }
    browser
        .eventually(
            "testMessages.some((it) => it.includes('\"latest\"') && it.includes('/posts/many-39'))",
        )
        .await;
    browser
        .run("for (const work of held.values()) work(); held.clear()")
        .await;
    browser.shows("Number 39.").await;
    is_at(&browser, "/posts/many-39?latest").await;
    assert_eq!(browser.run("return seen").await, json!(["/posts/many-39"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_shown_before_is_shown_where_it_has_changed() {
    let (a, b) = (long("Alpha"), long("Beta"));
    let folder = Folder::new().file(A, post("A", &a)).file(B, post("B", &b));
    folder.saved_ago(A, 60);
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    browser
        .run("scrollTo({ top: 1500, behavior: 'instant' })")
        .await;
    browser.eventually("scrollY === 1500").await;
    folder.save(A, post("A", &a.replace("Alpha 70.", "Seventy.")));
    browser.shows("Seventy.").await;
    browser.eventually("scrollY === 0").await;
    browser
        .run("scrollTo({ top: 800, behavior: 'instant' })")
        .await;
    // Its first changed word is far below.
    let b = b.replace("Beta 60.", "Sixty.");
    folder.save(B, post("B", &b));
    browser.shows("Sixty.").await;
    let seen = "(() => { const { top, bottom } = blocks()[59].getBoundingClientRect(); return top > innerHeight / 2 && top < innerHeight; })()";
    browser.eventually(seen).await;
    // Nothing of the text is another: where it was left.
    folder.save(A, post("A, again", &a.replace("Alpha 70.", "Seventy.")));
    browser
        .eventually("document.title.includes('A, again')")
        .await;
    browser.eventually("scrollY === 800").await;
    browser.equals_a_fresh_load().await;
}

/// A window that has never shown a post, whose page was open elsewhere before.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_looked_at_elsewhere_is_shown_where_it_has_changed() {
    let (a, b) = (long("Alpha"), long("Beta"));
    let folder = Folder::new().file(A, post("A", &a)).file(B, post("B", &b));
    folder.saved_ago(A, 60);
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser.open(&served.url("/_/latest")).await;
    is_at(&browser, "/posts/b?latest").await;
    browser.run("window.tinted = []; const animate = Element.prototype.animate; Element.prototype.animate = function (...all) { window.tinted.push(this.textContent.slice(0, 8)); return animate.apply(this, all); }").await;
    browser
        .run("scrollTo({ top: 1500, behavior: 'instant' })")
        .await;
    // In two places, of which the first counts.
    let changed = a
        .replace("Alpha 60.", "Sixty 1.")
        .replace("Alpha 70.", "Seventy.");
    folder.save(A, post("A", &changed));
    browser.shows("Sixty 1.").await;
    is_at(&browser, "/posts/a?latest").await;
    let seen = "(() => { const { top, bottom } = blocks()[59].getBoundingClientRect(); return top > innerHeight / 2 && top < innerHeight; })()";
    browser.eventually(seen).await;
    browser
        .eventually("String(tinted) === 'Sixty 1.,Seventy.'")
        .await;
    browser.equals_a_fresh_load().await;
    // It is the edit that is followed from here on.
    browser
        .run("scrollTo({ top: 0, behavior: 'instant' })")
        .await;
    browser
        .eventually("document.querySelector('[data-pill=edited]').checkVisibility()")
        .await;
    browser.press("f").await;
    browser.eventually(seen).await;
    assert!(browser.was_never_reloaded().await);
    assert_eq!(browser.errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_that_of_its_own_post() {
    let picture =
        |width| format!("<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='50'/>");
    let text = |word: &str| post("Same", &format!("![A picture](x.svg)\n\n{word}"));
    let folder = Folder::new()
        .file("one/a.md", text("First."))
        .file("two/deep/b.md", text("Second."))
        .file("one/x.svg", picture(100))
        .file("two/deep/x.svg", picture(100));
    folder.saved_ago("two/deep/b.md", 60);
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    is_at(&browser, "/one/a?latest").await;
    folder.save("two/deep/b.md", text("Second, changed."));
    browser.shows("Second, changed.").await;
    browser
        .eventually("document.querySelector('article img').currentSrc.endsWith('/two/deep/x.svg')")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_after_a_restart() {
    let folder = two_posts();
    let mut program = Program::start([folder.root().as_os_str(), "--port".as_ref(), "0".as_ref()]);
    let port = program.port().await;
    let browser = Browser::start().await;
    browser
        .open(&format!("http://localhost:{port}/_/latest"))
        .await;
    is_at(&browser, "/posts/b?latest").await;
    program.kill().await;
    folder.save(A, post("Post A", "Saved meanwhile."));
    let port = port.to_string();
    let _program = Program::start([folder.root().as_os_str(), "--port".as_ref(), port.as_ref()]);
    browser.shows("Saved meanwhile.").await;
    is_at(&browser, "/posts/a?latest").await;
    folder.save(B, post("Post B", "And on."));
    browser.shows("And on.").await;
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_follows_a_rename_and_leaves_a_post_that_is_deleted() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    folder.rename(B, "posts/c.md");
    is_at(&browser, "/posts/c?latest").await;
    folder.save("posts/c.md", post("Post C", "Text of C."));
    browser.shows("Text of C.").await;
    folder.remove("posts/c.md");
    browser.shows("Text of A.").await;
    is_at(&browser, "/posts/a?latest").await;
    browser
        .eventually("document.querySelector('[data-ui=notice]').hidden")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blog_without_posts_begins_with_the_first() {
    let folder = Folder::new();
    let served = Served::start(&folder).await;
    let browser = served.browser("/_/latest").await;
    folder.save(A, post("Post A", "Text of A."));
    browser.shows("Text of A.").await;
    is_at(&browser, "/posts/a?latest").await;
    folder.save(B, post("Post B", "Text of B."));
    browser.shows("Text of B.").await;
    is_at(&browser, "/posts/b?latest").await;
    assert!(browser.was_never_reloaded().await);
    // Opened again where it began, it is not the list.
    browser.goto(&served.url("/?latest")).await;
    is_at(&browser, "/posts/b?latest").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_post_alone_is_always_the_latest() {
    let folder = two_posts();
    let served = Served::with(&folder, |options| options.path = folder.path(A)).await;
    assert_eq!(latest(served.port).await, "../posts/a?latest");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_device_moves_on_too_and_readers_are_not_told() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let own = served.share(Scope::Own).await;
    let reader = served.share(Scope::Drafts).await;
    let port = served.readers_port();
    let browser = Browser::start().await;
    browser
        .open(&format!("http://127.0.0.1:{port}{own}/_/latest"))
        .await;
    let address = format!("{reader}/_/live?post=/posts/b&revision=0&view=post&latest=");
    let mut tab = Tab::connect_from(port, &address, &[])
        .await
        .expect("it opens");
    tab.shows("Text of B.").await;
    tab.say(&json!({ "type": "look", "post": "/posts/a" }));
    folder.save(A, post("Post A", "New text of A."));
    browser.shows("New text of A.").await;
    browser
        .eventually(&format!("location.pathname === '{own}/posts/a'"))
        .await;
    folder.save(B, post("Post B", "New text of B."));
    let shown = tab.shows("New text of B.").await;
    assert_eq!((shown.count("latest"), shown.count("moved")), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_for_what_is_not_there_goes_on_as_before() {
    let folder = two_posts();
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/b").await;
    for nonsense in ["/posts/nothing", "", "/", "../../etc/passwd", "/posts/b.md"] {
        tab.say(&json!({ "type": "look", "post": nonsense }));
    }
    tab.say(&json!({ "type": "look", "post": Value::Null }));
    folder.save(B, post("Post B", "New text of B."));
    let shown = tab.shows("New text of B.").await;
    assert_eq!(shown.count("moved"), 0);
    tab.say(&json!({ "type": "look", "post": "/posts/a" }));
    let shown = tab.shows("Text of A.").await;
    assert_eq!(shown.url.as_deref(), Some("/posts/a"));
    // The list cannot become a post.
    let mut list = served.tab("/").await;
    list.say(&json!({ "type": "look", "post": "/posts/a" }));
    list.say(&json!({ "type": "ping" }));
    let shown = list
        .eventually("the ping is answered", |shown| shown.count("pong") == 1)
        .await;
    assert_eq!(shown.count("moved"), 0);
}

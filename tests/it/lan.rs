//! The author on one machine, the reader on another, and the cable between them.

use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::support::{AGAIN, Browser, Folder, Lan, Program, ask_at, post};

/// Where the doors are when no port is asked for.
const AUTHORS_DOOR: u16 = 7878;
const READERS_DOOR: u16 = 7879;

const WITHOUT_A_LINK: [&str; 5] = [
    "/",
    "/posts/a",
    "/_/posts",
    "/_/live",
    "/~nobodyKnowsThisSecret/",
];

/// How long the reader's network is gone.
const LOSS: Duration = Duration::from_secs(5);

/// Shares the blog's one draft from the author's machine.
fn share(lan: &Lan, folder: &Folder) -> Program {
    let arguments = [folder.root().as_os_str(), "--share".as_ref()];
    Program::start_by(&lan.on_the_authors(), arguments)
}

/// The path of a link: `/~4f7K…/`.
fn path(link: &str) -> &str {
    &link[link.find("/~").expect("a link has a secret")..]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_reads_along_until_the_link_ends() {
    let Some(lan) = Lan::within("lan::a_reader_reads_along_until_the_link_ends") else {
        return;
    };
    let folder = Folder::with_post("The first sentence.");
    let mut program = share(&lan, &folder);
    let link = program.link().await;
    let expected = format!("http://{}:{READERS_DOOR}/~", Lan::AUTHOR);
    assert!(
        link.starts_with(&expected),
        "the address of the default route: {link}"
    );

    let browser = Browser::start().await;
    is_reached(&browser, &link).await;
    browser.open(&link).await;
    browser.shows("The first sentence.").await;
    folder.save("posts/a.md", post("A", "The second sentence."));
    browser.shows("The second sentence.").await;

    lose_the_network(&lan, &folder, &browser).await;
    browser
        .shows("The third sentence, which nobody saw come.")
        .await;
    browser.is_live().await;
    browser
        .eventually("document.querySelector('[data-ui=notice]').hidden")
        .await;
    assert!(browser.was_never_reloaded().await);

    program.say("x").await;
    browser
        .eventually("document.body.textContent.includes('This link has ended.')")
        .await;
    browser
        .eventually("!document.documentElement.outerHTML.includes('sentence')")
        .await;
    assert!(
        browser.was_never_reloaded().await,
        "the page was told, and cleared itself"
    );
}

/// Waits until the reader's browser has taken in what network it has: it drops what it loads at that
/// moment, scripts too, as any browser does.
async fn is_reached(browser: &Browser, link: &str) {
    const LIVE: &str =
        "return document.querySelector('[data-ui=status]')?.dataset.state === 'live'";
    for _ in 0..5 {
        browser.goto(link).await;
        let loaded = Instant::now();
        while loaded.elapsed() < Duration::from_secs(5) {
            if browser.run(LIVE).await == true {
                return;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Saves while the reader has no network, which comes back after a while.
async fn lose_the_network(lan: &Lan, folder: &Folder, browser: &Browser) {
    let lost = Instant::now();
    lan.cut();
    folder.save("posts/a.md", post("A", "A sentence in between."));
    browser
        .eventually(
            "document.querySelector('[data-ui=notice]').textContent.includes('asleep or out of this network')",
        )
        .await;
    folder.save(
        "posts/a.md",
        post("A", "The third sentence, which nobody saw come."),
    );
    tokio::time::sleep(LOSS.saturating_sub(lost.elapsed())).await;
    browser.shows("The second sentence.").await;
    lan.mend();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_gets_what_the_link_opens_and_nothing_else() {
    let name = "lan::another_machine_gets_what_the_link_opens_and_nothing_else";
    let Some(lan) = Lan::within(name) else {
        return;
    };
    let folder = Folder::with_post("For those with the link.");
    let program = share(&lan, &folder);
    let link = program.link().await;

    let author = TcpStream::connect((Lan::AUTHOR, AUTHORS_DOOR)).await;
    let refused = author.expect_err("the author's door is on the author's machine alone");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);

    let local = format!("localhost:{AUTHORS_DOOR}");
    let hosts: [&[(&str, &str)]; 4] = [
        &[("Host", "192.168.77.1:7879")],
        &[("Host", "localhost:7879")],
        &[("Host", &local), ("Origin", "http://localhost:7878")],
        &[],
    ];
    for address in addresses() {
        let get = async |path: &str, headers| {
            ask_at((address, READERS_DOOR), "GET", path, headers, "").await
        };
        for headers in hosts {
            let mut refusals = Vec::new();
            for path in WITHOUT_A_LINK {
                let answer = get(path, headers).await;
                assert_eq!(answer.status, 403, "{address} {headers:?} {path}");
                refusals.push(answer.body);
            }
            refusals.dedup();
            assert_eq!(refusals.len(), 1, "the same bytes for every address");
            let post = format!("{}posts/a", path(&link));
            let answer = get(&post, headers).await;
            let text = answer.text();
            assert_eq!(answer.status, 200, "{address} {headers:?} {text}");
            assert!(text.contains("For those with the link."), "{text}");
            assert!(
                text.contains("data-reader=\"reviewer\""),
                "{address} {headers:?}: {text}"
            );
        }
    }
}

/// The author's, as far as this system has them.
fn addresses() -> Vec<&'static str> {
    if Path::new("/proc/net/if_inet6").exists() {
        vec![Lan::AUTHOR, Lan::AUTHOR_IPV6]
    } else {
        vec![Lan::AUTHOR]
    }
}

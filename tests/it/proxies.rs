//! The same link through real and imitated proxies and tunnels.

use std::ffi::OsString;

use crate::support::{
    Browser, Folder, MANNERS, Nginx, PUBLIC, Program, Proxy, RECIPE, Refused, Tab, Tunnel, ask,
    eventually, free_port, post,
};

const NOTHING_YET: &str = "0000000000000000";

/// A blog whose one draft has a picture, shared, with these further arguments.
struct Shared {
    folder: Folder,
    program: Program,
    /// The port of the readers' door.
    port: u16,
    /// `~4f7K…/`
    path: String,
}

impl Shared {
    async fn start(further: &[&str]) -> Self {
        let folder = Folder::with_post("Before.\n\n![A pixel](pixel.gif)")
            .file("posts/pixel.gif", include_bytes!("pixel.gif"));
        let port = free_port().await;
        let mut arguments: Vec<OsString> = vec![folder.root().into()];
        let door = port.to_string();
        let ports = ["--port", "0", "--share", "--share-port", &door];
        arguments.extend(ports.iter().chain(further).map(OsString::from));
        let program = Program::start(arguments);
        let link = program.link().await;
        let (_, path) = link.split_once("/~").expect("a link has a secret");
        Self {
            folder,
            program,
            port,
            path: format!("~{path}"),
        }
    }

    /// Opens the link in Chromium, and sees a picture and a save.
    async fn is_read_at(&self, root: &str) {
        let browser = Browser::start_with(&["--ignore-certificate-errors"]).await;
        browser.open(&format!("{root}{}", self.path)).await;
        browser.shows("Before.").await;
        browser
            .eventually("document.querySelector('article img').naturalWidth > 0")
            .await;
        self.folder.save("posts/a.md", post("A", "After."));
        browser.shows("After.").await;
        assert!(browser.was_never_reloaded().await);
        let address = browser.run("return location.href").await;
        let address = address.as_str().expect("a page has an address");
        assert!(
            address.starts_with(&format!("{root}{}", self.path)),
            "the link stays in the address bar: {address}"
        );
        assert_eq!(browser.errors().await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_serves_the_link_by_the_recipe() {
    let shared = Shared::start(&[]).await;
    let nginx = Nginx::start(&format!("http://127.0.0.1:{}/", shared.port)).await;
    let root = format!("https://localhost:{}/drafts/", nginx.port);
    shared.is_read_at(&root).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_may_leave_the_prefix_in_the_path() {
    let shared = Shared::start(&["--base-path", "/drafts"]).await;
    let nginx = Nginx::start(&format!("http://127.0.0.1:{}", shared.port)).await;
    let root = format!("https://localhost:{}/drafts/", nginx.port);
    shared.is_read_at(&root).await;
}

#[test]
fn the_readme_has_the_recipe_that_was_tested() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("```nginx\n{RECIPE}```")));
}

#[tokio::test(flavor = "multi_thread")]
async fn ssh_brings_the_link_to_another_machine() {
    let shared = Shared::start(&[]).await;
    let tunnel = Tunnel::to(shared.port).await;
    let root = format!("http://localhost:{}/", tunnel.port);
    shared.is_read_at(&root).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_manner_of_proxy_brings_the_page_and_its_socket() {
    let shared = Shared::start(&[]).await;
    let mut tabs = Vec::new();
    for manner in MANNERS {
        let proxy = Proxy::to(shared.port, manner).await;
        let page = format!("/{}posts/a", shared.path);
        let answer = ask(proxy.port, "GET", &page, &[("Host", PUBLIC)], "").await;
        assert_eq!(answer.status, 200, "{}", manner.name);
        let text = answer.text();
        assert!(
            text.contains("data-reader=\"reviewer\""),
            "{}: {text}",
            manner.name
        );
        let opened = open(&proxy, &shared.path).await;
        let tab = opened.unwrap_or_else(|refused| panic!("{}: {refused:?}", manner.name));
        tabs.push((manner, tab));
    }
    shared.folder.save("posts/a.md", post("A", "After."));
    for (_, tab) in &mut tabs {
        tab.shows("After.").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_link_no_proxy_brings_anything() {
    let shared = Shared::start(&[]).await;
    for manner in MANNERS {
        let proxy = Proxy::to(shared.port, manner).await;
        for path in ["/", "/posts/a", "/_/posts"] {
            let answer = ask(proxy.port, "GET", path, &[("Host", PUBLIC)], "").await;
            assert_eq!(answer.status, 403, "{} {path}", manner.name);
        }
        let refused = open(&proxy, "").await.err();
        assert_eq!(refused, Some(Refused(403)), "{}", manner.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_authors_door_a_proxy_is_refused_where_it_can_be_told() {
    let shared = Shared::start(&[]).await;
    let door = shared.program.port().await;
    for manner in MANNERS {
        let proxy = Proxy::to(door, manner).await;
        let refused = open(&proxy, "").await.err();
        assert_eq!(
            refused,
            Some(Refused(403)),
            "{}: no proxy gets a socket",
            manner.name
        );
        if manner.can_be_told() {
            for path in ["/", "/posts/a", &format!("/{}posts/a", shared.path)] {
                let answer = ask(proxy.port, "GET", path, &[("Host", PUBLIC)], "").await;
                assert_eq!(answer.status, 403, "{} {path}", manner.name);
            }
        }
    }
    let where_to = format!(
        "belong to the readers' door: theirs is port {}",
        shared.port
    );
    eventually("the terminal says where it belongs", async || {
        let said = shared.program.output().join(" ");
        let words: Vec<_> = said.split_whitespace().collect();
        words.join(" ").contains(&where_to)
    })
    .await;
}

/// Opens the page's socket as a browser does that knows the server by its public name.
async fn open(proxy: &Proxy, link: &str) -> Result<Tab, Refused> {
    let address = format!("/{link}_/live?post=/posts/a&revision={NOTHING_YET}&view=post");
    let origin = format!("https://{PUBLIC}");
    let headers = [("host", PUBLIC), ("origin", origin.as_str())];
    Tab::connect_from(proxy.port, &address, &headers).await
}

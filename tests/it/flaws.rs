//! What has gone wrong in other development servers, each as a test of its own. The numbers are
//! those under which the flaws are known. What only a browser can tell is in [`crate::attacks`].

mod files;
mod malformed;
mod pages;
mod readers;
mod reading;

use blog_serve::share::Scope;
use tokio::net::TcpStream;

use crate::support::{Answer, Connection, Folder, Served};

/// Everything behind the door, and something that is not there.
const PATHS: [&str; 12] = [
    "/",
    "/?q=a",
    "/posts/a",
    "/posts/a.md",
    "/posts/x.txt",
    "/posts/x.png",
    "/_/posts",
    "/_/latest",
    "/_/share",
    "/_/assets/live.js",
    "/_/style.css",
    "/nothing",
];
const LIVE: &str = "/_/live?post=/posts/a&revision=0000000000000000";

async fn blog() -> (Folder, Served) {
    let folder = Folder::with_post("Secret words.")
        .file("posts/x.txt", "Secret too.")
        .file("posts/x.png", "Secret too.");
    let served = Served::start(&folder).await;
    (folder, served)
}

/// Asks as the author's browser would, with these header lines besides.
async fn ask(port: u16, method: &str, path: &str, lines: &str) -> Answer {
    let host = if lines.contains("Host:") {
        String::new()
    } else {
        format!("Host: localhost:{port}\r\n")
    };
    let request = format!("{method} {path} HTTP/1.1\r\n{host}{lines}\r\n");
    let answer = Connection::to(port).send(request.as_bytes()).await;
    answer.unwrap_or_else(|| panic!("{method} {path} gets an answer"))
}

async fn get(port: u16, path: &str) -> Answer {
    ask(port, "GET", path, "").await
}

/// A way to ask: at the port of a door, with this before each address.
#[derive(Clone, Debug)]
struct Way {
    port: u16,
    link: String,
}

impl Way {
    /// Asks for a socket as a page of ours does.
    async fn upgrade(&self, path: &str) -> (Option<TcpStream>, Answer) {
        let Self { port, .. } = self;
        let lines = format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n");
        Connection::to(*port).upgrade(path, &lines).await
    }
}

/// Every way that there is: the author's, a reader's with a link to one post, to all drafts, from
/// a device of the author's own, and without a good link.
async fn ways(served: &Served) -> Vec<Way> {
    let links = [
        served.share_post("posts/a.md").await,
        served.share(Scope::Drafts).await,
        served.share(Scope::Own).await,
        String::new(),
        "/~0123456789abcdefghijkl".to_owned(),
    ];
    let port = served.readers_port();
    let mut ways = vec![Way {
        port: served.port,
        link: String::new(),
    }];
    ways.extend(links.map(|link| Way { port, link }));
    ways
}

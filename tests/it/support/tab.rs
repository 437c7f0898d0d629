//! A browser's socket without a browser.

use std::collections::BTreeMap;

use blog_serve::diff::Splice;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize as _;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::DEADLINE;

/// One open page, as far as its socket tells: messages are folded into what it shows.
pub(crate) struct Tab {
    shown: watch::Receiver<Shown>,
    say: mpsc::UnboundedSender<String>,
}

/// What a page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shown {
    /// As 16 hex digits.
    pub(crate) revision: String,
    /// The document's title.
    pub(crate) title: String,
    /// Inner HTML of the regions by name.
    pub(crate) regions: BTreeMap<String, String>,
    /// The article's children; `None` before the whole page came, if it ever does.
    pub(crate) blocks: Option<Vec<Block>>,
    /// The newest `problems`.
    pub(crate) problems: Vec<Value>,
    /// The newest `checks`; `None` before there are any.
    pub(crate) checks: Option<Vec<Value>>,
    /// The newest `gain`.
    pub(crate) gain: Option<i64>,
    /// Where it has moved.
    pub(crate) url: Option<String>,
    /// Whether the post's file is gone.
    pub(crate) gone: bool,
    /// Whether the article ever had no block in it.
    pub(crate) was_empty: bool,
    /// Whether the server has hung up.
    pub(crate) closed: bool,
    /// Every message, in order.
    pub(crate) messages: Vec<Value>,
}

/// A child of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Without `data-line`.
    pub(crate) html: String,
    /// Its lines; zeros where it stands in no file.
    pub(crate) lines: (i64, i64),
}

/// The server did not open the socket: its status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) u16);

impl Tab {
    /// Opens a socket that has nothing yet, and waits for the whole page.
    pub(crate) async fn open(port: u16, address: &str) -> Self {
        let mut tab = Self::connect(port, address, "0000000000000000").await;
        tab.eventually("the whole page comes", |shown| !shown.revision.is_empty())
            .await;
        tab
    }

    /// Opens a socket as the page of a post does that shows this revision, or the index at `/`.
    pub(crate) async fn connect(port: u16, address: &str, revision: &str) -> Self {
        let view = if address == "/" { "index" } else { "post" };
        Self::connect_as(port, view, address, revision).await
    }

    /// Opens a socket as a page does that says that it is such a `view`.
    pub(crate) async fn connect_as(port: u16, view: &str, address: &str, revision: &str) -> Self {
        let origin = format!("http://localhost:{port}");
        let address = format!("/_/live?post={address}&revision={revision}&view={view}");
        Self::connect_from(port, &address, &[("origin", &origin)])
            .await
            .expect("it is our own page")
    }

    /// Opens a socket as the page of a post does that was opened by a link; `link` is what stands
    /// before the address.
    pub(crate) async fn of_reader(port: u16, link: &str, url: &str) -> Self {
        let address = format!("{link}/_/live?post={url}&revision=0000000000000000&view=post");
        let opened = Self::connect_from(port, &address, &[]).await;
        let mut tab = opened.expect("the link opens it");
        tab.eventually("the whole page comes", |shown| !shown.revision.is_empty())
            .await;
        tab
    }

    /// Asks for a socket with exactly these headers besides those that open it.
    pub(crate) async fn connect_from(
        port: u16,
        address: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, Refused> {
        let url = format!("ws://localhost:{port}{address}");
        let mut request = url.into_client_request().expect("the address is one");
        for (name, value) in headers {
            let value = value.parse().expect("a header is text");
            if *name == "host" {
                request.headers_mut().insert(*name, value);
            } else {
                request.headers_mut().append(*name, value);
            }
        }
        let stream = TcpStream::connect(("127.0.0.1", port))
            .await
            .expect("somebody listens");
        let opened = timeout(DEADLINE, client_async(request, stream))
            .await
            .expect("it answers");
        let socket = match opened {
            Ok((socket, _)) => socket,
            Err(Error::Http(answer)) => return Err(Refused(answer.status().as_u16())),
            Err(error) => panic!("the socket does not open: {error}"),
        };
        let (sender, shown) = watch::channel(Shown::default());
        let (say, said) = mpsc::unbounded_channel();
        tokio::spawn(live(socket, sender, said));
        Ok(Self { shown, say })
    }

    /// What it shows now.
    pub(crate) fn shown(&self) -> Shown {
        self.shown.borrow().clone()
    }

    /// Says something to the server.
    pub(crate) fn say(&self, message: &Value) {
        self.say
            .send(message.to_string())
            .expect("the socket is open");
    }

    /// Waits until it shows what is meant.
    pub(crate) async fn eventually(&mut self, what: &str, meant: impl Fn(&Shown) -> bool) -> Shown {
        let found = timeout(DEADLINE, self.shown.wait_for(|shown| meant(shown))).await;
        let found = found.ok().and_then(Result::ok).map(|shown| shown.clone());
        found.unwrap_or_else(|| panic!("waited in vain until {what}: {}", self.shown().summary()))
    }

    /// Waits until its article has this text in it.
    pub(crate) async fn shows(&mut self, text: &str) -> Shown {
        self.eventually(&format!("{text:?} is shown"), |shown| {
            shown.article().contains(text)
        })
        .await
    }
}

impl Shown {
    /// The article's inner HTML, without lines.
    pub(crate) fn article(&self) -> String {
        let blocks = self.blocks.iter().flatten();
        blocks
            .map(|block| block.html.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What tells why a test failed.
    fn summary(&self) -> String {
        let last = &self.messages[self.messages.len().saturating_sub(3)..];
        let Self {
            revision,
            gone,
            closed,
            ..
        } = self;
        format!("revision {revision}, gone: {gone}, closed: {closed}, and last came {last:#?}")
    }

    /// How many messages of this type there were.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.messages
            .iter()
            .filter(|message| message["type"] == kind)
            .count()
    }

    fn fold(&mut self, message: Value) {
        match message["type"].as_str().expect("each message has a type") {
            "patch" => self.patch(&message),
            "whole" => self.whole(&message),
            "problems" => self.problems = list(&message["problems"]).to_vec(),
            "moved" => self.url = Some(text(&message["url"])),
            "gone" => self.gone = true,
            "checks" => self.checks = Some(list(&message["checks"]).to_vec()),
            "gain" => self.gain = message["words"].as_i64(),
            "hello" | "pong" | "sharing" | "ended" | "latest" => {}
            other => panic!("a message of type {other}"),
        }
        self.messages.push(message);
    }

    fn whole(&mut self, message: &Value) {
        let blocks = list(&message["blocks"]).iter();
        self.blocks = Some(blocks.map(|html| Block::parse(&text(html))).collect());
        self.finish(message);
    }

    fn patch(&mut self, message: &Value) {
        if !self.revision.is_empty() {
            assert_eq!(
                message["from"], self.revision,
                "a patch starts from what is shown"
            );
        }
        if let Some(blocks) = &mut self.blocks {
            edit(blocks, list(&message["edits"]));
            for each in list(&message["shifts"]) {
                shift(blocks, each);
            }
        }
        self.finish(message);
    }

    fn finish(&mut self, message: &Value) {
        self.revision = text(&message["revision"]);
        self.gone = false;
        self.was_empty |= self.blocks.as_ref().is_some_and(Vec::is_empty);
        if let Some(title) = message["title"].as_str() {
            title.clone_into(&mut self.title);
        }
        for region in list(&message["regions"]) {
            self.regions
                .insert(text(&region["name"]), text(&region["html"]));
        }
    }
}

impl Block {
    /// A block as it stands in a page, with its `data-line`.
    fn parse(html: &str) -> Self {
        let tag = &html[..html.find('>').expect("a block is an element")];
        if !tag.contains(" data-line=\"") {
            return Self {
                html: html.to_owned(),
                lines: (0, 0),
            };
        }
        let (before, rest) = html.split_once(" data-line=\"").expect("just found");
        let (lines, after) = rest.split_once('"').expect("the value ends");
        let (first, last) = lines.split_once('-').expect("two lines");
        let line = |digits: &str| digits.parse().expect("a line is a number");
        Self {
            html: format!("{before}{after}"),
            lines: (line(first), line(last)),
        }
    }
}

/// Walks along the blocks, as the page's own script does.
fn edit(blocks: &mut Vec<Block>, edits: &[Value]) {
    let mut at = 0;
    for edit in edits {
        if let Some(count) = edit["keep"].as_u64() {
            at += index(count);
        } else if let Some(html) = edit["change"].as_str() {
            html.clone_into(&mut blocks[at].html);
            at += 1;
        } else if edit["text"].is_object() {
            let splice = Splice::deserialize(&edit["text"]).expect("a splice");
            let html = splice.apply(&blocks[at].html);
            blocks[at].html = html.unwrap_or_else(|| panic!("{} for {edit}", blocks[at].html));
            at += 1;
        } else if let Some(html) = edit["insert"].as_str() {
            blocks.insert(at, Block::parse(html));
            at += 1;
        } else if let Some(count) = edit["delete"].as_u64() {
            blocks.drain(at..at + index(count));
        } else {
            panic!("an edit {edit}");
        }
    }
}

/// Moves the lines of a run of blocks.
fn shift(blocks: &mut [Block], shift: &Value) {
    let number = |at: usize| shift[at].as_i64().expect("a shift is four numbers");
    let from = usize::try_from(number(0)).expect("an index");
    let count = usize::try_from(number(1)).expect("a count");
    for block in &mut blocks[from..from + count] {
        block.lines.0 += number(2);
        block.lines.1 += number(3);
    }
}

/// Folds what comes, and says what is to be said, until either end hangs up.
async fn live(
    mut socket: WebSocketStream<TcpStream>,
    shown: watch::Sender<Shown>,
    mut said: mpsc::UnboundedReceiver<String>,
) {
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    let message = serde_json::from_str(&text).expect("a message is JSON");
                    shown.send_modify(|shown| shown.fold(message));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    shown.send_modify(|shown| shown.closed = true);
                    // Kept, so that what was shown can still be looked at.
                    return shown.closed().await;
                }
            },
            say = said.recv() => match say {
                Some(text) => drop(socket.send(Message::text(text)).await),
                None => return,
            },
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn index(count: u64) -> usize {
    usize::try_from(count).expect("a count of blocks")
}

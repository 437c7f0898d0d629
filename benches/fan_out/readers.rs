//! Readers without browsers: as many sockets as wanted, each of which answers as a page does.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::support::get;

/// How many connect at once.
const AT_ONCE: usize = 50;
/// How long the last of them may take to be greeted.
const OPENING: Duration = Duration::from_secs(10);
/// What a reader's socket holds of what has arrived, in bytes: a patch is less.
const BUFFER: usize = 4 << 10;
/// Sockets and files besides those of the readers.
const BESIDES: u64 = 200;

type Socket = WebSocketStream<TcpStream>;

/// Everybody who reads.
pub(crate) struct Readers {
    /// When somebody had a patch.
    patches: UnboundedReceiver<Instant>,
    sockets: JoinSet<()>,
    /// Where they run; there until the end.
    machine: Option<Runtime>,
}

impl Readers {
    /// Opens the link as `count` browsers do that show its `page`, and waits until each is greeted.
    pub(crate) async fn connect(link: &str, page: &str, count: usize) -> Self {
        let (address, path) = link
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once('/'))
            .expect("a link is an address");
        let (_, port) = address.rsplit_once(':').expect("it names a port");
        let port = port.parse().expect("a port is a number");
        let shown = get(port, &format!("/{path}{page}")).await;
        assert_eq!(shown.status, 200, "the link opens its post");
        let url = format!(
            "ws://localhost:{port}/{path}_/live?post={}&revision={}&view=post",
            shown.attribute("data-post"),
            shown.attribute("data-revision")
        );
        let machine = another_machine();
        let (arrived, patches) = mpsc::unbounded_channel();
        let (greeted, mut greetings) = mpsc::unbounded_channel();
        let mut sockets = JoinSet::new();
        for number in 0..count {
            let (url, arrived, greeted) = (url.clone(), arrived.clone(), greeted.clone());
            let reader = async move {
                let socket = connect(port, &url).await;
                // Somebody waits for as many greetings as there are readers.
                let _ = greeted.send(());
                read(socket, arrived).await;
            };
            sockets.spawn_on(reader, machine.handle());
            if number >= AT_ONCE {
                greeted_another(&mut greetings).await;
            }
        }
        for _ in 0..AT_ONCE.min(count) {
            greeted_another(&mut greetings).await;
        }
        let machine = Some(machine);
        Self {
            patches,
            sockets,
            machine,
        }
    }

    /// How many are still connected.
    pub(crate) fn count(&mut self) -> usize {
        while self.sockets.try_join_next().is_some() {}
        self.sockets.len()
    }

    /// Waits until each has one more patch: when the last one had it.
    pub(crate) async fn all_have_it(&mut self, deadline: Duration) -> Instant {
        let mut last = None;
        for number in 0..self.sockets.len() {
            let arrived = timeout(deadline, self.patches.recv()).await;
            let arrived = arrived.unwrap_or_else(|_| panic!("only {number} readers have the save"));
            last = last.max(arrived);
        }
        last.expect("somebody reads")
    }

    /// Forgets who had what.
    pub(crate) fn look_away(&mut self) {
        self.patches.close();
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        // Nothing of them is waited for.
        if let Some(machine) = self.machine.take() {
            machine.shutdown_background();
        }
    }
}

/// One thread of the lowest priority. Readers have machines of their own: what their sockets cost
/// is not to be taken from the author's page.
fn another_machine() -> Runtime {
    let machine = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .on_thread_start(|| {
            // Where this is refused, the figures are worse than they would be.
            #[cfg(unix)]
            let _ = rustix::process::nice(19);
        })
        .build();
    machine.expect("the system has threads")
}

/// Waits until one more reader is greeted.
async fn greeted_another(greetings: &mut UnboundedReceiver<()>) {
    let greeting = timeout(OPENING, greetings.recv()).await;
    greeting.expect("the server greets everybody");
}

async fn connect(port: u16, url: &str) -> Socket {
    let stream = TcpStream::connect(("127.0.0.1", port)).await;
    let stream = stream.expect("somebody listens");
    let config = WebSocketConfig::default().read_buffer_size(BUFFER);
    let opened = client_async_with_config(url, stream, Some(config)).await;
    let (mut socket, _) = opened.expect("the link opens a socket");
    let hello = socket.next().await;
    assert!(
        matches!(&hello, Some(Ok(Message::Text(text))) if text.contains("\"hello\"")),
        "the server greets: {hello:?}"
    );
    socket
}

/// Says when a patch has come, and that it is shown, until the server hangs up.
async fn read(mut socket: Socket, arrived: UnboundedSender<Instant>) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        if !text.starts_with("{\"type\":\"patch\"") {
            continue;
        }
        // Nobody counts any more when this fails.
        let _ = arrived.send(Instant::now());
        let patch: Value = serde_json::from_str(&text).expect("a message is JSON");
        let shown = json!({ "type": "shown", "revision": patch["revision"], "ms": 1.0 });
        if socket.send(Message::text(shown.to_string())).await.is_err() {
            return;
        }
    }
}

/// Lets this process have a socket for each reader, as far as the system allows it.
pub(crate) fn allow_sockets(readers: usize) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let wanted = u64::try_from(readers).expect("a number of sockets") + BESIDES;
        let now = getrlimit(Resource::Nofile);
        if now.current.is_some_and(|current| current < wanted) {
            let raised = Rlimit {
                current: Some(wanted),
                maximum: now.maximum,
            };
            setrlimit(Resource::Nofile, raised)
                .unwrap_or_else(|error| panic!("{wanted} open files are not allowed: {error}"));
        }
    }
}

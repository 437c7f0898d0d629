//! What readers, and strangers at their door, can cost: a bounded amount, and the author nothing.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::{
    AGAIN, Connection, DEADLINE, Folder, Served, Shown, Tab, eventually, get, post,
};

const A: &str = "posts/a.md";
/// How many pages may be open through one link.
const READERS: usize = 2048;
/// After how long somebody is hung up on who does not ask for anything.
const HEADERS: Duration = Duration::from_secs(5);
/// How many connections may be open that came without a link, and some more that are just being
/// closed.
const STRANGERS: usize = 300;

async fn blog() -> (Folder, Served, String) {
    let folder =
        Folder::with_post("First words.").file("posts/b.md", post("Other", "Secret words."));
    let served = Served::start(&folder).await;
    let link = served.share_post(A).await;
    (folder, served, link)
}

/// A reader's socket, byte by byte.
async fn socket(port: u16, link: &str) -> TcpStream {
    let path = format!("{link}/_/live?post=/posts/a&revision=0&view=post");
    let (stream, answer) = Connection::to(port).upgrade(&path, "Host: blog\r\n").await;
    stream.unwrap_or_else(|| panic!("{}", answer.text()))
}

/// Reads until this text has come; `false` when the other end hangs up before.
async fn hears(stream: &mut TcpStream, text: &str) -> bool {
    let mut heard = Vec::new();
    let listen = async {
        loop {
            let read = stream.read_buf(&mut heard).await;
            if String::from_utf8_lossy(&heard).contains(text) {
                return true;
            }
            if !read.is_ok_and(|read| read > 0) {
                return false;
            }
        }
    };
    timeout(DEADLINE, listen)
        .await
        .expect("it comes, or the end")
}

/// Whether the other end has hung up; what it said before is passed over.
fn is_closed(stream: &TcpStream) -> bool {
    let mut bytes = [0; 4096];
    loop {
        match stream.try_read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reader_more_than_the_limit_is_refused_and_the_others_go_on() {
    let (folder, served, link) = blog().await;
    let port = served.readers_port();
    let mut readers = Vec::new();
    for _ in 0..READERS {
        readers.push(socket(port, &link).await);
    }
    for reader in [0, READERS / 2, READERS - 1] {
        assert!(
            hears(&mut readers[reader], "First words.").await,
            "{reader}"
        );
    }
    let mut one_more = socket(port, &link).await;
    assert!(!hears(&mut one_more, "First words.").await);
    let mut author = served.tab("/posts/a").await;
    folder.save(A, post("A", "4711"));
    author.shows("4711").await;
    for reader in [0, READERS / 2, READERS - 1] {
        assert!(hears(&mut readers[reader], "4711").await, "{reader}");
    }
    readers.pop();
    eventually("there is a place again", async || {
        hears(&mut socket(port, &link).await, "4711").await
    })
    .await;
}

/// The shortest of some times from a request, and from a save, to what the author sees of it:
/// whatever else the machine does makes it longer, and only what is here always does.
async fn author_waits(
    folder: &Folder,
    served: &Served,
    tab: &mut Tab,
    name: &str,
) -> [Duration; 2] {
    let mut shortest = [Duration::MAX; 2];
    for round in 0..20 {
        let begun = Instant::now();
        assert_eq!(get(served.port, "/posts/a").await.status, 200);
        shortest[0] = shortest[0].min(begun.elapsed());
        let text = format!("Words {name} {round}.");
        let begun = Instant::now();
        folder.save(A, post("A", &text));
        tab.shows(&text).await;
        shortest[1] = shortest[1].min(begun.elapsed());
    }
    shortest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_connections_that_say_nothing_cost_the_author_nothing() {
    let (folder, served, link) = blog().await;
    let port = served.readers_port();
    let mut author = served.tab("/posts/a").await;
    let mut reader = Tab::of_reader(port, &link, "/posts/a").await;
    let alone = author_waits(&folder, &served, &mut author, "alone").await;
    let begun = [
        String::new(),
        "GET /".to_owned(),
        "GET / HTTP/1.1\r\nHost: blog\r\nX-A: ".to_owned(),
        format!("GET {link}/posts/a HTTP/1.1\r\nHost: blog\r\n"),
        format!("GET {link}/posts/a HTTP/1.1\r\nHost: blog\r\n\r\nGET /"),
        format!("POST {link}/_/share HTTP/1.1\r\nHost: blog\r\nContent-Length: 1000000\r\n\r\n{{"),
    ];
    let mut silent = Vec::new();
    for number in 0..1000 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let begun = &begun[number % begun.len()];
        // Some of them are hung up on at once.
        let _ = stream.write_all(begun.as_bytes()).await;
        silent.push(stream);
    }
    let among = author_waits(&folder, &served, &mut author, "among many").await;
    for (what, (alone, among)) in ["a page", "a save"]
        .iter()
        .zip(alone.into_iter().zip(among))
    {
        let bound = alone * 2 + Duration::from_millis(2);
        assert!(
            among < bound,
            "{what}: {among:?} among them, {alone:?} alone"
        );
    }
    let by_link = Connection::to(port)
        .get(format!("{link}/posts/a").as_bytes())
        .await;
    assert_eq!(by_link.expect("an answer").status, 200);
    reader.shows("Words among many 19.").await;
    let mut another = Tab::of_reader(port, &link, "/posts/a").await;
    another.shows("Words among many 19.").await;
    eventually("the rest is hung up on", async || {
        silent.retain(|stream| !is_closed(stream));
        silent.is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_make_room_for_whoever_comes_next() {
    let (_folder, served, link) = blog().await;
    let port = served.readers_port();
    let mut reader = Tab::of_reader(port, &link, "/posts/a").await;
    let begun = Instant::now();
    let mut strangers = Vec::new();
    for _ in 0..1000 {
        strangers.push(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    }
    let last = strangers.pop().expect("there are a thousand");
    eventually("the first ones are sent away", async || {
        strangers.retain(|stream| !is_closed(stream));
        strangers.len() < STRANGERS
    })
    .await;
    assert!(begun.elapsed() < HEADERS, "they went by themselves");
    assert!(!is_closed(&last), "the last one has just come");
    reader.say(&json!({ "type": "ping" }));
    let answered = |shown: &Shown| shown.count("pong") == 1;
    reader.eventually("it stays", answered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_ends_a_request_is_hung_up_on() {
    let (_folder, served, link) = blog().await;
    let mut stream = TcpStream::connect(("127.0.0.1", served.readers_port()))
        .await
        .unwrap();
    let start = format!("GET {link}/posts/a HTTP/1.1\r\nHost: blog\r\nX-A: ");
    stream.write_all(start.as_bytes()).await.unwrap();
    // A letter now and then does not prolong it.
    eventually("it is hung up on", async || {
        let _ = stream.write_all(b"a").await;
        is_closed(&stream)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_too_large_is_refused() {
    let (_folder, served, link) = blog().await;
    let port = served.readers_port();
    let long = "a".repeat(100_000);
    let heads = [
        format!("GET {link}/{long} HTTP/1.1\r\nHost: blog\r\n\r\n"),
        format!("GET {link}/posts/a HTTP/1.1\r\nHost: blog\r\nX-A: {long}\r\n\r\n"),
        format!(
            "GET {link}/posts/a HTTP/1.1\r\nHost: blog\r\n{}\r\n",
            "X-A: a\r\n".repeat(5000)
        ),
    ];
    for head in heads {
        let answer = Connection::to(port).send(head.as_bytes()).await;
        let status = answer.map(|answer| answer.status);
        assert!(matches!(status, None | Some(400..=499)), "{status:?}");
    }
    assert_eq!(get(port, &format!("{link}/posts/a")).await.status, 200);
}

/// How many pages are open through the only link.
fn readers(served: &Served) -> usize {
    served.desk().shared().borrow().links[0].readers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_takes_nothing_is_dropped() {
    let (folder, served, link) = blog().await;
    let port = served.readers_port();
    let deaf = TcpSocket::new_v4().unwrap();
    deaf.set_recv_buffer_size(4096).unwrap();
    let mut deaf = deaf.connect(([127, 0, 0, 1], port).into()).await.unwrap();
    let ask = format!(
        "GET {link}/_/live?post=/posts/a&revision=0&view=post HTTP/1.1\r\nHost: blog\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    deaf.write_all(ask.as_bytes()).await.unwrap();
    let mut hears = Tab::of_reader(port, &link, "/posts/a").await;
    eventually("both are counted", async || readers(&served) == 2).await;
    let begun = Instant::now();
    let mut round = 0;
    while readers(&served) > 1 {
        assert!(begun.elapsed() < 3 * DEADLINE, "it is never dropped");
        // More than the system keeps for one who does not listen, and never twice the same.
        if round < 12 {
            round += 1;
            let sentence = format!("Round {round} of a long text. ");
            folder.save(
                A,
                post(
                    "A",
                    &format!("{}\n\nEnd of {round}.", sentence.repeat(30_000)),
                ),
            );
            hears.shows(&format!("End of {round}.")).await;
        }
        tokio::time::sleep(AGAIN).await;
    }
    folder.save(A, post("A", "Last words."));
    hears.shows("Last words.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_says_too_much_is_hung_up_on_alone() {
    let (folder, served, link) = blog().await;
    let port = served.readers_port();
    let mut calm = Tab::of_reader(port, &link, "/posts/a").await;
    let mut loud = Tab::of_reader(port, &link, "/posts/a").await;
    for _ in 0..500 {
        loud.say(&json!({ "type": "ping" }));
    }
    let heard = loud
        .eventually("it is hung up on", |shown| shown.closed)
        .await;
    let pongs = heard.count("pong");
    assert!(pongs < 100, "{pongs} answers before");
    let mut long = Tab::of_reader(port, &link, "/posts/a").await;
    long.say(&json!({ "type": "shown", "revision": "x".repeat(17 << 10), "ms": 1 }));
    long.eventually("it is hung up on", |shown| shown.closed)
        .await;
    folder.save(A, post("A", "Newest words."));
    calm.shows("Newest words.").await;
    // A page that says what pages say is not taken for a loud one.
    for _ in 0..20 {
        calm.say(&json!({ "type": "ping" }));
    }
    let answered = |shown: &Shown| shown.count("pong") == 20;
    calm.eventually("each is answered", answered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gets_no_answer_but_a_sign_of_life() {
    let (folder, mut served, link) = blog().await;
    let before = folder.snapshot();
    let port = served.readers_port();
    let mut reader = Tab::of_reader(port, &link, "/posts/a").await;
    let said = [
        json!({ "type": "list", "filter": "", "count": 100 }),
        json!({ "type": "list", "filter": "Other", "count": 1 }),
        json!({ "type": "shown", "revision": reader.shown().revision, "ms": 1 }),
        json!({ "type": "share", "scope": "drafts" }),
        json!({ "type": "sharing" }),
        json!({ "type": "end" }),
        json!({ "type": "problems" }),
        json!({ "type": "whole", "post": "/posts/b" }),
        json!({ "post": "/posts/b", "revision": "0", "view": "post" }),
        json!([]),
        json!({ "type": "ping" }),
    ];
    let known = reader.shown().messages.len();
    for message in &said {
        reader.say(message);
    }
    let shown = reader
        .eventually("it answers", |shown| shown.count("pong") > 0)
        .await;
    assert_eq!(shown.messages[known..], [json!({ "type": "pong" })]);
    assert_eq!(folder.snapshot(), before);
    let told = std::iter::from_fn(|| served.reports.try_recv().ok());
    let told: Vec<_> = told.map(|report| format!("{report:?}")).collect();
    assert!(
        !told.iter().any(|report| report.starts_with("Saved")),
        "{told:?}"
    );
    // Nor does one who asks for another page when the socket is opened.
    for (post, view) in [
        ("/", "index"),
        ("/posts/b", "post"),
        ("/", "nothing"),
        ("/posts/b", "nothing"),
    ] {
        let address = format!("{link}/_/live?post={post}&revision=0&view={view}");
        let mut other = Tab::connect_from(port, &address, &[])
            .await
            .expect("a socket");
        let shown = other
            .eventually("an end", |shown| shown.closed || shown.gone)
            .await;
        let told = format!("{:?}", shown.messages);
        assert!(
            !told.contains("Secret") && !told.contains("Other"),
            "{view} {post}: {told}"
        );
    }
}

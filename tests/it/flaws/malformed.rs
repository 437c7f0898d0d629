//! Flaws by which bytes that were not as expected stopped a server, or changed something.

use futures_util::{SinkExt, StreamExt};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::{LIVE, ask, blog, get, ways};
use crate::support::{Connection, DEADLINE, Folder, Served, Tab, holds, post};

/// Bytes of a header's value: any, or nearly those that are right.
fn value(right: Vec<String>) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![any::<u8>(), select(b"@:/[]%.,;?#\\ \t\0\r\x7f\"".to_vec())];
    let nearly = (
        select(right),
        any::<prop::sample::Index>(),
        vec(byte.clone(), 0..3),
        any::<bool>(),
    );
    let nearly = nearly.prop_map(|(right, at, bytes, replaces)| {
        let mut value = right.into_bytes();
        let at = at.index(value.len());
        let end = (at + usize::from(replaces)).min(value.len());
        value.splice(at..end, bytes);
        value
    });
    let any = vec(byte, 0..40);
    let long = (1usize..20_000).prop_map(|length| vec![b'a'; length]);
    // A line feed would begin another header, which is another test's business.
    prop_oneof![6 => nearly, 3 => any, 1 => long]
        .prop_map(|value| value.into_iter().filter(|byte| *byte != b'\n').collect())
}

/// What a header's value is without the blanks around it, in lower case.
fn trimmed(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value).to_ascii_lowercase();
    text.trim_matches([' ', '\t']).to_owned()
}

/// Whether this Host names this machine and nothing else.
fn is_local(host: &[u8]) -> bool {
    let host = trimmed(host);
    let names = ["localhost", "127.0.0.1", "[::1]"];
    names.iter().any(|name| {
        host.strip_prefix(name).is_some_and(|rest| {
            let port = rest.strip_prefix(':');
            rest.is_empty() || port.is_some_and(|port| port.parse::<u16>().is_ok())
        })
    })
}

/// CVE-2026-14631 (webpack-dev-server): a malformed Host or Origin ended the process.
#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_host_stops_nothing_and_lets_nobody_in() {
    let (_folder, served) = blog().await;
    let port = served.port;
    let right = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"));
    holds(1500, &value(right.to_vec()), async |host| {
        let request = [b"GET /posts/a HTTP/1.1\r\nHost: ", &host[..], b"\r\n\r\n"].concat();
        let answer = Connection::to(port).send(&request).await;
        let answer = answer.ok_or_else(|| TestCaseError::fail("no answer"))?;
        prop_assert!((200..500).contains(&answer.status), "{}", answer.status);
        let is_in = answer.status == 200 || answer.text().contains("Secret");
        prop_assert!(!is_in || is_local(&host), "let in: {}", trimmed(&host));
        Ok(())
    });
    assert_eq!(get(port, "/posts/a").await.status, 200);
}

/// At the readers' door a Host says nothing: no value of it, nor of what a proxy adds, lets
/// anybody in without a link, or makes an author of one who has it.
#[tokio::test(flavor = "multi_thread")]
async fn no_header_makes_a_reader_of_a_stranger_or_an_author_of_a_reader() {
    let (_folder, served) = blog().await;
    let link = served.share_post("posts/a.md").await;
    let (port, author) = (served.readers_port(), served.port);
    let names = select(vec![
        "Host",
        "Origin",
        "X-Forwarded-Host",
        "X-Forwarded-For",
        "X-Forwarded-Prefix",
        "Forwarded",
        "X-Real-IP",
        "X-Original-URL",
        "X-Rewrite-URL",
        "Cookie",
        "Referer",
        "Authorization",
    ]);
    let right = vec![
        format!("localhost:{author}"),
        format!("http://localhost:{author}"),
        format!("localhost:{port}"),
        "for=127.0.0.1;host=localhost".to_owned(),
        format!("{link}/"),
        format!("http://localhost:{port}{link}/posts/a"),
    ];
    holds(600, &(names, value(right)), async |(name, value)| {
        for (method, path, allowed) in [
            ("GET", "/posts/a".to_owned(), false),
            ("GET", format!("{link}/posts/a"), true),
            ("GET", format!("{link}/_/posts"), false),
            ("POST", format!("{link}/_/share"), false),
        ] {
            let start = format!("{method} {path} HTTP/1.1\r\n{name}: ");
            let request = [start.as_bytes(), &value, b"\r\n\r\n"].concat();
            let answer = Connection::to(port).send(&request).await;
            let answer = answer.ok_or_else(|| TestCaseError::fail("no answer"))?;
            prop_assert!(answer.status < 500, "{} {}", path, answer.status);
            let is_in = answer.status < 400 || answer.text().contains("Secret");
            prop_assert!(allowed || !is_in, "{} {}", path, answer.status);
        }
        Ok(())
    });
    assert_eq!(get(port, &format!("{link}/posts/a")).await.status, 200);
}

/// A name is local when the whole of it is: this is what the property above found.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_begins_or_ends_as_a_local_name_is_none() {
    let (_folder, served) = blog().await;
    let port = served.port;
    for local in ["localhost", "127.0.0.1", "[::1]"] {
        let hosts = [
            format!("{local}.:{port}"),
            format!("{local}.evil.test:{port}"),
            format!("{local}evil.test:{port}"),
            format!("evil.test.{local}:{port}"),
            format!("evil.test@{local}:{port}"),
            format!("{local}:{port}@evil.test"),
            format!("{local}:{port}:{port}"),
            format!("{local}:evil.test"),
            format!("{local}/evil.test:{port}"),
            format!("{local}, evil.test:{port}"),
        ];
        for host in hosts {
            let answer = ask(port, "GET", "/posts/a", &format!("Host: {host}\r\n")).await;
            let is_refused = matches!(answer.status, 400 | 403);
            assert!(is_refused, "{host}: {}", answer.status);
        }
    }
}

/// The same for what says which page asks.
#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_origin_stops_nothing_and_opens_no_socket() {
    let (_folder, served) = blog().await;
    let port = served.port;
    let right = format!("http://localhost:{port}");
    holds(1000, &value(vec![right.clone()]), async |origin| {
        for start in ["GET /_/live?post=/ HTTP/1.1", "POST /_/share HTTP/1.1"] {
            let head = format!(
                "{start}\r\nHost: localhost:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: "
            );
            let request = [head.as_bytes(), &origin, b"\r\n\r\n"].concat();
            let answer = Connection::to(port).send(&request).await;
            let answer = answer.ok_or_else(|| TestCaseError::fail("no answer"))?;
            prop_assert!(answer.status < 500, "{}", answer.status);
            let is_refused = matches!(answer.status, 400 | 403 | 431);
            prop_assert!(is_refused || trimmed(&origin) == right, "{}", answer.status);
        }
        Ok(())
    });
    assert_eq!(get(port, "/posts/a").await.status, 200);
}

/// What a page could say, known and unknown, right and wrong.
fn message() -> impl Strategy<Value = Message> {
    let kinds = [
        "shown", "list", "ping", "stop", "quit", "exit", "shutdown", "reload", "share", "end",
        "save", "write", "delete", "rename", "open", "edit", "run", "eval", "comment", "render",
    ];
    let number = prop_oneof![
        select(vec![
            json!(0),
            json!(-1),
            json!(1e308),
            json!(u64::MAX),
            json!("1"),
            json!(null)
        ]),
        any::<f64>().prop_map(|number| json!(number)),
    ];
    let text = prop_oneof![
        "\\PC{0,40}",
        select(vec!["posts/a.md", "../x", "/", "0000000000000000", "%00"]).prop_map(str::to_owned)
    ];
    let said = (select(kinds.to_vec()), text, number).prop_map(|(kind, text, number)| {
        json!({
            "type": kind, "filter": text, "count": number, "revision": text, "ms": number,
            "path": text, "post": text, "id": number, "text": text, "command": text,
        })
        .to_string()
    });
    let deep = (select(vec!["[", "{\"a\":", "{\"type\":["]), 1usize..5000)
        .prop_map(|(open, depth)| open.repeat(depth).chars().take(16_000).collect());
    prop_oneof![
        8 => said.prop_map(Message::text),
        2 => "\\PC{0,200}".prop_map(Message::text),
        1 => deep.prop_map(|deep: String| Message::text(deep)),
        1 => (15_000usize..200_000).prop_map(|length| Message::text("x".repeat(length))),
        2 => vec(any::<u8>(), 0..500).prop_map(Message::binary),
        1 => vec(any::<u8>(), 0..125).prop_map(|bytes| Message::Ping(bytes.into())),
        1 => vec(any::<u8>(), 0..125).prop_map(|bytes| Message::Pong(bytes.into())),
    ]
}

/// After whatever was said: nothing was changed, and a save still arrives.
async fn goes_on(folder: &Folder, served: &Served) {
    let mut tab = served.tab("/posts/a").await;
    folder.save("posts/a.md", post("A", "Newest words."));
    tab.shows("Newest words.").await;
    assert_eq!(get(served.port, "/").await.status, 200);
}

/// quarto's preview stopped when any page told it to over its socket.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_said_over_a_socket_stops_or_changes_anything() {
    let (folder, served) = blog().await;
    let before = folder.snapshot();
    let ways = select(ways(&served).await);
    let links = served.desk().links.living();
    let views = select(vec!["post", "index", "nothing", "own", ""]);
    let posts = select(vec!["/posts/a", "/", "/nothing", "", "../..", "%00"]);
    holds(
        200,
        &(ways, views, posts, vec(message(), 0..12)),
        async |(way, view, post, said)| {
            let address = format!("{}/_/live?post={post}&view={view}&revision=0", way.link);
            let (stream, answer) = way.upgrade(&address).await;
            prop_assert!(answer.status < 500, "{}", answer.status);
            let Some(stream) = stream else { return Ok(()) };
            let mut socket = WebSocketStream::from_raw_socket(stream, Role::Client, None).await;
            for message in said {
                // The server may hang up on what is too long.
                if socket.send(message).await.is_err() {
                    break;
                }
            }
            // It ends what is ended, and hangs at nothing that was said.
            let _ = socket.close(None).await;
            let rest = async { while let Some(Ok(_)) = socket.next().await {} };
            prop_assert!(timeout(DEADLINE, rest).await.is_ok(), "it hangs");
            Ok(())
        },
    );
    assert_eq!(folder.snapshot(), before);
    assert_eq!(served.desk().links.living(), links);
    goes_on(&folder, &served).await;
}

/// The same below: frames that are none.
#[tokio::test(flavor = "multi_thread")]
async fn frames_that_are_none_stop_nothing() {
    let (folder, served) = blog().await;
    let start = select(vec![
        0x81u8, 0x01, 0x00, 0x80, 0x82, 0x88, 0x89, 0x8a, 0x83, 0xff, 0xc1,
    ]);
    let length = select(vec![0x80u8, 0xfe, 0xff, 0x00, 0x7f, 0x85, 0xfd]);
    let frames = vec((start, length, vec(any::<u8>(), 0..40)), 1..6);
    let ways = select(ways(&served).await);
    holds(300, &(ways, frames), async |(way, frames)| {
        let (stream, _) = way.upgrade(&format!("{}{LIVE}", way.link)).await;
        let Some(mut stream) = stream else {
            return Ok(());
        };
        for (start, length, rest) in frames {
            let frame = [&[start, length], &rest[..]].concat();
            if stream.write_all(&frame).await.is_err() {
                break;
            }
        }
        Ok(())
    });
    goes_on(&folder, &served).await;
    // Too long a message is the end of its own socket alone.
    let mut stays = served.tab("/posts/a").await;
    let talks = Tab::open(served.port, "/posts/a").await;
    talks.say(&json!({ "type": "list", "filter": "x".repeat(1 << 20), "count": 1 }));
    let mut talks = talks;
    talks
        .eventually("it is hung up on", |shown| shown.closed)
        .await;
    folder.save("posts/a.md", post("A", "Words after that."));
    stays.shows("Words after that.").await;
}

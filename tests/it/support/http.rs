//! Requests byte by byte, so that they can also be wrong.

use std::fmt::Write;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio::time::timeout;

use super::DEADLINE;

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// 200 and so on.
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// As it came.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The value of an attribute, where it first stands.
    pub(crate) fn attribute(&self, name: &str) -> String {
        let text = self.text();
        let (_, rest) = text
            .split_once(&format!("{name}=\""))
            .expect("the attribute is there");
        rest.split_once('"').expect("the value ends").0.to_owned()
    }
}

/// GETs a path as the author's browser would. `path` goes out as it is.
pub(crate) async fn get(port: u16, path: &str) -> Answer {
    ask(
        port,
        "GET",
        path,
        &[("Host", &format!("localhost:{port}"))],
        "",
    )
    .await
}

/// Sends a request with exactly these headers and returns the answer.
pub(crate) async fn ask(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    ask_at(("127.0.0.1", port), method, path, headers, body).await
}

/// The same at another address.
pub(crate) async fn ask_at(
    address: impl ToSocketAddrs,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").expect("writing to memory does not fail");
    }
    if !body.is_empty() {
        write!(request, "Content-Length: {}\r\n", body.len()).expect("as above");
    }
    request.push_str("\r\n");
    request.push_str(body);
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.expect("somebody listens");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("the request is taken");
        let mut bytes = Vec::new();
        // A reset after the answer is a server's way of hanging up on a bad request.
        while !is_whole(&bytes, method)
            && stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0)
        {}
        bytes
    };
    parse(&timeout(DEADLINE, exchange).await.expect("the answer comes"))
}

/// Whether the announced length has come. Chromedriver does not hang up when asked to.
fn is_whole(bytes: &[u8], method: &str) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    method == "HEAD" || length.is_some_and(|length: usize| bytes.len() - (end + 4) >= length)
}

/// An answer from its bytes.
pub(super) fn parse(bytes: &[u8]) -> Answer {
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .expect("the headers end");
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
    let body = &bytes[end + 4..];
    Answer {
        status: status.expect("the first line has a status"),
        headers,
        body: if chunked {
            join_chunks(body)
        } else {
            body.to_vec()
        },
    }
}

fn join_chunks(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..end]).expect("a length is text");
        let length = usize::from_str_radix(length, 16).expect("a length is a number");
        body.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 4 + length..];
    }
    body
}

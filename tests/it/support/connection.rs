//! A connection that stays open, for requests by the thousand, of any bytes.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::DEADLINE;
use super::http::{self, Answer};

/// A connection to a server on this machine; opened again when the server has hung up.
pub(crate) struct Connection {
    port: u16,
    stream: Option<TcpStream>,
}

impl Connection {
    /// To the server at this port.
    pub(crate) fn to(port: u16) -> Self {
        Self { port, stream: None }
    }

    /// GETs a path of any bytes, as the author's browser would name the server.
    pub(crate) async fn get(&mut self, path: &[u8]) -> Option<Answer> {
        let host = format!("localhost:{}", self.port);
        let rest = format!(" HTTP/1.1\r\nHost: {host}\r\n\r\n");
        self.send(&[b"GET ", path, rest.as_bytes()].concat()).await
    }

    /// Sends bytes as they are. `None` when the server hangs up without an answer.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Option<Answer> {
        let exchange = timeout(DEADLINE, self.exchange(request)).await;
        let bytes = exchange.unwrap_or_else(|_| {
            panic!("no answer to {:?}", String::from_utf8_lossy(request));
        });
        if bytes.is_empty() {
            self.stream = None;
            return None;
        }
        let answer = http::parse(&bytes);
        if answer.header("connection") == Some("close") {
            self.stream = None;
        }
        Some(answer)
    }

    /// Asks for a socket with these header lines besides those that open it; what to talk through
    /// when the server opens it, and its answer.
    pub(crate) async fn upgrade(mut self, path: &str, lines: &str) -> (Option<TcpStream>, Answer) {
        let request = format!(
            "GET {path} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
        );
        let answer = self.send(request.as_bytes()).await.expect("an answer");
        (self.stream.filter(|_| answer.status == 101), answer)
    }

    /// Everything that comes as one answer; nothing when the other end hung up before.
    async fn exchange(&mut self, request: &[u8]) -> Vec<u8> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(("127.0.0.1", self.port)).await;
            self.stream = Some(stream.expect("somebody listens"));
        }
        let stream = self.stream.as_mut().expect("just opened");
        let mut bytes = Vec::new();
        // Some requests are refused before all of them was taken.
        let _ = stream.write_all(request).await;
        let is_head = request.starts_with(b"HEAD ");
        while !is_whole(&bytes, is_head) {
            if !stream.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
                self.stream = None;
                break;
            }
        }
        bytes
    }
}

/// Whether a whole answer has come.
fn is_whole(bytes: &[u8], is_head: bool) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let body = &bytes[end + 4..];
    let has_no_body = [" 101 ", " 204 ", " 304 "].contains(&&head[8..13]);
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let is_chunked = head.contains("\r\ntransfer-encoding: chunked");
    is_head
        || has_no_body
        || length.is_some_and(|length: usize| body.len() >= length)
        || is_chunked && body.ends_with(b"0\r\n\r\n")
}

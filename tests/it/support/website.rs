//! Somebody else's website: the attacker's, or one that defends itself against nothing.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// A website that answers every request with one page, and remembers what it was asked.
/// It lives as long as the test.
pub(crate) struct Website {
    /// Where it listens, on 127.0.0.1.
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Website {
    /// A website whose every page this is.
    pub(crate) async fn with_page(page: &str) -> Self {
        Self::start(page, None).await
    }

    /// A website whose name leads to the server at this port as soon as its page `/attack` has been
    /// loaded, as that of an attacker does who rebinds it.
    pub(crate) async fn rebound_to(server: u16, page: &str) -> Self {
        Self::start(page, Some(server)).await
    }

    async fn start(page: &str, rebound_to: Option<u16>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("some port is free");
        let port = listener.local_addr().expect("it listens").port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let (heard, page) = (asked.clone(), Arc::<str>::from(page));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (heard, page) = (heard.clone(), page.clone());
                tokio::spawn(async move {
                    // Browsers open connections and leave them.
                    let _ = answer(stream, &page, &heard, rebound_to).await;
                });
            }
        });
        Self { port, asked }
    }

    /// The requests so far, headers and what came of their bodies with them.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics with it").clone()
    }

    /// The first request with this in its first line, once it has come.
    pub(crate) async fn request(&self, part: &str) -> String {
        let find = || {
            let first = |asked: &String| asked.lines().next().is_some_and(|it| it.contains(part));
            self.asked().into_iter().find(first)
        };
        super::eventually(&format!("{part} is asked for"), async || find().is_some()).await;
        find().expect("just found")
    }
}

async fn answer(
    mut browser: TcpStream,
    page: &str,
    heard: &Mutex<Vec<String>>,
    rebound_to: Option<u16>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        if browser.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    if let Some(server) = rebound_to.filter(|_| !request.starts_with(b"GET /attack ")) {
        let mut server = TcpStream::connect(("127.0.0.1", server)).await?;
        server.write_all(&request).await?;
        copy_bidirectional(&mut browser, &mut server).await?;
        return Ok(());
    }
    let text = String::from_utf8_lossy(&request).into_owned();
    heard.lock().expect("nobody panics with it").push(text);
    // It lets everybody do everything, so that only the other server's defence counts.
    let headers = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n\
         Cross-Origin-Resource-Policy: cross-origin\r\nConnection: close\r\n\r\n",
        page.len()
    );
    browser.write_all(headers.as_bytes()).await?;
    browser.write_all(page.as_bytes()).await?;
    browser.shutdown().await
}

//! A proxy such as stands before a server that others reach by another name.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// The name by which readers know the server.
pub(crate) const PUBLIC: &str = "drafts.example.net";

/// What a proxy does to a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Whose manner it is.
    pub(crate) name: &'static str,
    /// Whether the server's own address replaces the `Host` that the reader asked for.
    pub(crate) rewrites_host: bool,
    /// The headers that it adds.
    pub(crate) adds: &'static [(&'static str, &'static str)],
}

/// What they are known to do, imitated: none of them runs here. `Origin` goes through as it is everywhere.
pub(crate) const MANNERS: [Manner; 7] = [
    Manner {
        name: "cloudflared",
        rewrites_host: false,
        adds: &[
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Proto", "https"),
            ("Cf-Connecting-Ip", "203.0.113.7"),
            ("Cdn-Loop", "cloudflare"),
        ],
    },
    Manner {
        name: "ngrok",
        rewrites_host: false,
        adds: &[
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Host", PUBLIC),
            ("X-Forwarded-Proto", "https"),
        ],
    },
    Manner {
        name: "ngrok --host-header=rewrite",
        rewrites_host: true,
        adds: &[
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Host", PUBLIC),
            ("X-Forwarded-Proto", "https"),
        ],
    },
    Manner {
        name: "tailscale serve",
        rewrites_host: false,
        adds: &[
            ("X-Forwarded-For", "100.64.0.7"),
            ("X-Forwarded-Host", PUBLIC),
            ("X-Forwarded-Proto", "https"),
            ("Tailscale-User-Login", "reader@example.net"),
        ],
    },
    Manner {
        name: "Caddy",
        rewrites_host: false,
        adds: &[
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Host", PUBLIC),
            ("X-Forwarded-Proto", "https"),
            ("Via", "1.1 Caddy"),
        ],
    },
    Manner {
        name: "a proxy that follows RFC 7239",
        rewrites_host: true,
        adds: &[(
            "Forwarded",
            "for=203.0.113.7;host=drafts.example.net;proto=https",
        )],
    },
    Manner {
        name: "nginx without any headers set",
        rewrites_host: true,
        adds: &[],
    },
];

impl Manner {
    /// Whether a request that came this way can be told from one of the author's own browser.
    pub(crate) fn can_be_told(&self) -> bool {
        !self.rewrites_host || self.adds.iter().any(|(name, _)| name.contains("orwarded"))
    }

    /// The head of a request as it goes on to the server.
    fn rewrite(&self, head: &str, server: u16) -> String {
        let mut lines = head.trim_end().split("\r\n");
        let mut new = vec![lines.next().expect("a request has a line").to_owned()];
        let opens_a_socket = head.to_ascii_lowercase().contains("\r\nupgrade:");
        for line in lines {
            let name = line
                .split(':')
                .next()
                .expect("there is something before a colon");
            match name.to_ascii_lowercase().as_str() {
                "host" if self.rewrites_host => new.push(format!("Host: 127.0.0.1:{server}")),
                "connection" if !opens_a_socket => {}
                _ => new.push(line.to_owned()),
            }
        }
        if !opens_a_socket {
            // Only the first request of a connection is looked at.
            new.push("Connection: close".to_owned());
        }
        new.extend(
            self.adds
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
        );
        new.join("\r\n") + "\r\n\r\n"
    }
}

/// A running proxy. It ends with the test.
pub(crate) struct Proxy {
    /// Where it listens, on this machine.
    pub(crate) port: u16,
}

impl Proxy {
    /// Forwards to the server at this port.
    pub(crate) async fn to(server: u16, manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("some port is free");
        let port = listener.local_addr().expect("it listens").port();
        let manner = Arc::new(manner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(stream, server, manner.clone()));
            }
        });
        Self { port }
    }
}

async fn forward(mut reader: TcpStream, server: u16, manner: Arc<Manner>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match reader.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = manner.rewrite(&String::from_utf8_lossy(&head), server);
    let mut stream = TcpStream::connect(("127.0.0.1", server))
        .await
        .expect("the server listens");
    if stream.write_all(head.as_bytes()).await.is_ok() {
        // Either end may hang up as it likes.
        let _ = copy_bidirectional(&mut reader, &mut stream).await;
    }
}

//! What the tests stand on, and the bench that needs a browser. It includes this file by its path,
//! which is why each module here names its own.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/chromium.rs"]
mod chromium;
#[path = "support/connection.rs"]
mod connection;
#[path = "support/driver.rs"]
mod driver;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/http.rs"]
mod http;
#[path = "support/lan.rs"]
#[cfg(target_os = "linux")]
mod lan;
#[path = "support/network.rs"]
mod network;
#[path = "support/nginx.rs"]
mod nginx;
#[path = "support/program.rs"]
mod program;
#[path = "support/property.rs"]
mod property;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "support/random.rs"]
mod random;
#[path = "support/served.rs"]
mod served;
#[path = "support/tab.rs"]
mod tab;
#[path = "support/website.rs"]
mod website;
#[path = "support/tunnel.rs"]
#[cfg(unix)]
mod tunnel;

use std::process;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};

pub(crate) use browser::Browser;
pub(crate) use connection::Connection;
pub(crate) use folder::{Folder, post};
pub(crate) use http::{Answer, ask, ask_at, get};
#[cfg(target_os = "linux")]
pub(crate) use lan::Lan;
pub(crate) use network::Network;
pub(crate) use nginx::{Nginx, RECIPE};
pub(crate) use program::Program;
pub(crate) use property::holds;
pub(crate) use proxy::{MANNERS, PUBLIC, Proxy};
pub(crate) use random::Random;
pub(crate) use served::Served;
pub(crate) use tab::{Refused, Shown, Tab};
#[cfg(unix)]
pub(crate) use tunnel::Tunnel;
pub(crate) use website::Website;

/// How long anything is waited for: far longer than it may take, so that a slow machine fails no
/// test; how quick things are is for the benches to say.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);
/// How often a condition is looked at.
pub(crate) const AGAIN: Duration = Duration::from_millis(5);

/// Looks at `condition` until it holds; fails with `what` after [`DEADLINE`].
pub(crate) async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !condition().await {
        assert!(begun.elapsed() < DEADLINE, "waited in vain until {what}");
        tokio::time::sleep(AGAIN).await;
    }
}

/// A port that nobody listens on, and that no other test is told of. It lies below those that the
/// system gives to whoever asks for any, which would take it away again.
pub(crate) async fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let number =
            NEXT.fetch_add(1, Ordering::Relaxed) + u16::from(process::id().to_le_bytes()[0]) * 64;
        let port = 12_000 + number % 18_000;
        if TcpListener::bind(("127.0.0.1", port)).await.is_ok() {
            return port;
        }
    }
}

/// Waits until somebody listens on a port of this machine.
pub(crate) async fn listens(port: u16) {
    let what = format!("somebody listens on {port}");
    eventually(&what, async || {
        TcpStream::connect(("127.0.0.1", port)).await.is_ok()
    })
    .await;
}

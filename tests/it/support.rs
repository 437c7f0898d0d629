//! What the tests stand on, and the bench that needs a browser. It includes this file by its path,
//! which is why each module here names its own.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/connection.rs"]
mod connection;
#[path = "support/driver.rs"]
mod driver;
#[path = "support/folder.rs"]
mod folder;
#[path = "support/http.rs"]
mod http;
#[path = "support/network.rs"]
mod network;
#[path = "support/program.rs"]
mod program;
#[path = "support/property.rs"]
mod property;
#[path = "support/random.rs"]
mod random;
#[path = "support/served.rs"]
mod served;
#[path = "support/tab.rs"]
mod tab;
#[path = "support/website.rs"]
mod website;

use std::time::{Duration, Instant};

pub(crate) use browser::Browser;
pub(crate) use connection::Connection;
pub(crate) use folder::{Folder, post};
pub(crate) use http::{Answer, ask, get};
pub(crate) use network::Network;
pub(crate) use program::Program;
pub(crate) use property::holds;
pub(crate) use random::Random;
pub(crate) use served::Served;
pub(crate) use tab::{Refused, Shown, Tab};
pub(crate) use website::Website;

/// How long anything is waited for: far longer than it may take, so that a slow machine fails no
/// test; how quick things are is for the benches to say.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);
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

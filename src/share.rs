//! Links: who besides the author may read what, through which door, until when.
//!
//! A [`Link`] is a secret with a scope and an end. Links are kept in the user's state folder
//! ([`store`]), never in the blog. While the readers' door is open, every link that has not ended
//! opens something; while it is closed, they are paused.

pub mod address;
pub mod code;
pub mod link;
pub mod links;
pub mod store;
pub mod visitor;
pub mod words;

use std::path::Path;
use std::sync::Arc;

use store::Store;

pub use address::Address;
pub use code::Code;
pub use link::{Change, Life, Link, LinkId, Scope, Secret};
pub use links::{Admission, Links, Moves, Seat};
pub use visitor::{Role, Visitor};

/// The ports that a blog had last, the author's and the readers', if they are kept in this folder.
#[must_use]
pub fn last_ports(folder: Option<&Path>, root: &Path) -> (Option<u16>, Option<u16>) {
    let kept = folder.map(|folder| Store::new(folder, root).read());
    // What cannot be read is told when it is opened.
    let kept = kept.and_then(Result::ok).unwrap_or_default();
    (kept.port, kept.share_port)
}

/// What is shared at one moment, for the author's eyes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The readers' door; `None` while it is closed.
    pub door: Option<Door>,
    /// The links that have not ended, the newest first.
    pub links: Vec<Lent>,
}

/// The readers' door while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Its port.
    pub port: u16,
    /// The addresses at which it can be reached, the one to give away first. Never empty.
    pub addresses: Vec<Address>,
}

/// A link and who uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    /// The link.
    pub link: Arc<Link>,
    /// How many pages are open through it now.
    pub readers: usize,
    /// Whether anybody has come through it in this run.
    pub was_used: bool,
    /// Nobody has come through it in the first minute.
    pub lonely: bool,
}

impl Door {
    /// Whether other machines can reach it: not on loopback alone, for a tunnel or proxy.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        let mut addresses = self.addresses.iter();
        addresses.any(|address| address.kind != address::Kind::Loopback)
    }

    /// The whole address of a link, at the best address of this machine:
    /// `http://192.168.178.23:7879/~4f7K…/`.
    #[must_use]
    pub fn url(&self, link: &Link) -> String {
        let host = self
            .addresses
            .first()
            .map_or_else(|| "localhost".to_owned(), Address::host);
        self.url_at(&host, link)
    }

    /// The same at another host.
    #[must_use]
    pub fn url_at(&self, host: &str, link: &Link) -> String {
        format!("http://{host}:{}/{}", self.port, link.path())
    }
}

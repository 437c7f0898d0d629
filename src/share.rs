//! Links: who besides the author may read what, through which door, until when.
//!
//! A [`Link`] is a secret with a scope and an end. Links are kept in the user's state folder
//! ([`store`]), never in the blog. While the readers' door is open, every link that has not ended
//! opens something; while it is closed, they are paused.

pub mod address;
pub mod code;
pub mod link;
pub mod store;
pub mod visitor;

use std::sync::Arc;

pub use address::Address;
pub use code::Code;
pub use link::{Life, Link, LinkId, Scope, Secret};
pub use visitor::{Role, Visitor};

/// What is shared at one moment, for the author's eyes.
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug)]
pub struct Lent {
    /// The link.
    pub link: Arc<Link>,
    /// How many pages are open through it now.
    pub readers: usize,
    /// Whether anybody has come through it since the door was opened.
    pub was_used: bool,
}

impl Door {
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

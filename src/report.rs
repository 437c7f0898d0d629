//! What the program has to say to the terminal, as data. Only the binary prints.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::problem::Problem;
use crate::share::{Door, Link};
use crate::site::{Save, Site};

/// Something worth a line in the terminal.
#[derive(Clone, Debug)]
pub enum Report {
    /// Every post has been read.
    Indexed(Arc<Site>),
    /// A post was saved and its page changed.
    Saved {
        /// The post, relative to the blog.
        path: Arc<str>,
        /// How many blocks changed, came or went.
        blocks: usize,
        /// From the file event to the patched document, when a browser shows it.
        shown_ms: Option<f64>,
    },
    /// A post's file went.
    Gone {
        /// Its path before.
        from: Arc<str>,
        /// Its path now, if it was renamed.
        to: Option<Arc<str>>,
    },
    /// Many posts' files went at once.
    ManyGone {
        /// How many.
        count: usize,
    },
    /// The front matter or the file has a problem that it did not have before.
    Problem {
        /// What is wrong.
        problem: Problem,
        /// From which save the title and date are that the page shows.
        metadata_of: Save,
    },
    /// A post that had problems has none any more.
    Fine {
        /// The post, relative to the blog.
        path: Arc<str>,
    },
    /// Something is shared: the door was opened, a link was made, or the address is another now.
    Shared {
        /// The door, which is open.
        door: Door,
        /// The link that this is about.
        link: Arc<Link>,
        /// What it opens: a title, "all drafts".
        opens: String,
        /// Whether it is there after a restart.
        is_kept: bool,
        /// The other links that the open door makes good again, and what they open.
        resumed: Vec<(Arc<Link>, String)>,
    },
    /// Links of an earlier run wait for the door to be opened.
    Paused {
        /// Each with what it opens.
        links: Vec<(Arc<Link>, String)>,
    },
    /// Somebody has opened a link.
    Arrived {
        /// What it opens.
        opens: String,
        /// How many pages are open through it now.
        readers: usize,
    },
    /// Nobody has come through the door for a minute.
    NobodyCame {
        /// The door's port.
        port: u16,
    },
    /// A link has ended.
    Ended {
        /// What it opened.
        opens: String,
        /// Whether it was the last one, and the door is closed now.
        closed: bool,
    },
    /// Something of the environment that the author should know, once.
    Notice(String),
}

/// Where reports go. Nobody listening is no error.
#[derive(Clone, Debug)]
pub struct Reports(mpsc::UnboundedSender<Report>);

impl Reports {
    /// A sender, and the end at which the reports arrive.
    #[must_use]
    pub fn channel() -> (Self, mpsc::UnboundedReceiver<Report>) {
        let (tx, rx) = mpsc::unbounded_channel();
        (Self(tx), rx)
    }

    /// Hands a report over.
    pub fn send(&self, report: Report) {
        // An error means that the terminal is gone; the preview goes on without it.
        let _ = self.0.send(report);
    }
}

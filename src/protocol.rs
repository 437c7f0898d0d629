//! What the server and a browser say to each other over `/_/live`, as JSON text messages.
//!
//! A browser opens `/_/live?post=<url>&revision=<revision>&view=<view>`; the server answers with `hello` and,
//! when the page has moved on since, with a `patch` (it knows that revision) or a `whole` page.
//! From then on it sends one of these whenever what the browser shows is no longer the newest.

use serde::{Deserialize, Serialize};

use crate::diff::Patch;
use crate::page::{Page, Region};
use crate::problem::{Excerpt, Problem};
use crate::share::Role;

/// From the server to a browser.
#[derive(Clone, Debug, Serialize)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum ToBrowser<'a> {
    /// First message: which build of `blog-serve` this is. A page of another build reloads.
    Hello {
        /// Hash of the program's own assets and version.
        build: &'a str,
    },
    /// The page changed from a revision that the browser shows.
    Patch {
        /// What to do.
        #[serde(flatten)]
        patch: &'a Patch,
        /// Since the file event, in milliseconds, when a save caused it.
        #[serde(skip_serializing_if = "Option::is_none")]
        elapsed_ms: Option<f64>,
    },
    /// The whole page: the server does not know the revision that the browser shows. The browser
    /// keeps every child of the article that is equal.
    Whole {
        /// What the page is now.
        revision: String,
        /// The document's title.
        title: &'a str,
        /// All regions.
        regions: &'a [Region],
        /// The article's children, each with its `data-line`.
        blocks: Vec<String>,
    },
    /// What is wrong with the post, all of it; replaces what was sent before. For the author,
    /// on any device.
    Problems {
        /// Newest state; empty when all is well.
        problems: Vec<Shown<'a>>,
        /// Where the title and date that the page shows come from.
        metadata_of: SaveShown,
        /// Where the text that the page shows comes from.
        text_of: SaveShown,
    },
    /// What the author would want to know of the post before publishing it, all of it; replaces what
    /// was sent before. It follows a save and never holds one up. For the author, on any device.
    Checks {
        /// From the top of the file to the bottom.
        checks: Vec<Shown<'a>>,
    },
    /// How many words the post has more than when `blog-serve` was started; replaces what was sent
    /// before. For the author, on any device.
    Gain {
        /// Below zero when there are fewer.
        words: i64,
    },
    /// To a page of the author's that shows whichever post was saved last: that is another one now. The
    /// page asks for it when it likes ([`FromBrowser::Look`]).
    Latest {
        /// The permalink of the post that was saved last.
        url: &'a str,
    },
    /// The page is that of a post at another address than before, or of a post where there was
    /// none; it moves by `replaceState`.
    Moved {
        /// The new permalink, relative to the one before.
        address: String,
        /// The new permalink.
        url: &'a str,
    },
    /// The post's file is gone; the page keeps its text and says so. Another message follows when
    /// the file is back.
    Gone,
    /// What is shared, all of it; replaces what was sent before. Author only.
    Sharing {
        /// Whether the readers' door is open, so that the links open something.
        open: bool,
        /// The links that have not ended, the newest first.
        links: Vec<LinkShown>,
        /// How readers see the author called.
        author: &'a str,
        /// How long a new link lives unless another time is chosen: "7 days".
        life: String,
    },
    /// The link that the page came by has ended: its text goes, and the server hangs up.
    Ended,
    /// Answer to `ping`.
    Pong,
}

impl<'a> ToBrowser<'a> {
    /// The least that somebody must be for whom it is.
    #[must_use]
    pub fn least_role(&self) -> Role {
        match self {
            Self::Hello { .. }
            | Self::Patch { .. }
            | Self::Whole { .. }
            | Self::Moved { .. }
            | Self::Gone
            | Self::Ended
            | Self::Pong => Role::Reviewer,
            Self::Problems { .. }
            | Self::Checks { .. }
            | Self::Gain { .. }
            | Self::Latest { .. } => Role::OwnDevice,
            Self::Sharing { .. } => Role::Author,
        }
    }

    /// The whole of a page.
    #[must_use]
    pub fn whole(page: &'a Page) -> Self {
        let blocks = page.blocks.iter().map(|block| {
            let mut html = String::with_capacity(block.html.len() + 32);
            block.write_html(&mut html);
            html
        });
        Self::Whole {
            revision: page.revision.to_string(),
            title: &page.title,
            regions: &page.regions,
            blocks: blocks.collect(),
        }
    }
}

/// A message as it goes over the wire.
#[must_use]
pub(crate) fn json(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("messages have text keys and write to memory")
}

/// From which save of a post something is that the page shows: `{"save": "earlier", "at": "14:03"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "save", rename_all = "kebab-case")]
pub enum SaveShown {
    /// The newest.
    Newest,
    /// An earlier one.
    Earlier {
        /// When that was, for a reader: "14:03".
        at: String,
    },
    /// None that we saw.
    Never,
}

/// A link as the author's panel shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkShown {
    /// What `/_/share/{id}` takes.
    pub id: u32,
    /// What it opens: "posts", "drafts" or "own".
    pub scope: &'static str,
    /// The same in words: a title, "all drafts".
    pub opens: String,
    /// The permalink of its post, when it opens just one.
    pub post: Option<String>,
    /// The address to give away; `null` while the door is closed.
    pub url: Option<String>,
    /// What network is behind `url`: as in [`OtherUrl`].
    pub network: Option<String>,
    /// The same at other addresses of this machine.
    pub others: Vec<OtherUrl>,
    /// `url` as a code to scan.
    pub code: Option<CodeShown>,
    /// When it ends, in words: "in 7 days".
    pub ends: String,
    /// The author's sentence for those who read.
    pub line: Option<String>,
    /// How many pages are open through it now.
    pub readers: usize,
    /// Nobody has come through it for the first minute: time to say why that may be.
    pub lonely: bool,
}

/// A link at another address of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherUrl {
    /// The whole address.
    pub url: String,
    /// What network is behind it: "wlan0", "VPN (tun0)", "containers (docker0)", "this machine".
    pub network: String,
}

/// A code to scan, black on white: a square of `size` modules with its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeShown {
    /// Modules along a side.
    pub size: usize,
    /// The black ones, as the `d` of an SVG path in units of modules.
    pub path: String,
}

/// A problem with the lines around it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown<'a> {
    /// What is wrong.
    #[serde(flatten)]
    pub problem: &'a Problem,
    /// The text around it.
    pub excerpt: &'a Excerpt,
}

impl<'a> Shown<'a> {
    /// A problem as the strip shows it.
    #[must_use]
    pub fn new(problem: &'a Problem) -> Self {
        Self {
            problem,
            excerpt: &problem.excerpt,
        }
    }
}

/// From a browser to the server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FromBrowser {
    /// A revision is on the screen.
    Shown {
        /// Which.
        revision: String,
        /// From the message's arrival to the patched document, in milliseconds.
        ms: f64,
    },
    /// What of the index is wanted; the page becomes that.
    List {
        /// Words that title, tags or path must contain; empty for all.
        #[serde(default)]
        filter: String,
        /// How many posts at most.
        count: usize,
    },
    /// Another post is to be shown in the place of the one that is; answered by `moved` and
    /// `whole`.
    Look {
        /// Its permalink.
        post: String,
    },
    /// Are you there? Answered by `pong`.
    Ping,
}

impl FromBrowser {
    /// The least that somebody must be from whom it is heard.
    #[must_use]
    pub fn least_role(&self) -> Role {
        match self {
            // How long a save took to the author's own screen is said in the terminal.
            Self::Shown { .. } => Role::Author,
            Self::Look { .. } => Role::OwnDevice,
            Self::List { .. } | Self::Ping => Role::Reviewer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_has_the_least_role_that_it_is_for() {
        let sharing = ToBrowser::Sharing {
            open: false,
            links: Vec::new(),
            author: "A",
            life: "7 days".to_owned(),
        };
        let problems = ToBrowser::Problems {
            problems: Vec::new(),
            metadata_of: SaveShown::Newest,
            text_of: SaveShown::Newest,
        };
        assert_eq!(sharing.least_role(), Role::Author);
        assert_eq!(problems.least_role(), Role::OwnDevice);
        assert_eq!(ToBrowser::Gone.least_role(), Role::Reviewer);
        let heard = |text: &str| {
            serde_json::from_str::<FromBrowser>(text)
                .unwrap()
                .least_role()
        };
        assert_eq!(
            heard(r#"{"type":"shown","revision":"0","ms":1}"#),
            Role::Author
        );
        assert_eq!(heard(r#"{"type":"ping"}"#), Role::Reviewer);
    }
}

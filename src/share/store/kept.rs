//! What is kept of one blog.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::share::{Link, LinkId, Secret};

/// For so long a link that has ended is told from a wrong one.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What is kept of one blog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How the file is to be read.
    pub(super) version: u32,
    /// The blog, for people who look into the file.
    #[serde(default)]
    pub root: String,
    /// The last port of the author's door.
    #[serde(default)]
    pub port: Option<u16>,
    /// The last port of the readers' door.
    #[serde(default)]
    pub share_port: Option<u16>,
    /// The links that had not ended when this was written.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Hashes of the bytes of posts that links name, by path, as they were when last known: a post
    /// that got another name while no server ran is known by them.
    #[serde(default)]
    pub contents: BTreeMap<Arc<str>, u64>,
    /// Those that have, for 90 days.
    #[serde(default)]
    pub ended: Vec<Ended>,
    /// A number that no link has had.
    #[serde(default)]
    pub next: LinkId,
}

/// A link that opens nothing any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// What stood in its address.
    pub secret: Secret,
    /// When it ended.
    pub ended: Timestamp,
}

impl Kept {
    /// A number for a new link, which no link of the blog has had.
    #[must_use = "the number is used up"]
    pub fn take_id(&mut self) -> LinkId {
        let used = self.links.iter().map(|link| link.id.saturating_add(1));
        let id = used.fold(self.next, LinkId::max);
        self.next = id.saturating_add(1);
        id
    }

    /// Ends a link; the one that ended, if there was one.
    pub fn end(&mut self, id: LinkId, now: Timestamp) -> Option<Link> {
        let index = self.links.iter().position(|link| link.id == id)?;
        let link = self.links.remove(index);
        self.ended.push(Ended {
            secret: link.secret.clone(),
            // It may have ended by itself before.
            ended: now.min(link.ends),
        });
        Some(link)
    }

    /// Ends the links whose time is up, and forgets those that ended long ago.
    pub(super) fn tidy(&mut self, now: Timestamp) {
        let links = self.links.iter().filter(|link| link.has_ended(now));
        let over: Vec<LinkId> = links.map(|link| link.id).collect();
        for id in over {
            self.end(id, now);
        }
        self.ended
            .retain(|ended| now.duration_since(ended.ended) < REMEMBERED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::Scope;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn link(id: LinkId, ends: &str) -> Link {
        Link {
            id,
            secret: Secret::random(),
            scope: Scope::Drafts,
            made: at("2026-01-01T00:00:00Z"),
            ends: at(ends),
            line: None,
        }
    }

    #[test]
    fn a_link_whose_time_is_up_has_ended_when_it_was_to_end() {
        let (over, open) = (
            link(1, "2026-01-08T00:00:00Z"),
            link(2, "2026-01-08T00:00:01Z"),
        );
        let mut kept = Kept {
            links: vec![over.clone(), open.clone()],
            ..Kept::default()
        };
        kept.tidy(at("2026-01-08T00:00:00Z"));
        assert_eq!(kept.links, std::slice::from_ref(&open));
        let ended = |link: Link| Ended {
            secret: link.secret,
            ended: link.ends,
        };
        assert_eq!(kept.ended, [ended(over.clone())]);
        kept.tidy(at("2026-02-08T00:00:00Z"));
        assert_eq!(kept.ended, [ended(over), ended(open)]);
    }

    #[test]
    fn an_ended_link_is_remembered_for_90_days() {
        let check = |now: &str, expected: usize| {
            let mut kept = Kept {
                links: vec![link(1, "2026-01-08T00:00:00Z")],
                ..Kept::default()
            };
            assert!(kept.end(1, at("2026-01-02T00:00:00Z")).is_some());
            kept.tidy(at(now));
            assert_eq!(kept.ended.len(), expected, "{now}");
        };
        check("2025-12-01T00:00:00Z", 1);
        check("2026-01-02T00:00:00Z", 1);
        check("2026-04-01T23:59:59Z", 1);
        check("2026-04-02T00:00:00Z", 0);
    }

    #[test]
    fn ending_what_is_not_there_changes_nothing() {
        let mut kept = Kept::default();
        assert_eq!(kept.end(3, Timestamp::now()), None);
        assert_eq!(kept, Kept::default());
    }

    #[test]
    fn no_two_links_have_one_number() {
        let mut kept = Kept::default();
        assert_eq!(kept.take_id(), 0);
        assert_eq!(kept.take_id(), 1);
        kept.links.push(link(7, "2026-01-08T00:00:00Z"));
        assert_eq!(kept.take_id(), 8);
        kept.end(7, Timestamp::now());
        assert_eq!(kept.take_id(), 9);
    }

    #[test]
    fn secrets_are_not_in_what_is_logged() {
        let mut kept = Kept {
            links: vec![
                link(1, "2026-01-08T00:00:00Z"),
                link(2, "2026-01-08T00:00:00Z"),
            ],
            ..Kept::default()
        };
        kept.end(2, Timestamp::now());
        let logged = format!("{kept:?}");
        let written = serde_json::to_value(&kept).unwrap();
        for secret in [&written["links"][0], &written["ended"][0]] {
            let secret = secret["secret"].as_str().unwrap();
            assert_eq!(secret.len(), 22);
            assert!(!logged.contains(secret), "{logged}");
        }
    }
}

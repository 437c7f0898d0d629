//! What could not be written, and holds all the same.

use crate::share::store::{Ended, Kept};
use crate::share::{Link, LinkId};

/// By how much at most the number of a link made here alone goes beyond the blog's next one.
const STRIDE: LinkId = 1 << 20;

/// The changes of this run that the file does not hold. They are made again to whatever is read
/// from it.
#[derive(Debug, Default)]
pub(super) struct Unkept {
    /// New and changed links, as they are now.
    links: Vec<Link>,
    ended: Vec<Ended>,
    port: Option<u16>,
    share_port: Option<u16>,
    next: LinkId,
}

impl Unkept {
    pub(super) fn is_empty(&self) -> bool {
        let Self { links, ended, .. } = self;
        links.is_empty() && ended.is_empty() && self.port.is_none() && self.share_port.is_none()
    }

    /// Whether it holds a link, new or changed.
    pub(super) fn has(&self, id: LinkId) -> bool {
        self.links.iter().any(|link| link.id == id)
    }

    /// Makes a change to what is known here alone, and remembers it.
    pub(super) fn make<T>(&mut self, kept: &mut Kept, change: impl FnOnce(&mut Kept) -> T) -> T {
        let before = kept.clone();
        // Another process that makes a link meanwhile must not give it the same number: an open
        // page of the one would pass for a page of the other. A random step is no promise of that,
        // but both would have to fail to be kept, or the other to make some hundred thousand links.
        kept.next = kept.next.saturating_add(random() % STRIDE);
        let value = change(kept);
        self.remember(&before, kept);
        if !kept.links.iter().any(|link| is_new(&before, link)) {
            kept.next = before.next;
        }
        value
    }

    /// Makes the remembered changes to what the file holds. A link that somebody else ended stays
    /// ended.
    pub(super) fn apply(&self, kept: &mut Kept) {
        for link in &self.links {
            if kept.ended.iter().any(|ended| ended.secret == link.secret) {
                continue;
            }
            let same = |known: &&mut Link| known.secret == link.secret;
            match kept.links.iter_mut().find(same) {
                Some(known) => known.clone_from(link),
                None => kept.links.push(link.clone()),
            }
        }
        for ended in &self.ended {
            kept.links.retain(|link| link.secret != ended.secret);
            if !kept.ended.iter().any(|other| other.secret == ended.secret) {
                kept.ended.push(ended.clone());
            }
        }
        kept.port = self.port.or(kept.port);
        kept.share_port = self.share_port.or(kept.share_port);
        kept.next = self.next.max(kept.next);
    }

    fn remember(&mut self, before: &Kept, after: &Kept) {
        for link in &after.links {
            if !before.links.contains(link) {
                self.links.retain(|known| known.secret != link.secret);
                self.links.push(link.clone());
            }
            if is_new(before, link) {
                self.next = self.next.max(after.next);
            }
        }
        for ended in &after.ended {
            if !before.ended.contains(ended) {
                self.links.retain(|link| link.secret != ended.secret);
                self.ended.push(ended.clone());
            }
        }
        if after.port != before.port {
            self.port = after.port;
        }
        if after.share_port != before.share_port {
            self.share_port = after.share_port;
        }
    }
}

fn is_new(before: &Kept, link: &Link) -> bool {
    !before.links.iter().any(|known| known.secret == link.secret)
}

fn random() -> LinkId {
    // Without randomness there is no new link either, which is what this number is for.
    getrandom::u32().unwrap_or_default()
}

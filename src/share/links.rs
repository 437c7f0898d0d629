//! The blog's links: those that open something, those that have ended, and who is reading.

mod followed;
mod keeping;
mod moved;
mod unkept;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::link::{Change, Life, Link, LinkId, Scope};
use super::store::{self, Kept, Store};
use super::{Lent, Secret};
use followed::Followed;
use unkept::Unkept;
pub use usage::Seat;
use usage::Use;

/// All links of a blog. What changes is kept in the state folder at once; where it cannot be, it
/// holds until the program ends, and is kept as soon as it can be.
///
/// Changing them waits for the disk and for other processes. Nothing else does.
#[derive(Debug)]
pub struct Links {
    store: Option<Store>,
    /// Locked by whoever changes or reads what is kept, for as long as that takes, and before
    /// `held`: what is read earlier is never taken in later.
    unkept: Mutex<Unkept>,
    /// Locked for moments: every request of a reader looks into it.
    held: Mutex<Held>,
    stirred: Notify,
}

#[derive(Debug, Default)]
struct Held {
    kept: Kept,
    stamp: store::Stamp,
    /// The links that open something, as far as anybody has been told otherwise.
    known: Vec<Arc<Link>>,
    /// The links that were ended here, also before what is kept says so.
    over: BTreeSet<LinkId>,
    /// The links that followed their posts, before what is kept says so.
    followed: Followed,
    /// What was renamed since a change began that is being kept just now.
    missed: Option<Vec<Moves>>,
    /// What the author should know of the file, and has not been told.
    notices: Vec<String>,
    use_of: BTreeMap<LinkId, Use>,
}

/// New paths of posts by their old ones.
pub type Moves = BTreeMap<Arc<str>, Arc<str>>;

/// What the secret in an address is.
#[derive(Clone, Debug)]
pub enum Admission {
    /// A link that opens something.
    Link(Arc<Link>),
    /// A link that has ended.
    Ended,
    /// Nothing that this blog ever gave away.
    Unknown,
}

impl Links {
    /// The links that are kept in `store`, and what went wrong with reading them.
    #[must_use]
    pub fn new(store: Option<Store>) -> (Self, Option<String>) {
        let mut held = Held::default();
        let mut notice = None;
        if let Some(store) = &store {
            match keeping::begin(store) {
                Ok(updated) => {
                    (held.kept, held.stamp) = (updated.kept, updated.stamp);
                    notice = updated.notice;
                }
                Err(error) => {
                    notice = Some(format!(
                        "{error}; until that is mended, earlier links open nothing, and new ones \
                         last only as long as blog-serve runs"
                    ));
                }
            }
        }
        held.meet();
        let links = Self {
            store,
            unkept: Mutex::default(),
            held: Mutex::new(held),
            stirred: Notify::new(),
        };
        (links, notice)
    }

    /// The ports that the blog had last: the author's door's and the readers'.
    #[must_use]
    pub fn ports(&self) -> (Option<u16>, Option<u16>) {
        let held = self.lock();
        (held.kept.port, held.kept.share_port)
    }

    /// The links that have not ended, the newest first.
    #[must_use]
    pub fn living(&self) -> Vec<Arc<Link>> {
        let mut living = self.lock().living();
        living.reverse();
        living
    }

    /// The links that have not ended, the newest first, and how they are used.
    #[must_use]
    pub fn lent(&self) -> Vec<Lent> {
        let held = self.lock();
        let living = held.living().into_iter().rev();
        let lent = living.map(|link| {
            let used = held.use_of.get(&link.id);
            Lent {
                readers: used.map_or(0, Use::readers),
                was_used: used.is_some_and(Use::was_used),
                lonely: used.is_some_and(Use::is_lonely),
                link,
            }
        });
        lent.collect()
    }

    /// The link of this scope: the one that there is, or a new one.
    ///
    /// # Errors
    ///
    /// When it could not be kept; it holds all the same, until the program ends.
    pub fn lend(&self, scope: &Scope, change: &Change) -> (Arc<Link>, Result<(), store::Error>) {
        let secret = Secret::random();
        self.update(|kept| {
            let now = Timestamp::now();
            let known = kept
                .links
                .iter_mut()
                .find(|link| link.scope == *scope && !link.has_ended(now));
            if let Some(link) = known {
                change.apply(link, now);
                return Arc::new(link.clone());
            }
            let mut link = Link {
                id: kept.take_id(),
                secret: secret.clone(),
                scope: scope.clone(),
                made: now,
                ends: Life::default().from(now),
                line: None,
            };
            change.apply(&mut link, now);
            kept.links.push(link.clone());
            Arc::new(link)
        })
    }

    /// Changes a link; nothing if there is none.
    ///
    /// # Errors
    ///
    /// When it could not be kept.
    pub fn change(
        &self,
        id: LinkId,
        change: &Change,
    ) -> (Option<Arc<Link>>, Result<(), store::Error>) {
        self.update(|kept| {
            let link = kept.links.iter_mut().find(|link| link.id == id)?;
            change.apply(link, Timestamp::now());
            Some(Arc::new(link.clone()))
        })
    }

    /// Ends links, and tells the pages that are open through them. Gives back what has ended since
    /// this or [`Links::refresh`] was last asked.
    ///
    /// # Errors
    ///
    /// When that could not be kept: they would be back after a restart.
    pub fn end(&self, meant: impl Fn(&Link) -> bool) -> (Vec<Arc<Link>>, Result<(), store::Error>) {
        // At once for whoever reads, however long the disk takes, or another process.
        let (over, mut ended) = {
            let mut held = self.lock();
            let links = held.kept.links.iter().filter(|link| meant(link));
            let over: Vec<_> = links.map(|link| link.id).collect();
            held.over.extend(&over);
            (over, held.part_with())
        };
        let ((), kept) = self.update(|kept| {
            for id in &over {
                kept.end(*id, Timestamp::now());
            }
        });
        ended.extend(self.lock().part_with());
        (ended, kept)
    }

    /// Takes in what other processes have changed, and tells the pages whose link has ended by
    /// that or by the clock. Keeps what could not be kept before, if that is mended. Gives back
    /// what has ended since this was last asked.
    pub fn refresh(&self) -> Vec<Arc<Link>> {
        let mut ended = self.lock().part_with();
        // While a change is being made there is nothing to look for: it takes in the same.
        if let Some(store) = &self.store
            && let Some(mut unkept) = self.try_unkept()
        {
            self.look_into(store, &mut unkept);
        }
        ended.extend(self.lock().part_with());
        ended
    }

    /// Whether a link is there after a restart. Waits for the disk.
    #[must_use]
    pub fn is_kept(&self, id: LinkId) -> bool {
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        self.store.is_some() && !unkept.has(id)
    }

    /// The link with this number, if it has not ended.
    #[must_use]
    pub fn living_by(&self, id: LinkId) -> Option<Arc<Link>> {
        let held = self.lock();
        held.known.iter().find(|link| link.id == id).cloned()
    }

    /// What the secret in an address is. Takes as long for every guess.
    #[must_use]
    pub fn admit(&self, given: &str) -> Admission {
        let now = Timestamp::now();
        let mut held = self.lock();
        let mut found = Admission::Unknown;
        for ended in &held.kept.ended {
            if ended.secret.is(given) {
                found = Admission::Ended;
            }
        }
        for link in &held.kept.links {
            if link.secret.is(given) {
                found = if held.is_over(link, now) {
                    Admission::Ended
                } else {
                    Admission::Link(Arc::new(link.clone()))
                };
            }
        }
        if let Admission::Link(link) = &found {
            // Also a page that opens no socket shows that the network lets readers through.
            held.use_of.entry(link.id).or_default().reach();
        }
        found
    }

    /// Waits until somebody has come or gone.
    pub async fn stirred(&self) {
        self.stirred.notified().await;
    }

    /// A place for a page that is open through a link; none when it has ended, or too many are.
    #[must_use]
    pub fn enter(self: &Arc<Self>, link: &Link) -> Option<Seat> {
        let mut held = self.lock();
        if !held.known.iter().any(|known| known.id == link.id) {
            return None;
        }
        let ended = held.use_of.entry(link.id).or_default().enter()?;
        self.stirred.notify_one();
        Some(Seat::new(self.clone(), link.id, ended))
    }

    /// Remembers that a post was opened through a link.
    pub fn note_opened(&self, id: LinkId, path: &Arc<str>) {
        self.lock().use_of.entry(id).or_default().note_opened(path);
    }

    /// The posts that were opened through a link, the last ones first.
    #[must_use]
    pub fn opened(&self, id: LinkId) -> Vec<Arc<str>> {
        let held = self.lock();
        let used = held.use_of.get(&id);
        used.map_or_else(Vec::new, Use::opened)
    }

    /// Says that a link has been given away: whether anybody comes is a question from now on.
    pub fn give_away(&self, id: LinkId) {
        self.lock().use_of.entry(id).or_default().give_away();
    }

    /// What the author should know and has not been told.
    #[must_use]
    pub fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().notices)
    }

    /// Keeps the ports, so that yesterday's addresses are right today.
    ///
    /// # Errors
    ///
    /// When they could not be kept.
    pub fn keep_ports(
        &self,
        port: Option<u16>,
        share_port: Option<u16>,
    ) -> Result<(), store::Error> {
        let is_known = {
            let held = self.lock();
            (port.is_none() || held.kept.port == port)
                && (share_port.is_none() || held.kept.share_port == share_port)
        };
        if is_known {
            return Ok(());
        }
        let ((), kept) = self.update(|kept| {
            kept.port = port.or(kept.port);
            kept.share_port = share_port.or(kept.share_port);
        });
        kept
    }

    /// A page is not open any more.
    fn leave(&self, id: LinkId) {
        if let Some(used) = self.lock().use_of.get_mut(&id) {
            used.leave();
        }
        self.stirred.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // A panic while it was locked leaves at worst a count that is one too high.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn take_in(&mut self, kept: Kept, stamp: store::Stamp) {
        (self.kept, self.stamp) = (kept, stamp);
        self.followed.apply(&mut self.kept);
        self.meet();
    }

    /// The links that open something now, the oldest first.
    fn living(&self) -> Vec<Arc<Link>> {
        let now = Timestamp::now();
        let living = self
            .kept
            .links
            .iter()
            .filter(|link| !self.is_over(link, now));
        living.cloned().map(Arc::new).collect()
    }

    fn is_over(&self, link: &Link, now: Timestamp) -> bool {
        link.has_ended(now) || self.over.contains(&link.id)
    }

    /// Takes note of new and changed links.
    fn meet(&mut self) {
        for link in self.living() {
            match self.known.iter_mut().find(|known| known.id == link.id) {
                Some(known) => *known = link,
                None => self.known.push(link),
            }
        }
    }

    /// Takes note of links that have ended, and tells their pages.
    fn part_with(&mut self) -> Vec<Arc<Link>> {
        let living = self.living();
        let lives = |link: &Arc<Link>| living.iter().any(|other| other.id == link.id);
        let (known, ended): (Vec<_>, _) = self.known.drain(..).partition(lives);
        self.known = known;
        for link in &ended {
            // Dropping it tells the pages.
            self.use_of.remove(&link.id);
        }
        ended
    }
}

#[cfg(test)]
mod tests;

//! The blog's links: those that open something, those that have ended, and who is reading.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use super::link::{Life, Link, LinkId, Scope};
use super::store::{self, Kept, Store};
use super::{Lent, Secret};

/// How many pages may be open through one link at the same time.
const READERS: usize = 2048;
/// How many posts a link of several remembers as opened: their pictures are served.
const OPENED: usize = 64;

/// After how long without anybody the author is told why that may be.
const LONELY: Duration = Duration::from_mins(1);

/// All links of a blog. What changes is kept in the state folder at once; where it cannot be, it
/// holds until the program ends.
#[derive(Debug)]
pub struct Links {
    store: Option<Store>,
    held: Mutex<Held>,
    stirred: Notify,
}

#[derive(Debug, Default)]
struct Held {
    kept: Kept,
    stamp: store::Stamp,
    use_of: BTreeMap<LinkId, Use>,
}

/// How a link is used now.
#[derive(Debug, Default)]
struct Use {
    readers: usize,
    was_used: bool,
    /// When it was given away, in this run.
    since: Option<Instant>,
    opened: VecDeque<Arc<str>>,
    ended: watch::Sender<bool>,
}

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

/// What a link becomes when the author changes it; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// From now on.
    pub life: Option<Life>,
    /// Empty for none.
    pub line: Option<String>,
}

/// A place at a link, as long as a page is open through it.
#[derive(Debug)]
pub struct Seat {
    links: Arc<Links>,
    id: LinkId,
    ended: watch::Receiver<bool>,
}

impl Links {
    /// The links that are kept in `store`, and what went wrong with reading them.
    #[must_use]
    pub fn new(store: Option<Store>) -> (Self, Option<String>) {
        let mut held = Held::default();
        let mut notice = None;
        if let Some(store) = &store {
            // Also moves away what has ended by now, and what cannot be read.
            match store.update(|_| ()) {
                Ok(updated) => {
                    (held.kept, held.stamp) = (updated.kept, updated.stamp);
                    notice = updated.notice;
                }
                Err(error) => notice = Some(error.to_string()),
            }
        }
        let links = Self {
            store,
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
        let now = Timestamp::now();
        let held = self.lock();
        let living = held.kept.links.iter().rev();
        living
            .filter(|link| !link.has_ended(now))
            .map(|link| Arc::new(link.clone()))
            .collect()
    }

    /// The links that have not ended, the newest first, and how they are used.
    #[must_use]
    pub fn lent(&self) -> Vec<Lent> {
        let living = self.living().into_iter();
        let held = self.lock();
        let lent = living.map(|link| {
            let used = held.use_of.get(&link.id);
            Lent {
                readers: used.map_or(0, |used| used.readers),
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

    /// Ends links, and tells the pages that are open through them.
    ///
    /// # Errors
    ///
    /// When that could not be kept: they would be back after a restart.
    pub fn end(&self, meant: impl Fn(&Link) -> bool) -> (Vec<Arc<Link>>, Result<(), store::Error>) {
        let (ended, kept) = self.update(|kept| {
            let now = Timestamp::now();
            let meant = kept.links.iter().filter(|link| meant(link));
            let meant: Vec<_> = meant.map(|link| link.id).collect();
            let ended = meant.into_iter().filter_map(|id| kept.end(id, now));
            ended.map(Arc::new).collect::<Vec<_>>()
        });
        self.tell_of_ends();
        (ended, kept)
    }

    /// Ends the links whose time is up, and those that another process has ended.
    pub fn refresh(&self) -> Vec<Arc<Link>> {
        let before = self.living_or_over();
        if let Some(store) = &self.store
            && store.stamp() != self.lock().stamp
        {
            let stamp = store.stamp();
            // What cannot be read now keeps what is known.
            if let Ok(kept) = store.read() {
                let mut held = self.lock();
                (held.kept, held.stamp) = (kept, stamp);
            }
        }
        let living = self.living();
        let is_over = |link: &Arc<Link>| !living.iter().any(|other| other.id == link.id);
        let over: Vec<_> = before.into_iter().filter(is_over).collect();
        if !over.is_empty() {
            // An error is one of the disk: their time is up all the same.
            let _ = self.end(|link| link.has_ended(Timestamp::now()));
        }
        over
    }

    /// What is in memory, ended by the clock or not.
    fn living_or_over(&self) -> Vec<Arc<Link>> {
        self.lock()
            .kept
            .links
            .iter()
            .cloned()
            .map(Arc::new)
            .collect()
    }

    /// When the next link ends by itself.
    #[must_use]
    pub fn next_end(&self) -> Option<Timestamp> {
        self.lock().kept.links.iter().map(|link| link.ends).min()
    }

    /// What the secret in an address is. Takes as long for every guess.
    #[must_use]
    pub fn admit(&self, given: &str) -> Admission {
        let now = Timestamp::now();
        let held = self.lock();
        let mut found = Admission::Unknown;
        for ended in &held.kept.ended {
            if ended.secret.is(given) {
                found = Admission::Ended;
            }
        }
        for link in &held.kept.links {
            if link.secret.is(given) {
                found = if link.has_ended(now) {
                    Admission::Ended
                } else {
                    Admission::Link(Arc::new(link.clone()))
                };
            }
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
        if !held.kept.links.iter().any(|known| known.id == link.id) {
            return None;
        }
        let used = held.use_of.entry(link.id).or_default();
        if used.readers >= READERS {
            return None;
        }
        used.readers += 1;
        used.was_used = true;
        self.stirred.notify_one();
        Some(Seat {
            links: self.clone(),
            id: link.id,
            ended: used.ended.subscribe(),
        })
    }

    /// Remembers that a post was opened through a link.
    pub fn note_opened(&self, id: LinkId, path: &Arc<str>) {
        let mut held = self.lock();
        let opened = &mut held.use_of.entry(id).or_default().opened;
        if !opened.contains(path) {
            opened.truncate(OPENED - 1);
            opened.push_front(path.clone());
        }
    }

    /// The posts that were opened through a link, the last ones first.
    #[must_use]
    pub fn opened(&self, id: LinkId) -> Vec<Arc<str>> {
        let held = self.lock();
        let used = held.use_of.get(&id);
        used.map_or_else(Vec::new, |used| used.opened.iter().cloned().collect())
    }

    /// Says that a link has been given away: whether anybody comes is a question from now on.
    pub fn give_away(&self, id: LinkId) {
        let mut held = self.lock();
        let used = held.use_of.entry(id).or_default();
        if used.since.is_none() {
            used.since = Some(Instant::now());
        }
    }

    /// Links of a post follow it to its new path. Whether any did.
    ///
    /// # Errors
    ///
    /// When that could not be kept.
    pub fn follow(&self, from: &str, to: &Arc<str>) -> (bool, Result<(), store::Error>) {
        let names = |link: &Link| matches!(&link.scope, Scope::Posts(paths) if paths.iter().any(|path| **path == *from));
        if !self.lock().kept.links.iter().any(names) {
            return (false, Ok(()));
        }
        self.update(|kept| {
            for link in &mut kept.links {
                if let Scope::Posts(paths) = &mut link.scope {
                    for path in paths.iter_mut().filter(|path| ***path == *from) {
                        *path = to.clone();
                    }
                }
            }
            true
        })
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

    /// Changes what is kept: in the state folder, with what other processes have put there, or,
    /// where that fails, in memory.
    fn update<T>(&self, mut change: impl FnMut(&mut Kept) -> T) -> (T, Result<(), store::Error>) {
        let mut held = self.lock();
        let Some(store) = &self.store else {
            return (change(&mut held.kept), Ok(()));
        };
        match store.update(&mut change) {
            Ok(updated) => {
                (held.kept, held.stamp) = (updated.kept, updated.stamp);
                (updated.value, Ok(()))
            }
            Err(error) => (change(&mut held.kept), Err(error)),
        }
    }

    fn tell_of_ends(&self) {
        let mut held = self.lock();
        let Held { kept, use_of, .. } = &mut *held;
        use_of.retain(|id, used| {
            let lives = kept.links.iter().any(|link| link.id == *id);
            if !lives {
                used.ended.send_replace(true);
            }
            lives
        });
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // A panic while it was locked leaves at worst a count that is one too high.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Use {
    /// Whether somebody should have come by now.
    fn is_lonely(&self) -> bool {
        !self.was_used && self.since.is_some_and(|since| since.elapsed() >= LONELY)
    }
}

impl Change {
    fn apply(&self, link: &mut Link, now: Timestamp) {
        if let Some(life) = self.life {
            link.ends = life.from(now);
        }
        if let Some(sentence) = &self.line {
            let sentence = sentence.trim();
            link.line = (!sentence.is_empty()).then(|| sentence.to_owned());
        }
    }
}

impl Seat {
    /// Waits until the link ends.
    pub async fn ended(&mut self) {
        // An error means that the link's use is not counted any more, which is its end.
        let _ = self.ended.wait_for(|ended| *ended).await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(used) = self.links.lock().use_of.get_mut(&self.id) {
            used.readers -= 1;
        }
        self.links.stirred.notify_one();
    }
}

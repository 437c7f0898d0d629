//! The connections at the readers' door, bounded: who comes with a link is let in, and strangers
//! who say nothing make room for whoever comes next.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::share::LinkId;

/// How many connections may be open that have not asked for anything with a good link. Behind
/// them waits whoever wants to slow us down; browsers ask in the moment in which they connect.
const STRANGERS: usize = 256;

/// All connections at the readers' door.
#[derive(Debug)]
pub(super) struct Connections {
    most: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    next: u64,
    strangers: BTreeMap<u64, Arc<Notify>>,
    guests: BTreeMap<u64, LinkId>,
    of_link: BTreeMap<LinkId, usize>,
}

/// One connection's place, as long as it lives.
#[derive(Debug)]
pub(super) struct Connection {
    connections: Arc<Connections>,
    number: u64,
    leave: Arc<Notify>,
}

impl Connections {
    /// Nobody yet; at most so many connections.
    pub(super) fn new(most: usize) -> Arc<Self> {
        let inside = Mutex::default();
        Arc::new(Self { most, inside })
    }

    /// A place for a new connection; none when too many have come by links. The stranger who has
    /// been there longest gives way.
    pub(super) fn enter(self: &Arc<Self>) -> Option<Connection> {
        let mut inside = self.lock();
        let all = inside.strangers.len() + inside.guests.len();
        if inside.strangers.len() >= STRANGERS || all >= self.most {
            let (_, leave) = inside.strangers.pop_first()?;
            leave.notify_one();
        }
        let (number, leave) = (inside.next, Arc::new(Notify::new()));
        inside.next += 1;
        inside.strangers.insert(number, leave.clone());
        let connections = self.clone();
        Some(Connection {
            connections,
            number,
            leave,
        })
    }

    /// How many connections one link may have: it leaves some to the others.
    fn most_of_a_link(&self) -> usize {
        self.most - self.most / 4
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        // Numbers and counts: a panic leaves none of them half written.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// The connection has asked for something with a good link. `false` when that link has too
    /// many connections.
    pub(super) fn came_by(&self, link: LinkId) -> bool {
        let most = self.connections.most_of_a_link();
        let mut inside = self.connections.lock();
        if inside.guests.contains_key(&self.number) {
            return true;
        }
        let count = inside.of_link.entry(link).or_default();
        if *count >= most {
            return false;
        }
        *count += 1;
        inside.strangers.remove(&self.number);
        inside.guests.insert(self.number, link);
        true
    }

    /// Waits until the place is needed by somebody else.
    pub(super) async fn needed(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut inside = self.connections.lock();
        inside.strangers.remove(&self.number);
        if let Some(link) = inside.guests.remove(&self.number)
            && let Some(count) = inside.of_link.get_mut(&link)
        {
            *count -= 1;
            if *count == 0 {
                inside.of_link.remove(&link);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn is_told_to_leave(place: &Connection) -> bool {
        tokio::select! {
            biased;
            () = place.needed() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn the_oldest_stranger_gives_way() {
        let connections = Connections::new(10_000);
        let places: Vec<_> = (0..=STRANGERS)
            .map(|_| connections.enter().unwrap())
            .collect();
        assert!(is_told_to_leave(&places[0]).await);
        assert!(!is_told_to_leave(&places[1]).await);
        assert!(!is_told_to_leave(&places[STRANGERS]).await);
    }

    #[tokio::test]
    async fn who_comes_by_a_link_stays() {
        let connections = Connections::new(10_000);
        let guest = connections.enter().unwrap();
        assert!(guest.came_by(1));
        let strangers: Vec<_> = (0..2 * STRANGERS)
            .map(|_| connections.enter().unwrap())
            .collect();
        assert!(!is_told_to_leave(&guest).await);
        assert!(is_told_to_leave(&strangers[0]).await);
    }

    #[test]
    fn a_link_leaves_places_to_the_others() {
        let connections = Connections::new(8);
        let of_one: Vec<_> = (0..6).map(|_| connections.enter().unwrap()).collect();
        assert!(of_one.iter().all(|place| place.came_by(1)));
        let more = connections.enter().unwrap();
        assert!(!more.came_by(1));
        assert!(more.came_by(2));
        drop(of_one);
        let again = connections.enter().unwrap();
        assert!(again.came_by(1));
    }

    #[test]
    fn where_only_guests_are_nobody_else_comes_in() {
        let connections = Connections::new(4);
        let guests: Vec<_> = (0..4).map(|_| connections.enter().unwrap()).collect();
        for (place, link) in guests.iter().zip([1, 1, 1, 2]) {
            assert!(place.came_by(link));
        }
        assert!(connections.enter().is_none());
        drop(guests);
        assert!(connections.enter().is_some());
    }
}

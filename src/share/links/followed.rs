//! Links whose posts were renamed, until that is kept.

use super::{Held, Links, Moves};
use crate::share::store::{self, Kept};
use crate::share::{Scope, Secret};

/// What links open by now, whatever the state folder says of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Followed(Vec<(Secret, Scope)>);

impl Followed {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Has the links in `kept` open what they open by now.
    pub(super) fn apply(&self, kept: &mut Kept) {
        for (secret, scope) in &self.0 {
            let link = kept.links.iter_mut().find(|link| link.secret == *secret);
            if let Some(link) = link {
                link.scope.clone_from(scope);
            }
        }
    }

    /// These have been kept. What followed further meanwhile has not.
    pub(super) fn settle(&mut self, kept: &Self) {
        self.0.retain(|followed| !kept.0.contains(followed));
    }

    fn put(&mut self, secret: &Secret, scope: &Scope) {
        self.0.retain(|(known, _)| known != secret);
        self.0.push((secret.clone(), scope.clone()));
    }
}

impl Held {
    /// Has the links in `kept` that are not in `known` follow the posts that were renamed while
    /// they were being made.
    pub(super) fn follow_missed(&mut self, known: &Kept, kept: &mut Kept) {
        let missed = self.missed.take().unwrap_or_default();
        for link in &mut kept.links {
            if known.links.iter().any(|known| known.secret == link.secret) {
                continue;
            }
            let before = link.scope.clone();
            for moves in &missed {
                link.scope.follow(moves);
            }
            if link.scope != before {
                self.followed.put(&link.secret, &link.scope);
            }
        }
    }
}

impl Links {
    /// Links follow their posts to their new paths, all at once: two posts may have changed places.
    /// Whether any did. Waits for nothing; [`Links::keep_followed`] is to be called then.
    pub fn follow(&self, moves: &Moves) -> bool {
        let held = &mut *self.lock();
        if let Some(missed) = &mut held.missed {
            missed.push(moves.clone());
        }
        let mut followed = false;
        for link in &mut held.kept.links {
            let before = link.scope.clone();
            link.scope.follow(moves);
            if link.scope != before {
                followed = true;
                held.followed.put(&link.secret, &link.scope);
            }
        }
        held.meet();
        followed
    }

    /// Keeps what [`Links::follow`] changed, and under their new paths what was noted of the bytes
    /// of the posts. Waits for the disk.
    ///
    /// # Errors
    ///
    /// When it could not be kept: it is tried again with the next change.
    pub fn keep_followed(&self, moves: &Moves) -> Result<(), store::Error> {
        let ((), kept) = self.update(|kept| {
            let before = kept.contents.clone();
            kept.contents.retain(|path, _| !moves.contains_key(path));
            let contents = moves.iter().filter_map(|(from, to)| {
                let content = before.get(from)?;
                Some((to.clone(), *content))
            });
            kept.contents.extend(contents);
        });
        kept
    }
}

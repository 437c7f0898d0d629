//! Changes on their way to the state folder and back. Each takes the place of the one before it.

use std::sync::{MutexGuard, PoisonError, TryLockError};

use super::Links;
use super::followed::Followed;
use super::unkept::Unkept;
use crate::share::store::{self, Kept, Store};

/// What is kept. Only a file that cannot be understood makes this wait for others: it is put aside.
pub(super) fn begin(store: &Store) -> Result<store::Updated<()>, store::Error> {
    let stamp = store.stamp();
    match store.read() {
        Err(store::Error::Broken { .. }) => store.update(|_| ()),
        read => Ok(store::Updated {
            value: (),
            kept: read?,
            stamp,
            notice: None,
        }),
    }
}

/// A file that could not be understood has been put aside: what is known here goes on. One that
/// was taken away names its blog, and is believed.
fn restore(kept: &mut Kept, known: &Kept) {
    if kept.root.is_empty() {
        kept.clone_from(known);
    }
}

impl Links {
    /// Changes what is kept: in the state folder, with what other processes have put there, or,
    /// where that fails, in memory.
    pub(super) fn update<T>(
        &self,
        mut change: impl FnMut(&mut Kept) -> T,
    ) -> (T, Result<(), store::Error>) {
        let mut unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(store) = &self.store else {
            let mut held = self.lock();
            let value = change(&mut held.kept);
            held.meet();
            held.followed = Followed::default();
            return (value, Ok(()));
        };
        let (known, followed) = self.begin();
        let updated = store.update(|kept| {
            restore(kept, &known);
            unkept.apply(kept);
            followed.apply(kept);
            change(kept)
        });
        match updated {
            Ok(updated) => {
                *unkept = Unkept::default();
                let mut held = self.lock();
                held.notices.extend(updated.notice);
                held.followed.settle(&followed);
                let mut kept = updated.kept;
                held.follow_missed(&known, &mut kept);
                held.take_in(kept, updated.stamp);
                (updated.value, Ok(()))
            }
            Err(error) => {
                let mut held = self.lock();
                let mut kept = std::mem::take(&mut held.kept);
                let value = unkept.make(&mut kept, change);
                held.follow_missed(&known, &mut kept);
                held.kept = kept;
                held.meet();
                (value, Err(error))
            }
        }
    }

    /// Takes in what the file holds by now.
    pub(super) fn look_into(&self, store: &Store, unkept: &mut Unkept) {
        let is_all_kept = unkept.is_empty() && self.lock().followed.is_empty();
        if !is_all_kept && self.write_at_once(store, unkept, |_| ()).is_ok() {
            return;
        }
        let stamp = store.stamp();
        // What cannot be read now keeps what is known.
        if stamp != self.lock().stamp
            && let Ok(mut kept) = store.read()
        {
            unkept.apply(&mut kept);
            self.lock().take_in(kept, stamp);
        }
    }

    /// Writes what could not be kept before, and this change, if no other process is writing.
    pub(super) fn write_at_once(
        &self,
        store: &Store,
        unkept: &mut Unkept,
        change: impl FnOnce(&mut Kept),
    ) -> Result<(), store::Error> {
        let (known, followed) = self.begin();
        let updated = store.update_at_once(|kept| {
            restore(kept, &known);
            unkept.apply(kept);
            followed.apply(kept);
            change(kept);
        });
        let updated = updated.inspect_err(|_| self.lock().missed = None)?;
        *unkept = Unkept::default();
        let mut held = self.lock();
        held.notices.extend(updated.notice);
        held.followed.settle(&followed);
        held.missed = None;
        held.take_in(updated.kept, updated.stamp);
        Ok(())
    }

    /// What is known here that a change is to be made to.
    fn begin(&self) -> (Kept, Followed) {
        let mut held = self.lock();
        held.missed = Some(Vec::new());
        (held.kept.clone(), held.followed.clone())
    }

    pub(super) fn try_unkept(&self) -> Option<MutexGuard<'_, Unkept>> {
        match self.unkept.try_lock() {
            Ok(unkept) => Some(unkept),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

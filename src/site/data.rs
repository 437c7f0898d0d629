//! What is in the blog's data files.

use std::sync::{Mutex, PoisonError};

use crate::gotemplate::Value;

/// What is in them, read once for all posts, until something around the posts changes.
#[derive(Debug, Default)]
pub struct SharedData(Mutex<Option<(u64, Value)>>);

impl SharedData {
    /// What they say while the site's `surroundings` are these; read now if nobody has asked yet.
    pub(crate) fn at(&self, surroundings: u64, read: impl FnOnce() -> Value) -> Value {
        // A panic while they were read leaves what was read before.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((of, data)) if *of == surroundings => data.clone(),
            _ => {
                let data = read();
                *known = Some((surroundings, data.clone()));
                data
            }
        }
    }
}

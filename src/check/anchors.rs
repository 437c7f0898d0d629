//! Every place in a page that a link can name.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3Default;

/// The names of places, without the `#`, each once. A blog has hundreds of thousands, so they lie
/// end to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// In order.
    names: Box<str>,
    /// Where in `names` each ends.
    ends: Box<[u32]>,
}

impl Anchors {
    /// Whether there is a place of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.name(middle).cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.name(index))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes that they take.
    pub(crate) fn bytes(&self) -> usize {
        self.names.len() + size_of_val(&*self.ends)
    }

    /// The same for the same names only.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = Xxh3Default::new();
        self.names.hash(&mut hasher);
        self.ends.hash(&mut hasher);
        hasher.finish()
    }

    fn name(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start as usize..self.ends[index] as usize]
    }
}

impl FromIterator<String> for Anchors {
    /// A page of over 4 GB of names loses those beyond.
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let mut sorted: Vec<String> = names.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut all = String::with_capacity(sorted.iter().map(String::len).sum());
        let mut ends = Vec::with_capacity(sorted.len());
        for name in sorted {
            let Ok(end) = u32::try_from(all.len() + name.len()) else {
                break;
            };
            all.push_str(&name);
            ends.push(end);
        }
        Self {
            names: all.into(),
            ends: ends.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_in_is_there_and_nothing_else(
            names in prop::collection::vec("[abü]{0,3}", 0..9),
            other in "[abü]{0,3}",
        ) {
            let anchors: Anchors = names.iter().cloned().collect();
            let expected: BTreeSet<_> = names.iter().map(String::as_str).collect();
            prop_assert_eq!(anchors.iter().collect::<Vec<_>>(), Vec::from_iter(expected.clone()));
            prop_assert_eq!(anchors.contains(&other), expected.contains(&*other));
            let again: Anchors = names.into_iter().rev().collect();
            prop_assert_eq!(anchors.fingerprint(), again.fingerprint());
        }
    }
}

//! A small map that forgets what was used longest ago.

use std::collections::HashMap;
use std::hash::Hash;

/// Holds values up to a total weight.
pub(crate) struct Recent<K, V> {
    values: HashMap<K, Held<V>>,
    capacity: usize,
    weight: usize,
    clock: u64,
    weigh: fn(&V) -> usize,
}

struct Held<V> {
    value: V,
    weight: usize,
    used: u64,
}

impl<K: Hash + Eq + Clone, V> Recent<K, V> {
    /// Holds at most `capacity` values.
    pub(crate) fn new(capacity: usize) -> Self {
        Self::weighted(capacity, |_| 1)
    }

    /// Holds values whose weights add up to at most `capacity`, and always the newest one.
    pub(crate) fn weighted(capacity: usize, weigh: fn(&V) -> usize) -> Self {
        Self {
            values: HashMap::new(),
            capacity,
            weight: 0,
            clock: 0,
            weigh,
        }
    }

    /// The value, which counts as used now.
    pub(crate) fn get(&mut self, key: &K) -> Option<&V> {
        self.clock += 1;
        let held = self.values.get_mut(key)?;
        held.used = self.clock;
        Some(&held.value)
    }

    /// Forgets a value; whether there was one.
    pub(crate) fn remove(&mut self, key: &K) -> bool {
        let gone = self.values.remove(key);
        self.weight -= gone.as_ref().map_or(0, |gone| gone.weight);
        gone.is_some()
    }

    /// Puts a value in, and out what was used longest ago if it is too much now.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.clock += 1;
        let weight = (self.weigh)(&value);
        let held = Held {
            value,
            weight,
            used: self.clock,
        };
        self.weight += weight;
        if let Some(before) = self.values.insert(key, held) {
            self.weight -= before.weight;
        }
        while self.weight > self.capacity && self.values.len() > 1 {
            let oldest = self.values.iter().min_by_key(|(_, held)| held.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else {
                return;
            };
            self.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_what_was_used_longest_ago() {
        let mut recent = Recent::new(2);
        recent.insert("a", 1);
        recent.insert("b", 2);
        assert_eq!(recent.get(&"a"), Some(&1));
        recent.insert("c", 3);
        assert_eq!(recent.get(&"b"), None);
        assert_eq!(recent.get(&"a"), Some(&1));
        assert_eq!(recent.get(&"c"), Some(&3));
    }

    #[test]
    fn keeps_the_newest_however_heavy() {
        let mut recent = Recent::weighted(10, |text: &String| text.len());
        recent.insert(1, "12345".to_owned());
        recent.insert(2, "a text longer than all that fits".to_owned());
        assert_eq!(recent.get(&1), None);
        assert!(recent.get(&2).is_some());
        recent.insert(2, "short".to_owned());
        recent.insert(3, "short".to_owned());
        assert!(
            recent.get(&2).is_some(),
            "the weight of a replaced value is given back"
        );
    }
}

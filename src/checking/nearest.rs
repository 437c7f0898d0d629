//! Which of the posts or files that there are is meant by a name that there is not.
//!
//! A name is looked for among all last parts: first as it is whatever its case, ending and folder,
//! then with a few letters changed. Who slips leaves the beginning or the end as it is, so only the
//! neighbours by either are compared: thousands of broken links among thousands of posts stay quick.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// The longest name that is compared: what is longer is no slip of the fingers.
const LONGEST: usize = 120;
/// How many neighbours are compared on each side. Few names have a beginning and also an end in
/// common with as many others.
const NEIGHBOURS: usize = 128;

/// Things that can be found by a name that is nearly theirs.
#[derive(Debug)]
pub(super) struct Names<T> {
    things: Vec<T>,
    known: Vec<Name>,
    /// Index in `known`.
    by_text: HashMap<String, usize>,
    orders: OnceLock<Orders>,
}

/// Indexes in `known`.
#[derive(Debug)]
struct Orders {
    by_beginning: Vec<usize>,
    by_end: Vec<usize>,
}

#[derive(Debug)]
struct Name {
    text: String,
    /// Its letters from the last to the first.
    reversed: String,
    length: usize,
    /// Indexes in `things`.
    of: Vec<usize>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            things: Vec::new(),
            known: Vec::new(),
            by_text: HashMap::new(),
            orders: OnceLock::new(),
        }
    }
}

impl<T> Names<T> {
    /// Takes a thing in that goes by these names.
    pub(super) fn insert<'a>(&mut self, thing: T, names: impl IntoIterator<Item = &'a str>) {
        let index = self.things.len();
        self.things.push(thing);
        self.orders.take();
        for name in names {
            let text = name.to_lowercase();
            let at = *self.by_text.entry(text).or_insert_with_key(|text| {
                self.known.push(Name {
                    reversed: text.chars().rev().collect(),
                    length: text.chars().count(),
                    text: text.clone(),
                    of: Vec::new(),
                });
                self.known.len() - 1
            });
            let of = &mut self.known[at].of;
            if of.last() != Some(&index) {
                of.push(index);
            }
        }
    }

    /// The things of exactly this name, whatever its case.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &T> {
        let found = self.by_text.get(&name.to_lowercase());
        let indexes = found.map_or(&[][..], |at| &self.known[*at].of);
        indexes.iter().map(|index| &self.things[*index])
    }

    /// The thing whose name is nearest, of those to which `closeness` gives a number; among several,
    /// the one that is closest by that, and of those the first.
    pub(super) fn nearest(
        &self,
        name: &str,
        closeness: impl Fn(&T) -> Option<usize>,
    ) -> Option<&T> {
        let close = |thing| Some((closeness(thing)?, thing));
        let mut found: Vec<_> = self.named(name).filter_map(close).collect();
        if found.is_empty() {
            // With another ending.
            let named = self.named(stem(name));
            found.extend(named.filter_map(close));
        }
        if found.is_empty() {
            let similar = self.similar(&name.to_lowercase());
            let indexes = similar.into_iter().flat_map(|name| &name.of);
            let things = indexes.map(|index| &self.things[*index]);
            found.extend(things.filter_map(close));
        }
        // Of equals `max_by_key` takes the last.
        let nearest = found.into_iter().rev().max_by_key(|(close, _)| *close);
        nearest.map(|(_, thing)| thing)
    }

    /// The names that begin or end most like this one, each once.
    fn neighbours(&self, name: &str) -> BTreeSet<usize> {
        let orders = self.orders.get_or_init(|| self.ordered());
        let reversed: String = name.chars().rev().collect();
        let Orders {
            by_beginning,
            by_end,
        } = orders;
        let begins = by_beginning.partition_point(|index| *self.known[*index].text < *name);
        let ends = by_end.partition_point(|index| self.known[*index].reversed < reversed);
        let around = |order: &[usize], at: usize| {
            let last = (at + NEIGHBOURS).min(order.len());
            order[at.saturating_sub(NEIGHBOURS)..last].to_vec()
        };
        let mut neighbours = BTreeSet::from_iter(around(by_beginning, begins));
        neighbours.extend(around(by_end, ends));
        neighbours
    }

    fn ordered(&self) -> Orders {
        let mut by_beginning: Vec<usize> = (0..self.known.len()).collect();
        let mut by_end = by_beginning.clone();
        by_beginning.sort_by_key(|index| &self.known[*index].text);
        by_end.sort_by_key(|index| &self.known[*index].reversed);
        Orders {
            by_beginning,
            by_end,
        }
    }

    /// The names with the fewest letters changed.
    fn similar(&self, name: &str) -> Vec<&Name> {
        let length = name.chars().count();
        // An ending is hardly where the fingers slip.
        let mut limit = allowed(stem(name).chars().count());
        if limit == 0 || length > LONGEST {
            return Vec::new();
        }
        let mut similar = Vec::new();
        for index in self.neighbours(name) {
            let other = &self.known[index];
            if other.length.abs_diff(length) > limit {
                continue;
            }
            let distance = strsim::osa_distance(name, &other.text);
            if distance < limit {
                limit = distance;
                similar.clear();
            }
            if distance == limit {
                similar.push(other);
            }
        }
        similar
    }
}

/// A name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// How many letters of a name may be wrong: one in four, and not more than three.
fn allowed(length: usize) -> usize {
    (length / 4).min(3)
}

/// How many folders two paths have in common, from the root on.
pub(super) fn shared_folders(one: &str, other: &str) -> usize {
    let folders = |path| {
        let mut parts: Vec<&str> = str::split(path, '/').collect();
        parts.pop();
        parts
    };
    let (one, other) = (folders(one), folders(other));
    one.iter().zip(&other).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(names: &[&str], name: &str) -> Option<String> {
        let mut known = Names::default();
        for path in names {
            let last = path.rsplit('/').next().unwrap();
            known.insert((*path).to_owned(), [last]);
        }
        let closeness = |path: &String| Some(shared_folders(path, "posts/a"));
        known.nearest(name, closeness).cloned()
    }

    #[test]
    fn the_nearest_name_is_found() {
        let names = [
            "x/machine.png",
            "posts/machines.png",
            "notes/rust-community",
            "posts/b",
        ];
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(nearest(&names, name).as_deref(), expected, "{name}");
        };
        check("Machine.PNG", Some("x/machine.png"));
        check("machnie.png", Some("x/machine.png"));
        check("machinesx.png", Some("posts/machines.png"));
        check("rust-comunity", Some("notes/rust-community"));
        check("rust-kommunitty", Some("notes/rust-community"));
        check("rust", None);
        // Of short names, any is near any other.
        check("c", None);
        check("B", Some("posts/b"));
        check("", None);
        check(&"x".repeat(500), None);
    }

    #[test]
    fn of_several_the_closest_is_taken() {
        let names = ["notes/x.png", "posts/x.png", "posts/z/x.png"];
        assert_eq!(nearest(&names, "x.png").as_deref(), Some("posts/x.png"));
    }
}

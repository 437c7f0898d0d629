//! Checks a whole blog, on all cores.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::{Surroundings, check, our_mistake};
use crate::blog::{self, Blog};
use crate::pages::read_source;
use crate::problem::{Problem, Severity};
use crate::reading::{self, Outcome};
use crate::settings;
use crate::site::{Entry, Site};

/// Which posts are told of. All of them are read, so that links are judged rightly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Some; paths are relative to the blog's root.
    Some {
        /// These.
        posts: BTreeSet<String>,
        /// Those in these folders and below them.
        folders: BTreeSet<String>,
    },
}

/// What was found in a blog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many posts were checked.
    pub posts: usize,
    /// What is wrong, by path; in a post what is wrong with its file and front matter first, then
    /// by line.
    pub problems: Vec<Problem>,
}

impl Scope {
    /// One post.
    #[must_use]
    pub fn post(path: String) -> Self {
        Self::Some {
            posts: [path].into(),
            folders: BTreeSet::new(),
        }
    }

    /// The posts in a folder and below it.
    #[must_use]
    pub fn below(folder: String) -> Self {
        Self::Some {
            posts: BTreeSet::new(),
            folders: [folder].into(),
        }
    }

    /// Takes in what another one holds.
    pub fn extend(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (
                Self::Some { posts, folders },
                Self::Some {
                    posts: p,
                    folders: f,
                },
            ) => {
                posts.extend(p);
                folders.extend(f);
            }
        }
    }

    fn holds(&self, path: &str) -> bool {
        let Self::Some { posts, folders } = self else {
            return true;
        };
        let mut above = path.match_indices('/').map(|(at, _)| &path[..at]);
        posts.contains(path) || above.any(|folder| folders.contains(folder))
    }
}

/// Checks the posts of a blog. Texts are not kept. Blocks; `progress` is told from several threads
/// how many of how many posts are done.
#[must_use]
pub fn all(blog: &Blog, scope: &Scope, progress: impl Fn(usize, usize) + Sync) -> Told {
    let site = read(blog, scope);
    let around = Surroundings::of(&site.blog);
    let entries: Vec<_> = site
        .entries()
        .filter(|entry| scope.holds(&entry.path))
        .collect();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let problems = problems(&site, entry, &around);
            if !problems.is_empty() {
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                found.push((entry.path.clone(), problems));
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, entries.len());
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 1..threads {
            // Without a thread the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut problems = of_the_blog(&site);
    // The page of a section may be asked about, and is part of what its posts hang on.
    let told = problems.clone();
    let found = found.into_iter().flat_map(|(_, problems)| problems);
    problems.extend(found.filter(|problem| !told.contains(problem)));
    Told {
        posts: entries.len(),
        problems,
    }
}

/// What is wrong with what all posts hang on: settings, the generator's configuration, folders.
fn of_the_blog(site: &Site) -> Vec<Problem> {
    let mut problems = site.settings.problems.to_vec();
    // What is not followed here is no mistake of the author's.
    let is_wrong = |problem: &&Problem| problem.severity == Severity::Error;
    let configuration = &site.blog.configuration.problems;
    problems.extend(configuration.iter().filter(is_wrong).cloned());
    let folders = blog::unreadable(&site.blog).into_iter();
    problems.extend(folders.map(|(path, reason)| {
        let message = format!(
            "the folder cannot be read, nor the posts in it: {reason}; its permissions may say who may"
        );
        Problem::unreadable(&path, message)
    }));
    problems
}

/// Every post's metadata.
pub(super) fn read(blog: &Blog, scope: &Scope) -> Site {
    let whole = Blog {
        only: None,
        ..blog.clone()
    };
    let mut site = reading::read_blog(&Arc::new(whole));
    site.settings = Arc::new(settings::read(blog));
    if let Scope::Some { posts, .. } = scope {
        let others = posts.iter().filter(|path| site.entry(path).is_none());
        // No posts of the blog's, but its author wants to know.
        for path in others.cloned().collect::<Vec<_>>() {
            if let Outcome::Post(entry, _) = reading::read(&site, path.into(), None).outcome {
                site.insert(*entry);
            }
        }
    }
    site
}

/// What is wrong with a post.
fn problems(site: &Site, entry: &Entry, around: &Surroundings) -> Vec<Problem> {
    let mut problems = entry.problems.to_vec();
    let check = || match read_source(site, entry) {
        Ok(source) => {
            let checked = check(site, entry, &source.body, around);
            [checked.mistakes, checked.problems].concat()
        }
        Err(problem) => vec![*problem],
    };
    let mut checked =
        catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| vec![our_mistake(entry)]);
    checked.retain(|problem| !problems.contains(problem));
    checked.sort_by_key(|problem| (problem.line, problem.column));
    problems.extend(checked);
    problems
}

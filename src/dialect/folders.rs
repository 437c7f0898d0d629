//! The folders of posts, and the pages of sections in them.

use std::num::NonZero;
use std::path::Path;
use std::thread;

use crate::blog::is_section_page;

/// How many folders are worth a thread.
const SHARE: usize = 64;

/// Names of folders, and of pages of sections.
pub(super) type Inside = (Vec<String>, Vec<String>);

/// What is in many folders below one, on all cores.
pub(super) fn look_into_all(content: &Path, folders: &[String]) -> Vec<Inside> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = folders.len().div_ceil(cores).max(SHARE);
    let mut shares = folders.chunks(share);
    let own = shares.next().unwrap_or_default();
    let look = |folders: &[String]| -> Vec<Inside> {
        let folders = folders.iter();
        folders
            .map(|folder| look_into(&content.join(folder)))
            .collect()
    };
    thread::scope(|scope| {
        let others: Vec<_> = shares
            .map(|share| {
                (
                    share,
                    thread::Builder::new().spawn_scoped(scope, move || look(share)),
                )
            })
            .collect();
        let mut looked = look(own);
        for (share, other) in others {
            // Without a thread it is done here.
            let found = other.ok().and_then(|other| other.join().ok());
            looked.extend(found.unwrap_or_else(|| look(share)));
        }
        looked
    })
}

/// What is in one folder; of pages first those that name their language.
fn look_into(folder: &Path) -> Inside {
    let (mut folders, mut pages) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else {
            continue;
        };
        if kind.is_dir() {
            folders.push(name);
        } else if kind.is_file() && is_section_page(&name) {
            pages.push(name);
        }
    }
    pages.sort_by_key(|name| (std::cmp::Reverse(name.matches('.').count()), name.clone()));
    (folders, pages)
}

//! The page of an address at which there is no post, and the posts that may be meant.

use std::sync::Arc;

use crate::page::Page;
use crate::page::missing::Near;
use crate::resolve::relative;
use crate::site::{Entry, Site};

/// How many posts are offered.
const NEAR: usize = 5;

/// The page of the address `url`, at which there is no post.
#[must_use]
pub fn page(site: &Site, url: &str) -> Arc<Page> {
    let near = near(site, url);
    let near: Vec<_> = near
        .iter()
        .map(|(address, entry)| Near {
            address,
            title: &entry.title,
        })
        .collect();
    Arc::new(Page::missing(url, &near))
}

/// Posts whose address shares its last part with `url`.
fn near<'a>(site: &'a Site, url: &str) -> Vec<(String, &'a Arc<Entry>)> {
    let last = |url: &str| {
        url.trim_end_matches('/')
            .rsplit('/')
            .next()
            .map(str::to_lowercase)
    };
    let meant = last(url).filter(|part| !part.is_empty());
    let shares = |entry: &&Arc<Entry>| {
        let own = last(&entry.permalink).unwrap_or_default();
        meant
            .as_ref()
            .is_some_and(|meant| own.contains(meant) || meant.contains(&own))
    };
    let near = site.ordered().filter(shares).take(NEAR);
    near.map(|entry| (relative(url, &site.url(entry)), entry))
        .collect()
}

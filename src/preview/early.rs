//! A post that somebody asks for while the blog is still being read.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::blog::{self, Blog};
use crate::pages::Pages;
use crate::parse::Metadata;
use crate::reading::{self, Outcome};
use crate::site::Site;

/// A site with nothing in it but the post at `url`, found by the name of its file. Blocks as long
/// as a walk through the folders takes.
///
/// Nothing if the name of no file leads to this address: perhaps a front matter does, which only
/// reading all of them can tell. What the post says of other posts is unknown for the moment.
pub(super) fn site_with(blog: &Arc<Blog>, pages: &Pages, url: &str) -> Option<Site> {
    let today = Timestamp::now().to_zoned(TimeZone::system()).date();
    let address = |path: &str| {
        let mut metadata = Metadata::default();
        let addresses = &blog.configuration.addresses;
        addresses.complete_metadata(path, &mut metadata);
        addresses.permalink(path, &metadata, today)
    };
    // An address without its last slash leads to the one with it.
    let is_meant = |address: &str| address.trim_end_matches('/') == url.trim_end_matches('/');
    let first = Mutex::new(None);
    blog::walk_with(blog, |found| {
        if is_meant(&address(&found.relative)) {
            let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
            // Of several, the one that has the address in the end, unless a front matter gives it
            // to another: then the first patch brings that one.
            if first.as_ref().is_none_or(|path| found.relative < *path) {
                *first = Some(found.relative);
            }
        }
    });
    let path = first.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    let mut site = Site::new(blog.clone());
    let reading = reading::read(&site, path.into(), None);
    let Outcome::Post(entry, Some(body)) = reading.outcome else {
        return None;
    };
    if !is_meant(&entry.permalink) {
        return None;
    }
    pages.offer(&entry.path, entry.content, body);
    site.insert(*entry);
    Some(site)
}

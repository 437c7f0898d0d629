//! The blog read once, for who shows nothing live.

use std::sync::Arc;

use super::{Outcome, Reading, read, read_all};
use crate::blog::Blog;
use crate::pages::Body;
use crate::site::Site;

/// A site with nothing in it but the post at `path`, which is relative to the blog's root, and its
/// text. No text when the file cannot be read, which is among the post's problems then; no post in
/// the site when there is none. Blocks.
#[must_use]
pub fn read_post(blog: &Arc<Blog>, path: &str) -> (Site, Option<Body>) {
    let mut site = Site::new(blog.clone());
    let Reading { outcome, .. } = read(&site, path.into(), None);
    let Outcome::Post(entry, body) = outcome else {
        return (site, None);
    };
    site.insert(*entry);
    (site, body)
}

/// All posts of the blog, without their texts. Blocks as long as reading all files takes.
#[must_use]
pub fn read_blog(blog: &Arc<Blog>) -> Site {
    let mut site = Site::new(blog.clone());
    for reading in read_all(&site) {
        if let Outcome::Post(entry, _) = reading.outcome {
            site.insert(*entry);
        }
    }
    site.complete = true;
    site
}

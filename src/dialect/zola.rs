//! Zola's rules.

mod addresses;
mod config;

pub(super) use addresses::Addresses;
pub(super) use config::configuration;

use crate::render::{Calls, Form, HeadingIds, Rules};

pub(super) const NAME: &str = "Zola";

pub(super) static RULES: Rules = Rules {
    options: Rules::EXTENSIONS,
    heading_ids: Some(HeadingIds::Slug),
    form: Form::Zola,
    calls: Calls::Zola,
    ..Rules::COMMONMARK
};

/// A name as a part of an address, in the way that `slugify` says with this word.
pub(crate) fn slug(way: Option<&str>, name: &str) -> String {
    addresses::Slugs::of(way).slug(name)
}

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

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

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

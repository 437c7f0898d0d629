//! Zola's rules.

mod addresses;
mod config;
mod known;

pub(super) use addresses::Addresses;
pub(super) use config::configuration;

use serde_yaml::Value;

use super::configuration::Values;
use crate::parse::{self, Page, Post};
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

/// Adds to the problems of a post what Zola refuses in its front matter.
pub(super) fn hold(
    addresses: &Addresses,
    values: &Values,
    text: &str,
    path: &str,
    post: &mut Post,
) {
    // Zola publishes what else is called Markdown as a file.
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if ending != Some("md") || name.starts_with('.') {
        return;
    }
    let ignores = values.at("ignored_content").and_then(Value::as_sequence);
    // Notes beside posts are often ignored, and then need no front matter.
    if post.body_start == 0 && ignores.is_some_and(|patterns| !patterns.is_empty()) {
        return;
    }
    let names = taxonomies(values, addresses.own_language(path));
    let taxonomies = (!values.mapping().is_empty()).then_some(&*names);
    parse::hold_against_zola(path, text, Page::Post { taxonomies }, post);
}

/// The taxonomies of a language; of the one whose posts are named without it, those for all.
fn taxonomies(values: &Values, language: Option<String>) -> Vec<&str> {
    let key = match language {
        Some(code) => format!("languages.{code}.taxonomies"),
        None => "taxonomies".to_owned(),
    };
    let defined = values.at(&key).and_then(Value::as_sequence);
    let defined = defined.into_iter().flatten();
    defined
        .filter_map(|taxonomy| taxonomy.get("name")?.as_str())
        .collect()
}

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

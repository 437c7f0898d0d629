//! Files of the blog as addresses that hold them, and links that lead nowhere any more.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::render::Target;
use crate::resolve::{self, Lookup, Origin, Places, What, encode};
use crate::site::{Entry, Site};

/// Stands for what is not in the file until the attribute that holds it is taken out.
const NOWHERE: &str = "urn:nowhere:";

/// What of the blog is taken into the file of one post.
pub(super) struct Inside<'a> {
    places: Places<'a>,
    entry: &'a Entry,
    url: String,
    /// What leads nowhere, by its number behind [`NOWHERE`].
    nowhere: Vec<String>,
    told: HashSet<String>,
    pub(super) missing: Vec<String>,
    pub(super) remote: Vec<String>,
    pub(super) unlinked: usize,
}

impl<'a> Inside<'a> {
    pub(super) fn of(site: &'a Site, entry: &'a Entry) -> Self {
        Self {
            places: Places::of(&site.blog),
            entry,
            url: site.url(entry),
            nowhere: Vec::new(),
            told: HashSet::new(),
            missing: Vec::new(),
            remote: Vec::new(),
            unlinked: 0,
        }
    }

    /// A destination as the file has it: what it leads to, if that is something to show.
    pub(super) fn target(&mut self, destination: &str) -> Target {
        let origin = Origin {
            path: &self.entry.path,
            url: &self.url,
        };
        // Other posts are not there for whoever gets the file.
        let no_posts = |_: Lookup<'_>| None;
        let mut target = self.places.target(origin, destination, &no_posts);
        let path = destination.split(['?', '#']).next().unwrap_or_default();
        let held = match self.places.find(origin, path, &no_posts) {
            found if matches!(found.what, What::File(_)) => {
                let file = self.places.file(&encode(&found.address));
                file.and_then(|file| held(&file))
            }
            _ => None,
        };
        target.address = held.unwrap_or_else(|| {
            self.nowhere.push(destination.to_owned());
            format!("{NOWHERE}{}:", self.nowhere.len() - 1)
        });
        target
    }

    /// A block's element without what leads nowhere; what is missing in it is noted.
    pub(super) fn finish(&mut self, html: &str) -> String {
        let mut finished = String::with_capacity(html.len());
        let mut rest = html;
        while let Some((at, name, value)) = next_address(rest) {
            let end = at + name.len() + value.len() + "\"".len();
            finished.push_str(&rest[..at]);
            if self.is_kept(name, value) {
                finished.push_str(&rest[at..end]);
            }
            rest = &rest[end..];
        }
        finished + rest
    }

    fn is_kept(&mut self, name: &str, value: &str) -> bool {
        let lost = value.strip_prefix(NOWHERE);
        if name == " href=\"" {
            // Browsers open no such address in a page's place.
            let is_kept = lost.is_none() && !value.starts_with("data:");
            self.unlinked += usize::from(!is_kept);
            return is_kept;
        }
        if let Some(lost) = lost {
            let number = lost
                .split(':')
                .next()
                .and_then(|number| number.parse().ok());
            let destination = number
                .and_then(|number: usize| self.nowhere.get(number))
                .cloned();
            let is_new = |destination: &String| self.told.insert(destination.clone());
            self.missing.extend(destination.filter(is_new));
            return false;
        }
        let is_remote = value.starts_with("http://")
            || value.starts_with("https://")
            || value.starts_with("//");
        if is_remote && self.told.insert(value.to_owned()) {
            self.remote.push(value.replace("&amp;", "&"));
        }
        true
    }
}

/// The next attribute with an address: where it begins, its name up to the quote, its value.
fn next_address(html: &str) -> Option<(usize, &'static str, &str)> {
    const NAMES: [&str; 4] = [" href=\"", " src=\"", " poster=\"", " data=\""];
    let (at, name) = NAMES
        .into_iter()
        .filter_map(|name| Some((html.find(name)?, name)))
        .min()?;
    let value = &html[at + name.len()..];
    Some((at, name, &value[..value.find('"')?]))
}

/// A file as an address that holds all of it, if it is something that a page shows.
pub(super) fn held(file: &Path) -> Option<String> {
    let kind = resolve::content_type(file);
    let is_shown = ["image/", "video/", "audio/", "font/", "text/vtt"];
    if !is_shown.iter().any(|shown| kind.starts_with(shown)) {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    let kind = kind.replace("; ", ";");
    Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
}

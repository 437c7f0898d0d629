//! Where keys and values of a front matter stand.

use super::lines::{self, Entry, Line};
use super::split::{Format, FrontMatter};
use crate::problem::Place;

/// The keys of a front matter, line by line.
pub(super) struct Places<'a> {
    front: FrontMatter<'a>,
}

/// A key on its line: in TOML with the table that it stands in.
struct Found<'a> {
    line: Line<'a>,
    entry: Entry<'a>,
}

impl<'a> Places<'a> {
    pub(super) fn of(front: &FrontMatter<'a>) -> Self {
        Self { front: *front }
    }

    pub(super) fn format(&self) -> Format {
        self.front.format
    }

    /// The value of a key as it is written, as far as it stands on the line of the key.
    pub(super) fn written(&self, key: &str) -> Option<&'a str> {
        self.entry(&[key]).map(|found| found.entry.value)
    }

    /// The line of a key with another value, if it has one there.
    pub(super) fn with_value(&self, key: &str, value: &str) -> Option<String> {
        let Found { line, entry } = self.entry(&[key])?;
        let end = entry.value_at + entry.value.len();
        let (before, after) = (&line.text[..entry.value_at], &line.text[end..]);
        (!entry.value.is_empty()).then(|| format!("{before}{value}{after}"))
    }

    /// The place in the file of a value, or of its key where the value is on other lines; of what is in
    /// a group, that of the group where it cannot be told.
    pub(super) fn value(&self, path: &[&str]) -> Option<Place> {
        if let Some(Found { line, entry }) = self.entry(path) {
            let (at, meant) = match entry.value {
                "" => (entry.key_at, entry.key),
                value => (entry.value_at, value),
            };
            return Some(self.place(line.start + at, meant.len()));
        }
        let header = self.header(path[0]);
        header.or_else(|| {
            self.value(
                path.split_last()
                    .map(|(_, above)| above)
                    .filter(|it| !it.is_empty())?,
            )
        })
    }

    /// The place of an outermost key.
    pub(super) fn key(&self, key: &str) -> Option<Place> {
        let found = self.entry(&[key]);
        let found = found
            .map(|Found { line, entry }| self.place(line.start + entry.key_at, entry.key.len()));
        found.or_else(|| self.header(key))
    }

    fn place(&self, at: usize, length: usize) -> Place {
        let mut place = lines::place(self.front.text, at, length);
        place.line += self.front.line - 1;
        place
    }

    fn lines(&self) -> impl Iterator<Item = Line<'a>> + use<'a> {
        lines::from(self.front.text, 0)
    }

    /// The key at the end of a path of one or two.
    fn entry(&self, path: &[&str]) -> Option<Found<'a>> {
        match self.front.format {
            Format::Toml => self.toml_entry(path),
            Format::Yaml | Format::Json => self.yaml_entry(path),
        }
    }

    fn toml_entry(&self, path: &[&str]) -> Option<Found<'a>> {
        let mut table = String::new();
        let wanted = path.join(".");
        self.lines().find_map(|line| {
            if let Some(name) = table_of(line.text) {
                table = format!("{}.", bare(name));
                return None;
            }
            let entry = lines::entry(Format::Toml, line.text)?;
            (format!("{table}{}", bare(entry.key)) == wanted).then_some(Found { line, entry })
        })
    }

    fn yaml_entry(&self, path: &[&str]) -> Option<Found<'a>> {
        let (first, rest) = path.split_first()?;
        let mut lines = self.lines();
        let found = lines.find_map(|line| {
            let entry = lines::entry(Format::Yaml, line.text)?;
            (entry.key_at == 0 && entry.key == *first).then_some(Found { line, entry })
        });
        let Some(name) = rest.first() else {
            return found;
        };
        found?;
        let mut below = lines.take_while(|line| line.is_blank() || line.text.starts_with(' '));
        below.find_map(|line| {
            let entry = lines::entry(Format::Yaml, line.text)?;
            (entry.key == *name).then_some(Found { line, entry })
        })
    }

    /// The place of the name in `[name]`, `[[name]]` or `[name.inner]`.
    fn header(&self, name: &str) -> Option<Place> {
        if self.front.format != Format::Toml {
            return None;
        }
        self.lines().find_map(|line| {
            let found = table_of(line.text)?;
            let is_it = bare(found).split('.').next() == Some(name);
            let at = line.start + line.text.find(found)?;
            is_it.then(|| self.place(at, found.len()))
        })
    }
}

/// The name in `[name]` or `[[name]]`.
fn table_of(line: &str) -> Option<&str> {
    let name = line.trim_start().strip_prefix('[')?;
    let name = name.strip_prefix('[').unwrap_or(name);
    let (name, _) = name.split_once(']')?;
    Some(name.trim())
}

/// The name without quotes and spaces.
fn bare(name: &str) -> String {
    name.replace([' ', '\t', '"', '\''], "")
}

//! What a generator's configuration says of how posts look and where they live.
//!
//! The files are read here; what their keys mean is each dialect's own business.

use std::path::Path;
use std::sync::Arc;

use jiff::civil;
use serde_yaml::{Mapping, Value};

use super::{Dialect, address, hugo, jekyll, places, plain, zola};
use crate::parse::{self, Metadata, Page, Post};
use crate::problem::{Kind, Place, Problem, Severity};
use crate::render::{Base, Rules};
use crate::watch::{self, Reading};

/// How a blog's posts look and where they live.
#[derive(Clone, Debug, PartialEq)]
pub struct Configuration {
    /// How its Markdown is read and written.
    pub rules: Rules,
    /// How its posts get their addresses.
    pub addresses: Addresses,
    /// Where it is published.
    pub base: Arc<Base>,
    /// Folders of posts, relative to the root; `None`: those that the dialect has.
    pub content: Option<Vec<String>>,
    /// Folders of files that are published as they are, relative to the root; `None`: those that
    /// the dialect has.
    pub statics: Option<Vec<String>>,
    /// Folders of themes and other modules that lie in the blog, relative to the root, the one that
    /// counts most first; `None`: all in `themes/`.
    pub themes: Option<Vec<String>>,
    /// Everything that the files say, for templates; keys in lower case.
    pub values: Arc<Values>,
    /// What is wrong with the files, and what in them is not followed.
    pub problems: Arc<[Problem]>,
    /// Its file at the root, readable or not; `None` where there is none.
    pub file: Option<String>,
    /// Whether every file could be read. What could not be read says nothing.
    pub is_whole: bool,
    /// Whether a file could not be read, and what it said before is not known either: what hangs on its
    /// values cannot be judged.
    pub is_guess: bool,
    /// Whether a part could not be taken: the page of a section, the value of a key. What was said of it
    /// before counts, where that is known.
    pub lacks_parts: bool,
}

/// How posts get their addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// Hugo's way.
    Hugo(hugo::Addresses),
    /// Jekyll's.
    Jekyll,
    /// Zola's.
    Zola(zola::Addresses),
    /// That of a folder of files.
    Plain,
}

impl Default for Configuration {
    fn default() -> Self {
        Self::of(Dialect::Plain)
    }
}

impl Configuration {
    /// A dialect's default settings.
    #[must_use]
    pub fn of(dialect: Dialect) -> Self {
        let (rules, addresses) = match dialect {
            Dialect::Hugo => (&hugo::RULES, Addresses::Hugo(hugo::Addresses::default())),
            Dialect::Jekyll => (&jekyll::RULES, Addresses::Jekyll),
            Dialect::Zola => (&zola::RULES, Addresses::Zola(zola::Addresses::default())),
            Dialect::Plain => (&plain::RULES, Addresses::Plain),
        };
        Self {
            rules: rules.clone(),
            addresses,
            base: Arc::default(),
            content: None,
            statics: None,
            themes: None,
            values: Arc::default(),
            problems: Arc::default(),
            file: None,
            is_whole: true,
            is_guess: false,
            lacks_parts: false,
        }
    }

    /// This one with what was found in its files.
    pub(super) fn with_files(self, files: Files<'_>) -> Self {
        Self {
            problems: files.problems.into(),
            file: files.main,
            is_whole: files.is_whole,
            is_guess: !files.is_whole,
            lacks_parts: files.lacks_parts,
            ..self
        }
    }

    /// What the configuration of the blog at `root` says; of the page of a section that cannot be read,
    /// and of a key with a value that the generator refuses, what it said `before`. Blocks.
    #[must_use]
    pub fn read(root: &Path, dialect: Dialect, before: Option<&Self>) -> Self {
        match dialect {
            Dialect::Hugo => hugo::configuration(root, before),
            Dialect::Zola => zola::configuration(root, before),
            Dialect::Jekyll | Dialect::Plain => Self::of(dialect),
        }
    }

    /// Adds to the problems of a post what its generator refuses in front matter that can be read.
    ///
    /// `path` as in [`Addresses::permalink`].
    pub fn hold(&self, path: &str, text: &str, post: &mut Post) {
        match &self.addresses {
            Addresses::Zola(addresses) => zola::hold(addresses, &self.values, text, path, post),
            Addresses::Hugo(_) => {
                let has_own_dates = self.values.at("frontmatter").is_some();
                parse::hold_against_hugo(path, text, has_own_dates, post);
            }
            _ => {}
        }
    }

    /// This one, or where it could not be read, the one before with what is wrong now: a mistake in
    /// a configuration changes no page.
    #[must_use]
    pub fn or_last_good(self, before: &Self) -> Self {
        if self.is_whole {
            return self;
        }
        Self {
            problems: self.problems,
            is_whole: false,
            ..before.clone()
        }
    }
}

impl Addresses {
    /// Whether the configuration tells of the pages of the folders above posts (`_index.md`): posts
    /// may hang on them, and there may be something wrong with them.
    #[must_use]
    pub fn have_sections(&self) -> bool {
        match self {
            Self::Hugo(_) | Self::Zola(_) => true,
            Self::Jekyll | Self::Plain => false,
        }
    }

    /// The address at which a post will be published, percent-decoded: `/posts/a/`.
    ///
    /// `path` is the post's file relative to the blog's root, with `/` between the parts.
    /// `fallback` is the day a post without any date is taken to be of (Jekyll's addresses hold
    /// it): the day its file was saved.
    ///
    /// The address begins with `/`, has no empty, `.` or `..` segment, is never `/` alone (the
    /// index lives there) and never lies under `/_/` (our own addresses live there).
    #[must_use]
    pub fn permalink(&self, path: &str, metadata: &Metadata, fallback: civil::Date) -> String {
        let permalink = match self {
            Self::Hugo(addresses) => addresses.permalink(path, metadata),
            Self::Jekyll => jekyll::permalink(path, metadata, fallback),
            Self::Zola(addresses) => addresses.permalink(path, metadata),
            Self::Plain => plain::permalink(path),
        };
        address::reserve(address::clean(&permalink))
    }

    /// The code of the language that a post is in, as far as its generator tells templates.
    #[must_use]
    pub fn language(&self, path: &str) -> String {
        match self {
            Self::Zola(addresses) => addresses.language_of(path),
            Self::Hugo(addresses) => addresses.language_of(path),
            Self::Jekyll | Self::Plain => String::new(),
        }
    }

    /// The code of the language in which references of a post look for others; empty where all
    /// posts are named alike.
    #[must_use]
    pub fn reference_language(&self, path: &str) -> String {
        match self {
            Self::Hugo(addresses) => addresses.language_of(path),
            Self::Jekyll | Self::Zola(_) | Self::Plain => String::new(),
        }
    }

    /// The address of the page of a folder of posts in a language, if that has one: `/posts/`,
    /// `/fr/posts/`; of no folder: the first page.
    ///
    /// `path` is the folder's from the content folder. `is_outermost`: it lies in no other, and posts in that
    /// language lie in it.
    #[must_use]
    pub fn section(&self, language: &str, path: &str, is_outermost: bool) -> Option<String> {
        match (self, path) {
            (Self::Hugo(addresses), path) => addresses.section(language, path, is_outermost),
            (_, "") => Some("/".to_owned()),
            (_, path) => is_outermost.then(|| format!("/{path}/")),
        }
    }

    /// What the page of a folder of posts is called in a language. `path` as in [`Addresses::section`].
    #[must_use]
    pub fn section_title(&self, language: &str, path: &str) -> String {
        match self {
            Self::Hugo(addresses) => addresses.section_title(language, path),
            Self::Jekyll | Self::Zola(_) | Self::Plain => path.to_owned(),
        }
    }

    /// What the page of a folder of posts says in a language, and its file; nothing where it has none.
    /// `path` as in [`Addresses::section`].
    #[must_use]
    pub fn section_page(&self, language: &str, path: &str) -> Option<(String, Arc<Metadata>)> {
        match self {
            Self::Hugo(addresses) => addresses.section_page(language, path),
            Self::Jekyll | Self::Zola(_) | Self::Plain => None,
        }
    }

    /// The folders of posts whose pages have files in a language, in lower case.
    #[must_use]
    pub fn section_folders(&self, language: &str) -> Vec<String> {
        match self {
            Self::Hugo(addresses) => addresses.section_folders(language),
            Self::Jekyll | Self::Zola(_) | Self::Plain => Vec::new(),
        }
    }

    /// The name of a file without ending, as references compare it: without the language that it
    /// names, where the language is not part of what a post is called.
    #[must_use]
    pub fn without_language<'a>(&self, stem: &'a str) -> &'a str {
        match self {
            Self::Hugo(addresses) => addresses.without_language(stem),
            Self::Jekyll | Self::Zola(_) | Self::Plain => stem,
        }
    }

    /// Fills in what the generator takes from elsewhere where the front matter is silent: from the
    /// file's name, from what Hugo's sections pass down. Chooses the date that counts where there
    /// are several.
    ///
    /// `path` as in [`Addresses::permalink`].
    pub fn complete_metadata(&self, path: &str, metadata: &mut Metadata) {
        match self {
            Self::Hugo(addresses) => addresses.complete_metadata(path, metadata),
            Self::Jekyll => jekyll::metadata_from_name(path, metadata),
            Self::Zola(addresses) => addresses.metadata_from_name(path, metadata),
            Self::Plain => plain::metadata_from_name(path, metadata),
        }
    }
}

/// Keys and values; the keys in lower case where case does not matter to the generator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(Mapping);

impl Values {
    /// The value at `markup.goldmark.renderer.unsafe`, if there is one.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let first = self.0.get(parts.next()?)?;
        let found = parts.try_fold(first, |value, part| value.as_mapping()?.get(part))?;
        (!found.is_null()).then_some(found)
    }

    /// The truth value there; texts say it too.
    #[must_use]
    pub fn truth(&self, path: &str) -> Option<bool> {
        match self.at(path)? {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// The text there.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str()
    }

    /// The texts there: a list, or one text.
    #[must_use]
    pub fn texts(&self, path: &str) -> Vec<String> {
        match self.at(path) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Sequence(values)) => {
                let texts = values.iter().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The keys and values of the group there.
    pub fn group(&self, path: &str) -> impl Iterator<Item = (&str, &Value)> {
        let group = self.at(path).and_then(Value::as_mapping);
        let pairs = group.into_iter().flatten();
        pairs.filter_map(|(key, value)| Some((key.as_str()?, value)))
    }

    /// What is said for one language: what its own group says, and otherwise what is said for all.
    #[must_use]
    pub fn in_language(&self, code: &str) -> Option<Self> {
        let own = self.at(&format!("languages.{code}"))?.as_mapping()?;
        let mut all = own.clone();
        merge(&mut all, &self.0);
        Some(Self(all))
    }

    /// The outermost keys and values.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.0
    }

    /// Puts a value in the place of the one there, or takes that out.
    pub(super) fn set(&mut self, path: &str, value: Option<Value>) {
        let mut parts: Vec<&str> = path.split('.').collect();
        let Some(last) = parts.pop() else {
            return;
        };
        let keys = parts.into_iter().try_fold(&mut self.0, |keys, part| {
            keys.get_mut(part).and_then(Value::as_mapping_mut)
        });
        match (keys, value) {
            (Some(keys), Some(value)) => drop(keys.insert(Value::from(last), value)),
            (Some(keys), None) => drop(keys.remove(last)),
            (None, _) => {}
        }
    }

    /// The keys that there are of those that a pattern names, `*` for any one part.
    pub(super) fn matching(&self, pattern: &str) -> Vec<String> {
        let mut found = vec![String::new()];
        for part in pattern.split('.') {
            let below = |above: &String, name: &str| match above.as_str() {
                "" => name.to_owned(),
                above => format!("{above}.{name}"),
            };
            found = { found.iter() }
                .flat_map(|above| match part {
                    "*" => self
                        .group(above)
                        .map(|(name, _)| below(above, name))
                        .collect(),
                    part => vec![below(above, part)],
                })
                .collect();
        }
        found.retain(|key| self.at(key).is_some());
        found
    }

    /// Takes what others say where nothing is said yet.
    pub(super) fn add(&mut self, others: &Mapping) {
        merge(&mut self.0, others);
    }

    /// Takes what others say of the group `name`.
    pub(super) fn add_group(&mut self, name: &str, others: &Mapping) {
        let mut around = Mapping::new();
        around.insert(Value::from(name), Value::Mapping(others.clone()));
        merge(&mut self.0, &around);
    }
}

/// Adds what is missing in `into`; groups on both sides become one.
fn merge(into: &mut Mapping, from: &Mapping) {
    for (key, value) in from {
        match (into.get_mut(key), value) {
            (Some(Value::Mapping(into)), Value::Mapping(from)) => merge(into, from),
            (Some(_), _) => {}
            (None, value) => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The files of a configuration, one after the other.
#[derive(Debug)]
pub(super) struct Files<'a> {
    root: &'a Path,
    /// What is wrong with them.
    pub(super) problems: Vec<Problem>,
    /// The one at the root, readable or not.
    main: Option<String>,
    /// Whether all of them could be read so far.
    pub(super) is_whole: bool,
    /// Whether the page of a section could not, or a value not be taken.
    pub(super) lacks_parts: bool,
    /// Those that could be read.
    read: Vec<ReadFile>,
}

/// A file that was read.
#[derive(Debug)]
struct ReadFile {
    name: String,
    text: String,
    keys: Mapping,
}

impl ReadFile {
    /// Whether it says this; `markup.toml` says what begins with `markup.` without that.
    fn says(&self, key: &str) -> bool {
        let stem = self.name.rsplit('/').next().unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default().to_lowercase();
        let inner = key.strip_prefix(&stem);
        let inner = inner.and_then(|inner| inner.strip_prefix('.'));
        let has = |key: &str| {
            let mut keys = Some(&self.keys);
            let mut parts = key.split('.').peekable();
            while let Some(part) = parts.next() {
                let Some(value) = keys.and_then(|keys| keys.get(part)) else {
                    return false;
                };
                if parts.peek().is_none() {
                    return true;
                }
                keys = value.as_mapping();
            }
            false
        };
        key == stem || has(key) || inner.is_some_and(has)
    }
}

impl<'a> Files<'a> {
    /// Those of the blog at this root.
    pub(super) fn of(root: &'a Path) -> Self {
        Self {
            root,
            problems: Vec::new(),
            main: None,
            is_whole: true,
            lacks_parts: false,
            read: Vec::new(),
        }
    }

    /// What a file says, its keys in lower case; `None` where there is none or it cannot be read.
    /// `name` is relative to the root and ends in `.toml`, `.yaml`, `.yml` or `.json`.
    pub(super) fn read(&mut self, name: &str) -> Option<Mapping> {
        self.read_as_written(name).map(lower)
    }

    /// What the first of these files that there is says, as the one at the root; keys as they are
    /// written.
    pub(super) fn read_main(&mut self, mut names: impl Iterator<Item = String>) -> Option<Mapping> {
        let is_there = |name: &String| self.root.join(name).symlink_metadata().is_ok();
        self.main = names.find(is_there);
        let name = self.main.clone()?;
        self.read_as_written(&name)
    }

    /// The same with keys as they are written.
    pub(super) fn read_as_written(&mut self, name: &str) -> Option<Mapping> {
        let read = self.text(name)?.and_then(|text| {
            let keys = parse::keys(name, &text)?;
            let read = ReadFile {
                name: name.to_owned(),
                keys: lower(keys.clone()),
                text,
            };
            Ok((read, keys))
        });
        match read {
            Ok((read, keys)) => {
                self.read.push(read);
                Some(keys)
            }
            Err(problem) => {
                self.problems.push(problem.with_kind(Kind::Configuration));
                self.is_whole = false;
                None
            }
        }
    }

    /// What a file's front matter says; `None` where it cannot be read. `name` is relative to the root.
    pub(super) fn read_front_matter(&mut self, name: &str) -> Option<Metadata> {
        let problems = match self.text(name)? {
            Ok(text) => {
                let post = parse::parse(name, &text);
                if post.metadata.is_some() {
                    return post.metadata;
                }
                post.problems
            }
            Err(problem) => vec![*problem],
        };
        self.problems.extend(problems);
        self.lacks_parts = true;
        None
    }

    /// Notes what is wrong with the page of a section of a Zola blog. `name` is relative to the root.
    pub(super) fn hold_section(&mut self, name: &str) {
        match self.text(name) {
            None => {}
            Some(Ok(text)) => {
                let mut post = parse::parse(name, &text);
                parse::hold_against_zola(name, &text, Page::Section, &mut post);
                self.problems.append(&mut post.problems);
            }
            Some(Err(problem)) => self.problems.push(*problem),
        }
    }

    /// The text of a file; `None` where there is none.
    fn text(&self, name: &str) -> Option<Result<String, Box<Problem>>> {
        let mut path = self.root.to_owned();
        path.extend(name.split('/'));
        match watch::read_now(&path) {
            Reading::Gone => None,
            Reading::Text(text) => Some(parse::decode(name, text.bytes)),
            Reading::Unreadable(cause) => {
                let problem = Problem::unreadable(name, cause.to_string());
                Some(Err(Box::new(problem)))
            }
        }
    }

    /// Notes that a setting is not followed.
    pub(super) fn is_not_followed(&mut self, key: &str, why: &str) {
        self.complain(key, format!("`{key}` is not followed here: {why}"));
    }

    /// Notes what is doubtful about a setting, where it stands first.
    pub(super) fn complain(&mut self, key: &str, message: String) {
        let place = |text: &str| places::key(text, key);
        self.tell(key, place, Severity::Warning, message);
    }

    /// Notes what is wrong with the value of a setting, or with this part of it.
    pub(super) fn complain_of_value(
        &mut self,
        key: &str,
        part: Option<&str>,
        severity: Severity,
        message: String,
    ) {
        let place = |text: &str| places::value(text, key, part);
        self.tell(key, place, severity, message);
    }

    fn tell(
        &mut self,
        key: &str,
        place: impl Fn(&str) -> Place,
        severity: Severity,
        message: String,
    ) {
        let mut files = self.read.iter();
        let Some(file) = files.find(|file| file.says(key)).or(self.read.first()) else {
            return;
        };
        let place = place(&file.text);
        let problem = Problem::at(&file.name, &file.text, place, Kind::Configuration, message);
        self.problems.push(problem.with_severity(severity));
    }
}

/// The same with keys in lower case, in lists too.
pub(super) fn lower(keys: Mapping) -> Mapping {
    let pairs = keys.into_iter().map(|(key, value)| {
        let key = match key {
            Value::String(key) => Value::String(key.to_lowercase()),
            Value::Number(number) => Value::String(number.to_string()),
            key => key,
        };
        (key, lower_value(value))
    });
    pairs.collect()
}

fn lower_value(value: Value) -> Value {
    match value {
        Value::Mapping(keys) => Value::Mapping(lower(keys)),
        Value::Sequence(values) => Value::Sequence(values.into_iter().map(lower_value).collect()),
        Value::Tagged(tagged) => lower_value(tagged.value),
        value => value,
    }
}

//! Where Hugo publishes a post.

use std::path::{Component, Path};
use std::sync::Arc;

use jiff::civil;

use super::cascade::{Cascade, Known};
use super::permalink::Permalink;
use super::sections::{Sections, titled};
use crate::dialect::{address, name};
use crate::parse::{Date, Metadata};

/// How a blog's posts get their addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// Folders of posts, the innermost first where one lies in another.
    pub(super) content: Vec<Content>,
    /// `disablePathToLower`
    pub(super) keeps_case: bool,
    /// `removePathAccents`
    pub(super) removes_accents: bool,
    /// Codes of the languages that the configuration names, in lower case.
    pub(super) languages: Vec<String>,
    /// `defaultContentLanguage`
    pub(super) default_language: String,
    /// `defaultContentLanguageInSubdir`
    pub(super) is_default_below: bool,
    /// `uglyURLs`
    pub(super) ugly: Ugly,
    /// By the name of their section.
    pub(super) permalinks: Vec<(String, Permalink)>,
    /// Where a language has patterns of its own, those, by its code.
    pub(super) own_permalinks: Vec<(String, Vec<(String, Permalink)>)>,
    /// The same for the pages of sections.
    pub(super) section_permalinks: Vec<(String, Permalink)>,
    /// The pages of sections.
    pub(super) sections: Sections,
    /// Which date counts; empty: the usual one.
    pub(super) dates: Vec<DateSource>,
    /// What posts are passed besides what they say themselves.
    pub(super) cascade: Cascade,
}

/// A folder of posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// Relative to the root, without `/` at its end.
    pub(super) folder: String,
    /// The language of everything in it.
    pub(super) language: Option<String>,
}

/// Which posts have `.html` at the end of their addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ugly {
    None,
    All,
    /// Those of these sections.
    Sections(Vec<String>),
}

/// Where the date of a post comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DateSource {
    /// The front matter's key, in lower case.
    Key(String),
    /// `2024-01-02-name.md`
    FileName,
    /// What counts where nothing is said.
    Default,
}

impl DateSource {
    /// What a name in `[frontmatter]` stands for.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            ":filename" => Some(Self::FileName),
            ":default" => Some(Self::Default),
            // The time of the file and Git are not asked.
            name if name.starts_with(':') => None,
            name => Some(Self::Key(name.to_lowercase())),
        }
    }
}

impl Default for Addresses {
    fn default() -> Self {
        Self {
            content: vec![Content {
                folder: "content".to_owned(),
                language: None,
            }],
            keeps_case: false,
            removes_accents: false,
            languages: Vec::new(),
            default_language: "en".to_owned(),
            is_default_below: false,
            ugly: Ugly::None,
            permalinks: Vec::new(),
            own_permalinks: Vec::new(),
            section_permalinks: Vec::new(),
            sections: Sections::default(),
            dates: Vec::new(),
            cascade: Cascade::default(),
        }
    }
}

/// What a post's file says of its address.
pub(super) struct Named<'a> {
    /// Folders below the content folder.
    pub(super) folders: Vec<&'a str>,
    /// The name of the file, or of the folder of an `index.md`, without language and ending.
    pub(super) stem: &'a str,
    language: Option<String>,
}

impl Addresses {
    /// Takes a folder of posts in. One that lies elsewhere is not the blog's.
    pub(super) fn add_content(&mut self, folder: &str, language: Option<&str>) {
        if !lies_below(folder) {
            return;
        }
        let folder = folder.trim_start_matches("./").trim_matches('/').to_owned();
        if language.is_none() {
            self.content.clear();
        }
        self.content.retain(|content| content.folder != folder);
        self.content.push(Content {
            folder,
            language: language.map(str::to_owned),
        });
        let depth = |content: &Content| std::cmp::Reverse(content.folder.len());
        self.content.sort_by_key(depth);
    }

    /// `/section/folder/slug-or-name/`, in lower case; as `permalinks` have it; `url` from the front
    /// matter as it is.
    ///
    /// A page bundle (`folder/index.md`) is named by its folder. A `url` with a protocol stops Hugo;
    /// here it is passed over.
    pub(in crate::dialect) fn permalink(&self, path: &str, metadata: &Metadata) -> String {
        let named = self.named(path);
        let prefix = self.prefix(named.language.as_deref());
        if let Some(url) = own_url(metadata).filter(|url| is_usable(url)) {
            let url = self
                .filled(&named, metadata, url)
                .unwrap_or_else(|| url.to_owned());
            let url = url.trim();
            // One that begins with `/` is from the root of all languages.
            let prefix = prefix.filter(|_| !url.starts_with('/')).unwrap_or_default();
            let url = format!("{prefix}/{}", address::decode(url));
            return address::with_slash(address::clean(&url));
        }
        let section = named.folders.first().copied().unwrap_or_default();
        let language = self.language_named(&named);
        let pattern = pattern_of(self.patterns(language), section);
        let mut address = prefix.unwrap_or_default();
        if let Some(pattern) = pattern {
            address.push('/');
            let filled = self.fill(&named, metadata, pattern);
            address.push_str(&self.sanitized(&filled));
        } else {
            self.push_folders(&mut address, language, &named.folders);
            let slug = metadata.slug.as_deref().map(|slug| self.slug(slug));
            let last = slug.filter(|slug| !slug.is_empty());
            let last = last.unwrap_or_else(|| self.segment(named.stem));
            address.push('/');
            address.push_str(&last);
        }
        self.ended(&address, section)
    }

    /// Appends folders: the names, or the slugs of their pages in a language.
    fn push_folders(&self, address: &mut String, language: &str, folders: &[&str]) {
        let mut path = String::new();
        for folder in folders {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(folder);
            let page = self.sections.page(language, &path);
            let slug = page.and_then(|page| page.slug.as_deref());
            address.push('/');
            address.push_str(&match slug {
                Some(slug) => self.slug(slug),
                None => self.segment(folder),
            });
        }
    }

    /// The patterns that count in a language.
    fn patterns(&self, language: &str) -> &[(String, Permalink)] {
        let mut own = self.own_permalinks.iter();
        let own = own.find(|(code, _)| code == language);
        own.map_or(&self.permalinks, |(_, patterns)| patterns)
    }

    /// The code of the language of what is named.
    pub(super) fn language_named<'n>(&'n self, named: &'n Named<'_>) -> &'n str {
        named.language.as_deref().unwrap_or(&self.default_language)
    }

    /// With the `/` or the `.html` that addresses of a section end with.
    fn ended(&self, address: &str, section: &str) -> String {
        let address = address.trim_end_matches('/');
        if self.is_ugly(section) {
            format!("{address}.html")
        } else {
            format!("{address}/")
        }
    }

    fn is_ugly(&self, section: &str) -> bool {
        match &self.ugly {
            Ugly::None => false,
            Ugly::All => true,
            Ugly::Sections(sections) => sections.iter().any(|ugly| ugly == section),
        }
    }

    /// Which folder, name and language a file has.
    fn named<'a>(&self, path: &'a str) -> Named<'a> {
        let below = |content: &&Content| {
            let rest = path.strip_prefix(&content.folder)?;
            content
                .folder
                .is_empty()
                .then_some(rest)
                .or(rest.strip_prefix('/'))
        };
        let content = self.content.iter().find(|content| below(content).is_some());
        let path = content.and_then(|content| below(&content)).unwrap_or(path);
        let (mut folders, stem) = name::split(path);
        let (stem, language) = self.language(stem);
        let own = content.and_then(|content| content.language.clone());
        let is_bundle = stem == "index" && !folders.is_empty();
        let stem = if is_bundle {
            folders.pop().unwrap_or(stem)
        } else {
            stem
        };
        Named {
            folders,
            stem,
            language: language.or(own),
        }
    }

    /// The language of the post in this file.
    pub(in crate::dialect) fn language_of(&self, path: &str) -> String {
        let own = self.named(path).language;
        own.unwrap_or_else(|| self.default_language.clone())
    }

    /// A stem without its language, if it is one of the blog's.
    pub(in crate::dialect) fn without_language<'a>(&self, stem: &'a str) -> &'a str {
        self.language(stem).0
    }

    /// The same, and the language.
    fn language<'a>(&self, stem: &'a str) -> (&'a str, Option<String>) {
        let named = stem.rsplit_once('.').and_then(|(rest, code)| {
            let code = code.to_lowercase();
            let is_known = code == self.default_language || self.languages.contains(&code);
            (is_known && !rest.is_empty()).then_some((rest, Some(code)))
        });
        named.unwrap_or((stem, None))
    }

    /// `/fr` for posts in French, where French is not what the blog is written in.
    fn prefix(&self, language: Option<&str>) -> Option<String> {
        let language = language.unwrap_or(&self.default_language);
        let is_default = language == self.default_language;
        let has_prefix = if is_default {
            self.is_default_below && !self.languages.is_empty()
        } else {
            true
        };
        has_prefix.then(|| format!("/{language}"))
    }

    /// The address of the page of a folder of posts, if that has one in a language: an `_index.md` there,
    /// or it `is_outermost`, with posts in it.
    pub(in crate::dialect) fn section(
        &self,
        language: &str,
        folder: &str,
        is_outermost: bool,
    ) -> Option<String> {
        let page = self.sections.page(language, folder);
        if page.is_none() && !is_outermost {
            return None;
        }
        let prefix = self.prefix(Some(language));
        if let Some(url) = page.and_then(|page| page.url.as_deref()) {
            let prefix = prefix.filter(|_| !url.starts_with('/')).unwrap_or_default();
            let url = format!("{prefix}/{}", address::decode(url));
            return Some(address::with_slash(address::clean(&url)));
        }
        let folder = page.map_or(folder, |page| &*page.folder);
        let folders: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
        let mut address = prefix.unwrap_or_default();
        let outermost = folders.first().copied().unwrap_or_default();
        match pattern_of(&self.section_permalinks, outermost) {
            Some(pattern) if !folders.is_empty() => {
                let named = Named {
                    stem: folders.last().copied().unwrap_or_default(),
                    folders,
                    language: Some(language.to_owned()),
                };
                let metadata = Metadata {
                    title: page.and_then(|page| page.title.clone()),
                    slug: page.and_then(|page| page.slug.clone()),
                    ..Metadata::default()
                };
                address.push('/');
                let filled = self.fill(&named, &metadata, pattern);
                address.push_str(&self.sanitized(&filled));
            }
            _ => self.push_folders(&mut address, language, &folders),
        }
        let mut address = address::with_slash(address::clean(&format!("{address}/")));
        if self.is_ugly(outermost) {
            address.push_str("index.html");
        }
        Some(address)
    }

    /// What the page of a section is called: one without a file of its own as its folder.
    pub(in crate::dialect) fn section_title(&self, language: &str, folder: &str) -> String {
        match self.sections.page(language, folder) {
            Some(page) => page.title.clone().unwrap_or_default(),
            None => titled(folder),
        }
    }

    /// What the page of a section says, and its file.
    pub(in crate::dialect) fn section_page(
        &self,
        language: &str,
        folder: &str,
    ) -> Option<(String, Arc<Metadata>)> {
        let page = self.sections.page(language, folder)?;
        Some((page.path.clone(), page.metadata.clone()))
    }

    /// The folders whose sections have pages in a language, in lower case.
    pub(in crate::dialect) fn section_folders(&self, language: &str) -> Vec<String> {
        let folders = self.sections.folders(language);
        folders.map(str::to_owned).collect()
    }

    /// What a section gives a pattern: its slug, or its title in the place of one.
    pub(super) fn section_slug(&self, language: &str, folder: &str) -> String {
        let page = self.sections.page(language, folder);
        match page.and_then(|page| page.slug.as_deref()) {
            Some(slug) => self.slug(slug),
            None => self.sanitized(&self.section_title(language, folder)),
        }
    }

    /// A folder's or file's name as Hugo puts it into an address: every space becomes `-`, other
    /// characters that Hugo does not allow go.
    pub(super) fn segment(&self, name: &str) -> String {
        let segment: String = self
            .cased(name)
            .replace(' ', "-")
            .chars()
            .filter(|c| is_allowed(*c))
            .collect();
        if segment.is_empty() {
            name.to_owned()
        } else {
            segment
        }
    }

    /// A slug as Hugo puts it into an address: the same without dashes around it.
    pub(super) fn slug(&self, slug: &str) -> String {
        self.sanitized(&address::decode(slug.trim()))
            .trim_matches('-')
            .to_owned()
    }

    /// A text as Hugo puts it into an address: runs of spaces become one `-`, what is not allowed goes.
    pub(super) fn sanitized(&self, text: &str) -> String {
        let mut sanitized = String::new();
        let mut is_gap = false;
        for character in self.cased(text).chars() {
            if is_allowed(character) {
                if is_gap && character != '-' && !sanitized.ends_with('-') && !sanitized.is_empty()
                {
                    sanitized.push('-');
                }
                is_gap = false;
                sanitized.push(character);
            } else {
                is_gap |= character.is_whitespace();
            }
        }
        sanitized
    }

    pub(super) fn cased(&self, text: &str) -> String {
        let text = if self.removes_accents {
            text.chars().map(name::without_accent).collect()
        } else {
            text.to_owned()
        };
        if self.keeps_case {
            text
        } else {
            name::lower(&text)
        }
    }

    /// Fills in what is passed down, and the date: the one that the configuration chooses, else
    /// that of `date`, `publishDate` or `lastmod`; of the file's name only where the configuration
    /// says so.
    pub(in crate::dialect) fn complete_metadata(&self, path: &str, metadata: &mut Metadata) {
        if self.cascade.is_empty() && self.dates.is_empty() {
            return;
        }
        let named = self.named(path);
        if !self.cascade.is_empty() {
            self.pass_down(&named, metadata);
        }
        self.choose_date(&named, metadata);
    }

    fn pass_down(&self, named: &Named<'_>, metadata: &mut Metadata) {
        let folder = named.folders.join("/");
        let above = if folder.is_empty() { "" } else { "/" };
        let path = format!("{above}{folder}/{}", named.stem).replace(' ', "-");
        let known = Known {
            folder: &folder,
            path: &path,
            language: self.language_named(named),
        };
        self.cascade.complete(&known, metadata);
    }

    fn choose_date(&self, named: &Named<'_>, metadata: &mut Metadata) {
        let from_name = self.dates.contains(&DateSource::FileName);
        let dated = from_name.then(|| dated(named.stem)).flatten();
        let mut sources = self.dates.iter();
        let date = sources.find_map(|source| match source {
            DateSource::FileName => dated.map(|(civil, _)| Date {
                civil: civil.into(),
                offset: None,
            }),
            DateSource::Default => usual_date(metadata),
            DateSource::Key(key) => date_at(metadata, key),
        });
        metadata.date = date.or(metadata.date);
        // A name that gives the date gives the slug as well.
        if metadata.slug.is_none()
            && let Some((_, slug)) = dated
        {
            metadata.slug = Some(slug.to_owned());
        }
    }
}

/// Whether a path leads nowhere but below the blog's root.
pub(super) fn lies_below(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The pattern of a section.
fn pattern_of<'p>(patterns: &'p [(String, Permalink)], section: &str) -> Option<&'p Permalink> {
    let mut patterns = patterns.iter();
    let found = patterns.find(|(of, _)| of.trim_matches('/').eq_ignore_ascii_case(section));
    found.map(|(_, pattern)| pattern)
}

pub(super) fn usual_date(metadata: &Metadata) -> Option<Date> {
    metadata.date.or(metadata.publish_date).or(metadata.updated)
}

fn date_at(metadata: &Metadata, key: &str) -> Option<Date> {
    let found = match key {
        "date" => metadata.date,
        "publishdate" | "pubdate" | "published" => metadata.publish_date,
        "lastmod" | "modified" => metadata.updated,
        _ => None,
    };
    found.or_else(|| {
        let mut keys = metadata.keys.iter();
        let value = keys.find_map(|(name, value)| {
            let name = name.as_str()?;
            name.eq_ignore_ascii_case(key).then_some(value)
        });
        crate::parse::date(value?.as_str()?)
    })
}

/// The day at the beginning of a name, and the slug behind it: `2024-01-02-a` → that day, `a`.
fn dated(stem: &str) -> Option<(civil::Date, &str)> {
    let (date, rest) = name::dated(stem)?;
    let slug = rest.trim_start_matches(['-', '_', ' ']);
    (stem.len() - rest.len() == "2024-01-02".len()).then_some((date, slug))
}

/// The `url` in front matter: Hugo knows no `permalink` there.
fn own_url(metadata: &Metadata) -> Option<&str> {
    let mut keys = metadata.keys.iter();
    let is_url = |key: &serde_yaml::Value| {
        key.as_str()
            .is_some_and(|key| key.eq_ignore_ascii_case("url"))
    };
    let says_permalink = metadata.keys.contains_key("permalink");
    let url = metadata.url.as_deref();
    url.filter(|_| !says_permalink || keys.any(|(key, _)| is_url(key)))
}

fn is_usable(url: &str) -> bool {
    let url = url.trim();
    let is_elsewhere = url.starts_with("http://") || url.starts_with("https://");
    !url.is_empty() && !is_elsewhere
}

fn is_allowed(character: char) -> bool {
    name::is_letter(character)
        || name::is_digit(character)
        || name::is_mark(character)
        || matches!(
            character,
            '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@'
        )
}

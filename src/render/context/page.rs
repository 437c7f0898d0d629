//! A page as templates see it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::resources::Resources;
use super::site::{Language, Site, group};
use super::{Reader, World};
use crate::dialect::address::encode;
use crate::gotemplate::{Object, Value};
use crate::parse::Date;
use crate::render::PageFacts;
use crate::render::shortcodes::CONTENTS;

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    facts: Arc<PageFacts>,
    world: Arc<World>,
}

/// The file of a page.
#[derive(Debug)]
struct File {
    path: String,
}

/// Everything in the front matter, and what is below its `params` at the top of it.
pub(super) fn parameters(facts: &PageFacts, world: &World) -> Value {
    world.parameters(&facts.path, || {
        let mut all = group(&facts.metadata.keys);
        if let Some(inner) = all.get("params").and_then(Value::entries) {
            let inner = inner.iter();
            all.extend(inner.map(|(key, value)| (key.clone(), value.clone())));
        }
        super::site::parameters(all)
    })
}

/// The value of a parameter of a page.
fn parameter(facts: &PageFacts, world: &World, name: &str) -> Option<Value> {
    super::at(&parameters(facts, world), name)
}

/// A date, in the blog's zone where it names none; a year-one midnight where there is none, as Go has it.
pub(super) fn time(date: Option<Date>, world: &World) -> Value {
    let zone = match date {
        Some(date) => match date.offset {
            Some(offset) => TimeZone::fixed(offset),
            None => world.zone(),
        },
        None => TimeZone::UTC,
    };
    let zero = || jiff::civil::date(1, 1, 1).at(0, 0, 0, 0);
    match date.map_or_else(zero, |date| date.civil).to_zoned(zone) {
        Ok(time) => Value::Time(time),
        Err(_) => Value::Nil,
    }
}

impl Page {
    pub(super) fn value(facts: Arc<PageFacts>, world: &Arc<World>) -> Value {
        Value::Object(Arc::new(Self {
            facts,
            world: world.clone(),
        }))
    }

    /// The home page.
    pub(super) fn home(world: &Arc<World>) -> Value {
        let facts = PageFacts {
            url: format!("{}/", world.language_prefix()),
            language: world.post().language.clone(),
            ..PageFacts::default()
        };
        Self::value(Arc::new(facts), world)
    }

    fn own_address(&self) -> String {
        format!("{}{}", self.world.known.base.path, encode(&self.facts.url))
    }

    /// The page of a section that it lies in.
    fn section(&self, path: Option<&str>) -> Value {
        match path {
            Some(section) => {
                let page = self.world.page(&format!("/{section}").into());
                page.map_or(Value::Nil, |page| Page::value(page, &self.world))
            }
            None => Page::home(&self.world),
        }
    }

    /// What the front matter alone tells.
    fn of_metadata(&self, name: &str) -> Option<Value> {
        let metadata = &self.facts.metadata;
        let description = metadata.description.as_deref().unwrap_or_default();
        Some(match name {
            "Title" => Value::text(&self.facts.title),
            "LinkTitle" => parameter(&self.facts, &self.world, "linktitle")
                .unwrap_or_else(|| Value::text(&self.facts.title)),
            "Description" => Value::text(description),
            // Without it Hugo takes it from the text.
            "Summary" => Value::html(metadata.keys.get("summary")?.as_str()?),
            "Date" => time(metadata.date, &self.world),
            "PublishDate" => time(metadata.publish_date.or(metadata.date), &self.world),
            "Lastmod" => time(metadata.updated.or(metadata.date), &self.world),
            "ExpiryDate" => time(metadata.expiry_date, &self.world),
            "Draft" => Value::Bool(metadata.draft),
            "Params" => parameters(&self.facts, &self.world),
            "Keywords" => parameter(&self.facts, &self.world, "keywords")
                .unwrap_or_else(|| Value::list(Vec::new())),
            "Weight" => parameter(&self.facts, &self.world, "weight").unwrap_or(Value::Int(0)),
            "Slug" => Value::text(metadata.slug.as_deref().unwrap_or_default()),
            "Aliases" => Value::list(
                metadata
                    .aliases
                    .iter()
                    .map(|alias| Value::text(alias))
                    .collect(),
            ),
            _ => return None,
        })
    }

    /// What is asked of the sections that it lies in, and of its headings.
    fn of_section(&self, name: &str) -> Option<Value> {
        if self.is_section() {
            return None;
        }
        let path = || logical(&self.facts.inner);
        Some(match name {
            "CurrentSection" | "Parent" => {
                self.section(path().rsplit_once('/').map(|(section, _)| section))
            }
            "FirstSection" => self.section(path().split_once('/').map(|(section, _)| section)),
            "Fragments" => Value::Object(Arc::new(Fragments)),
            _ => return None,
        })
    }

    /// What is known of the post alone.
    fn of_post(&self, name: &str) -> Option<Value> {
        if self.facts.path != self.world.post().path {
            return None;
        }
        Some(match name {
            "RawContent" => Value::text(&self.world.body),
            "TableOfContents" => Value::html(CONTENTS),
            "Resources" => Resources::of(&self.world),
            "Scratch" | "Store" => Value::Object(self.world.scratch.clone()),
            _ => return None,
        })
    }

    /// The pages around it, or in it.
    fn of_others(&self, name: &str) -> Option<Value> {
        Some(match name {
            "RegularPages" | "RegularPagesRecursive" | "Pages" if self.is_section() => {
                match (self.facts.inner.as_str(), name) {
                    ("", "RegularPagesRecursive") => self.world.pages(),
                    ("", _) => self.world.pages_at_top(),
                    (folder, _) => self.world.pages_in(folder),
                }
            }
            "Next" | "Prev" | "NextInSection" | "PrevInSection" => {
                self.world.neighbour(&self.facts, name)
            }
            _ => return None,
        })
    }

    /// What its place tells.
    fn of_place(&self, name: &str) -> Option<Value> {
        let path = logical(&self.facts.inner);
        let section = path.split_once('/').map_or("", |(section, _)| section);
        Some(match name {
            "Section" => Value::text(section),
            "Type" => parameter(&self.facts, &self.world, "type")
                .unwrap_or_else(|| Value::text(if section.is_empty() { "page" } else { section })),
            "BundleType" => Value::text(if self.facts.is_bundle() { "leaf" } else { "" }),
            "Path" => Value::text(&format!("/{path}")),
            "File" => Value::Object(Arc::new(File {
                path: self.facts.inner.clone(),
            })),
            "Lang" => Value::text(&self.facts.language),
            "Language" => Language::value(&self.world),
            _ => return None,
        })
    }

    /// What the page of a section has as well, of whose file nothing is known here.
    fn of_address(&self, name: &str) -> Option<Value> {
        let is_home = || self.facts.url == format!("{}/", self.world.language_prefix());
        let kind = match self.is_section() {
            true if self.facts.url == "/" || is_home() => "home",
            true => "section",
            false => "page",
        };
        Some(match name {
            "Title" | "LinkTitle" if kind == "home" => Site::title(&self.world),
            "Title" | "LinkTitle" if kind == "section" => Value::text(&self.facts.title),
            "Params" if kind == "home" => Value::map::<&str>([]),
            "Lang" if kind == "home" => Value::text(&self.facts.language),
            "Language" if kind == "home" => Language::value(&self.world),
            "Scratch" | "Store" if kind == "home" => Value::Object(self.world.home.clone()),
            "Resources" if self.is_section() => Resources::none(),
            "RelPermalink" => Value::text(&self.own_address()),
            "Permalink" => Value::text(&self.world.absolute(&self.own_address())),
            "Kind" => Value::text(kind),
            "IsPage" => Value::Bool(kind == "page"),
            "IsNode" => Value::Bool(kind != "page"),
            "IsHome" => Value::Bool(kind == "home"),
            "IsSection" => Value::Bool(kind == "section"),
            _ => return None,
        })
    }

    fn is_section(&self) -> bool {
        self.facts.path.is_empty()
    }
}

impl Object for Page {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let of_file = || self.of_metadata(name).or_else(|| self.of_place(name));
        let is_of_file = !self.is_section();
        let found = self.of_address(name);
        if let Some(found) = found.or_else(|| is_of_file.then(of_file).flatten()) {
            return Ok(Some(found));
        }
        let first = || {
            let text = arguments.last().and_then(Value::as_text);
            text.map(ToString::to_string)
                .ok_or_else(|| "a text is missing".to_owned())
        };
        let found = match name {
            "Site" => Site::value(&self.world),
            "Page" => Page::value(self.facts.clone(), &self.world),
            "Param" => self.world.parameter(&first()?).unwrap_or_default(),
            "GetPage" => {
                let name = first()?;
                let is_from_top = self.is_section() && !name.starts_with('/');
                let name = if is_from_top {
                    format!("{}{name}", self.facts.url)
                } else {
                    name
                };
                let page = self.world.page(&name.into());
                page.map_or(Value::Nil, |page| Page::value(page, &self.world))
            }
            "Ref" | "RelRef" => {
                let address = super::functions::refer(&self.world, arguments)?;
                Value::text(&match name {
                    "Ref" => self.world.absolute(&address),
                    _ => address,
                })
            }
            "RenderString" => {
                let is_block = matches!(arguments.first(), Some(Value::Map(options))
                    if options.get("display").and_then(Value::as_text).is_some_and(|it| &**it == "block"));
                let text = first()?;
                let reader = if self.is_section() {
                    Reader::Home
                } else {
                    Reader::Post
                };
                Value::html(&if is_block {
                    self.world.block(&text, reader)
                } else {
                    self.world.phrase(&text, reader)
                })
            }
            _ => {
                let found = self.of_section(name).or_else(|| self.of_post(name));
                if let Some(found) = found.or_else(|| self.of_others(name)) {
                    return Ok(Some(found));
                }
                if self.is_section() {
                    return Ok(None);
                }
                return self.world.of_text(&self.facts, name);
            }
        };
        Ok(Some(found))
    }

    fn member_of_list(
        &self,
        list: &[Value],
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>, String> {
        super::pages::of_list(list, name, arguments)
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.facts.url)
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        format!("Page({})", self.facts.path)
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

/// The headings of a page. Templates have run before they are known; what asks whether one is there goes on
/// as if it was, and that it is not is for the checks to tell.
#[derive(Debug)]
struct Fragments;

impl Object for Fragments {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Identifiers" => Value::Object(Arc::new(Self)),
            "Contains" => Value::Bool(true),
            "Count" => Value::Int(1),
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        String::new()
    }
}

/// Where a page lies as Hugo compares it: in lower case, without ending, an `index.md` as its folder.
fn logical(inner: &str) -> String {
    let lower = inner.to_lowercase().replace(' ', "-");
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match (folder, stem) {
        ("", stem) => stem.to_owned(),
        (folder, stem) if stem.split('.').next() == Some("index") => folder.to_owned(),
        (folder, stem) => format!("{folder}/{stem}"),
    }
}

impl Object for File {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let (folder, file) = match self.path.rsplit_once('/') {
            Some((folder, file)) => (format!("{folder}/"), file),
            None => (String::new(), self.path.as_str()),
        };
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        Ok(Some(Value::text(match name {
            "Path" => &self.path,
            "Dir" => &folder,
            "LogicalName" => file,
            "ContentBaseName" if stem == "index" => folder
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or(stem),
            "BaseFileName" | "TranslationBaseName" | "ContentBaseName" => stem,
            "Ext" => ending,
            _ => return Ok(None),
        })))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.path.clone()
    }
}

//! A page as templates see it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::file::File;
use super::languages::translation_key;
use super::menus::leads_to;
use super::resources::Resources;
use super::sections::folder_of;
use super::site::{Site, group};
use super::{Reader, World};
use crate::dialect::address::encode;
use crate::gotemplate::{Object, Value};
use crate::parse::Date;
use crate::render::shortcodes::CONTENTS;
use crate::render::{PageFacts, PageKind, PageName};

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    facts: Arc<PageFacts>,
    world: Arc<World>,
}

/// Everything in the front matter, and what is below its `params` at the top of it.
pub(super) fn parameters(facts: &PageFacts, world: &World) -> Value {
    let own = format!("{} {}", facts.path, facts.url);
    world.parameters(&own, || {
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
        Self::value(world.home_facts(), world)
    }

    /// Its file, relative to the blog's root; empty where it has none.
    pub(super) fn file(&self) -> &str {
        &self.facts.path
    }

    fn own_address(&self) -> String {
        format!("{}{}", self.world.known.base.path, encode(&self.facts.url))
    }

    fn of(&self, facts: Option<Arc<PageFacts>>) -> Value {
        facts.map_or(Value::Nil, |facts| Page::value(facts, &self.world))
    }

    /// The same with what its file says: where the first page is meant, that may not be known yet.
    fn facts(&self) -> Arc<PageFacts> {
        let facts = &self.facts;
        if facts.kind != PageKind::Home || facts.language != self.world.post().language {
            return facts.clone();
        }
        self.world.home_with_title()
    }

    /// What the front matter alone tells.
    fn of_metadata(&self, name: &str) -> Option<Value> {
        let facts = self.facts();
        let metadata = &facts.metadata;
        let description = metadata.description.as_deref().unwrap_or_default();
        Some(match name {
            "LinkTitle" => Value::text(&self.world.link_title(&facts)),
            "Name" if facts.kind == PageKind::Term => {
                Value::text(facts.inner.split_once('/').map_or("", |(_, word)| word))
            }
            "Title" | "Name" => Value::text(&facts.title),
            "Description" => Value::text(description),
            // Without it Hugo takes it from the text.
            "Summary" => Value::html(metadata.keys.get("summary")?.as_str()?),
            "Date" => time(metadata.date, &self.world),
            "PublishDate" => time(metadata.publish_date.or(metadata.date), &self.world),
            "Lastmod" => time(metadata.updated.or(metadata.date), &self.world),
            "ExpiryDate" => time(metadata.expiry_date, &self.world),
            "Draft" => Value::Bool(metadata.draft),
            "Params" => parameters(&facts, &self.world),
            "Keywords" => parameter(&facts, &self.world, "keywords")
                .unwrap_or_else(|| Value::list(Vec::new())),
            "Weight" => parameter(&facts, &self.world, "weight").unwrap_or(Value::Int(0)),
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
    fn of_section(&self, name: &str, arguments: &[Value]) -> Option<Value> {
        let world = &self.world;
        Some(match name {
            "CurrentSection" => Page::value(world.current_section(&self.facts), world),
            "FirstSection" => Page::value(world.first_section(&self.facts), world),
            "Parent" => self.of(world.parent(&self.facts)),
            "Ancestors" => world.ancestors(&self.facts),
            "IsAncestor" | "IsDescendant" | "InSection" | "Eq" => {
                let other = match arguments.first() {
                    Some(Value::Object(other)) => other.any(),
                    _ => None,
                };
                let other = other.and_then(|other| other.downcast_ref::<Page>());
                let own = &self.facts;
                Value::Bool(other.is_some_and(|Page { facts, .. }| match name {
                    "IsAncestor" => world.is_around(own, facts),
                    "IsDescendant" => world.is_around(facts, own),
                    "InSection" => world.is_in_section(own, facts),
                    _ => facts.url == own.url && facts.language == own.language,
                }))
            }
            "Fragments" if self.facts.kind == PageKind::Page => Value::Object(Arc::new(Fragments)),
            _ => return None,
        })
    }

    /// What is known of the post alone.
    fn of_post(&self, name: &str, arguments: &[Value]) -> Option<Value> {
        if self.facts.path != self.world.post().path {
            return None;
        }
        Some(match name {
            "RawContent" => Value::text(&self.world.body),
            "HasShortcode" => {
                let name = arguments.first()?.as_text()?;
                Value::Bool(self.world.calls().contains(&**name))
            }
            "TableOfContents" => Value::html(CONTENTS),
            "Scratch" | "Store" => Value::Object(self.world.scratch.clone()),
            _ => return None,
        })
    }

    /// The pages around it, or in it.
    fn of_others(&self, name: &str, arguments: &[Value]) -> Option<Value> {
        let (world, facts) = (&self.world, &self.facts);
        let text = |index: usize| arguments.get(index).and_then(Value::as_text);
        Some(match name {
            "RegularPages" | "RegularPagesRecursive" | "Pages" | "Sections" => {
                world.pages_in(facts, name)
            }
            "Next" | "Prev" | "NextInSection" | "PrevInSection" if !self.is_section() => {
                world.neighbour(facts, name)
            }
            // There is no Git here.
            "GitInfo" | "Next" | "Prev" | "NextInSection" | "PrevInSection" => Value::Nil,
            "GetTerms" => world.terms_of(facts, text(0)?),
            "Data" if matches!(facts.kind, PageKind::Term | PageKind::Taxonomy) => {
                world.data_of(facts)
            }
            "Data" if self.is_section() => Value::map([("Pages", world.pages_in(facts, "Pages"))]),
            "Data" => Value::map::<&str>([]),
            "Translations" => world.list(&world.translations(facts, false)),
            "AllTranslations" => world.list(&world.translations(facts, true)),
            "IsTranslated" => Value::Bool(world.translations(facts, true).len() > 1),
            // Nor is anything made but pages.
            "CodeOwners" | "AlternativeOutputFormats" => Value::list(Vec::new()),
            "TranslationKey" => Value::text(&translation_key(facts)),
            "IsMenuCurrent" | "HasMenuCurrent" => {
                let (menu, entry) = (text(0)?, arguments.get(1)?);
                Value::Bool(match name {
                    "IsMenuCurrent" => leads_to(entry, menu, facts, false),
                    _ => leads_to(entry, menu, facts, true) || world.has_menu_around(entry, facts),
                })
            }
            _ => return None,
        })
    }

    /// What its place tells.
    fn of_place(&self, name: &str) -> Option<Value> {
        let path = logical(&self.facts.inner);
        let path = if self.is_section() {
            self.facts.inner.to_lowercase()
        } else {
            path
        };
        let section = match path.split_once('/') {
            Some((section, _)) => section,
            None if self.is_section() => &path,
            None => "",
        };
        Some(match name {
            "Section" => Value::text(section),
            "Type" => parameter(&self.facts, &self.world, "type")
                .unwrap_or_else(|| Value::text(if section.is_empty() { "page" } else { section })),
            "BundleType" => Value::text(match self.facts.kind {
                PageKind::Page if self.facts.is_bundle() => "leaf",
                PageKind::Page => "",
                _ => "branch",
            }),
            "Layout" => {
                parameter(&self.facts, &self.world, "layout").unwrap_or_else(|| Value::text(""))
            }
            "Path" => Value::text(&format!("/{path}")),
            "File" => File::of(&self.facts()),
            "Lang" => Value::text(&self.facts.language),
            "Language" => self.world.language(&self.facts.language),
            _ => return None,
        })
    }

    /// What every page has, whatever is known of its file.
    fn of_address(&self, name: &str) -> Option<Value> {
        let kind = self.facts.kind;
        Some(match name {
            "Scratch" | "Store" if kind == PageKind::Home => Value::Object(self.world.home.clone()),
            "Resources" => Resources::of(&self.world, &self.facts),
            "RelPermalink" => Value::text(&self.own_address()),
            "Permalink" => Value::text(&self.world.absolute(&self.own_address())),
            "Kind" => Value::text(kind.name()),
            "IsPage" => Value::Bool(kind == PageKind::Page),
            "IsNode" => Value::Bool(kind != PageKind::Page),
            "IsHome" => Value::Bool(kind == PageKind::Home),
            "IsSection" => Value::Bool(kind == PageKind::Section),
            _ => return None,
        })
    }

    /// Whether it is no post.
    fn is_section(&self) -> bool {
        self.facts.kind != PageKind::Page
    }

    /// The page that a name means, seen from this one.
    fn get_page(&self, name: &str) -> Value {
        let folder = match self.facts.kind {
            PageKind::Page => folder_of(&self.facts),
            PageKind::Section => &self.facts.inner,
            PageKind::Home | PageKind::Taxonomy | PageKind::Term => "",
        };
        let page = if name.starts_with('/') || name.is_empty() {
            self.world.page_at(name)
        } else if name.starts_with('.') && !self.is_section() {
            let name = self.world.named_from(&self.facts.path, name);
            self.world.page(&name)
        } else {
            let here = self.world.page_at(&format!("/{folder}/{name}"));
            let is_path_of_root = !name.starts_with('.');
            here.or_else(|| self.world.page_at(name).filter(|_| is_path_of_root))
        };
        self.of(page)
    }
}

impl World {
    /// The page at a path from the folder of posts, or that of a word that posts are filed under.
    fn page_at(&self, path: &str) -> Option<Arc<PageFacts>> {
        let path = path.trim_matches('/');
        let filed = self.filed_under(path);
        filed.or_else(|| self.page(&self.named(&format!("/{path}"))))
    }
}

/// The page that a name means in the site: at that path, or the only one that is called so.
pub(super) fn get_page(world: &Arc<World>, name: &str) -> Value {
    let is_from_root = name.starts_with('/');
    let alone = || {
        let bare = name.trim_matches('/');
        let has_path = bare.contains('/') || bare.is_empty() || is_from_root;
        let name = PageName {
            is_alone: true,
            ..world.named(bare)
        };
        (!has_path).then(|| world.page(&name)).flatten()
    };
    if name.starts_with('.') {
        return Value::Nil;
    }
    let page = world.page_at(name).or_else(alone);
    page.map_or(Value::Nil, |page| Page::value(page, world))
}

impl Object for Page {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let found = self.of_address(name).or_else(|| self.of_metadata(name));
        if let Some(found) = found.or_else(|| self.of_place(name)) {
            return Ok(Some(found));
        }
        let first = || {
            let text = arguments.last().and_then(Value::as_text);
            text.map(ToString::to_string)
                .ok_or_else(|| "a text is missing".to_owned())
        };
        let found = match name {
            "Site" => Site::in_language(&self.world, &self.facts.language),
            "Sites" => self.world.all_sites(),
            "Page" => Page::value(self.facts.clone(), &self.world),
            "Param" => {
                let name = first()?;
                let own = parameter(&self.facts(), &self.world, &name.to_lowercase());
                own.or_else(|| self.world.parameter_of_site(&name))
                    .unwrap_or_default()
            }
            "GetPage" => self.get_page(&first()?),
            "Ref" | "RelRef" => {
                let address = super::functions::refer(&self.world, Some(self), arguments)?;
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
                let found = self
                    .of_section(name, arguments)
                    .or_else(|| self.of_post(name, arguments));
                if let Some(found) = found.or_else(|| self.of_others(name, arguments)) {
                    return Ok(Some(found));
                }
                return self.world.of_text(&self.facts(), name);
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

    fn any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        // Hugo's begin at the root of the disk, these with the blog's folder.
        match self.file() {
            "" => format!("/{}", self.facts.inner),
            file => file.to_owned(),
        }
    }

    fn type_name(&self) -> &'static str {
        "*hugolib.pageState"
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
pub(super) fn logical(inner: &str) -> String {
    let lower = inner.to_lowercase().replace(' ', "-");
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match (folder, stem) {
        ("", stem) => stem.to_owned(),
        (folder, stem) if stem.split('.').next() == Some("index") => folder.to_owned(),
        (folder, stem) => format!("{folder}/{stem}"),
    }
}

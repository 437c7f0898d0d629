//! A page as templates see it.

use std::sync::Arc;

use super::World;
use super::site::{Site, group};
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

/// The files beside a page.
#[derive(Debug)]
struct Resources {
    world: Arc<World>,
}

/// A file that a page shows.
#[derive(Debug)]
pub(super) struct Resource {
    name: String,
    address: String,
    pixels: Option<(u32, u32)>,
    world: Arc<World>,
}

/// The value at a path in a page's parameters: below `params`, or at the top of its front matter.
pub(super) fn parameter(facts: &PageFacts, path: &str) -> Option<Value> {
    let all = parameters(facts);
    let mut found = all;
    for part in path.split('.') {
        found = found.entries()?.get(part)?.clone();
    }
    (!matches!(found, Value::Nil)).then_some(found)
}

/// Everything in the front matter, and what is below its `params` at the top of it.
fn parameters(facts: &PageFacts) -> Value {
    let mut all = group(&facts.metadata.keys);
    if let Some(inner) = all.get("params").and_then(Value::entries) {
        all.extend(
            inner
                .iter()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
    }
    super::site::parameters(all)
}

/// A date; a year-one midnight where there is none, as Go has it.
fn time(date: Option<Date>) -> Value {
    let zero = || jiff::civil::date(1, 1, 1).at(0, 0, 0, 0);
    let (civil, offset) = match date {
        Some(date) => (date.civil, date.offset),
        None => (zero(), None),
    };
    let zone = jiff::tz::TimeZone::fixed(offset.unwrap_or(jiff::tz::Offset::UTC));
    match civil.to_zoned(zone) {
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

    fn own_address(&self) -> String {
        format!("{}{}", self.world.known.base.path, self.facts.url)
    }

    fn list(&self, key: &str) -> Value {
        let terms = match key {
            "tags" => &self.facts.metadata.tags,
            _ => &self.facts.metadata.categories,
        };
        Value::list(terms.iter().map(|term| Value::text(term)).collect())
    }

    /// What the front matter alone tells.
    fn of_metadata(&self, name: &str) -> Option<Value> {
        let metadata = &self.facts.metadata;
        let description = metadata.description.as_deref().unwrap_or_default();
        Some(match name {
            "Title" => Value::text(&self.facts.title),
            "LinkTitle" => parameter(&self.facts, "linktitle")
                .unwrap_or_else(|| Value::text(&self.facts.title)),
            "Description" | "Summary" => Value::text(description),
            "Date" => time(metadata.date),
            "PublishDate" => time(metadata.publish_date.or(metadata.date)),
            "Lastmod" => time(metadata.updated.or(metadata.date)),
            "ExpiryDate" => time(metadata.expiry_date),
            "Draft" => Value::Bool(metadata.draft),
            "Params" => parameters(&self.facts),
            "Keywords" => {
                parameter(&self.facts, "keywords").unwrap_or_else(|| Value::list(Vec::new()))
            }
            "Weight" => parameter(&self.facts, "weight").unwrap_or(Value::Int(0)),
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

    /// What its place tells.
    fn of_place(&self, name: &str) -> Option<Value> {
        let url = self.facts.url.as_str();
        let section = url
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        Some(match name {
            "RelPermalink" => Value::text(&self.own_address()),
            "Permalink" => Value::text(&self.world.absolute(&self.own_address())),
            "Section" | "Type" => Value::text(section),
            "Kind" => Value::text("page"),
            "BundleType" => Value::text(if self.facts.is_bundle() { "leaf" } else { "" }),
            "Path" => Value::text(url.trim_end_matches('/')),
            "Lang" => Value::text("en"),
            "IsPage" | "IsNode" | "IsHome" | "IsSection" => Value::Bool(name == "IsPage"),
            "File" => Value::Object(Arc::new(File {
                path: self.facts.content_path().to_owned(),
            })),
            _ => return None,
        })
    }
}

impl Object for Page {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        if let Some(found) = self.of_metadata(name).or_else(|| self.of_place(name)) {
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
                let page = self.world.page(&first()?);
                page.map_or(Value::Nil, |page| Page::value(page, &self.world))
            }
            "Ref" | "RelRef" => {
                let address = self
                    .world
                    .reference(&super::functions::path_of(arguments)?)?;
                Value::text(&match name {
                    "Ref" => self.world.absolute(&address),
                    _ => address,
                })
            }
            "RenderString" => {
                let is_block = matches!(arguments.first(), Some(Value::Map(options))
                    if options.get("display").and_then(Value::as_text).is_some_and(|it| &**it == "block"));
                let text = first()?;
                Value::html(&if is_block {
                    self.world.block(&text)
                } else {
                    self.world.phrase(&text)
                })
            }
            "TableOfContents" => Value::html(CONTENTS),
            "Resources" => Value::Object(Arc::new(Resources {
                world: self.world.clone(),
            })),
            "Scratch" | "Store" => Value::Object(self.world.scratch.clone()),
            "HasShortcode" => Value::Bool(false),
            "Language" => Value::map([("Lang", Value::text("en"))]),
            "OutputFormats" | "Translations" | "AllTranslations" => Value::list(Vec::new()),
            "GetTerms" => self.list(&first()?),
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn text(&self) -> String {
        format!("Page({})", self.facts.path)
    }

    fn can_be_stored(&self) -> bool {
        false
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
            "Path" | "Filename" | "UniqueID" => &self.path,
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

    fn text(&self) -> String {
        self.path.clone()
    }
}

impl Object for Resources {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Get" | "GetMatch" => {
                let path = arguments
                    .last()
                    .and_then(Value::as_text)
                    .ok_or("a name is missing")?;
                Resource::beside(&self.world, path)
            }
            "Match" | "ByType" | "ByName" => Value::list(Vec::new()),
            _ => return Ok(None),
        }))
    }

    fn text(&self) -> String {
        String::new()
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(Vec::new())
    }
}

impl Resource {
    /// The file of this name beside the post.
    fn beside(world: &Arc<World>, path: &str) -> Value {
        let name = path.trim_start_matches("./").trim_start_matches('*');
        if name.starts_with('/') || name.contains("..") {
            return Value::Nil;
        }
        let address = format!("{}{}{name}", world.known.base.path, world.post().url);
        Self::at(world, name, name, address)
    }

    /// The file of this name in the site's assets.
    pub(super) fn of_site(world: &Arc<World>, path: &str) -> Value {
        let name = path.trim_start_matches('/');
        let address = format!("{}/{name}", world.known.base.path);
        Self::at(world, name, &format!("/{name}"), address)
    }

    fn at(world: &Arc<World>, name: &str, destination: &str, address: String) -> Value {
        world.note(|asked| {
            asked.files.insert(destination.to_owned());
        });
        let target = world.known.templates.files.get(destination);
        match target.filter(|target| target.fingerprint.is_some()) {
            Some(target) => Value::Object(Arc::new(Self {
                name: name.to_owned(),
                address,
                pixels: target.pixels,
                world: world.clone(),
            })),
            None => Value::Nil,
        }
    }
}

impl Object for Resource {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let pixels = |which: fn((u32, u32)) -> u32| {
            Value::Int(self.pixels.map_or(0, |it| i64::from(which(it))))
        };
        Ok(Some(match name {
            "RelPermalink" => Value::text(&self.address),
            "Permalink" => Value::text(&self.world.absolute(&self.address)),
            "Name" | "Title" => Value::text(&self.name),
            "Width" => pixels(|(width, _)| width),
            "Height" => pixels(|(_, height)| height),
            "ResourceType" => Value::text(if self.pixels.is_some() {
                "image"
            } else {
                "file"
            }),
            "MediaType" => Value::map([
                (
                    "MainType",
                    Value::text(if self.pixels.is_some() {
                        "image"
                    } else {
                        "application"
                    }),
                ),
                (
                    "SubType",
                    Value::text(self.name.rsplit('.').next().unwrap_or_default()),
                ),
            ]),
            "Params" => Value::map::<&str>([]),
            // The picture itself stands for one of another size.
            "Resize" | "Fit" | "Fill" | "Crop" | "Process" | "Filter" => {
                Value::Object(Arc::new(Self {
                    name: self.name.clone(),
                    address: self.address.clone(),
                    pixels: self.pixels,
                    world: self.world.clone(),
                }))
            }
            _ => return Ok(None),
        }))
    }

    fn text(&self) -> String {
        self.name.clone()
    }

    fn can_be_stored(&self) -> bool {
        true
    }
}

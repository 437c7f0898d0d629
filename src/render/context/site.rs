//! The site as templates see it.

use std::sync::Arc;

use super::World;
use super::page::Page;
use crate::gotemplate::{Map, Object, Value};
use crate::render::Whole;

/// The site.
#[derive(Debug)]
pub(super) struct Site {
    world: Arc<World>,
}

/// What is known of Hugo itself.
#[derive(Debug)]
pub(super) struct Hugo {
    world: Arc<World>,
}

/// A value of YAML's for templates, its keys in any case.
pub(super) fn value(yaml: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match yaml {
        Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) | Yaml::String(_) => Value::of(yaml),
        Yaml::Sequence(values) => Value::list(values.iter().map(value).collect()),
        Yaml::Mapping(mapping) => parameters(group(mapping)),
        Yaml::Tagged(tagged) => value(&tagged.value),
    }
}

/// Keys and values whose names are asked for in any case, as parameters are.
#[derive(Debug)]
pub(super) struct Parameters(Arc<Map>);

impl Object for Parameters {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let found = self.0.get(name.to_lowercase().as_str());
        Ok(Some(found.cloned().unwrap_or_default()))
    }

    fn text(&self) -> String {
        Value::Map(self.0.clone()).printed()
    }

    fn entries(&self) -> Option<Map> {
        Some(Map::clone(&self.0))
    }

    fn is_true(&self) -> bool {
        !self.0.is_empty()
    }

    fn cost(&self) -> u64 {
        self.0.len() as u64
    }
}

/// A group as parameters.
pub(super) fn parameters(group: Map) -> Value {
    Value::Object(Arc::new(Parameters(Arc::new(group))))
}

/// A group with its keys in lower case.
pub(super) fn group(mapping: &serde_yaml::Mapping) -> Map {
    let pairs = mapping.iter().filter_map(|(key, inner)| {
        let key = match key {
            serde_yaml::Value::String(key) => key.to_lowercase(),
            serde_yaml::Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some((key.into(), value(inner)))
    });
    pairs.collect()
}

/// What is below the site's `params`.
pub(super) fn all_parameters(world: &World) -> Value {
    world.parameters("", || {
        let values = &world.known.templates.values;
        let all = values.at("params").map(value);
        all.unwrap_or_else(|| Value::map::<&str>([]))
    })
}

impl Site {
    pub(super) fn value(world: &Arc<World>) -> Value {
        Value::Object(Arc::new(Self {
            world: world.clone(),
        }))
    }

    /// Its title.
    pub(super) fn title(world: &World) -> Value {
        text_at(world, "title")
    }

    fn text_at(&self, key: &str) -> Value {
        text_at(&self.world, key)
    }
}

fn text_at(world: &World, key: &str) -> Value {
    let values = &world.known.templates.values;
    values.at(key).map_or_else(|| Value::text(""), value)
}

impl Hugo {
    pub(super) fn value(world: &Arc<World>) -> Value {
        Value::Object(Arc::new(Self {
            world: world.clone(),
        }))
    }
}

/// What is in the blog's data files.
fn data(world: &World) -> Value {
    world.want(Whole::Data);
    let data = world.known.templates.data.clone();
    // They will be looked for.
    data.unwrap_or_else(|| Value::map::<&str>([]))
}

fn is_multilingual(world: &World) -> bool {
    world.known.templates.values.group("languages").count() > 1
}

/// The language of the post.
#[derive(Debug)]
pub(super) struct Language {
    world: Arc<World>,
}

impl Language {
    pub(super) fn value(world: &Arc<World>) -> Value {
        Value::Object(Arc::new(Self {
            world: world.clone(),
        }))
    }

    /// What the configuration calls it for browsers, or else its key.
    fn code(world: &World) -> Value {
        let values = &world.known.templates.values;
        let said = ["locale", "languagecode"];
        let said = said.iter().find_map(|key| values.text(key));
        Value::text(said.unwrap_or(&world.post().language))
    }
}

impl Object for Language {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let world = &self.world;
        let values = &world.known.templates.values;
        Ok(Some(match name {
            "Lang" => Value::text(&world.post().language),
            "LanguageCode" | "Locale" => Self::code(world),
            "LanguageName" | "Label" => {
                let names = ["label", "languagename"];
                let name = names.iter().find_map(|key| values.text(key));
                Value::text(name.unwrap_or_default())
            }
            "LanguageDirection" | "Direction" => {
                let names = ["direction", "languagedirection"];
                let name = names.iter().find_map(|key| values.text(key));
                Value::text(name.unwrap_or_default())
            }
            "Weight" => values.at("weight").map_or(Value::Int(0), value),
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.world.post().language.clone()
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

impl Object for Site {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let values = &self.world.known.templates.values;
        let found = match name {
            "Title" => self.text_at("title"),
            "Copyright" => self.text_at("copyright"),
            "LanguageCode" => Language::code(&self.world),
            "BaseURL" => Value::text(&self.world.known.base.url),
            "Params" => all_parameters(&self.world),
            "Author" => values
                .at("author")
                .map_or_else(|| Value::map::<&str>([]), value),
            "Param" => {
                let key = arguments
                    .first()
                    .and_then(Value::as_text)
                    .ok_or("a key is missing")?;
                let all = all_parameters(&self.world);
                super::at(&all, &key.to_lowercase()).unwrap_or_default()
            }
            "Language" => Language::value(&self.world),
            "GetPage" => {
                let path = arguments
                    .last()
                    .and_then(Value::as_text)
                    .ok_or("a path is missing")?;
                let page = self.world.page(&path.to_string().into());
                page.map_or(Value::Nil, |page| Page::value(page, &self.world))
            }
            "Home" => Page::home(&self.world),
            "RegularPages" | "AllPages" | "Pages" => self.world.pages(),
            "Taxonomies" => self.world.taxonomies(),
            "Data" => data(&self.world),
            "IsServer" => Value::Bool(false),
            "IsMultiLingual" => Value::Bool(is_multilingual(&self.world)),
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        "Site".to_owned()
    }
}

impl Object for Hugo {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Version" => Value::text("0.168.0"),
            "Environment" => Value::text("production"),
            "IsProduction" | "IsExtended" => Value::Bool(true),
            "Data" => data(&self.world),
            "IsMultilingual" => Value::Bool(is_multilingual(&self.world)),
            "IsServer" | "IsDevelopment" | "IsMultihost" => Value::Bool(false),
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        "0.168.0".to_owned()
    }
}

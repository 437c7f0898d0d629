//! The site as templates see it.

use std::sync::Arc;

use super::World;
use super::languages::Language;
use super::page::{Page, get_page};
use crate::dialect::Values;
use crate::gotemplate::{Map, Object, Value};
use crate::render::Whole;

/// The site.
#[derive(Debug)]
pub(super) struct Site {
    /// The code of its language.
    language: String,
    values: Arc<Values>,
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
    world.parameters("", || parameters_in(&world.known.templates.values))
}

fn parameters_in(values: &Values) -> Value {
    let all = values.at("params").map(value);
    all.unwrap_or_else(|| Value::map::<&str>([]))
}

impl Site {
    /// That of the post.
    pub(super) fn value(world: &Arc<World>) -> Value {
        Self::in_language(world, &world.post().language)
    }

    /// That of a language.
    pub(super) fn in_language(world: &Arc<World>, language: &str) -> Value {
        Value::Object(Arc::new(Self {
            language: language.to_owned(),
            values: world.values_in(language),
            world: world.clone(),
        }))
    }

    /// Its title.
    pub(super) fn title(world: &World) -> Value {
        text_at(&world.known.templates.values, "title")
    }

    fn is_of_post(&self) -> bool {
        self.language == self.world.post().language
    }

    fn parameters(&self) -> Value {
        let parameters = if self.is_of_post() {
            all_parameters(&self.world)
        } else {
            parameters_in(&self.values)
        };
        let has_main = super::at(&parameters, "mainsections").is_some();
        if has_main || !self.is_of_post() {
            return parameters;
        }
        self.world.once("parameters".to_owned(), || {
            let mut all = parameters
                .entries()
                .map(|all| Map::clone(&all))
                .unwrap_or_default();
            all.insert("mainsections".into(), self.world.main_sections());
            self::parameters(all)
        })
    }

    fn pages(&self) -> Value {
        if self.is_of_post() {
            self.world.pages()
        } else {
            self.world.pages_in_language(&self.language)
        }
    }

    /// What there is of the site of the post's language alone.
    fn of_own(&self, name: &str) -> Option<Value> {
        if !self.is_of_post() {
            return None;
        }
        let world = &self.world;
        Some(match name {
            "Pages" | "AllPages" => world.every_page(),
            "Taxonomies" => world.taxonomies(),
            "Menus" => world.menus(),
            "MainSections" => world.main_sections(),
            "Sections" => world.pages_in(&world.home_facts(), "Sections"),
            _ => return None,
        })
    }
}

fn text_at(values: &Values, key: &str) -> Value {
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

impl Object for Site {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let (world, values) = (&self.world, &self.values);
        let first = |what: &str| {
            let text = arguments.last().and_then(Value::as_text);
            text.ok_or_else(|| format!("{what} is missing"))
        };
        if let Some(found) = self.of_own(name) {
            return Ok(Some(found));
        }
        let found = match name {
            "Title" => text_at(values, "title"),
            "Copyright" => text_at(values, "copyright"),
            "LanguageCode" => Language::code_of(&self.language, values),
            "LanguagePrefix" => Value::text(&world.prefix_of(&self.language)),
            "BaseURL" => Value::text(&world.known.base.url),
            "Params" => self.parameters(),
            "Author" => values
                .at("author")
                .map_or_else(|| Value::map::<&str>([]), value),
            "Param" => {
                let key = first("a key")?.to_lowercase();
                super::at(&self.parameters(), &key).unwrap_or_default()
            }
            "Language" => world.language(&self.language),
            "Languages" => world.all_languages(),
            "Sites" => world.all_sites(),
            "GetPage" => get_page(world, first("a path")?),
            "Home" if self.is_of_post() => Page::home(world),
            "Home" => Page::value(world.home_in(&self.language), world),
            "RegularPages" | "AllPages" | "Pages" => self.pages(),
            "Data" => data(world),
            "IsServer" | "BuildDrafts" => Value::Bool(name == "BuildDrafts"),
            "IsMultiLingual" => Value::Bool(world.languages().len() > 1),
            "Store" => Value::Object(world.stores[0].clone()),
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn member_of_list(
        &self,
        _list: &[Value],
        name: &str,
        _arguments: &[Value],
    ) -> Result<Option<Value>, String> {
        Ok((name == "Default").then(|| self.world.default_site()))
    }

    fn any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
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
            "IsMultilingual" => Value::Bool(self.world.languages().len() > 1),
            "Sites" => self.world.all_sites(),
            "Store" => Value::Object(self.world.stores[1].clone()),
            "Generator" => Value::html("<meta name=\"generator\" content=\"Hugo 0.168.0\">"),
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

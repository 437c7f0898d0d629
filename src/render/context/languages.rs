//! The languages of a blog as templates see them, and pages in other languages.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::World;
use super::page::logical;
use super::site::{Site, value};
use crate::dialect::Values;
use crate::gotemplate::{Object, Value, is_locale};
use crate::render::{PageFacts, PageKind, Whole};

type Facts = Arc<PageFacts>;

/// Posts by what is the same in all languages.
pub(super) type Translations = BTreeMap<String, Vec<Facts>>;

/// A language.
#[derive(Debug)]
pub(super) struct Language {
    code: String,
    values: Arc<Values>,
    world: Arc<World>,
}

impl World {
    /// The codes of the blog's languages, in their order.
    pub(super) fn languages(&self) -> Vec<String> {
        let values = &self.known.templates.all_values;
        let disabled = values.texts("disablelanguages");
        let own = values.group("languages").filter(|(code, said)| {
            let is_disabled = said.get("disabled").and_then(serde_yaml::Value::as_bool);
            is_disabled != Some(true) && !disabled.iter().any(|it| it.eq_ignore_ascii_case(code))
        });
        let mut all: Vec<(i64, &str)> = own
            .map(|(code, said)| {
                let weight = said.get("weight").and_then(serde_yaml::Value::as_i64);
                (weight.filter(|it| *it != 0).unwrap_or(i64::MAX), code)
            })
            .collect();
        all.sort_unstable();
        if all.is_empty() {
            return vec![self.post().language.clone()];
        }
        all.into_iter().map(|(_, code)| code.to_owned()).collect()
    }

    /// The language in which a blog is written.
    fn usual_language(&self) -> &str {
        let values = &self.known.templates.all_values;
        values.text("defaultcontentlanguage").unwrap_or("en")
    }

    /// The language whose customs dates and numbers follow: what the configuration calls that of the post, or
    /// else that in which the blog is written, of which the customs are known.
    pub(super) fn known_locale(&self) -> String {
        let templates = &self.known.templates;
        let said = ["locale", "languagecode"];
        let said = said.iter().find_map(|key| templates.values.text(key));
        let own = said.unwrap_or(&templates.post.language).to_lowercase();
        let usual = self.usual_language().to_lowercase();
        let known = [own, usual].into_iter().find(|code| is_locale(code));
        known.unwrap_or_else(|| "en".to_owned())
    }

    /// `/de` in front of addresses in a language, where that is not what the blog is written in.
    pub(super) fn prefix_of(&self, language: &str) -> String {
        let values = &self.known.templates.values;
        let is_usual = language.eq_ignore_ascii_case(self.usual_language()) || language.is_empty();
        let is_below = values
            .truth("defaultcontentlanguageinsubdir")
            .unwrap_or(false);
        let has_languages = values.group("languages").next().is_some();
        if has_languages && (!is_usual || is_below) {
            format!("/{language}")
        } else {
            String::new()
        }
    }

    /// What the configuration says in a language.
    pub(super) fn values_in(&self, language: &str) -> Arc<Values> {
        let templates = &self.known.templates;
        if language == templates.post.language {
            return templates.values.clone();
        }
        let mut known = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(values) = known.get(language) {
            return values.clone();
        }
        let said = templates.all_values.in_language(language);
        let values = said.map_or_else(|| templates.all_values.clone(), Arc::new);
        known.insert(language.to_owned(), values.clone());
        values
    }

    /// A language as templates see it.
    pub(super) fn language(self: &Arc<Self>, code: &str) -> Value {
        Value::Object(Arc::new(Language {
            code: code.to_owned(),
            values: self.values_in(code),
            world: self.clone(),
        }))
    }

    /// All languages.
    pub(super) fn all_languages(self: &Arc<Self>) -> Value {
        let codes = self.languages();
        Value::list(codes.iter().map(|code| self.language(code)).collect())
    }

    /// The sites of all languages.
    pub(super) fn all_sites(self: &Arc<Self>) -> Value {
        let codes = self.languages().into_iter();
        Value::list(codes.map(|code| Site::in_language(self, &code)).collect())
    }

    /// The site of the language that comes first.
    pub(super) fn default_site(self: &Arc<Self>) -> Value {
        let usual = self.usual_language().to_owned();
        Site::in_language(self, &usual)
    }

    /// All posts and sections in all languages.
    fn everywhere(&self) -> &[Facts] {
        self.want(Whole::Everywhere);
        // They will be looked for.
        let known = self.known.templates.everywhere.as_deref();
        known.unwrap_or_default()
    }

    /// The posts in another language, in Hugo's order.
    pub(super) fn pages_in_language(self: &Arc<Self>, language: &str) -> Value {
        self.once(format!("in the language {language}"), || {
            let pages = self.everywhere().iter();
            let is_post = |page: &&Facts| page.kind == PageKind::Page && page.language == language;
            let mut pages: Vec<&Facts> = pages.filter(is_post).collect();
            pages.sort_by(|one, other| one.usual_order(other));
            self.list(pages)
        })
    }

    /// The same page in all languages, in their order, and in the others alone.
    pub(super) fn translations(&self, page: &Facts, is_for_all: bool) -> Vec<Facts> {
        let languages = self.languages();
        let mut found: Vec<Facts> = match page.kind {
            _ if languages.len() < 2 => vec![page.clone()],
            PageKind::Home => {
                let said = self.everywhere().iter();
                let said: Vec<&Facts> = said.filter(|it| it.kind == PageKind::Home).collect();
                let homes = languages.iter().map(|code| {
                    let home = said.iter().find(|home| home.language == *code);
                    let home = home.filter(|home| !home.title.is_empty());
                    home.map_or_else(|| self.home_in(code), |home| (*home).clone())
                });
                homes.collect()
            }
            PageKind::Page | PageKind::Section => {
                let pages = self.everywhere();
                let all = self.translations.get_or_init(|| by_key(pages));
                let own = all.get(&translation_key(page));
                own.cloned().unwrap_or_else(|| vec![page.clone()])
            }
            _ => vec![page.clone()],
        };
        let order = |page: &Facts| languages.iter().position(|code| *code == page.language);
        found.retain(|it| order(it).is_some() && (is_for_all || it.language != page.language));
        found.sort_by_key(order);
        found
    }

    /// The first page in a language.
    pub(super) fn home_in(&self, code: &str) -> Facts {
        Arc::new(PageFacts {
            kind: PageKind::Home,
            url: format!("{}/", self.prefix_of(code)),
            title: self
                .values_in(code)
                .text("title")
                .unwrap_or_default()
                .to_owned(),
            language: code.to_owned(),
            ..PageFacts::default()
        })
    }
}

fn by_key(pages: &[Facts]) -> Translations {
    let mut all = Translations::new();
    for page in pages {
        let same = all.entry(translation_key(page)).or_default();
        same.push(page.clone());
    }
    all
}

/// What is the same of a page in all languages: what its front matter says, else where it lies.
pub(super) fn translation_key(page: &PageFacts) -> String {
    let mut keys = page.metadata.keys.iter();
    let said = keys.find(|(key, _)| {
        let key = key.as_str();
        key.is_some_and(|key| key.eq_ignore_ascii_case("translationkey"))
    });
    if let Some(key) = said.and_then(|(_, key)| key.as_str()) {
        return key.to_owned();
    }
    if page.kind != PageKind::Page {
        return format!("/{}", page.inner.to_lowercase());
    }
    let path = logical(&page.inner);
    let ending = format!(".{}", page.language.to_lowercase());
    let path = path.strip_suffix(&ending).unwrap_or(&path);
    format!("/{path}")
}

impl Language {
    fn first_text(&self, keys: [&str; 2]) -> Option<&str> {
        keys.iter().find_map(|key| self.values.text(key))
    }

    /// What the configuration calls it for browsers, or else its key.
    pub(super) fn code_of(code: &str, values: &Values) -> Value {
        let said = ["locale", "languagecode"];
        let said = said.iter().find_map(|key| values.text(key));
        Value::text(said.unwrap_or(code))
    }
}

impl Object for Language {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let said = |keys| Value::text(self.first_text(keys).unwrap_or_default());
        Ok(Some(match name {
            "Lang" | "Name" => Value::text(&self.code),
            "LanguageCode" | "Locale" => Self::code_of(&self.code, &self.values),
            "LanguageName" | "Label" => said(["label", "languagename"]),
            "LanguageDirection" | "Direction" => said(["direction", "languagedirection"]),
            "Weight" => self.values.at("weight").map_or(Value::Int(0), value),
            "Title" => said(["title", "title"]),
            "IsDefault" => {
                let usual = self.world.usual_language();
                Value::Bool(usual.eq_ignore_ascii_case(&self.code))
            }
            "Params" => {
                let all = &self.world.known.templates.all_values;
                let own = all.at(&format!("languages.{}.params", self.code));
                own.map_or_else(|| Value::map::<&str>([]), value)
            }
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.code.clone()
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.code)
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

//! What a blog and its themes say in a language, as their `i18n` folders have it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::blog::Blog;
use crate::gotemplate::Template;
use crate::parse;
use crate::problem::Problem;
use crate::render::{Phrase, Phrases, PluralForm, Wording};

use super::templates::text;

/// How deep the keys of what is said in a language nest.
const DEEPEST: usize = 8;

/// What stands beside the forms of a text.
const BESIDE_FORMS: [&str; 6] = [
    "id",
    "description",
    "hash",
    "leftdelim",
    "rightdelim",
    "translation",
];

/// What the blog and its themes say, by key: in the first of these languages, else in the next. Blocks.
#[must_use]
pub fn phrases(blog: &Blog, languages: &[&str]) -> Phrases {
    let mut phrases = Phrases::default();
    let folders = blog.phrase_folders();
    let files: Vec<PathBuf> = folders.iter().flat_map(|folder| files(folder)).collect();
    for language in languages {
        let is_its = |path: &&PathBuf| {
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            stem.is_some_and(|stem| stem.eq_ignore_ascii_case(language))
        };
        for path in files.iter().filter(is_its) {
            if !blog.keeps_file(path, &folders) {
                continue;
            }
            let name = || path.file_name().map(|name| name.to_string_lossy().into());
            let shown = blog.relative(path).or_else(name).unwrap_or_default();
            match text(path, &shown).map(|text| said(&shown, &text?)) {
                None => {}
                Some(Ok(said)) => {
                    let language = Arc::from(*language);
                    let all = &mut phrases.all;
                    Adding { all, language }.all_of("", said, 0);
                }
                Some(Err(message)) => phrases.broken = phrases.broken.or(Some(message)),
            }
        }
    }
    phrases
}

/// The files of a folder in which something may be said, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_read = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        matches!(ending, Some("toml" | "yaml" | "yml" | "json"))
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_read).collect();
    files.sort();
    files
}

/// What a file says: keys, or a list of what has its key in it.
fn said(name: &str, text: &str) -> Result<Value, String> {
    let problem = match parse::keys(name, text) {
        Ok(keys) => return Ok(Value::Mapping(keys)),
        Err(problem) => problem,
    };
    if let Some(Ok(list @ Value::Sequence(_))) = parse::data(name, text) {
        return Ok(list);
    }
    let Problem {
        line,
        column,
        message,
        ..
    } = *problem;
    Err(format!("{name}, line {line}, column {column}: {message}"))
}

/// Adds what files say in a language, unless something is said for the key.
struct Adding<'p> {
    all: &'p mut HashMap<String, Phrase>,
    language: Arc<str>,
}

impl Adding<'_> {
    fn all_of(&mut self, prefix: &str, said: Value, depth: usize) {
        match said {
            _ if depth == DEEPEST => {}
            Value::Sequence(all) => {
                for one in all {
                    self.one(prefix, "", one, depth);
                }
            }
            Value::Mapping(keys) => {
                for (key, one) in keys {
                    if let Value::String(key) = key {
                        self.one(prefix, &key, one, depth);
                    }
                }
            }
            _ => {}
        }
    }

    /// What has no forms is a group of keys.
    fn one(&mut self, prefix: &str, key: &str, said: Value, depth: usize) {
        let told = match &said {
            Value::Mapping(said) => said.get("id").and_then(Value::as_str),
            _ => None,
        };
        let key = format!("{prefix}{}", told.unwrap_or(key));
        let forms = match &said {
            Value::String(text) => vec![(PluralForm::Other, wording(&key, text))],
            Value::Mapping(inner) if has_forms(inner) => forms(&key, inner),
            _ => return self.all_of(&format!("{key}."), said, depth + 1),
        };
        let language = self.language.clone();
        self.all.entry(key).or_insert(Phrase { language, forms });
    }
}

/// Whether it is one text, and no group of them.
fn has_forms(said: &Mapping) -> bool {
    let is_of_text = |(key, value): (&Value, &Value)| {
        let key = key.as_str().map(str::to_lowercase);
        key.is_some_and(|key| {
            let mut forms = PluralForm::ALL.iter();
            let is_known = BESIDE_FORMS.contains(&&*key) || forms.any(|form| form.name() == key);
            is_known && (value.is_string() || key == "translation")
        })
    };
    said.iter().any(is_of_text)
}

fn forms(key: &str, said: &Mapping) -> Vec<(PluralForm, Wording)> {
    let mut found = Vec::new();
    for (name, value) in said {
        let name = name.as_str().unwrap_or_default();
        match value {
            Value::Mapping(inner) if name.eq_ignore_ascii_case("translation") => {
                found.extend(forms(key, inner));
            }
            Value::String(text) => {
                let is_only = name.eq_ignore_ascii_case("translation");
                let mut forms = PluralForm::ALL.into_iter();
                let form = forms.find(|form| name.eq_ignore_ascii_case(form.name()));
                let form = form.or(is_only.then_some(PluralForm::Other));
                found.extend(form.map(|form| (form, wording(key, text))));
            }
            _ => {}
        }
    }
    found
}

fn wording(key: &str, text: &str) -> Wording {
    if !text.contains("{{") {
        return Wording::Plain(text.into());
    }
    Template::parse(key, text).map_or(Wording::Broken, Wording::Template)
}

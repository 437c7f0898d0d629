//! Render hooks: templates of the blog or its theme that write links, pictures, headings, code, quotes,
//! tables and formulas in the place of Hugo.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::context::{Reader, Told, World};
use super::{Calls, Form, Known, Mistake, Rules, Span};
use crate::gotemplate::{Object, Template, Value};

mod alerts;
mod write;

use write::Open;
pub(super) use write::{Of, Place};

/// As much as is told of what is wrong with the hooks of one text.
pub(super) const MOST_TOLD: usize = 50;

/// The render hooks of a blog, by their names without `render-` and `.html`: `link`, `codeblock-mermaid`,
/// `heading.de`; a template, or what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderHooks {
    all: BTreeMap<String, Result<Template, Arc<str>>>,
}

impl RenderHooks {
    /// Adds one, unless there is one of this name.
    pub fn add(&mut self, name: &str, template: Result<Template, Arc<str>>) {
        self.all.entry(name.to_owned()).or_insert(template);
    }

    /// Whether there are none.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.all.is_empty()
    }

    /// Those that write a page in this language, by name. What is made for the language comes first.
    fn in_language(&self, language: &str) -> HashMap<&str, &Result<Template, Arc<str>>> {
        let mut found = HashMap::new();
        for (name, template) in &self.all {
            match name.split_once('.') {
                None => {
                    found.entry(name.as_str()).or_insert(template);
                }
                Some((name, its)) if its.eq_ignore_ascii_case(language) => {
                    found.insert(name, template);
                }
                Some(_) => {}
            }
        }
        found
    }
}

/// The render hooks that write one text.
#[derive(Debug, Default)]
pub(super) struct Hooks<'k> {
    templates: HashMap<&'k str, &'k Result<Template, Arc<str>>>,
    world: Option<Arc<World>>,
    /// What they see as their page.
    pub(super) reader: Reader,
    /// What is written becomes part of another text.
    pub(super) are_in_fragment: bool,
    /// What has begun and is not over, of what they write.
    open: Vec<Open>,
    /// What the texts of the block say, without what hooks write of them.
    pub(super) said: String,
    /// How often each was asked, by name.
    asked: HashMap<&'static str, i64>,
    /// Where in the body stands what ends now.
    pub(super) span: Span,
    /// Where in the body pictures begin that stand alone in what they stand in.
    pub(super) lone_pictures: HashSet<usize>,
    /// The destinations that they did not leave as they are written: their paths, percent-decoded.
    pub(super) rewritten: BTreeSet<String>,
    /// What was wrong, each once, and where.
    pub(super) failed: Vec<(usize, String)>,
}

/// Whether Hugo's render hooks may write these texts.
pub(super) fn may_write(rules: &Rules) -> bool {
    rules.form == Form::Goldmark && rules.calls == Calls::Hugo
}

impl<'k> Hooks<'k> {
    /// Those that are known, for templates that see this world.
    pub(super) fn of(known: &'k Known, reader: Reader, world: impl FnOnce() -> Arc<World>) -> Self {
        let templates = &known.templates;
        match templates.hooks.as_deref() {
            Some(hooks) if !hooks.are_none() => Self {
                templates: hooks.in_language(&templates.post.language),
                world: Some(world()),
                reader,
                ..Self::default()
            },
            _ => Self {
                reader,
                ..Self::default()
            },
        }
    }

    /// Whether none is there.
    pub(super) fn are_none(&self) -> bool {
        self.templates.is_empty()
    }

    /// Whether there is one of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.are_none() && self.templates.contains_key(name)
    }

    /// A text is written.
    pub(super) fn say(&mut self, text: &str) {
        if !self.are_none() {
            self.said.push_str(text);
        }
    }

    /// Counts what one of these names may write; the number of those before it.
    fn count(&mut self, name: &'static str) -> Value {
        let next = self.asked.entry(name).or_insert(0);
        *next += 1;
        Value::Int(*next - 1)
    }

    /// What is wrong, each once: where one was to write, or on the first line where it was in `elsewhere`,
    /// what templates have read as Markdown, or in another page.
    pub(super) fn mistakes(
        self,
        mut elsewhere: BTreeSet<Told>,
        first_line: u32,
        line_of: impl Fn(usize) -> u32,
    ) -> Vec<Mistake> {
        let mut mistakes = Vec::with_capacity(self.failed.len());
        for (at, message) in self.failed {
            elsewhere.retain(|told| !told.path.is_empty() || told.message != message);
            mistakes.push(Mistake::of_line(line_of(at), message));
        }
        let elsewhere = elsewhere.into_iter();
        mistakes.extend(elsewhere.map(|told| told.on_line(first_line)));
        mistakes
    }

    /// What the first of these names writes, told of this; nothing if none is there or it fails, which
    /// is told.
    fn write(&mut self, names: &[&str], told: Vec<(&'static str, Value)>) -> Option<String> {
        let world = self.world.as_ref()?;
        let (name, template) =
            { names.iter() }.find_map(|name| Some((*name, *self.templates.get(name)?)))?;
        let written = match template {
            // In too many others.
            Ok(template) => world.left_for_hooks().map(|mut budget| {
                let data = Value::Object(Arc::new(Hooked {
                    told,
                    world: world.clone(),
                    reader: self.reader,
                }));
                let html = world.run(template, &data, &mut budget);
                html.map(|html| world.with_included(html))
            })?,
            Err(message) => Err(message.to_string()),
        };
        let problem = match written {
            Ok(html) => return Some(html),
            Err(problem) => problem,
        };
        let message = format!("The render hook `{name}` cannot be used: {problem}");
        let is_told = |(_, told): &(usize, String)| *told == message;
        if self.failed.len() < MOST_TOLD && !self.failed.iter().any(is_told) {
            self.failed.push((self.span.start, message));
        }
        None
    }
}

/// The dot of a render hook's template.
#[derive(Debug)]
struct Hooked {
    told: Vec<(&'static str, Value)>,
    world: Arc<World>,
    reader: Reader,
}

impl Object for Hooked {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let told = self.told.iter().find(|(known, _)| *known == name);
        let told = told.map(|(_, value)| value.clone());
        Ok(told.or_else(|| match name {
            "Page" | "PageInner" => Some(self.world.page_value(self.reader)),
            "Position" => Some(Value::text(&format!("{:?}", self.world.post().path))),
            _ => None,
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        String::new()
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

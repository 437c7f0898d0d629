//! The templates that a Zola blog's author writes, evaluated by Tera within bounds.
//!
//! Tera counts nothing. So calls of ours are put into what it has read that give nothing and pay: one
//! before everything that is evaluated, for all that it looks up, one in every loop, one at both ends
//! of every macro. Filters, tests and functions pay for what they read, and before they make more of
//! it. What is written goes through a writer that ends. When something is used up, the next call
//! fails, and so does the template, wherever it is: what bounds the steps bounds time and memory.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::{Map, Value};
use tera::{Context, Tera};

use super::{Known, PageName, Rules};

mod data;
mod facts;
mod functions;
mod hash;
mod lookups;
mod meter;
mod metered;
mod mistakes;
mod paying;
mod prepare;

use lookups::Wishes;
use meter::{Limited, Meter};
use prepare::Prepared;

/// How many templates one may be made of.
const MOST_TEMPLATES: usize = 64;

/// Evaluates templates for one post.
pub(super) struct Engine {
    known: Known,
    rules: Rules,
    meter: Arc<Meter>,
    /// The post's text as it is written, where it is at hand.
    text: Option<Box<str>>,
    /// What every template is told.
    world: Option<Context>,
    /// By the names of the templates that were asked for.
    ready: HashMap<String, Result<Tera, String>>,
    /// What the one that is evaluated asks for and is not known.
    wishes: Wishes,
    /// The templates of the blog's that were looked for.
    pub(super) asked: BTreeSet<String>,
    /// The posts that were.
    pub(super) asked_pages: BTreeSet<PageName>,
    /// The files that were.
    pub(super) asked_files: BTreeSet<String>,
}

/// Why a template gave nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unrendered {
    /// Others that it uses are to be looked up first.
    Waiting,
    /// What is wrong.
    Failed(String),
}

impl Engine {
    pub(super) fn of(known: &Known, rules: &Rules) -> Self {
        Self {
            known: Known {
                base: known.base.clone(),
                templates: known.templates.clone(),
                ..Known::default()
            },
            rules: rules.clone(),
            meter: Arc::default(),
            text: None,
            world: None,
            ready: HashMap::new(),
            wishes: Wishes::default(),
            asked: BTreeSet::new(),
            asked_pages: BTreeSet::new(),
            asked_files: BTreeSet::new(),
        }
    }

    /// The same for a post with this text.
    pub(super) fn with_text(self, text: &str) -> Self {
        Self {
            text: Some(text.into()),
            ..self
        }
    }

    /// What the template `file`, which reads `text`, gives with `own` besides what all are told.
    pub(super) fn render(
        &mut self,
        file: &str,
        text: &str,
        own: Map<String, Value>,
    ) -> Result<String, Unrendered> {
        if !self.ready.contains_key(file) {
            let ready = match self.prepare(file, text) {
                Err(Unrendered::Waiting) => return Err(Unrendered::Waiting),
                Err(Unrendered::Failed(message)) => Err(message),
                Ok(tera) => Ok(tera),
            };
            self.ready.insert(file.to_owned(), ready);
        }
        let world = self.world.get_or_insert_with(|| {
            let text = self.text.as_deref();
            world(&self.known, text)
        });
        let world = world.clone();
        let tera = match self.ready.get(file) {
            Some(Ok(tera)) => tera,
            Some(Err(message)) => return Err(Unrendered::Failed(message.clone())),
            None => return Err(Unrendered::Waiting),
        };
        let failed = |message: String| Unrendered::Failed(message);
        let mut context =
            Context::from_value(Value::Object(own)).map_err(|error| failed(error.to_string()))?;
        context.extend(world);
        let mut output = Limited::of(&self.meter);
        self.meter.begin();
        // It panics where numbers are too large for it.
        let render = AssertUnwindSafe(|| tera.render_to(file, &context, &mut output));
        let rendered = catch_unwind(render)
            .unwrap_or_else(|_| Err(tera::Error::msg("something in it cannot be reckoned.")));
        let mut wished = self.wishes.take();
        if !wished.is_nothing() {
            self.asked_pages.append(&mut wished.pages);
            self.asked_files.append(&mut wished.files);
            return Err(Unrendered::Waiting);
        }
        rendered.map_err(|error| {
            failed(match self.meter.why() {
                Some(why) => mistakes::at_no_place(file, &why),
                None => mistakes::told(&error, file, |name| self.text_of(name, file, text)),
            })
        })?;
        let text = String::from_utf8(output.into_bytes()).unwrap_or_default();
        Ok(text.replace("\r\n", "\n"))
    }

    /// Reads a template and all that it uses.
    fn prepare(&mut self, file: &str, text: &str) -> Result<Tera, Unrendered> {
        let failed = |message: String| Unrendered::Failed(message);
        let mut all: Vec<(String, Prepared)> = Vec::new();
        let mut open = vec![(file.to_owned(), Arc::from(text))];
        let mut is_waiting = false;
        while let Some((name, text)) = open.pop() {
            let (uses, steps) = prepare::look_through(&text)
                .map_err(|message| failed(mistakes::at_no_place(&name, &message)))?;
            let is_read = self.meter.step(steps);
            is_read.map_err(|_| failed(self.meter.why().unwrap_or_default()))?;
            let prepared = Prepared { text, uses };
            for used in &prepared.uses {
                let is_there = all.iter().map(|(name, _)| name);
                let mut is_there = is_there.chain(open.iter().map(|(name, _)| name));
                if *used == name || is_there.any(|name| name == used) {
                    continue;
                }
                self.asked.insert(used.clone());
                match self.known.templates.sources.get(used) {
                    None => is_waiting = true,
                    // Tera says so if that is wrong.
                    Some(None) => {}
                    Some(Some(text)) => open.push((used.clone(), text.clone())),
                }
            }
            all.push((name, prepared));
            if all.len() + open.len() > MOST_TEMPLATES {
                return Err(failed("it uses too many other templates.".to_owned()));
            }
        }
        if is_waiting {
            return Err(Unrendered::Waiting);
        }
        if let Some(name) = prepare::in_a_circle(&all) {
            return Err(failed(format!("the template `{name}` uses itself.")));
        }
        let mut tera = Tera::default();
        functions::register(&mut tera, &self.known, &self.rules);
        lookups::register(&mut tera, &self.known, &self.wishes);
        metered::register(&mut tera, &self.meter);
        metered::meter_all(&mut tera, &self.meter);
        functions::register_meter(&mut tera, &self.meter);
        let templates = all.iter().map(|(name, prepared)| (name, &*prepared.text));
        tera.add_raw_templates(templates).map_err(|error| {
            let text_of = |name: &str| self.text_of(name, file, text);
            failed(mistakes::told(&error, file, text_of))
        })?;
        paying::put_in(&mut tera).map_err(failed)?;
        Ok(tera)
    }

    /// The text of a template that is used while `file`, which reads `text`, is evaluated.
    fn text_of<'t>(&'t self, name: &str, file: &str, text: &'t str) -> Option<&'t str> {
        if name == file {
            return Some(text);
        }
        self.known.templates.sources.get(name)?.as_deref()
    }
}

/// What every template is told: `page`, `config`, `lang`.
fn world(known: &Known, text: Option<&str>) -> Context {
    let templates = &known.templates;
    let mut context = Context::new();
    let mut page = facts::page(&templates.post, known);
    if let (Value::Object(page), Some(text)) = (&mut page, text) {
        page.extend(facts::counts(text));
    }
    context.insert("page", &page);
    context.insert("config", &facts::config(known));
    context.insert("lang", &templates.post.language);
    context
}

#[cfg(test)]
mod tests;

//! What the templates of shortcodes see: the shortcode itself, its page, the site.

use std::sync::{Arc, Mutex, PoisonError};

use super::Asked;
use super::scan::{Call, Parameter};
use crate::dialect::address::encode;
use crate::gotemplate::{Budget, Host, Kind, Object, Scratch, Template, Value, execute_within};
use crate::problem::Place;
use crate::render::code::{Numbers, Options, write_lines};
use crate::render::{Code, Known, PageFacts, PageName, Rules, escape};

mod functions;
mod page;
mod resources;
mod site;

use page::Page;
pub(crate) use resources::kind as resource_kind;
use site::Site;

/// A shortcode that is being run, and what its template may ask.
#[derive(Debug)]
pub(super) struct Frame {
    name: String,
    parameters: Vec<(String, Parameter)>,
    ordinal: usize,
    around: Option<Arc<Frame>>,
    place: Place,
    scratch: Arc<Scratch>,
    world: Arc<World>,
}

/// What all templates of one post share.
#[derive(Debug)]
pub(super) struct World {
    known: Known,
    rules: Rules,
    asked: Mutex<Asked>,
    /// The page's own.
    scratch: Arc<Scratch>,
}

impl World {
    pub(super) fn new(known: &Known, rules: &Rules) -> Arc<Self> {
        Arc::new(Self {
            known: known.clone(),
            rules: rules.clone(),
            asked: Mutex::default(),
            scratch: Arc::default(),
        })
    }

    /// All templates have run. What they stored would keep this world for ever, which keeps what they
    /// stored.
    pub(super) fn end(&self) {
        self.scratch.clear();
    }

    /// What was asked for.
    pub(super) fn asked(&self) -> Asked {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut asked)
    }

    /// A shortcode was looked for.
    pub(super) fn looked_for(&self, name: &str) {
        self.note(|asked| {
            asked.shortcodes.insert(name.to_owned());
        });
    }

    fn note(&self, note: impl FnOnce(&mut Asked)) {
        // A panic in the middle of an insertion leaves at worst a name too few.
        note(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The post itself.
    fn post(&self) -> Arc<PageFacts> {
        self.known.templates.post.clone()
    }

    /// The page that a name means, from this post.
    fn page(&self, name: &PageName) -> Option<Arc<PageFacts>> {
        self.note(|asked| {
            asked.references.insert(name.clone());
        });
        self.known.templates.pages.get(name).cloned().flatten()
    }

    /// The address of the page that `ref` names, with its fragment; in another language than the
    /// post's, if one is given.
    pub(super) fn reference(&self, path: &str, language: Option<&str>) -> Result<String, String> {
        let (page, fragment) = match path.find('#') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        if page.is_empty() {
            return Ok(fragment.to_owned());
        }
        let language = language.filter(|language| !language.is_empty());
        let name = PageName {
            name: page.to_owned(),
            language: language.map(str::to_lowercase),
        };
        match self.page(&name) {
            Some(page) => {
                let address = encode(&page.url);
                Ok(format!("{}{address}{fragment}", self.known.base.path))
            }
            // What was not looked up yet will be.
            None if !self.known.templates.pages.contains_key(&name) => Ok(String::new()),
            None => Err(format!("There is no page `{page}`.")),
        }
    }

    /// An address from the root with the host that the blog is published on.
    pub(super) fn absolute(&self, path: &str) -> String {
        let base = &self.known.base;
        if base.host.is_empty() || !path.starts_with('/') {
            return path.to_owned();
        }
        let scheme = base.url.split_once("://");
        let scheme = scheme.map_or("https", |(scheme, _)| scheme);
        format!("{scheme}://{}{path}", base.host)
    }

    /// Markdown as HTML, without the paragraph around a single one.
    pub(super) fn phrase(&self, markdown: &str) -> String {
        let html = self.block(markdown);
        let inner = html.trim_end().strip_prefix("<p>");
        let inner = inner.and_then(|inner| inner.strip_suffix("</p>"));
        match inner.filter(|inner| !inner.contains("<p>")) {
            Some(inner) => inner.to_owned(),
            None => html,
        }
    }

    /// Markdown as HTML.
    pub(super) fn block(&self, markdown: &str) -> String {
        crate::render::fragment(markdown, &self.rules, &self.known)
    }

    /// The numbers of lines that code has in this blog.
    pub(super) fn numbers(&self) -> Numbers {
        self.rules.numbers
    }

    /// A block of code.
    pub(super) fn code(&self, language: &str, text: &str, options: &Options) -> String {
        let code = Code::new(language, text);
        let known = self.known.code.get(&code.key);
        let mut plain = String::new();
        escape::text(&mut plain, text);
        if !language.is_empty() {
            self.note(|asked| asked.code.push((language.to_owned(), text.to_owned())));
        }
        let inner = known.map_or(plain.as_str(), |html| html);
        let mut html = String::new();
        write_lines(&mut html, language, inner, options);
        html
    }

    /// The value at a path in the front matter's parameters, else in the site's.
    pub(super) fn parameter(&self, path: &str) -> Option<Value> {
        let lower = path.to_lowercase();
        let own = page::parameter(&self.post(), &lower);
        own.or_else(|| site::parameter(&self.known.templates.values, &lower))
    }
}

impl Frame {
    pub(super) fn of(
        call: &Call,
        ordinal: usize,
        around: Option<Arc<Frame>>,
        place: Place,
        world: &Arc<World>,
    ) -> Self {
        Self {
            name: call.name.clone(),
            parameters: call.parameters.all.clone(),
            ordinal,
            around,
            place,
            scratch: Arc::default(),
            world: world.clone(),
        }
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// What a template gives for this shortcode with `inner` in it.
    pub(super) fn run(
        self: &Arc<Self>,
        template: &Template,
        inner: String,
        budget: &mut Budget,
    ) -> Result<String, String> {
        let data = Value::Object(Arc::new(Shortcode {
            frame: self.clone(),
            inner: inner.into(),
        }));
        execute_within(template, &data, &**self, budget).map_err(|error| {
            let message = error.message.trim_end_matches('.');
            let is_unknown = error.kind == Kind::Unsupported;
            let end = if is_unknown {
                " is not known here."
            } else {
                "."
            };
            format!("{}, line {}: {message}{end}", error.template, error.line)
        })
    }

    fn are_named(&self) -> bool {
        self.parameters
            .first()
            .is_some_and(|(name, _)| !name.is_empty())
    }

    /// `.Get "name"`, `.Get 0`
    fn get(&self, arguments: &[Value]) -> Result<Value, String> {
        let found = match arguments {
            [Value::Int(index)] => usize::try_from(*index)
                .ok()
                .and_then(|index| self.parameters.get(index))
                .filter(|(name, _)| name.is_empty()),
            [name] => {
                let name = name.as_text().ok_or("Get takes a name or a number")?;
                match name.parse::<usize>() {
                    Ok(index) if !self.are_named() => self.parameters.get(index),
                    _ => {
                        let mut all = self.parameters.iter();
                        all.find(|(known, _)| !known.is_empty() && known.eq_ignore_ascii_case(name))
                    }
                }
            }
            _ => return Err("Get takes one name or number".to_owned()),
        };
        Ok(found.map_or_else(|| Value::text(""), |(_, parameter)| value(parameter)))
    }

    fn parameters(&self) -> Value {
        if self.are_named() {
            let all = self.parameters.iter();
            Value::map(all.map(|(name, parameter)| (name.as_str(), value(parameter))))
        } else {
            let all = self.parameters.iter();
            Value::list(all.map(|(_, parameter)| value(parameter)).collect())
        }
    }
}

/// What a parameter is: a text in quotes, else what it looks like.
fn value(parameter: &Parameter) -> Value {
    let text = parameter.text.as_str();
    if parameter.is_quoted {
        return Value::text(text);
    }
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => {
            let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let number = text.parse::<i64>().ok().map(Value::Int);
            let number = number.or_else(|| text.parse().ok().map(Value::Float));
            number
                .filter(|_| is_number)
                .unwrap_or_else(|| Value::text(text))
        }
    }
}

impl Host for Frame {
    fn partial(&self, name: &str) -> Option<Arc<Template>> {
        self.world.note(|asked| {
            asked.partials.insert(name.to_owned());
        });
        let partials = &self.world.known.templates.partials;
        partials.get(name).cloned().flatten().map(Arc::new)
    }

    fn function(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        functions::call(&self.world, name, arguments)
    }
}

/// The dot of a shortcode's template.
#[derive(Debug)]
struct Shortcode {
    frame: Arc<Frame>,
    inner: Arc<str>,
}

impl Object for Shortcode {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let frame = &self.frame;
        let value = match name {
            "Get" => frame.get(arguments)?,
            "Params" => frame.parameters(),
            "IsNamedParams" => Value::Bool(frame.are_named()),
            "Inner" => Value::Safe(crate::gotemplate::Safe::Html, self.inner.clone()),
            "InnerDeindent" => Value::html(&without_indent(&self.inner)),
            "Name" => Value::text(&frame.name),
            "Ordinal" => Value::Int(i64::try_from(frame.ordinal).unwrap_or(i64::MAX)),
            "Position" => Value::text(&format!(
                "{}:{}:{}",
                frame.world.post().path,
                frame.place.line,
                frame.place.column
            )),
            "Parent" => match &frame.around {
                Some(around) => Value::Object(Arc::new(Shortcode {
                    frame: around.clone(),
                    inner: Arc::default(),
                })),
                None => Value::Nil,
            },
            "Page" => Page::value(frame.world.post(), &frame.world),
            "Site" => Site::value(&frame.world),
            "Scratch" | "Store" => Value::Object(frame.scratch.clone()),
            "Ref" | "RelRef" => {
                let address = functions::refer(&frame.world, arguments)?;
                Value::text(&match name {
                    "Ref" => frame.world.absolute(&address),
                    _ => address,
                })
            }
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.frame.name.clone()
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

/// A text without the indent that all its lines have.
pub(super) fn without_indent(text: &str) -> String {
    let lines = || text.split('\n');
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let filled = lines().filter(|line| !line.trim().is_empty());
    let least = filled.map(indent).min().unwrap_or(0);
    let dedented: Vec<&str> = lines()
        .map(|line| line.get(least..).unwrap_or_default())
        .collect();
    dedented.join("\n")
}

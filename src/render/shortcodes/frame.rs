//! What the template of a shortcode sees: the shortcode itself.

use std::sync::Arc;

use super::scan::{Call, Parameter};
use crate::gotemplate::{Budget, Object, Scratch, Template, Value};
use crate::problem::Place;
use crate::render::context::{Reader, World};

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

    pub(super) fn world(&self) -> &Arc<World> {
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
        self.world.run(template, &data, budget)
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
            "Position" => Value::Object(Arc::new(Position {
                path: frame.world.post().path.clone(),
                place: frame.place,
            })),
            "Parent" => match &frame.around {
                Some(around) => Value::Object(Arc::new(Shortcode {
                    frame: around.clone(),
                    inner: Arc::default(),
                })),
                None => Value::Nil,
            },
            "Page" => frame.world.page_value(Reader::Post),
            "Site" => frame.world.site_value(),
            "Scratch" | "Store" => Value::Object(frame.scratch.clone()),
            "Ref" | "RelRef" => {
                let address = frame.world.refer(arguments)?;
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

/// Where a shortcode stands. Hugo's paths begin at the root of the disk, these with the blog's folder.
#[derive(Debug)]
struct Position {
    path: String,
    place: Place,
}

impl Object for Position {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Filename" => Value::text(&self.path),
            "LineNumber" => Value::Int(self.place.line.into()),
            "ColumnNumber" => Value::Int(self.place.column.into()),
            "IsValid" => Value::Bool(true),
            "String" => Value::text(&self.text()),
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        let Place { line, column, .. } = self.place;
        format!("\"{}:{line}:{column}\"", self.path)
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

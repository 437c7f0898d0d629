//! The values templates compute with.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::gotemplate::number;

/// A map with text keys; iterating it gives the keys sorted, as Go templates range over maps.
pub type Map = BTreeMap<Arc<str>, Value>;

/// Values nest at most this deep: dropping, printing and comparing them recurse.
pub(crate) const MAX_NESTING: u32 = 200;

/// What a text was declared safe for: escaping leaves it alone in that context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safe {
    /// A fragment of HTML.
    Html,
    /// Attributes of a tag, `name="value"`.
    HtmlAttr,
    /// Style sheets, declarations, property values.
    Css,
    /// A JavaScript expression.
    Js,
    /// The inside of a JavaScript string literal.
    JsStr,
    /// A URL or a part of one.
    Url,
}

/// A value of the template language. Cloning is cheap: everything large is shared.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// No value: `nil`, or what a missing key gives.
    #[default]
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// Every kind of Go integer.
    Int(i64),
    /// Every kind of Go floating-point number.
    Float(f64),
    /// Plain text, which output escapes.
    Text(Arc<str>),
    /// Text that is safe in one context (`template.HTML` and its like).
    Safe(Safe, Arc<str>),
    /// A slice.
    List(Arc<Vec<Value>>),
    /// A map with text keys.
    Map(Arc<Map>),
    /// A point in time with its zone.
    Time(jiff::Zoned),
    /// Something of the host's, or a stateful built-in such as a scratch.
    Object(Arc<dyn Object>),
}

/// A value whose fields and methods somebody else computes: a page, a site, a scratch.
pub trait Object: fmt::Debug + Send + Sync {
    /// The field or method `name` called with `arguments`; `Ok(None)` if there is none, which is
    /// an error in the template, as in Go.
    ///
    /// # Errors
    ///
    /// The message of the failure, which becomes the template's [`Error`](crate::gotemplate::Error).
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String>;

    /// The same of a list of objects of which this is the first.
    ///
    /// # Errors
    ///
    /// As for [`Object::member`].
    fn member_of_list(
        &self,
        _list: &[Value],
        _name: &str,
        _arguments: &[Value],
    ) -> Result<Option<Value>, String> {
        Ok(None)
    }

    /// Whether Hugo's has members besides those that are known here.
    fn has_more(&self) -> bool {
        false
    }

    /// What printing it gives.
    fn text(&self) -> String;

    /// Its elements if it is a collection, for `range`, `len` and `index`.
    fn items(&self) -> Option<Vec<Value>> {
        None
    }

    /// Its keys and values if it behaves as a map, for `range`, `index` and `isset`.
    fn entries(&self) -> Option<Map> {
        None
    }

    /// Whether `if` takes it for true.
    fn is_true(&self) -> bool {
        true
    }

    /// The number behind a named one (a month, a weekday), for arithmetic and comparison.
    fn number(&self) -> Option<i64> {
        None
    }

    /// What makes it the same as another object of its kind, the path of a page for instance.
    /// Objects without an identity are the same only if they are one.
    fn identity(&self) -> Option<&str> {
        None
    }

    /// The object itself, for a host that knows its own again.
    fn any(&self) -> Option<&dyn std::any::Any> {
        None
    }

    /// How many steps of the budget it costs to hand it to a function: about as many as it has
    /// items, because functions ask for all of them.
    fn cost(&self) -> u64 {
        1
    }

    /// What `%T` and errors call it.
    fn type_name(&self) -> &'static str {
        "*hugolib.object"
    }

    /// Whether a scratch may hold it. Not if it can hold values itself: it could be made to
    /// contain itself, and would never be freed.
    fn can_be_stored(&self) -> bool {
        true
    }
}

/// See [`Value::broken`].
#[derive(Clone, Debug)]
struct Broken(Arc<str>);

impl Object for Broken {
    fn member(&self, _name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Err(self.0.to_string())
    }

    fn text(&self) -> String {
        self.0.to_string()
    }

    /// One that is as broken, for those who look into all.
    fn items(&self) -> Option<Vec<Value>> {
        Some(vec![Value::Object(Arc::new(self.clone()))])
    }
}

impl Value {
    /// What printing it gives; nothing where that is longer than 64 KB.
    #[must_use]
    pub fn printed(&self) -> String {
        const LONGEST: usize = 64 << 10;
        super::print::printed(self, LONGEST).unwrap_or_default()
    }

    /// A value of YAML's. Keys that are no texts and no numbers are left out.
    #[must_use]
    pub fn of(yaml: &serde_yaml::Value) -> Self {
        use serde_yaml::Value as Yaml;
        match yaml {
            Yaml::Null => Self::Nil,
            Yaml::Bool(truth) => Self::Bool(*truth),
            Yaml::Number(number) => match number.as_i64() {
                Some(whole) => Self::Int(whole),
                None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Yaml::String(text) => Self::text(text),
            Yaml::Sequence(values) => Self::list(values.iter().map(Self::of).collect()),
            Yaml::Mapping(mapping) => {
                let pairs = mapping.iter().filter_map(|(key, inner)| {
                    let key = match key {
                        Yaml::String(key) => key.clone(),
                        Yaml::Number(number) => number.to_string(),
                        _ => return None,
                    };
                    Some((key.into(), Self::of(inner)))
                });
                Self::Map(Arc::new(pairs.collect()))
            }
            Yaml::Tagged(tagged) => Self::of(&tagged.value),
        }
    }

    /// A value that is not there because something is wrong, which whoever uses it is told.
    #[must_use]
    pub fn broken(message: &str) -> Value {
        Value::Object(Arc::new(Broken(message.into())))
    }

    /// Plain text.
    #[must_use]
    pub fn text(text: &str) -> Value {
        Value::Text(Arc::from(text))
    }

    /// Text that is safe as HTML.
    #[must_use]
    pub fn html(text: &str) -> Value {
        Value::Safe(Safe::Html, Arc::from(text))
    }

    /// A list of `items`.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(items))
    }

    /// A map of `entries`.
    #[must_use]
    pub fn map<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(Arc::new(
            entries.into_iter().map(|(k, v)| (k.into(), v)).collect(),
        ))
    }

    /// Whether `if` and `and` take the value for true, as Hugo decides it.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Value::Nil => false,
            Value::Bool(it) => *it,
            Value::Int(it) => *it != 0,
            Value::Float(it) => *it != 0.0,
            Value::Text(it) | Value::Safe(_, it) => !it.is_empty(),
            Value::List(it) => !it.is_empty(),
            Value::Map(it) => !it.is_empty(),
            Value::Time(it) => !is_zero_time(it),
            Value::Object(it) => it.is_true(),
        }
    }

    /// The characters of a text, safe or not.
    #[must_use]
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Value::Text(it) | Value::Safe(_, it) => Some(it),
            _ => None,
        }
    }

    /// The elements of a list, or of an object that is a collection.
    #[must_use]
    pub fn items(&self) -> Option<Arc<Vec<Value>>> {
        match self {
            Value::List(it) => Some(Arc::clone(it)),
            Value::Object(it) => it.items().map(Arc::new),
            _ => None,
        }
    }

    /// The entries of a map, or of an object that behaves as one.
    #[must_use]
    pub fn entries(&self) -> Option<Arc<Map>> {
        match self {
            Value::Map(it) => Some(Arc::clone(it)),
            Value::Object(it) => it.entries().map(Arc::new),
            _ => None,
        }
    }

    /// The number a numeric value holds.
    pub(crate) fn as_float(&self) -> Option<f64> {
        match self {
            Value::Int(it) => Some(number::float(*it)),
            Value::Float(it) => Some(*it),
            Value::Object(it) => it.number().map(number::float),
            _ => None,
        }
    }

    /// The name of the Go type such a value has in Hugo, as `%T` prints it.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Value::Nil => "<nil>",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float64",
            Value::Text(_) => "string",
            Value::Safe(Safe::Html, _) => "template.HTML",
            Value::Safe(Safe::HtmlAttr, _) => "template.HTMLAttr",
            Value::Safe(Safe::Css, _) => "template.CSS",
            Value::Safe(Safe::Js, _) => "template.JS",
            Value::Safe(Safe::JsStr, _) => "template.JSStr",
            Value::Safe(Safe::Url, _) => "template.URL",
            Value::List(items) => list_type(items),
            Value::Map(_) => "map[string]interface {}",
            Value::Time(_) => "time.Time",
            Value::Object(it) => it.type_name(),
        }
    }

    /// What looking at the whole of the value costs, were every byte a step.
    pub(crate) fn reading_cost(&self) -> u64 {
        match self {
            Value::Text(it) | Value::Safe(_, it) => number::cost(it.len()),
            Value::Object(it) => it.cost().saturating_mul(16),
            _ => 0,
        }
    }

    /// Roughly how many bytes the value itself takes, which is what producing it costs.
    pub(crate) fn weight(&self) -> u64 {
        let items = match self {
            Value::Text(it) | Value::Safe(_, it) => it.len(),
            Value::List(it) => it.len() * 16,
            Value::Map(it) => it.len() * 32,
            _ => 0,
        };
        u64::try_from(items).unwrap_or(u64::MAX)
    }
}

/// `slice` makes a typed slice when all elements have one type.
fn list_type(items: &[Value]) -> &'static str {
    let Some(first) = items.first() else {
        return "[]interface {}";
    };
    let same = |test: fn(&Value) -> bool| items.iter().all(test);
    match first {
        Value::Text(_) if same(|v| matches!(v, Value::Text(_))) => "[]string",
        Value::Int(_) if same(|v| matches!(v, Value::Int(_))) => "[]int",
        Value::Float(_) if same(|v| matches!(v, Value::Float(_))) => "[]float64",
        Value::Bool(_) if same(|v| matches!(v, Value::Bool(_))) => "[]bool",
        Value::Map(_) if same(|v| matches!(v, Value::Map(_))) => "[]map[string]interface {}",
        _ => "[]interface {}",
    }
}

/// Go's zero time: midnight of the first of January of year one, in UTC.
pub(crate) fn is_zero_time(time: &jiff::Zoned) -> bool {
    time.timestamp().as_second() == -62_135_596_800
}

impl From<bool> for Value {
    fn from(it: bool) -> Value {
        Value::Bool(it)
    }
}

impl From<i64> for Value {
    fn from(it: i64) -> Value {
        Value::Int(it)
    }
}

impl From<f64> for Value {
    fn from(it: f64) -> Value {
        Value::Float(it)
    }
}

impl From<&str> for Value {
    fn from(it: &str) -> Value {
        Value::text(it)
    }
}

impl From<String> for Value {
    fn from(it: String) -> Value {
        Value::Text(it.into())
    }
}

impl From<Vec<Value>> for Value {
    fn from(it: Vec<Value>) -> Value {
        Value::list(it)
    }
}

impl From<Map> for Value {
    fn from(it: Map) -> Value {
        Value::Map(Arc::new(it))
    }
}

impl From<serde_json::Value> for Value {
    /// Whole numbers stay whole, as front matter gives them; Go's JSON decoder would make floats.
    fn from(it: serde_json::Value) -> Value {
        match it {
            serde_json::Value::Null => Value::Nil,
            serde_json::Value::Bool(it) => Value::Bool(it),
            serde_json::Value::Number(it) => match it.as_i64() {
                Some(whole) => Value::Int(whole),
                None => Value::Float(it.as_f64().unwrap_or(f64::NAN)),
            },
            serde_json::Value::String(it) => it.into(),
            serde_json::Value::Array(items) => {
                Value::list(items.into_iter().map(Value::from).collect())
            }
            serde_json::Value::Object(entries) => {
                Value::map(entries.into_iter().map(|(k, v)| (k, Value::from(v))))
            }
        }
    }
}

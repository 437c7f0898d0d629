//! Go templates as Hugo's shortcodes use them: parsing, running, escaping.
//!
//! [`Template::parse`] reads a template, [`execute`] runs it on data within a [`Budget`]. What
//! depends on the site (pages, partials, `markdownify`, the clock) comes from a [`Host`].
//!
//! A hostile template costs at most its budget: it cannot panic, overflow the stack, loop for
//! ever or take memory without bound.
//!
//! What differs from Hugo:
//!
//! - `errorf` ends the template; Hugo goes on and fails at the end of the build.
//! - Numbers have two types, 64 bits each: `%T` knows no `int64`, lists have no element type.
//! - Texts are UTF-8: a function that would cut a character in two cuts before it.
//! - The order of `sort` is English.
//! - `shuffle` and `math.Rand` are the same every time; `partialCached` does not cache.
//! - [`Template::check`] finds what html/template refuses before anything runs; [`execute`]
//!   complains only about the way it takes.
//! - `transform.Unmarshal` of anything but JSON, and everything that needs the
//!   site (`resources`, `images`, `markdownify`, `ref`, `now` …) are left to the host.

mod error;
mod lexer;
mod tree;
mod parse;
mod value;
mod number;
mod print;
mod format;
mod json;
mod escape;
mod exec;
mod member;
mod compare;
mod functions;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod hostile;

use std::fmt;
use std::sync::Arc;

pub use error::{Error, Kind};
pub(crate) use functions::digest::md5_of as md5;
pub(crate) use functions::layout::format as format_time;
pub(crate) use functions::locale::is_known as is_locale;
pub use functions::scratch::Scratch;
pub(crate) use functions::title::title as title_case;
pub(crate) use functions::urls::urlized;
pub use value::{Map, Object, Safe, Value};

/// A parsed template; cloning shares it.
#[derive(Clone)]
pub struct Template {
    tree: Arc<tree::Tree>,
}

/// Two are equal that were read of the same text under the same name.
impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (&self.tree, &other.tree);
        Arc::ptr_eq(own, others) || (own.name == others.name && own.source == others.source)
    }
}

impl Eq for Template {}

impl Template {
    /// Parses `source`; `name` is what errors call it.
    ///
    /// # Errors
    ///
    /// [`Kind::Syntax`] where Go's parser complains as well, and for constructs that nest deeper
    /// than any sensible template. Unknown functions are errors only when they are reached.
    pub fn parse(name: &str, source: &str) -> Result<Template, Error> {
        parse::parse(name, source).map(|tree| Template {
            tree: Arc::new(tree),
        })
    }

    /// Whether it asks anything for its member `name`: `.Inner`, `$.Inner`, `.Parent.Inner`.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        self.tree.members.contains(name)
    }

    /// Whether it says that Hugo runs it as its first versions did: of what is in a shortcode of Markdown, that
    /// alone is Markdown, and not what the template gives.
    #[must_use]
    pub fn is_of_first_version(&self) -> bool {
        let said = self.tree.source.split_once("$_hugo_config");
        let said = said.and_then(|(_, rest)| rest.split('`').nth(1));
        let said = said.and_then(|said| serde_json::from_str::<serde_json::Value>(said).ok());
        said.is_some_and(|said| said.get("version").and_then(serde_json::Value::as_i64) == Some(1))
    }

    /// Whether Hugo would refuse the template although this library can run it: html/template
    /// wants every branch to leave the document in the same place (inside or outside of the same
    /// tag or attribute) and decides that before anything runs. Partials are checked on their own.
    ///
    /// # Errors
    ///
    /// [`Kind::Failed`] at the branch that differs.
    pub fn check(&self) -> Result<(), Error> {
        escape::check(&self.tree)
    }

    /// The name it was parsed under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.tree.name
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Template")
            .field("name", &self.tree.name)
            .finish_non_exhaustive()
    }
}

/// A value as JSON on several lines, of at most so many bytes.
pub(crate) fn indented_json(value: &Value, indent: &str, limit: usize) -> Result<String, String> {
    let style = json::Style {
        indent: indent.to_owned(),
        ..json::Style::default()
    };
    let mut out = String::new();
    match json::write(&mut out, value, &style, limit) {
        Ok(()) => Ok(out),
        Err(_) => Err("this cannot be written as JSON".to_owned()),
    }
}

/// What the site provides.
pub trait Host {
    /// A partial by the path that `partial` names (`x.html`), parsed; also what `template` names
    /// and the template does not define, without `partials/` in front.
    fn partial(&self, name: &str) -> Option<Arc<Template>>;

    /// A function of the host, by the name the template uses (`ref`, `resources.Get`). It is
    /// asked before the built-in ones; `None`: it is not the host's. A function with two names
    /// (`markdownify` and `transform.Markdownify`) needs to be known by one of them only.
    ///
    /// Objects like `site`, `hugo` and `page` are functions without arguments. Results must not
    /// nest their arguments without bound.
    fn function(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>>;

    /// The code of the language whose customs dates and numbers follow.
    fn locale(&self) -> &str {
        const ENGLISH: &str = "en";
        ENGLISH
    }
}

/// A host that has nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn partial(&self, _name: &str) -> Option<Arc<Template>> {
        None
    }

    fn function(&self, _name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        None
    }
}

/// What a template may use up; there is no clock in it, so results do not depend on the machine.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Nodes evaluated plus bytes produced by functions and written.
    pub steps: u64,
    /// The length of the output in bytes, of every partial too.
    pub output: usize,
    /// How deep constructs and calls may nest while running; never more than 150 in effect.
    pub depth: u32,
}

impl Default for Budget {
    /// Generous for any template of a site: about a tenth of a second when used up.
    fn default() -> Budget {
        Budget {
            steps: 10_000_000,
            output: 10_000_000,
            depth: 100,
        }
    }
}

/// What `template` prints for `data`, its dot.
///
/// # Errors
///
/// See [`Kind`]; the error's place is in this template or in a partial it calls.
pub fn execute(
    template: &Template,
    data: &Value,
    host: &dyn Host,
    budget: Budget,
) -> Result<String, Error> {
    let mut budget = budget;
    execute_within(template, data, host, &mut budget)
}

/// The same, for several templates that share a budget: what this one uses up is taken from it.
///
/// # Errors
///
/// See [`execute`].
pub fn execute_within(
    template: &Template,
    data: &Value,
    host: &dyn Host,
    budget: &mut Budget,
) -> Result<String, Error> {
    exec::execute(template, data, host, budget, escape::Output::default()).map_err(|error| *error)
}

/// The functions of Go's own templates, `slice` apart, which Hugo's is not.
const GOS_OWN: [&str; 17] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or",
    "print", "printf", "println",
];

/// Has Go's own functions alone.
struct Gos;

impl Host for Gos {
    fn partial(&self, _name: &str) -> Option<Arc<Template>> {
        None
    }

    fn function(&self, name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        let is_own = GOS_OWN.contains(&name);
        (!is_own).then(|| Err(format!("function {name:?} not defined")))
    }
}

/// What a template that is no HTML prints, as Go's text/template has it: nothing is escaped, what is missing is
/// `<no value>`, and there are only Go's own functions.
///
/// # Errors
///
/// See [`execute`].
pub fn execute_as_text(
    template: &Template,
    data: &Value,
    budget: &mut Budget,
) -> Result<String, Error> {
    exec::execute(template, data, &Gos, budget, escape::Output::plain()).map_err(|error| *error)
}

//! The functions of templates that ask for the site or the page.

use std::sync::Arc;

use super::files;
use super::page::{Page, time};
use super::phrases::translated;
use super::remarshal;
use super::resources::{Resource, UNMARSHALED};
use super::site::{Hugo, Site};
use super::{Reader, World};
use crate::gotemplate::{Map, Value};
use crate::parse;
use crate::render::code::Options;

/// What a function gives; `None`: it is none of these.
pub(super) fn call(
    world: &Arc<World>,
    name: &str,
    arguments: &[Value],
) -> Option<Result<Value, String>> {
    let given = match name {
        "markdownify" | "transform.Markdownify" => {
            text_of(arguments).map(|text| Value::html(&world.phrase(&text, Reader::Home)))
        }
        "ref" | "urls.Ref" => {
            refer(world, None, arguments).map(|to| Value::text(&world.absolute(&to)))
        }
        "relref" | "urls.RelRef" => refer(world, None, arguments).map(|to| Value::text(&to)),
        "absURL" | "urls.AbsURL" => {
            text_of(arguments).map(|path| Value::text(&absolute(world, "", &path)))
        }
        "relURL" | "urls.RelURL" => {
            text_of(arguments).map(|path| Value::text(&relative(world, "", &path)))
        }
        "absLangURL" | "urls.AbsLangURL" => text_of(arguments)
            .map(|path| Value::text(&absolute(world, &world.language_prefix(), &path))),
        "relLangURL" | "urls.RelLangURL" => text_of(arguments)
            .map(|path| Value::text(&relative(world, &world.language_prefix(), &path))),
        "site" => Ok(Site::value(world)),
        "page" => Ok(Page::value(world.post(), world)),
        "hugo" => Ok(Hugo::value(world)),
        "time" | "time.AsTime" => {
            let [text] = arguments else {
                return None;
            };
            let date = parse::date(text.as_text()?).filter(|date| date.offset.is_none())?;
            Ok(time(Some(date), world))
        }
        "now" | "time.Now" => Ok(Value::Time(world.known.templates.now.clone())),
        "highlight" | "transform.Highlight" => highlight(world, arguments),
        "transform.HighlightCodeBlock" => highlight_block(world, arguments),
        "transform.CanHighlight" => text_of(arguments)
            .map(|language| Value::Bool(crate::render::highlight::knows(&language))),
        "emojify" | "transform.Emojify" => text_of(arguments)
            .map(|text| Value::html(&gh_emoji::Replacer::new().replace_all(&text))),
        "i18n" | "T" | "lang.Translate" => translated(world, arguments),
        "templates.Exists" => text_of(arguments).map(|path| {
            let name = path.strip_prefix("partials/").unwrap_or(&path).to_owned();
            let is_known = world.known.templates.partials.get(&name);
            let exists = matches!(is_known, Some(Some(_)));
            world.note(|asked| {
                asked.partials.insert(name);
            });
            Value::Bool(exists)
        }),
        "getenv" | "os.Getenv" => Ok(Value::text("")),
        _ => return of_resources(world, name, arguments),
    };
    Some(given)
}

/// What a function of files gives; `None`: it is none of these.
fn of_resources(
    world: &Arc<World>,
    name: &str,
    arguments: &[Value],
) -> Option<Result<Value, String>> {
    Some(match name {
        "resources.Get" | "resources.GetMatch" => {
            text_of(arguments).map(|path| Resource::of_site(world, &path))
        }
        // What is written smaller or named by its bytes is shown as it is.
        "fingerprint" | "resources.Fingerprint" | "minify" | "resources.Minify" => {
            let resource = arguments.iter().find(|it| matches!(it, Value::Object(_)));
            resource
                .cloned()
                .ok_or_else(|| "a resource is missing".to_owned())
        }
        "resources.GetRemote" => Err("nothing is fetched from elsewhere in a preview".to_owned()),
        "unmarshal" | "transform.Unmarshal" => read(arguments)?,
        "transform.Remarshal" => match arguments {
            [format, source] => {
                let value = match source {
                    Value::Text(_) | Value::Safe(..) => read(std::slice::from_ref(source))?,
                    value => Ok(value.clone()),
                };
                let format = format.printed();
                let written = value.and_then(|value| remarshal::written(&format, &value));
                written.map(Value::from)
            }
            _ => Err("Remarshal takes a format and a text or a map".to_owned()),
        },
        // What a picture is made into is not made here: the picture itself is shown.
        "images.Filter" => match arguments.last() {
            Some(resource @ Value::Object(_)) => Ok(resource.clone()),
            _ => Err("a picture is missing".to_owned()),
        },
        name if name.starts_with("images.") => Ok(Value::text(name)),
        // What stands in quotes in a style sheet, and what does not, looks the same in a template.
        "css.Quoted" | "css.Unquoted" => text_of(arguments).map(|text| Value::text(&text)),
        "reflect.IsPage"
        | "reflect.IsSite"
        | "reflect.IsResource"
        | "reflect.IsImageResource"
        | "reflect.IsImageResourceProcessable" => Ok(Value::Bool(is_of_kind(name, arguments))),
        _ => return files::call(world, name, arguments),
    })
}

/// What `transform.Unmarshal` makes of a text or a file; `None`: it is none of these.
fn read(arguments: &[Value]) -> Option<Result<Value, String>> {
    let read = match arguments {
        [options @ .., Value::Object(resource)] => {
            let said = resource.member(UNMARSHALED, options);
            said.map(Option::unwrap_or_default)
        }
        [options @ .., text] => {
            let text = text.as_text()?;
            if text.trim().is_empty() {
                return Some(Ok(Value::Nil));
            }
            let told = |key: &str| match options.first() {
                Some(Value::Map(options)) => options.get(key).and_then(Value::as_text),
                _ => None,
            };
            let delimiter = told("delimiter").and_then(|it| it.chars().next());
            let delimiter = delimiter.unwrap_or(',');
            let format = told("format").map(ToString::to_string);
            let format = format.or(parse::format_of(text, delimiter).map(str::to_owned));
            match format {
                Some(format) => super::unmarshaled(&format!("text.{format}"), text, delimiter),
                None => Err("the format of this text cannot be told".to_owned()),
            }
        }
        [] => return None,
    };
    let options = arguments.first().filter(|_| arguments.len() > 1);
    let has_maps = match options {
        Some(Value::Map(options)) => {
            let kind = options
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case("targettype"));
            kind.and_then(|(_, kind)| kind.as_text())
                .is_some_and(|kind| &**kind == "map")
        }
        _ => false,
    };
    Some(read.map(|read| if has_maps { by_titles(read) } else { read }))
}

/// The rows of a table as maps, by what stands in the first row.
fn by_titles(table: Value) -> Value {
    let Value::List(rows) = &table else {
        return table;
    };
    let mut rows = rows.iter().filter_map(Value::items);
    let Some(titles) = rows.next() else {
        return table;
    };
    let row = |row: Arc<Vec<Value>>| {
        let fields = titles.iter().zip(row.iter());
        Value::map(fields.map(|(title, field)| (title.printed(), field.clone())))
    };
    Value::list(rows.map(row).collect())
}

/// Whether a value is a page, a site, a file.
fn is_of_kind(name: &str, arguments: &[Value]) -> bool {
    let Some(Value::Object(object)) = arguments.first() else {
        return false;
    };
    let Some(object) = object.any() else {
        return false;
    };
    match name {
        "reflect.IsPage" => object.is::<Page>(),
        "reflect.IsSite" => object.is::<Site>(),
        "reflect.IsResource" => object.is::<Page>() || object.is::<Resource>(),
        _ => object
            .downcast_ref::<Resource>()
            .is_some_and(Resource::is_picture),
    }
}

/// What the last argument says; numbers too.
pub(super) fn text_of(arguments: &[Value]) -> Result<String, String> {
    match arguments.last() {
        Some(Value::Nil) => Ok(String::new()),
        Some(Value::Int(number)) => Ok(number.to_string()),
        Some(value) => match value.as_text() {
            Some(text) => Ok(text.to_string()),
            None => Err("a text is needed here".to_owned()),
        },
        None => Err("an argument is missing".to_owned()),
    }
}

/// `ref . "a.md"`, `ref . (dict "path" "a.md")`; the page that names it is `page`, or the first argument, or the
/// post.
pub(super) fn refer(
    world: &World,
    page: Option<&Page>,
    arguments: &[Value],
) -> Result<String, String> {
    let first = match arguments {
        [Value::Object(first), _] => first.any().and_then(|it| it.downcast_ref::<Page>()),
        _ => None,
    };
    let from = page.or(first).map(Page::file).filter(|it| !it.is_empty());
    let post = world.post();
    let language = match arguments.last() {
        Some(Value::Map(map)) => map.get("lang").and_then(Value::as_text),
        _ => None,
    };
    world.reference(
        from.unwrap_or(&post.path),
        &path_of(arguments)?,
        language.map(|it| &**it),
    )
}

/// The path that the last argument names: a text, or the `path` of a map.
fn path_of(arguments: &[Value]) -> Result<String, String> {
    if let Some(Value::Map(map)) = arguments.last() {
        let path = map.get("path").and_then(Value::as_text);
        return path
            .map(ToString::to_string)
            .ok_or_else(|| "path is missing".to_owned());
    }
    text_of(arguments)
}

/// An address with the blog's host and path and a language, unless it has a host itself.
fn absolute(world: &World, language: &str, path: &str) -> String {
    if leaves(path) {
        return path.to_owned();
    }
    // What begins with `/` is from the root of the host.
    if path.starts_with('/') {
        return world.absolute(&format!("{language}{path}"));
    }
    world.absolute(&format!("{}{language}/{path}", world.known.base.path))
}

/// An address with the blog's path and a language, unless it is from the root or has a host.
fn relative(world: &World, language: &str, path: &str) -> String {
    if leaves(path) {
        return match world.known.base.own(path) {
            Some(own) => format!("{}{language}{own}", world.known.base.path),
            None => path.to_owned(),
        };
    }
    if path.starts_with('/') {
        return format!("{language}{path}");
    }
    format!("{}{language}/{path}", world.known.base.path)
}

fn leaves(path: &str) -> bool {
    path.starts_with("//") || path.contains("://") || path.starts_with("mailto:")
}

/// `highlight CODE LANGUAGE OPTIONS`
fn highlight(world: &World, arguments: &[Value]) -> Result<Value, String> {
    let text = |index: usize| {
        let text = arguments.get(index).and_then(Value::as_text);
        text.map(ToString::to_string).unwrap_or_default()
    };
    if arguments.is_empty() {
        return Err("highlight needs a text".to_owned());
    }
    let options = match arguments.get(2) {
        Some(Value::Map(options)) => Options::of_list(&written(options), world.numbers()),
        _ => Options::of_list(&text(2), world.numbers()),
    };
    let code = text(0);
    let block = world.code(&text(1), &code, &options);
    Ok(Value::html(block.trim_end()))
}

/// A map of options as a list.
fn written(options: &Map) -> String {
    let written = options.iter();
    let written = written.map(|(name, value)| format!("{name}=\"{}\"", value.printed()));
    written.collect::<Vec<_>>().join(",")
}

/// `transform.HighlightCodeBlock CONTEXT OPTIONS`
fn highlight_block(world: &World, arguments: &[Value]) -> Result<Value, String> {
    let Some(Value::Object(block)) = arguments.first() else {
        return Err("HighlightCodeBlock needs a code block".to_owned());
    };
    let told = |name: &str| {
        let told = block.member(name, &[])?;
        let told = told.ok_or("HighlightCodeBlock needs a code block")?;
        Ok::<_, String>(told.printed())
    };
    let (mut language, code) = (told("Type")?, told("Inner")?);
    let mut options = Options::of_info(&told("Info")?, world.numbers());
    if let Some(Value::Map(changed)) = arguments.get(1) {
        options = Options::of_list(&written(changed), world.numbers());
        if let Some(other) = changed.get("type").and_then(Value::as_text) {
            language = other.to_string();
        }
    }
    let (wrapped, inner) = world.code_block(&language, &code, &options);
    Ok(Value::map([
        ("Wrapped", Value::html(&wrapped)),
        ("Inner", Value::html(&inner)),
    ]))
}

//! Functions of Zola's templates that ask for what lies outside: addresses of posts, pictures, data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tera::{Error, Result, Tera};

use super::data;
use super::functions::{Arguments, Safe, text_of};
use super::hash::{self, Sha};
use crate::dialect::zola_slug;
use crate::render::{FileFacts, Known, PageName, Templates};

/// The longest text that data is read from, as long as files.
const LONGEST_LITERAL: usize = 256 * 1024;

/// As many digits of a hash stand in an address.
const HASH_IN_ADDRESS: usize = 20;

/// What templates asked for that is not known yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes(Arc<Mutex<Wished>>);

/// The same, taken out.
#[derive(Debug, Default)]
pub(super) struct Wished {
    pub(super) pages: BTreeSet<PageName>,
    pub(super) files: BTreeSet<String>,
}

impl Wishes {
    fn note(&self, note: impl FnOnce(&mut Wished)) {
        // A panic in the middle of an insertion leaves at worst a name too few.
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What was wished for since the last time.
    pub(super) fn take(&self) -> Wished {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Wished {
    /// Whether it is nothing.
    pub(super) fn is_nothing(&self) -> bool {
        self.pages.is_empty() && self.files.is_empty()
    }
}

/// What files hash to, by their names and the length of the hash.
type Hashes = BTreeMap<(String, Sha), Vec<u8>>;

/// Looks up what templates ask for, and notes what is not known.
#[derive(Clone)]
struct Lookups {
    /// Where the blog is published, without a slash at its end.
    base: String,
    templates: Arc<Templates>,
    wishes: Wishes,
    /// What files hash to: each is read once for each way, however often it is asked for.
    hashes: Arc<Mutex<Hashes>>,
}

/// What is known of something.
enum Found<T> {
    Here(T),
    Nowhere,
    /// It is wished for, and the template is evaluated again.
    NotYet,
}

/// Adds all of them.
pub(super) fn register(tera: &mut Tera, known: &Known, wishes: &Wishes) {
    let lookups = Lookups {
        base: known.base.url.trim_end_matches('/').to_owned(),
        templates: known.templates.clone(),
        wishes: wishes.clone(),
        hashes: Arc::default(),
    };
    let own = lookups.clone();
    tera.register_function(
        "get_url",
        Safe(move |arguments: &Arguments| own.url(arguments)),
    );
    let own = lookups.clone();
    tera.register_function(
        "get_taxonomy_url",
        Safe(move |arguments: &Arguments| own.taxonomy_url(arguments)),
    );
    let own = lookups.clone();
    tera.register_function("get_image_metadata", move |arguments: &Arguments| {
        own.picture(arguments)
    });
    let own = lookups.clone();
    tera.register_function("get_hash", move |arguments: &Arguments| own.hash(arguments));
    let own = lookups.clone();
    tera.register_function("resize_image", move |arguments: &Arguments| {
        own.resized(arguments)
    });
    tera.register_function("load_data", move |arguments: &Arguments| {
        lookups.data(arguments)
    });
}

impl Lookups {
    fn url(&self, arguments: &Arguments) -> Result<Value> {
        let path = text_of(arguments, "path")?;
        let language = arguments.get("lang").and_then(Value::as_str);
        let default = self.templates.values.text("default_language");
        let language = language.filter(|code| *code != default.unwrap_or("en"));
        if path.starts_with("@/") {
            return self.post_url(&path, language);
        }
        // Also an address elsewhere becomes one of the blog's.
        let inner = path.strip_prefix('/').unwrap_or(&path);
        let mut url = self.base.clone();
        for part in language.into_iter().chain([inner]) {
            if !part.is_empty() {
                url.extend(["/", part]);
            }
        }
        let wants_slash = arguments.get("trailing_slash").and_then(Value::as_bool) == Some(true);
        let has_slash = url.ends_with('/');
        if wants_slash && !has_slash && !url.contains(['?', '#']) {
            url.push('/');
        } else if !wants_slash && has_slash {
            url.pop();
        }
        if arguments.get("cachebust").and_then(Value::as_bool) == Some(true) {
            self.add_hash(&mut url, &path)?;
        }
        Ok(Value::from(url))
    }

    /// Adds to the address of a file what it hashes to. Of pictures that is not known, and changes nothing
    /// that is seen.
    fn add_hash(&self, url: &mut String, path: &str) -> Result<()> {
        let file = match self.file(path) {
            Found::Here(file) => file,
            Found::Nowhere => return Err(Error::msg(format!("there is no file `{path}`."))),
            Found::NotYet => return Ok(()),
        };
        if file.text.is_some() {
            let hash = hash::written(&self.digest_of(path, Sha::Bits256)?, false);
            let (begin, _) = hash.split_at(HASH_IN_ADDRESS.min(hash.len()));
            url.extend(["?h=", begin]);
        }
        Ok(())
    }

    fn post_url(&self, path: &str, language: Option<&str>) -> Result<Value> {
        let (file, anchor) = match path.find('#') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        let file = match (language, file.strip_suffix(".md")) {
            (Some(language), Some(stem)) => format!("{stem}.{language}.md"),
            _ => file.to_owned(),
        };
        let named = PageName::from(file);
        match self.templates.pages.get(&named) {
            Some(Some(page)) => Ok(Value::from(format!("{}{}{anchor}", self.base, page.url))),
            Some(None) => Err(Error::msg(format!("there is no post `{}`.", named.name))),
            None => {
                self.wishes.note(|wished| {
                    wished.pages.insert(named);
                });
                Ok(Value::from(""))
            }
        }
    }

    fn taxonomy_url(&self, arguments: &Arguments) -> Result<Value> {
        let (kind, name) = (text_of(arguments, "kind")?, text_of(arguments, "name")?);
        let values = &self.templates.values;
        let default = values.text("default_language").unwrap_or("en");
        let language = arguments.get("lang").and_then(Value::as_str);
        let language = language.unwrap_or(&self.templates.post.language);
        let mut url = self.base.clone();
        if language != default && !language.is_empty() {
            url.extend(["/", language]);
        }
        for part in [&kind, &name] {
            let slug = zola_slug(values.text("slugify.taxonomies"), part);
            url.extend(["/", &slug]);
        }
        url.push('/');
        Ok(Value::from(url))
    }

    fn file(&self, name: &str) -> Found<&FileFacts> {
        match self.templates.named_files.get(name) {
            Some(Some(file)) => Found::Here(file),
            Some(None) => Found::Nowhere,
            None => {
                self.wishes.note(|wished| {
                    wished.files.insert(name.to_owned());
                });
                Found::NotYet
            }
        }
    }

    fn hash(&self, arguments: &Arguments) -> Result<Value> {
        let sha = Sha::of(arguments.get("sha_type"))
            .ok_or_else(|| Error::msg("`sha_type` is 256, 384 or 512."))?;
        let is_base64 = arguments.get("base64").and_then(Value::as_bool) != Some(false);
        let path = arguments.get("path").and_then(Value::as_str);
        let literal = arguments.get("literal").and_then(Value::as_str);
        let digest = match (path, literal) {
            (None, Some(literal)) => sha.digest(literal.as_bytes()),
            (Some(path), None) => self.digest_of(path, sha)?,
            _ => {
                return Err(Error::msg(
                    "`get_hash` needs either a `path` or a `literal`.",
                ));
            }
        };
        Ok(Value::from(hash::written(&digest, is_base64)))
    }

    /// What a file hashes to; of one that is not known yet, nothing.
    fn digest_of(&self, path: &str, sha: Sha) -> Result<Vec<u8>> {
        let text = match self.file(path) {
            Found::Here(file) => file.text.as_deref(),
            Found::Nowhere => return Err(Error::msg(format!("there is no file `{path}`."))),
            Found::NotYet => return Ok(Vec::new()),
        };
        let text = text.ok_or_else(|| Error::msg(format!("`{path}` cannot be read as text.")))?;
        // A panic while they were held leaves at worst one too few.
        let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        let known = hashes.entry((path.to_owned(), sha));
        Ok(known.or_insert_with(|| sha.digest(text.as_bytes())).clone())
    }

    fn picture(&self, arguments: &Arguments) -> Result<Value> {
        let path = text_of(arguments, "path")?;
        let may_miss = arguments.get("allow_missing").and_then(Value::as_bool) == Some(true);
        let (width, height) = match self.file(&path) {
            Found::Here(file) => file
                .pixels
                .ok_or_else(|| Error::msg(format!("the size of `{path}` is not known.")))?,
            Found::Nowhere if may_miss => return Ok(Value::Null),
            Found::Nowhere => return Err(Error::msg(format!("there is no picture `{path}`."))),
            Found::NotYet => (0, 0),
        };
        let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let format = if ending == "jpeg" { "jpg" } else { &ending };
        let mime = match format {
            "jpg" => "image/jpeg".to_owned(),
            "svg" => "image/svg+xml".to_owned(),
            format => format!("image/{format}"),
        };
        Ok(json!({ "width": width, "height": height, "format": format, "mime": mime }))
    }

    /// The picture as it is, in the size that it will have: a page has no smaller ones before it is
    /// published.
    fn resized(&self, arguments: &Arguments) -> Result<Value> {
        let path = text_of(arguments, "path")?;
        let (pixels, address) = match self.file(&path) {
            Found::Here(file) => (file.pixels, file.address.clone()),
            Found::Nowhere => return Err(Error::msg(format!("there is no picture `{path}`."))),
            Found::NotYet => (None, None),
        };
        let asked = |name: &str| {
            let number = arguments.get(name).and_then(Value::as_u64);
            number.and_then(|number| u32::try_from(number).ok())
        };
        let operation = arguments.get("op").and_then(Value::as_str);
        let original = pixels.unwrap_or_default();
        let (width, height) = size(
            operation.unwrap_or("fill"),
            original,
            (asked("width"), asked("height")),
        );
        let address = address.unwrap_or_else(|| format!("/{}", path.trim_start_matches('/')));
        Ok(json!({
            "url": format!("{}{address}", self.base), "static_path": address,
            "width": width, "height": height,
            "orig_width": original.0, "orig_height": original.1,
        }))
    }

    fn data(&self, arguments: &Arguments) -> Result<Value> {
        let format = arguments.get("format").and_then(Value::as_str);
        if let Some(literal) = arguments.get("literal").and_then(Value::as_str) {
            if literal.len() > LONGEST_LITERAL {
                return Err(Error::msg("the `literal` is longer than 256 KB."));
            }
            return data::read(literal, format.unwrap_or("plain")).map_err(Error::msg);
        }
        if arguments.contains_key("url") {
            return Err(Error::msg("blog-serve loads nothing from elsewhere."));
        }
        let path = text_of(arguments, "path")?;
        let is_required = arguments.get("required").and_then(Value::as_bool) != Some(false);
        match self.file(&path) {
            Found::Here(file) => {
                let text = file.text.as_deref();
                let text =
                    text.ok_or_else(|| Error::msg(format!("`{path}` cannot be read as text.")))?;
                let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
                data::read(text, format.unwrap_or(ending))
                    .map_err(|message| Error::msg(format!("{path}: {message}")))
            }
            Found::Nowhere if is_required => Err(Error::msg(format!("there is no file `{path}`."))),
            Found::Nowhere => Ok(Value::Null),
            Found::NotYet => Ok(Value::from("")),
        }
    }
}

/// The size that a picture gets.
fn size(
    operation: &str,
    (width, height): (u32, u32),
    asked: (Option<u32>, Option<u32>),
) -> (u32, u32) {
    // Sizes of pictures are small enough for this to be exact.
    let part = |side: u32, of: u32, other: u32| {
        let product = u64::from(side) * u64::from(other);
        u32::try_from(product / u64::from(of.max(1))).unwrap_or(u32::MAX)
    };
    match (operation, asked) {
        ("fit_width", (Some(wanted), _)) => (wanted, part(wanted, width, height)),
        ("fit_height", (_, Some(wanted))) => (part(wanted, height, width), wanted),
        ("fit", (Some(wide), Some(high))) if width <= wide && height <= high => (width, height),
        ("fit", (Some(wide), Some(high))) => {
            let is_wide = u64::from(wide) * u64::from(height) <= u64::from(high) * u64::from(width);
            if is_wide {
                (wide, part(wide, width, height))
            } else {
                (part(high, height, width), high)
            }
        }
        (_, (wide, high)) => (wide.unwrap_or(width), high.unwrap_or(height)),
    }
}

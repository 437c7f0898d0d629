//! Hugo's `cascade`: front matter that a section or the configuration passes down to posts.

use serde_yaml::{Mapping, Value};

use crate::glob::Glob;
use crate::parse::Metadata;

/// A blog is published with this environment's settings.
pub(super) const ENVIRONMENT: &str = "production";

/// All that posts are passed. What comes first counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cascade(Vec<Passed>);

/// Keys that posts are passed, and which posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passed {
    /// The folder they lie in, from the content folder; nothing: all.
    below: String,
    /// The language they are in.
    language: Option<Glob>,
    /// Their path.
    path: Option<Glob>,
    keys: Mapping,
}

/// What a post is known by.
pub(super) struct Known<'a> {
    /// The folders it lies in, from the content folder: `posts/deep`.
    pub(super) folder: &'a str,
    /// `/posts/deep/my-post`
    pub(super) path: &'a str,
    /// The code of its language.
    pub(super) language: &'a str,
}

impl Cascade {
    /// What sections pass down, the innermost first, then what the configuration says, and then what
    /// it says of languages, by their codes.
    pub(super) fn of(
        sections: Vec<Passed>,
        configuration: Option<&Value>,
        languages: &[(&str, &Value)],
    ) -> Self {
        let mut passed = sections;
        let for_all = configuration.into_iter();
        passed.extend(for_all.flat_map(|said| Self::said(said, "", None)));
        for (code, said) in languages {
            passed.extend(Self::said(said, "", Some(code)));
        }
        Self(passed)
    }

    /// What one `cascade` says: a group of keys, or a list of such, for the posts below a folder
    /// that are in one language if they say no other.
    pub(super) fn said(value: &Value, below: &str, language: Option<&str>) -> Vec<Passed> {
        let groups = match value {
            Value::Sequence(groups) => groups.iter().filter_map(Value::as_mapping).collect(),
            value => Vec::from_iter(value.as_mapping()),
        };
        let passed = groups
            .into_iter()
            .filter_map(|keys| passed(keys, below, language));
        passed.collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fills in what the front matter of a post leaves open.
    pub(super) fn complete(&self, post: &Known<'_>, metadata: &mut Metadata) {
        let mut missing = Mapping::new();
        for passed in self.0.iter().filter(|passed| passed.reaches(post)) {
            for (key, value) in &passed.keys {
                if is_params(key) {
                    let params = value.as_mapping().into_iter().flatten();
                    let params = params.filter(|(key, _)| !says(&metadata.keys, key));
                    let params: Vec<_> = params.filter(|(key, _)| !says(&missing, key)).collect();
                    if params.is_empty() {
                        continue;
                    }
                    let group = missing
                        .entry(Value::from("params"))
                        .or_insert_with(|| Value::Mapping(Mapping::new()));
                    if let Value::Mapping(group) = group {
                        group.extend(
                            params
                                .iter()
                                .map(|(key, it)| ((*key).clone(), (*it).clone())),
                        );
                    }
                } else if !says_of(&metadata.keys, key) && !says_of(&missing, key) {
                    missing.insert(key.clone(), value.clone());
                }
            }
        }
        if !missing.is_empty() {
            metadata.complete(missing);
        }
    }
}

impl Passed {
    /// The folder of the section that says it.
    pub(super) fn below(&self) -> &str {
        &self.below
    }

    /// Takes in for which posts it is; nothing if it is for none. A pattern that is none matches
    /// nothing.
    fn restrict(&mut self, target: &Mapping) -> Option<()> {
        for (key, value) in target {
            match (&*key.as_str()?.to_lowercase(), value) {
                ("path", Value::String(path)) => self.path = Some(Glob::of(path).ok()?),
                ("lang", Value::String(code)) => self.language = Some(Glob::of(code).ok()?),
                ("sites", Value::Mapping(sites)) => {
                    if let Some(codes) = languages(sites) {
                        self.language = Some(Glob::of(&codes).ok()?);
                    }
                }
                ("kind", Value::String(kind)) if !is_match(kind, "page") => return None,
                ("environment", Value::String(it)) if !is_match(it, ENVIRONMENT) => return None,
                _ => {}
            }
        }
        Some(())
    }

    fn reaches(&self, post: &Known<'_>) -> bool {
        let inner = post.folder.strip_prefix(&*self.below);
        let is_below = inner.is_some_and(|inner| {
            self.below.is_empty() || inner.is_empty() || inner.starts_with('/')
        });
        let is_so =
            |glob: &Option<Glob>, text: &str| glob.as_ref().is_none_or(|glob| glob.matches(text));
        is_below && is_so(&self.path, post.path) && is_so(&self.language, post.language)
    }
}

/// One group of a `cascade`; nothing if it is for no post.
fn passed(keys: &Mapping, below: &str, language: Option<&str>) -> Option<Passed> {
    let mut passed = Passed {
        below: below.to_owned(),
        language: language.map(Glob::of).transpose().ok()?,
        path: None,
        keys: Mapping::new(),
    };
    for (key, value) in keys {
        match &*key.as_str().unwrap_or_default().to_lowercase() {
            "target" | "_target" => passed.restrict(value.as_mapping()?)?,
            // A section's own.
            "cascade" => {}
            _ => {
                passed.keys.insert(key.clone(), value.clone());
            }
        }
    }
    Some(passed)
}

/// `sites.matrix.languages`, as one pattern.
fn languages(sites: &Mapping) -> Option<String> {
    let languages = sites.get("matrix")?.as_mapping()?.get("languages")?;
    let languages = match languages {
        Value::Sequence(languages) => languages.iter().filter_map(Value::as_str).collect(),
        language => vec![language.as_str()?],
    };
    Some(format!("{{{}}}", languages.join(",")))
}

fn is_match(pattern: &str, name: &str) -> bool {
    Glob::of(pattern).is_ok_and(|glob| glob.matches(name))
}

fn is_params(key: &Value) -> bool {
    let key = key.as_str();
    key.is_some_and(|key| key.eq_ignore_ascii_case("params"))
}

/// Keys that mean something to Hugo where they stand by themselves, and among the `params` nothing.
const HUGOS: [&str; 24] = [
    "aliases",
    "build",
    "date",
    "description",
    "draft",
    "expirydate",
    "headless",
    "iscjklanguage",
    "keywords",
    "lastmod",
    "layout",
    "linktitle",
    "markup",
    "menus",
    "outputs",
    "publishdate",
    "resources",
    "sitemap",
    "slug",
    "summary",
    "title",
    "type",
    "url",
    "weight",
];

/// Whether a key that is passed at the top is said.
fn says_of(keys: &Mapping, key: &Value) -> bool {
    let name = key.as_str().map(str::to_lowercase);
    let is_hugos = name.is_some_and(|name| HUGOS.contains(&name.as_str()));
    if !is_hugos {
        return says(keys, key);
    }
    let key = key.as_str().unwrap_or_default();
    let mut names = keys.keys().filter_map(Value::as_str);
    names.any(|name| name.eq_ignore_ascii_case(key))
}

/// Whether a key is said, whatever its case, by itself or among the `params`.
fn says(keys: &Mapping, key: &Value) -> bool {
    let Some(key) = key.as_str() else {
        return keys.contains_key(key);
    };
    let is_it = |name: &Value| name.as_str().is_some_and(|it| it.eq_ignore_ascii_case(key));
    keys.iter().any(|(name, value)| {
        let mut params = value.as_mapping().filter(|_| is_params(name)).into_iter();
        is_it(name) || params.any(|params| params.keys().any(is_it))
    })
}

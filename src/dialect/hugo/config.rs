//! Hugo's configuration: `hugo.toml` and its older names, `config/_default/`, the theme's own.

use std::path::Path;
use std::sync::Arc;

use serde_yaml::Value;

use super::addresses::{Addresses, DateSource, Ugly, lies_below};
use super::cascade::{Cascade, ENVIRONMENT};
use super::permalink::Permalink;
use super::sections::Sections;
use super::themes::themes;
use super::{RULES, goldmark, known};
use crate::dialect::configuration::{Addresses as Any, Configuration, Files, Values, lower};
use crate::render::{Autolinks, Base, HeadingIds, Numbers, Options, RawHtml, Rules, Typography};

/// The endings of a configuration's files, in the order in which they are looked for.
const ENDINGS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// What the configuration of the blog at `root` says. Blocks.
pub(in crate::dialect) fn configuration(
    root: &Path,
    before: Option<&Configuration>,
) -> Configuration {
    let mut files = Files::of(root);
    let mut values = read(root, &mut files);
    known::settle(
        before.map(|before| &*before.values),
        &mut files,
        &mut values,
    );
    let mut configuration = of(&values);
    if let Any::Hugo(addresses) = &mut configuration.addresses {
        let before = before.and_then(|before| match &before.addresses {
            Any::Hugo(before) => Some(&before.sections),
            _ => None,
        });
        addresses.sections = Sections::of(root, addresses, &mut files, before);
        let languages = values.group("languages");
        let own = languages.filter_map(|(code, language)| Some((code, language.get("cascade")?)));
        let own: Vec<_> = own.collect();
        addresses.cascade = Cascade::of(addresses.sections.passed(), values.at("cascade"), &own);
    }
    for (key, why) in not_followed(&values) {
        files.is_not_followed(key, why);
    }
    for (key, message) in meaningless(root, &values) {
        files.complain(&key, message);
    }
    Configuration {
        themes: Some(themes(root, &values)),
        values: Arc::new(values),
        ..configuration.with_files(files)
    }
}

/// All that the files say. What is read first counts.
fn read(root: &Path, files: &mut Files<'_>) -> Values {
    let mut values = Values::default();
    for folder in [ENVIRONMENT, "_default"] {
        read_folder(root, folder, files, &mut values);
    }
    let names = ["hugo", "config"].into_iter();
    let names = names.flat_map(|stem| ENDINGS.map(|ending| format!("{stem}.{ending}")));
    if let Some(keys) = files.read_main(names) {
        values.add(&lower(keys));
    }
    read_themes(root, files, &mut values);
    values
}

/// `config/_default/`: `hugo.toml` holds everything, `params.toml` a group of that name,
/// `languages.de.toml` what is said of one language.
fn read_folder(root: &Path, folder: &str, files: &mut Files<'_>, values: &mut Values) {
    let entries = std::fs::read_dir(root.join("config").join(folder));
    let entries = entries.into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let is_configuration = |name: &String| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| ENDINGS.contains(&ending)) && !name.starts_with('.')
    };
    let mut names: Vec<String> = names.filter(is_configuration).collect();
    names.sort();
    for name in names {
        let Some(keys) = files.read(&format!("config/{folder}/{name}")) else {
            continue;
        };
        let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
        match stem.to_lowercase().as_str() {
            "hugo" | "config" => values.add(&keys),
            // One group may be said in the file's name and in the file.
            stem if keys.len() == 1 && keys.contains_key(stem) => values.add(&keys),
            stem => match stem.split_once('.') {
                Some(("languages", language)) => {
                    values.add_group("languages", &within(language, keys));
                }
                // What is said of a group in one language.
                Some((group, language)) => {
                    values.add_group("languages", &within(language, within(group, keys)));
                }
                None => values.add_group(stem, &keys),
            },
        }
    }
}

/// A group of one group.
fn within(name: &str, keys: serde_yaml::Mapping) -> serde_yaml::Mapping {
    serde_yaml::Mapping::from_iter([(Value::from(name), Value::Mapping(keys))])
}

/// Of a theme's configuration Hugo takes its parameters where the blog does not say otherwise.
fn read_themes(root: &Path, files: &mut Files<'_>, values: &mut Values) {
    for theme in themes(root, values) {
        let names = ["hugo", "config", "theme"].into_iter();
        let mut names = names.flat_map(|stem| ENDINGS.map(|ending| format!("{stem}.{ending}")));
        let keys = names.find_map(|name| files.read(&format!("{theme}/{name}")));
        let params = keys.as_ref().and_then(|keys| keys.get("params"));
        if let Some(Value::Mapping(params)) = params {
            values.add_group("params", params);
        }
    }
}

/// What the values mean.
fn of(values: &Values) -> Configuration {
    let addresses = addresses(values);
    let mut content: Vec<String> = addresses
        .content
        .iter()
        .map(|content| content.folder.clone())
        .collect();
    content.sort();
    content.dedup();
    let statics = values.texts("staticdir");
    Configuration {
        rules: rules(values),
        base: Arc::new(Base::of(values.text("baseurl").unwrap_or_default())),
        addresses: Any::Hugo(addresses),
        content: Some(content),
        statics: (!statics.is_empty()).then_some(statics),
        ..Configuration::of(crate::dialect::Dialect::Hugo)
    }
}

/// How Markdown is read.
fn rules(values: &Values) -> Rules {
    let is_on = |key: &str| values.truth(&format!("markup.goldmark.{key}"));
    let mut rules = RULES.clone();
    let mut set = |option: Options, key: &str, default: bool| {
        rules.options.set(option, is_on(key).unwrap_or(default));
    };
    set(Options::ENABLE_TABLES, "extensions.table", true);
    set(
        Options::ENABLE_STRIKETHROUGH,
        "extensions.strikethrough",
        true,
    );
    set(Options::ENABLE_TASKLISTS, "extensions.tasklist", true);
    set(
        Options::ENABLE_DEFINITION_LIST,
        "extensions.definitionlist",
        true,
    );
    set(
        Options::ENABLE_HEADING_ATTRIBUTES,
        "parser.attribute.title",
        true,
    );
    // Older versions have a truth value here, newer ones a group.
    let footnotes = is_on("extensions.footnote.enable").or(is_on("extensions.footnote"));
    rules
        .options
        .set(Options::ENABLE_FOOTNOTES, footnotes.unwrap_or(true));
    if is_on("renderer.unsafe") == Some(true) {
        rules.raw_html = RawHtml::Kept;
    }
    let is_straight = is_on("extensions.typographer.disable") == Some(true)
        || is_on("extensions.typographer") == Some(false);
    if is_straight {
        rules.typography = Typography::Straight;
        rules.autolinks = Some(Autolinks::Goldmark { sets_signs: false });
    }
    if is_on("extensions.linkify") == Some(false) {
        rules.autolinks = None;
    }
    rules.block_attributes = is_on("parser.attribute.block") == Some(true);
    rules.heading_ids = heading_ids(values);
    rules.goldmark = goldmark::settings(values);
    rules.numbers = numbers(values);
    rules
}

/// Where the numbers of lines of code stand.
fn numbers(values: &Values) -> Numbers {
    let in_table = values.truth("markup.highlight.linenumbersintable");
    match values.at("markup.highlight.linenos") {
        Some(Value::String(word)) if word == "table" => Numbers::Table,
        Some(Value::String(word)) if word == "inline" => Numbers::Inline,
        Some(Value::Bool(true)) if in_table == Some(false) => Numbers::Inline,
        Some(Value::Bool(true)) => Numbers::Table,
        _ => Numbers::None,
    }
}

fn heading_ids(values: &Values) -> Option<HeadingIds> {
    if values.truth("markup.goldmark.parser.autoheadingid") == Some(false) {
        return None;
    }
    let names = ["autoidtype", "autoheadingidtype"];
    let way = names
        .iter()
        .find_map(|name| values.text(&format!("markup.goldmark.parser.{name}")));
    Some(match way.unwrap_or_default() {
        "github-ascii" => HeadingIds::GithubAscii,
        "blackfriday" => HeadingIds::Blackfriday,
        _ => HeadingIds::Github,
    })
}

fn addresses(values: &Values) -> Addresses {
    let default_language = values.text("defaultcontentlanguage").unwrap_or("en");
    let default_language = default_language.to_lowercase();
    let mut addresses = Addresses {
        keeps_case: values.truth("disablepathtolower").unwrap_or(false),
        removes_accents: values.truth("removepathaccents").unwrap_or(false),
        is_default_below: values
            .truth("defaultcontentlanguageinsubdir")
            .unwrap_or(false),
        ugly: ugly(values),
        permalinks: permalinks(values),
        own_permalinks: own_permalinks(values),
        section_permalinks: patterns(values, "permalinks.section"),
        dates: dates(values),
        default_language,
        ..Addresses::default()
    };
    let folder = values.text("contentdir").unwrap_or("content");
    addresses.add_content(folder, None);
    // Those that are disabled too: what is written in one is no page of another.
    for (code, language) in values.group("languages") {
        addresses.languages.push(code.to_owned());
        let own = language.get("contentdir").and_then(Value::as_str);
        if let Some(own) = own {
            addresses.add_content(own, Some(code));
        }
    }
    addresses
}

fn ugly(values: &Values) -> Ugly {
    match values.at("uglyurls") {
        Some(Value::Bool(true)) => Ugly::All,
        Some(Value::Mapping(_)) => {
            let sections = values.group("uglyurls");
            let sections = sections.filter(|(_, value)| value.as_bool() == Some(true));
            Ugly::Sections(sections.map(|(section, _)| section.to_owned()).collect())
        }
        _ => Ugly::None,
    }
}

/// Where patterns of addresses stand.
const PERMALINKS: [&str; 2] = ["permalinks.page", "permalinks"];

/// `permalinks.posts`, and since Hugo 0.115 `permalinks.page.posts`.
fn permalinks(values: &Values) -> Vec<(String, Permalink)> {
    let groups = PERMALINKS.into_iter();
    groups.flat_map(|group| patterns(values, group)).collect()
}

/// What a language says of them counts there in the place of what is said for all.
fn own_permalinks(values: &Values) -> Vec<(String, Vec<(String, Permalink)>)> {
    let languages = values.group("languages");
    let own = languages.filter_map(|(code, language)| {
        let mut own = Values::default();
        own.add_group("permalinks", language.get("permalinks")?.as_mapping()?);
        Some((code.to_owned(), permalinks(&own)))
    });
    own.collect()
}

/// The patterns in a group, by their sections.
fn patterns(values: &Values, group: &str) -> Vec<(String, Permalink)> {
    let patterns = values.group(group).filter_map(|(section, pattern)| {
        Some((section.to_owned(), Permalink::of(pattern.as_str()?).ok()?))
    });
    patterns.collect()
}

fn dates(values: &Values) -> Vec<DateSource> {
    let names = values.texts("frontmatter.date");
    names
        .iter()
        .filter_map(|name| DateSource::of(name))
        .collect()
}

/// What makes a setting one that is not followed.
enum When {
    /// It is given, whatever it says.
    Given,
    /// It is on.
    On,
}

/// Settings that are not followed, and what happens instead.
const NOT_FOLLOWED: [(&str, When, &str); 4] = [
    (
        "module.imports",
        When::Given,
        "what modules bring is found only where it lies in the blog itself.",
    ),
    (
        "module.mounts",
        When::Given,
        "posts and files are looked for in their usual folders.",
    ),
    (
        "markup.goldmark.extensions.footnote.enableautoidprefix",
        When::On,
        "the ids of footnotes have nothing before them.",
    ),
    (
        "markup.goldmark.parser.autodefinitiontermid",
        When::On,
        "terms have no ids.",
    ),
];

/// Settings that are given and not followed, and why.
fn not_followed(values: &Values) -> Vec<(&'static str, &'static str)> {
    let is_so = |(setting, when, _): &&(&str, When, &str)| match when {
        When::Given => values.at(setting).is_some(),
        When::On => values.truth(setting) == Some(true),
    };
    let found = NOT_FOLLOWED.iter().filter(is_so);
    let mut found: Vec<_> = found
        .map(|(setting, _, why)| (setting.trim_end_matches(".enable"), *why))
        .collect();
    for key in ["contentdir", "datadir"] {
        if values.text(key).is_some_and(|folder| !lies_below(folder)) {
            found.push((key, "nothing outside the blog's folder is read."));
        }
    }
    let outside = |language: &Value| {
        let folder = language.get("contentdir").and_then(Value::as_str);
        folder.is_some_and(|folder| !lies_below(folder))
    };
    if values.group("languages").any(|(_, it)| outside(it)) {
        found.push(("languages", "nothing outside the blog's folder is read."));
    }
    let mut languages = values.group("languages");
    if languages.any(|(_, language)| language.get("markup").is_some()) {
        found.push((
            "languages",
            "what one language says of `markup` is left out.",
        ));
    }
    let handler = values.text("markup.defaultmarkdownhandler");
    if handler.is_some_and(|handler| handler != "goldmark") {
        let why = "posts are read as goldmark reads them.";
        found.push(("markup.defaultmarkdownhandler", why));
    }
    found
}

/// Settings whose values mean nothing, and what to say of them.
fn meaningless(root: &Path, values: &Values) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(folder) = values.text("contentdir")
        && !root.join(folder).is_dir()
    {
        let message = format!("There is no folder {folder}, so there are no posts.");
        found.push(("contentdir".to_owned(), message));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::tests::Tree;

    fn read(files: &[&str]) -> Configuration {
        configuration(Tree::of(files).root(), None)
    }

    #[test]
    fn nothing_said_is_hugos_default() {
        let found = read(&["hugo.toml="]);
        assert_eq!(found.rules, RULES);
        assert_eq!(found.addresses, Any::Hugo(Addresses::default()));
        assert!(found.problems.is_empty() && found.is_whole);
    }

    #[test]
    fn settings_are_read_from_any_format() {
        for file in [
            "hugo.toml=baseURL = 'https://a.b/c/'\n[markup.goldmark.renderer]\nunsafe = true\n",
            "config.yaml=baseURL: https://a.b/c/\nmarkup:\n  goldmark:\n    renderer:\n      unsafe: true\n",
            "hugo.json={\"baseurl\": \"https://a.b/c/\", \"Markup\": {\"goldmark\": {\"renderer\": {\"unsafe\": true}}}}",
        ] {
            let found = read(&[file]);
            assert_eq!(found.rules.raw_html, RawHtml::Kept, "{file}");
            assert_eq!((&*found.base.host, &*found.base.path), ("a.b", "/c"));
        }
    }

    #[test]
    fn nothing_outside_the_blog_is_read() {
        let tree = Tree::of(&[
            "outside/_index.md=---\ncascade: {a: 1}\n---\n",
            "blog/hugo.toml=contentDir = '../outside'\ndataDir = '../data'",
            "blog/content/a.md=",
        ]);
        let found = configuration(&tree.path("blog"), None);
        assert_eq!(found.addresses, Any::Hugo(Addresses::default()));
        let told: Vec<&str> = { found.problems.iter() }
            .map(|problem| &*problem.message)
            .collect();
        assert_eq!(
            told,
            [
                "`contentdir` is not followed here: nothing outside the blog's folder is read.",
                "`datadir` is not followed here: nothing outside the blog's folder is read.",
            ]
        );
    }

    #[test]
    fn a_folder_of_files_is_one_configuration() {
        let found = read(&[
            "config/_default/hugo.toml=theme = 'x'",
            "config/_default/params.toml=a = 1",
            "config/_default/markup.toml=[goldmark.extensions]\nlinkify = false",
            "config/production/params.toml=a = 2",
            "themes/x/hugo.toml=[params]\na = 3\nb = 4\n[markup.goldmark.renderer]\nunsafe = true",
        ]);
        assert_eq!(found.values.at("params.a"), Some(&Value::from(2)));
        assert_eq!(found.values.at("params.b"), Some(&Value::from(4)));
        assert_eq!(found.rules.autolinks, None);
        assert_eq!(found.rules.raw_html, RawHtml::Omitted);
    }

    #[test]
    fn a_mistake_is_told_with_its_place_and_changes_nothing() {
        let good = read(&["hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n"]);
        let bad = read(&["hugo.toml=title = \"x\n"]);
        assert!(!bad.is_whole);
        let problem = &bad.problems[0];
        assert_eq!((problem.path.as_str(), problem.line), ("hugo.toml", 1));
        let kept = bad.or_last_good(&good);
        assert_eq!(kept.rules, good.rules);
        assert_eq!(kept.problems.len(), 1);
    }

    #[test]
    fn what_is_not_followed_is_said_once() {
        let found = read(&[
            "hugo.toml=themesDir = 'x'\n[module]\n[[module.imports]]\npath = 'y'\n[[module.mounts]]\nsource = 'x'\n",
        ]);
        let lines: Vec<_> = found.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 5]);
        let told = |text: &str| read(&[text]).problems.len();
        assert_eq!(
            told("hugo.toml=[permalinks]\nposts = '/:nosuch/:slug/'\n"),
            1
        );
        assert_eq!(told("hugo.toml=[permalinks.page]\nposts = '/:slug/'\n"), 0);
        let prefix = "hugo.toml=[markup.goldmark.extensions.footnote]\nenableAutoIDPrefix = true\n";
        assert_eq!(told(prefix), 1);
        let told = |files: &[&str]| {
            let problems = read(files).problems;
            let problems = problems.iter();
            let mut places: Vec<_> = problems
                .map(|it| format!("{}:{}:{}", it.path, it.line, it.column))
                .collect();
            places.sort();
            places.join(" ")
        };
        assert_eq!(
            told(&["hugo.toml=[menu]\nposts = 1\n[permalinks]\n posts = '/:nosuch/'\nb = 3\n"]),
            "hugo.toml:4:12 hugo.toml:5:5"
        );
        assert_eq!(told(&["hugo.toml=\ncontentDir = 'none'"]), "hugo.toml:2:1");
        let files = [
            "config/_default/hugo.toml=title = 'x'\n# module",
            "config/_default/markup.toml=[goldmark.extensions.footnote]\nenableAutoIDPrefix = true",
            "config/_default/module.toml=[[mounts]]\nsource = 'x'",
        ];
        assert_eq!(
            told(&files),
            "config/_default/markup.toml:2:1 config/_default/module.toml:1:3"
        );
    }
}

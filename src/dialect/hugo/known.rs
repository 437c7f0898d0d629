//! What the keys of Hugo's configuration that count here want.
//!
//! Held against Hugo 0.168.

use jiff::tz::TimeZone;
use serde_yaml::Value;

use super::NAME;
use super::permalink::Permalink;
use crate::dialect::configuration::{Files, Values};
use crate::dialect::wants::{Manner, Reader, Taken, Wants, Why, meant};
use crate::parse::listed;

pub(super) const READER: Reader = Reader {
    name: NAME,
    manner: Manner::Loose,
};

/// What the keys want; groups before what is in them, and other names of a key last.
const KEYS: [(&str, Wants); 81] = [
    ("baseURL", Wants::Text),
    ("title", Wants::Text),
    ("languageCode", Wants::Text),
    ("copyright", Wants::Text),
    ("contentDir", Wants::Text),
    ("dataDir", Wants::Text),
    ("themesDir", Wants::Text),
    ("timeZone", Wants::Other(time_zone)),
    ("defaultContentLanguage", Wants::Text),
    ("defaultContentLanguageInSubdir", Wants::Truth),
    ("disablePathToLower", Wants::Truth),
    ("removePathAccents", Wants::Truth),
    ("enableEmoji", Wants::Truth),
    ("hasCJKLanguage", Wants::Truth),
    ("canonifyURLs", Wants::Truth),
    ("relativeURLs", Wants::Truth),
    ("capitalizeListTitles", Wants::Truth),
    ("summaryLength", Wants::Number),
    ("refLinksErrorLevel", Wants::Text),
    ("refLinksNotFoundURL", Wants::Text),
    ("params", Wants::Group),
    ("uglyURLs", Wants::Other(ugly)),
    ("uglyURLs.*", Wants::Other(ugly)),
    ("frontmatter.date", Wants::Other(dates)),
    ("permalinks.*", Wants::Other(pattern)),
    ("permalinks.*.*", Wants::Other(pattern)),
    ("languages", Wants::Group),
    ("languages.*", Wants::Group),
    ("languages.*.weight", Wants::Number),
    ("languages.*.disabled", Wants::Truth),
    ("languages.*.contentDir", Wants::Text),
    ("languages.*.title", Wants::Text),
    ("languages.*.baseURL", Wants::Text),
    ("languages.*.permalinks.*", Wants::Other(pattern)),
    ("languages.*.permalinks.*.*", Wants::Other(pattern)),
    ("markup.defaultMarkdownHandler", Wants::Text),
    ("markup.tableOfContents.startLevel", Wants::Number),
    ("markup.tableOfContents.endLevel", Wants::Number),
    ("markup.tableOfContents.ordered", Wants::Truth),
    ("markup.highlight.lineNos", Wants::Other(line_numbers)),
    ("markup.highlight.lineNumbersInTable", Wants::Truth),
    ("markup.highlight.codeFences", Wants::Truth),
    ("markup.highlight.guessSyntax", Wants::Truth),
    ("markup.goldmark.renderer.unsafe", Wants::Truth),
    ("markup.goldmark.renderer.hardWraps", Wants::Truth),
    ("markup.goldmark.parser.autoHeadingID", Wants::Truth),
    ("markup.goldmark.parser.autoIDType", Wants::Other(ids)),
    (
        "markup.goldmark.parser.autoHeadingIDType",
        Wants::Other(ids),
    ),
    ("markup.goldmark.parser.autoDefinitionTermID", Wants::Truth),
    (
        "markup.goldmark.parser.wrapStandAloneImageWithinParagraph",
        Wants::Truth,
    ),
    ("markup.goldmark.parser.attribute", Wants::TruthOrGroup),
    ("markup.goldmark.parser.attribute.title", Wants::Truth),
    ("markup.goldmark.parser.attribute.block", Wants::Truth),
    ("markup.goldmark.renderHooks.link.useEmbedded", HOOK),
    ("markup.goldmark.renderHooks.image.useEmbedded", HOOK),
    ("markup.goldmark.extensions.table", Wants::Truth),
    ("markup.goldmark.extensions.strikethrough", Wants::Truth),
    ("markup.goldmark.extensions.taskList", Wants::Truth),
    ("markup.goldmark.extensions.definitionList", Wants::Truth),
    ("markup.goldmark.extensions.linkify", Wants::Truth),
    ("markup.goldmark.extensions.linkifyProtocol", Wants::Text),
    ("markup.goldmark.extensions.footnote", Wants::TruthOrGroup),
    ("markup.goldmark.extensions.footnote.enable", Wants::Truth),
    (
        "markup.goldmark.extensions.footnote.enableAutoIDPrefix",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.footnote.backlinkHTML",
        Wants::Text,
    ),
    (
        "markup.goldmark.extensions.typographer",
        Wants::TruthOrGroup,
    ),
    (
        "markup.goldmark.extensions.typographer.disable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.typographer.leftDoubleQuote",
        Wants::Text,
    ),
    (
        "markup.goldmark.extensions.typographer.rightDoubleQuote",
        Wants::Text,
    ),
    (
        "markup.goldmark.extensions.typographer.leftSingleQuote",
        Wants::Text,
    ),
    (
        "markup.goldmark.extensions.typographer.rightSingleQuote",
        Wants::Text,
    ),
    ("markup.goldmark.extensions.cjk.enable", Wants::Truth),
    (
        "markup.goldmark.extensions.cjk.eastAsianLineBreaks",
        Wants::Truth,
    ),
    ("markup.goldmark.extensions.cjk.escapedSpace", Wants::Truth),
    (
        "markup.goldmark.extensions.extras.delete.enable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.extras.insert.enable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.extras.mark.enable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.extras.subscript.enable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.extras.superscript.enable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.passthrough.enable",
        Wants::Truth,
    ),
    (
        "markup.goldmark.extensions.passthrough.delimiters",
        Wants::Group,
    ),
];

/// When Hugo's own hook is used.
const HOOK: Wants = Wants::OneOf(&["always", "auto", "fallback", "never"]);
/// How headings get their ids.
const IDS: [&str; 3] = ["github", "github-ascii", "blackfriday"];
/// Where a post's date may stand.
const DATES: [&str; 12] = [
    "date",
    "publishdate",
    "pubdate",
    "published",
    "lastmod",
    "modified",
    "expirydate",
    "unpublishdate",
    ":default",
    ":filename",
    ":filemodtime",
    ":git",
];

/// Tells of values that mean nothing to Hugo, and takes them out.
pub(super) fn settle(before: Option<&Values>, files: &mut Files<'_>, values: &mut Values) {
    READER.settle(&KEYS, before, files, values);
    hold_default_language(before, files, values);
}

/// That the default language is among those that the blog has, where it names them.
fn hold_default_language(before: Option<&Values>, files: &mut Files<'_>, values: &mut Values) {
    const KEY: &str = "defaultcontentlanguage";
    let default = values.text(KEY).unwrap_or("en").to_lowercase();
    let languages: Vec<&str> = values.group("languages").map(|(code, _)| code).collect();
    if languages.is_empty() || languages.contains(&&*default) {
        return;
    }
    let message = format!(
        "`defaultContentLanguage` is `{default}`, and `languages` has only {}.",
        listed(&languages, "and")
    );
    let is_said = values.at(KEY).is_some();
    let key = if is_said { KEY } else { "languages" };
    READER.refuse(key, &Why::of(message), files);
    if is_said {
        values.set(KEY, before.and_then(|before| before.at(KEY)).cloned());
    }
}

fn time_zone(key: &str, value: &Value) -> Taken {
    let Some(name) = value.as_str() else {
        return Taken::refused(format!("`{key}` should be the name of a time zone."));
    };
    let is_one = |name: &str| {
        let found = TimeZone::get(name);
        // Other than here, to Hugo it counts how a name is written.
        found.is_ok_and(|zone| zone.iana_name() == Some(name))
    };
    // Without a database nobody knows.
    if matches!(name, "" | "UTC" | "Local") || is_one(name) || !is_one("Europe/London") {
        return Taken::AsIs;
    }
    Taken::refused(format!("there is no time zone `{name}`."))
}

fn line_numbers(key: &str, value: &Value) -> Taken {
    match value {
        Value::Bool(_) => Taken::AsIs,
        Value::String(word) if matches!(&**word, "inline" | "table") => Taken::AsIs,
        _ => Taken::refused(format!(
            "`{key}` should be `true`, `false`, `\"inline\"` or `\"table\"`."
        )),
    }
}

fn ugly(key: &str, value: &Value) -> Taken {
    let is_outermost = !key.contains('.');
    match value {
        Value::Bool(_) => Taken::AsIs,
        Value::Mapping(_) if is_outermost => Taken::AsIs,
        Value::String(word) if word == "true" => Taken::For(Value::from(true)),
        Value::Number(number) if !is_outermost => {
            Taken::For(Value::from(number.as_f64() != Some(0.0)))
        }
        _ => Taken::doubtful(format!(
            "Hugo takes this for `false`: `{key}` should be `true` or `false`."
        )),
    }
}

fn ids(key: &str, value: &Value) -> Taken {
    match value {
        Value::String(word) if IDS.contains(&&**word) => Taken::AsIs,
        Value::Sequence(_) | Value::Mapping(_) => {
            Taken::refused(format!("`{key}` should be {}.", listed(&IDS, "or")))
        }
        _ => Taken::doubtful(format!(
            "Hugo takes this for `github`: `{key}` should be {}.",
            listed(&IDS, "or")
        )),
    }
}

/// Any name may be that of a key in the front matter, but for one that is nearly a known one.
fn dates(_: &str, value: &Value) -> Taken {
    let names = match value {
        Value::Sequence(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::String(name) => vec![&**name],
        _ => Vec::new(),
    };
    for name in names {
        let folded = name.to_lowercase();
        let meant = meant(&folded, &DATES);
        if DATES.contains(&&*folded) || meant.is_none() && !name.starts_with(':') {
            continue;
        }
        let mut message = if name.starts_with(':') {
            format!("Hugo knows no `{name}` here, and takes no date from it.")
        } else {
            format!("Hugo looks for a date at `{name}` in front matter.")
        };
        if let Some(meant) = meant {
            message = format!("{message} `{meant}` may be meant.");
        }
        return Taken::Doubtful(Why::of(message).with_part(name));
    }
    Taken::AsIs
}

/// A pattern of addresses, or a group of them.
fn pattern(key: &str, value: &Value) -> Taken {
    let Some(pattern) = value.as_str() else {
        let is_group = value.is_mapping() && key.matches('.').count() % 2 == 1;
        if is_group {
            return Taken::AsIs;
        }
        return Taken::refused(format!(
            "`{key}` should be a pattern of addresses, which is a text."
        ));
    };
    match Permalink::of(pattern) {
        Ok(_) => Taken::AsIs,
        Err(unknown) => unknown.taken(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::configuration;
    use crate::blog::tests::Tree;
    use crate::dialect::Configuration;
    use crate::problem::Severity;

    fn read(text: &str, before: Option<&Configuration>) -> Configuration {
        configuration(Tree::of(&[&format!("hugo.toml={text}")]).root(), before)
    }

    /// The one problem that is told of a configuration.
    fn told(text: &str) -> (Severity, u32, u32, String) {
        let found = read(text, None);
        let [problem] = &*found.problems else {
            panic!("{text}: {:?}", found.problems);
        };
        let message = problem.message.clone();
        (problem.severity, problem.line, problem.column, message)
    }

    #[test]
    fn values_at_which_hugo_stops_are_errors() {
        for (text, line, column, expected) in [
            (
                "enableEmoji = \"ja\"",
                1,
                15,
                "`enableEmoji` should be `true` or `false`.",
            ),
            (
                "[markup.goldmark.renderer]\nunsafe = \"x\"",
                2,
                10,
                "`markup.goldmark.renderer.unsafe` should be `true` or `false`.",
            ),
            (
                "[markup.tableOfContents]\nendLevel = \"x\"",
                2,
                12,
                "`markup.tableOfContents.endLevel` should be a whole number, without quotes.",
            ),
            (
                "[markup.highlight]\nlineNos = \"often\"",
                2,
                11,
                "`markup.highlight.lineNos` should be `true`, `false`, `\"inline\"` or `\"table\"`.",
            ),
            (
                "timeZone = \"Mars/Base\"",
                1,
                12,
                "there is no time zone `Mars/Base`.",
            ),
            (
                "defaultContentLanguage = \"english\"\n[languages.en]\n[languages.de]",
                1,
                26,
                "`defaultContentLanguage` is `english`, and `languages` has only `de` and `en`.",
            ),
            (
                "[permalinks]\nposts = \"/:yaer/\"",
                2,
                11,
                "it knows no `:yaer` in a pattern of addresses. `:year` may be meant.",
            ),
            (
                "[permalinks.page]\nposts = 1",
                2,
                9,
                "`permalinks.page.posts` should be a pattern of addresses, which is a text.",
            ),
            (
                "[languages.en.permalinks]\nposts = '/:nosuch/'",
                2,
                11,
                "it knows no `:nosuch` in a pattern of addresses.",
            ),
        ] {
            let expected = format!("Hugo stops here: {expected}");
            assert_eq!(told(text), (Severity::Error, line, column, expected));
        }
    }

    #[test]
    fn values_that_mean_nothing_and_that_hugo_takes_are_doubtful() {
        for (text, line, column, expected) in [
            (
                "uglyURLs = \"maybe\"",
                1,
                12,
                "Hugo takes this for `false`: `uglyURLs` should be `true` or `false`.",
            ),
            (
                "[markup.goldmark.parser]\nautoHeadingIDType = \"githib\"",
                2,
                21,
                "Hugo takes this for `github`: `markup.goldmark.parser.autoHeadingIDType` should be `github`, \
                 `github-ascii` or `blackfriday`.",
            ),
            (
                "[frontmatter]\ndate = [\"daet\"]",
                2,
                10,
                "Hugo looks for a date at `daet` in front matter. `date` may be meant.",
            ),
        ] {
            assert_eq!(
                told(text),
                (Severity::Warning, line, column, expected.to_owned())
            );
        }
    }

    #[test]
    fn what_hugo_takes_is_not_told() {
        for text in [
            "enableEmoji = 1",
            "enableEmoji = 't'",
            "timeZone = 'Europe/Berlin'",
            "timeZone = ''",
            "uglyURLs = 'true'",
            "uglyURLs = {posts = true}",
            "defaultContentLanguage = 'xx'",
            "defaultContentLanguage = 'DE'\n[languages.de]",
            "[frontmatter]\ndate = ['written', ':filename', ':default']",
            "[markup.highlight]\nlineNos = 'table'",
            "[markup.goldmark.extensions]\nfootnote = false\ntypographer = false",
            "[permalinks]\nposts = '/:year:/::slug'",
        ] {
            let problems = read(text, None).problems;
            assert!(problems.is_empty(), "{text}: {problems:?}");
        }
    }

    #[test]
    fn what_was_said_before_counts_in_the_place_of_a_refused_value() {
        let good = read("enableEmoji = true\n[permalinks]\nposts = '/:year/'", None);
        let bad = "enableEmoji = 'ja'\nuglyURLs = true\n[permalinks]\nposts = '/:yaer/'";
        let kept = read(bad, Some(&good));
        assert!(kept.is_whole && kept.lacks_parts);
        assert!(kept.rules.goldmark.has_emoji);
        assert_eq!(kept.values.text("permalinks.posts"), Some("/:year/"));
        assert_eq!(kept.values.truth("uglyurls"), Some(true));
        assert!(!read(bad, None).rules.goldmark.has_emoji);
    }
}

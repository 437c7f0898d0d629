//! What Hugo's configuration says of its Markdown.

use std::sync::Arc;

use pulldown_cmark::{Event, Parser};
use serde_yaml::Value;

use crate::dialect::configuration::Values;
use crate::render::{
    Contents, Delimiter, Delimiters, EmbeddedHooks, Fences, Goldmark, LineEnds, Marks, Sign, Signs,
    Tilde,
};

/// The settings in `markup`, and `enableEmoji`.
pub(super) fn settings(values: &Values) -> Goldmark {
    let is_on = |key: &str| values.truth(&format!("markup.goldmark.{key}")) == Some(true);
    let text = |key: &str| values.text(&format!("markup.goldmark.{key}"));
    let wraps = "markup.goldmark.parser.wrapstandaloneimagewithinparagraph";
    let is_cjk = is_on("extensions.cjk.enable");
    let protocol = text("extensions.linkifyprotocol").filter(|protocol| *protocol != "https");
    Goldmark {
        formulas: formulas(values).map(Arc::new),
        has_emoji: values.truth("enableemoji") == Some(true),
        line_ends: if is_on("renderer.hardwraps") {
            LineEnds::Breaks
        } else if is_cjk && is_on("extensions.cjk.eastasianlinebreaks") {
            match values.text("markup.goldmark.extensions.cjk.eastasianlinebreaksstyle") {
                Some("css3draft") => LineEnds::DraftJoints,
                _ => LineEnds::Joints,
            }
        } else {
            LineEnds::Blanks
        },
        has_bare_pictures: values.truth(wraps) == Some(false),
        has_escaped_blanks: is_cjk && is_on("extensions.cjk.escapedspace"),
        marks: marks(values),
        signs: signs(values).map(Arc::new),
        protocol: protocol.map(Arc::from),
        way_back: text("extensions.footnote.backlinkhtml").map(Arc::from),
        contents: contents(values),
        embedded_hooks: EmbeddedHooks {
            links: has_hook(values, "link"),
            pictures: has_hook(values, "image"),
        },
        fences: fences(values),
    }
}

fn fences(values: &Values) -> Fences {
    let highlight = |key: &str| values.truth(&format!("markup.highlight.{key}"));
    match (highlight("codefences"), highlight("guesssyntax")) {
        (Some(false), _) => Fences::Plain,
        (_, Some(true)) => Fences::Guessed,
        _ => Fences::Highlighted,
    }
}

/// Whether Hugo's own hook is used. Unless something is said, that is so in a blog that names its languages,
/// be it one, on one host.
fn has_hook(values: &Values, kind: &str) -> bool {
    let key = |name: &str| format!("markup.goldmark.renderhooks.{kind}.{name}");
    match values.text(&key("useembedded")) {
        Some("always" | "fallback") => return true,
        Some("never") => return false,
        _ => {}
    }
    if let Some(is_on) = values.truth(&key("enabledefault")) {
        return is_on;
    }
    let mut languages = values.group("languages").peekable();
    let has_languages = languages.peek().is_some();
    has_languages && !languages.any(|(_, language)| language.get("baseurl").is_some())
}

fn marks(values: &Values) -> Marks {
    let extension = |key: &str| values.truth(&format!("markup.goldmark.extensions.{key}"));
    let is_on = |key: &str| extension(&format!("extras.{key}.enable")) == Some(true);
    let tilde = match (
        extension("strikethrough").unwrap_or(true),
        is_on("delete"),
        is_on("subscript"),
    ) {
        (true, _, _) => Tilde::Strikes,
        (false, false, false) => Tilde::None,
        (false, strikes, lowers) => Tilde::Differs { strikes, lowers },
    };
    Marks {
        tilde,
        has_inserted: is_on("insert"),
        has_marked: is_on("mark"),
        has_raised: is_on("superscript"),
    }
}

/// The names of signs in the configuration.
const SIGNS: [(&str, Sign); Sign::COUNT] = [
    ("leftsinglequote", Sign::LeftSingleQuote),
    ("rightsinglequote", Sign::RightSingleQuote),
    ("leftdoublequote", Sign::LeftDoubleQuote),
    ("rightdoublequote", Sign::RightDoubleQuote),
    ("endash", Sign::EnDash),
    ("emdash", Sign::EmDash),
    ("ellipsis", Sign::Ellipsis),
    ("leftanglequote", Sign::LeftAngleQuote),
    ("rightanglequote", Sign::RightAngleQuote),
    ("apostrophe", Sign::Apostrophe),
];

fn signs(values: &Values) -> Option<Signs> {
    let mut signs = Signs::default();
    for (name, sign) in SIGNS {
        let html = values.text(&format!("markup.goldmark.extensions.typographer.{name}"));
        signs.all[sign as usize] = html.map(|html| (html.into(), text_of(html).into()));
    }
    (signs != Signs::default()).then_some(signs)
}

/// The text of a piece of HTML.
fn text_of(html: &str) -> String {
    let mut kept = String::new();
    for event in Parser::new(html) {
        if let Event::Text(text) = event {
            kept.push_str(&text);
        }
    }
    kept
}

fn contents(values: &Values) -> Contents {
    let number = |key: &str| {
        let value = values.at(&format!("markup.tableofcontents.{key}"))?;
        value.as_i64()
    };
    let usual = Goldmark::DEFAULT.contents;
    let level = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
    Contents {
        first: number("startlevel").map_or(usual.first, |first| level(first.max(1))),
        last: number("endlevel").map_or(usual.last, level),
        is_ordered: values.truth("markup.tableofcontents.ordered") == Some(true),
    }
}

/// What `passthrough` names, if it is on: delimiters of blocks come first.
fn formulas(values: &Values) -> Option<Delimiters> {
    const GROUP: &str = "markup.goldmark.extensions.passthrough";
    if values.truth(&format!("{GROUP}.enable")) != Some(true) {
        return None;
    }
    let pairs = [("block", true), ("inline", false)];
    let pairs = pairs.into_iter().flat_map(|(kind, is_block)| {
        let pairs = values.at(&format!("{GROUP}.delimiters.{kind}"));
        let pairs = pairs.and_then(Value::as_sequence).into_iter().flatten();
        pairs.filter_map(move |pair| {
            let sign = |index: usize| pair.get(index)?.as_str().filter(|sign| !sign.is_empty());
            Some(Delimiter {
                open: sign(0)?.to_owned(),
                close: sign(1)?.to_owned(),
                is_block,
            })
        })
    });
    let all: Vec<Delimiter> = pairs.collect();
    (!all.is_empty()).then_some(Delimiters { all })
}

#[cfg(test)]
mod tests {
    use super::super::{RULES, configuration};
    use super::*;
    use crate::blog::tests::Tree;
    use crate::dialect::Configuration;

    fn read(files: &[&str]) -> Configuration {
        configuration(Tree::of(files).root(), None)
    }

    #[test]
    fn formulas_stand_between_what_is_named() {
        let named = "markup:\n  goldmark:\n    extensions:\n      passthrough:\n        enable: true\n        \
                     delimiters:\n          inline: [['\\(', '\\)'], ['', '$'], '$']\n          block: [[$$, $$]]\n";
        let found = read(&[&format!("hugo.yaml={named}")]);
        let delimiters = found.rules.goldmark.formulas.expect("delimiters");
        let shown = delimiters
            .all
            .iter()
            .map(|delimiter| (&*delimiter.open, &*delimiter.close, delimiter.is_block));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [("$$", "$$", true), ("\\(", "\\)", false)]
        );
        let off = named.replace("enable: true", "enable: false");
        assert_eq!(read(&[&format!("hugo.yaml={off}")]).rules, RULES);
    }

    #[test]
    fn nothing_said_is_the_default() {
        assert_eq!(settings(&Values::default()), RULES.goldmark);
    }

    #[test]
    fn settings_are_read() {
        let found = read(&[
            "hugo.toml=enableEmoji = true\n[markup.tableOfContents]\nstartLevel = 1\n\
             endLevel = -1\nordered = true\n[markup.goldmark.renderer]\nhardWraps = true\n\
             [markup.goldmark.parser]\nwrapStandAloneImageWithinParagraph = false\n\
             [markup.goldmark.extensions]\nlinkifyProtocol = 'http'\nstrikethrough = false\n\
             [markup.goldmark.extensions.extras.subscript]\nenable = true\n\
             [markup.goldmark.extensions.extras.mark]\nenable = true\n\
             [markup.goldmark.extensions.cjk]\nenable = true\neastAsianLineBreaks = true\n\
             [markup.goldmark.extensions.footnote]\nbacklinkHTML = '<b>up</b>'\n\
             [markup.goldmark.extensions.typographer]\nleftDoubleQuote = '<i>«</i>&nbsp;'\n",
        ]);
        let mut signs = Signs::default();
        let sign = ("<i>«</i>&nbsp;".into(), "«\u{a0}".into());
        signs.all[Sign::LeftDoubleQuote as usize] = Some(sign);
        let expected = Goldmark {
            has_emoji: true,
            line_ends: LineEnds::Breaks,
            has_bare_pictures: true,
            marks: Marks {
                tilde: Tilde::Differs {
                    strikes: false,
                    lowers: true,
                },
                has_marked: true,
                ..Goldmark::DEFAULT.marks
            },
            signs: Some(Arc::new(signs)),
            protocol: Some("http".into()),
            way_back: Some("<b>up</b>".into()),
            contents: Contents {
                first: 1,
                last: u8::MAX,
                is_ordered: true,
            },
            ..Goldmark::DEFAULT
        };
        assert_eq!(found.rules.goldmark, expected);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
}

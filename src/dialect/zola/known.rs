//! What the keys of Zola's configuration that count here want.
//!
//! Held against Zola 0.19 and 0.22; each key is one of the version that stops at its value.

use super::NAME;
use crate::dialect::configuration::{Files, Values};
use crate::dialect::wants::{Manner, Reader, Wants, Why};

const READER: Reader = Reader {
    name: NAME,
    manner: Manner::Strict,
};

/// What the keys want; groups before what is in them.
const KEYS: [(&str, Wants); 36] = [
    ("base_url", Wants::Text),
    ("title", Wants::Text),
    ("description", Wants::Text),
    ("default_language", Wants::Text),
    ("theme", Wants::Text),
    ("ignored_content", Wants::Texts),
    ("compile_sass", Wants::Truth),
    ("minify_html", Wants::Truth),
    ("build_search_index", Wants::Truth),
    ("generate_feeds", Wants::Truth),
    ("extra", Wants::Group),
    ("languages", Wants::Group),
    ("languages.*", Wants::Group),
    ("languages.*.title", Wants::Text),
    ("languages.*.description", Wants::Text),
    ("slugify", Wants::Group),
    ("slugify.paths", SLUGS),
    ("slugify.taxonomies", SLUGS),
    ("slugify.anchors", SLUGS),
    ("slugify.paths_keep_dates", Wants::Truth),
    ("markdown", Wants::Group),
    ("markdown.smart_punctuation", Wants::Truth),
    ("markdown.bottom_footnotes", Wants::Truth),
    ("markdown.lazy_async_image", Wants::Truth),
    ("markdown.render_emoji", Wants::Truth),
    ("markdown.definition_list", Wants::Truth),
    ("markdown.github_alerts", Wants::Truth),
    ("markdown.highlight_code", Wants::Truth),
    ("markdown.highlighting", Wants::Group),
    ("markdown.insert_anchor_links", ANCHORS),
    ("markdown.external_links_class", Wants::Text),
    ("markdown.external_links_target_blank", Wants::Truth),
    ("markdown.external_links_no_follow", Wants::Truth),
    ("markdown.external_links_no_referrer", Wants::Truth),
    ("markdown.external_links_external", Wants::Truth),
    ("translations", Wants::Group),
];

/// The one key that there must be.
const BASE: &str = "base_url";
const SLUGS: Wants = Wants::OneOf(&["on", "safe", "off"]);
const ANCHORS: Wants = Wants::OneOf(&["left", "right", "heading", "none"]);

/// Tells of values that Zola refuses, and takes them out.
pub(super) fn settle(before: Option<&Values>, files: &mut Files<'_>, values: &mut Values) {
    READER.settle(&KEYS, before, files, values);
    if values.at(BASE).is_none() && !files.lacks_parts {
        READER.refuse(
            BASE,
            &Why::of("there is no `base_url`, as base_url = \"https://example.org\" is one."),
            files,
        );
        values.set(BASE, before.and_then(|before| before.at(BASE)).cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::configuration;
    use crate::blog::tests::Tree;
    use crate::dialect::Configuration;

    fn read(text: &str, before: Option<&Configuration>) -> Configuration {
        let text = format!("config.toml=base_url = 'x'\n{text}");
        configuration(Tree::of(&[&text]).root(), before)
    }

    #[test]
    fn values_at_which_zola_stops_are_told() {
        for (text, line, column, expected) in [
            (
                "[markdown]\nsmart_punctuation = \"yes\"",
                3,
                21,
                "`markdown.smart_punctuation` should be `true` or `false`.",
            ),
            (
                "[slugify]\npaths = \"banana\"",
                3,
                9,
                "`slugify.paths` should be `on`, `safe` or `off`.",
            ),
            (
                "[markdown]\ninsert_anchor_links = true",
                3,
                23,
                "`markdown.insert_anchor_links` should be `left`, `right`, `heading` or `none`.",
            ),
            (
                "[languages]\nde = 1",
                3,
                6,
                "`languages.de` should be a group of keys.",
            ),
            ("title = 1", 2, 9, "`title` should be a text."),
            (
                "ignored_content = 'x'",
                2,
                19,
                "`ignored_content` should be a list, as [\"one\", \"two\"] is one.",
            ),
        ] {
            let found = read(text, None);
            let [problem] = &*found.problems else {
                panic!("{text}: {:?}", found.problems);
            };
            assert_eq!((problem.line, problem.column), (line, column), "{text}");
            assert_eq!(problem.message, format!("Zola stops here: {expected}"));
        }
    }

    #[test]
    fn a_configuration_without_a_base_is_told() {
        let tree = Tree::of(&["config.toml=title = 'x'\n"]);
        let good = read("", None);
        let found = configuration(tree.root(), Some(&good));
        let [problem] = &*found.problems else {
            panic!("{:?}", found.problems);
        };
        assert_eq!((problem.line, problem.column), (1, 1));
        assert!(problem.message.starts_with("Zola stops here: there is no"));
        assert_eq!(found.base, good.base);
    }

    #[test]
    fn what_was_said_before_counts_in_the_place_of_a_refused_value() {
        let good = read("[slugify]\npaths = 'off'", None);
        let bad = "[slugify]\npaths = 'banana'";
        let kept = read(bad, Some(&good));
        assert_eq!(kept.addresses, good.addresses);
        assert_ne!(read(bad, None).addresses, good.addresses);
    }
}

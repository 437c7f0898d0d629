//! Zola's configuration: `config.toml`, and of its theme's what templates are told.

use std::path::Path;
use std::sync::Arc;

use serde_yaml::Value;

use super::addresses::{Addresses, Languages, Slugs};
use super::{RULES, known};
use crate::blog::is_markdown;
use crate::dialect::Dialect;
use crate::dialect::configuration::{Addresses as Any, Configuration, Files, Values};
use crate::dialect::folders::look_into_all;
use crate::render::{
    AnchorPlace, Base, CodeForm, ExternalLinks, HeadingIds, Notes, Options, Rules, Zola,
};

/// How many folders deep sections are looked for.
const DEEPEST: usize = 16;

/// What the configuration of the blog at `root` says. Blocks.
pub(in crate::dialect) fn configuration(
    root: &Path,
    before: Option<&Configuration>,
) -> Configuration {
    let mut files = Files::of(root);
    let mut values = Values::default();
    if let Some(keys) = files.read_main(std::iter::once("config.toml".to_owned())) {
        values.add(&keys);
        known::settle(
            before.map(|before| &*before.values),
            &mut files,
            &mut values,
        );
    }
    read_theme(&mut files, &mut values);
    hold_sections(&mut files, root);
    let mut configuration = of(&values);
    let has_templates = has_templates(root, &values);
    configuration.rules.zola.has_templates = has_templates;
    let theme = values.text("theme").map(|theme| format!("themes/{theme}"));
    configuration.themes = Some(theme.into_iter().collect());
    for (key, why) in not_followed(&values, has_templates) {
        files.is_not_followed(key, why);
    }
    Configuration {
        values: Arc::new(values),
        ..configuration.with_files(files)
    }
}

/// A theme's `extra` counts where the blog does not say otherwise.
fn read_theme(files: &mut Files<'_>, values: &mut Values) {
    let Some(theme) = values.text("theme").map(str::to_owned) else {
        return;
    };
    let keys = files.read_as_written(&format!("themes/{theme}/theme.toml"));
    if let Some(Value::Mapping(extra)) = keys.as_ref().and_then(|keys| keys.get("extra")) {
        values.add_group("extra", extra);
    }
}

/// Notes what is wrong with the pages of sections.
fn hold_sections(files: &mut Files<'_>, root: &Path) {
    let mut level = vec!["content".to_owned()];
    for _ in 0..DEEPEST {
        let looked = look_into_all(root, &level);
        let mut next = Vec::new();
        for (folder, (inner, pages)) in level.iter().zip(looked) {
            next.extend(inner.iter().map(|name| format!("{folder}/{name}")));
            for name in pages.iter().filter(|name| is_markdown(name)) {
                files.hold_section(&format!("{folder}/{name}"));
            }
        }
        level = next;
    }
}

/// Whether the templates lie here that the blog is published with: shortcodes alone are not all.
fn has_templates(root: &Path, values: &Values) -> bool {
    let theme = values.text("theme");
    let theme = theme.map(|theme| root.join("themes").join(theme).join("templates"));
    let mut folders = std::iter::once(root.join("templates")).chain(theme);
    folders.any(|folder| {
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names = names.map(|entry| entry.file_name());
        names.any(|name| name != "shortcodes")
    })
}

/// What the values mean.
fn of(values: &Values) -> Configuration {
    let default = values.text("default_language").unwrap_or("en").to_owned();
    let others = values.group("languages").map(|(code, _)| code.to_owned());
    Configuration {
        rules: rules(values),
        base: Arc::new(Base::of(values.text("base_url").unwrap_or_default())),
        addresses: Any::Zola(Addresses {
            slugs: Slugs::of(values.text("slugify.paths")),
            keeps_dates: values.truth("slugify.paths_keep_dates") == Some(true),
            languages: Some(Languages {
                others: others.filter(|code| *code != default).collect(),
                default,
            }),
        }),
        ..Configuration::of(Dialect::Zola)
    }
}

/// How Markdown is read and written.
fn rules(values: &Values) -> Rules {
    let is_on = |key: &str| values.truth(&format!("markdown.{key}")) == Some(true);
    let mut rules = RULES.clone();
    let mut set = |option: Options, key: &str| rules.options.set(option, is_on(key));
    set(Options::ENABLE_SMART_PUNCTUATION, "smart_punctuation");
    set(Options::ENABLE_GFM, "github_alerts");
    set(Options::ENABLE_DEFINITION_LIST, "definition_list");
    if let Some("safe" | "off") = values.text("slugify.anchors") {
        rules.heading_ids = Some(HeadingIds::Underscored);
    }
    rules.zola = Zola {
        anchors: anchors(values),
        has_templates: false,
        notes: if is_on("bottom_footnotes") {
            Notes::Below
        } else {
            Notes::InPlace
        },
        code: if values.at("markdown.highlighting").is_some() {
            CodeForm::Giallo
        } else if is_on("highlight_code") {
            CodeForm::Syntect
        } else {
            CodeForm::Plain
        },
        has_lazy_pictures: is_on("lazy_async_image"),
        has_emoji: is_on("render_emoji"),
        links: external_links(values),
    };
    rules
}

/// Where links to headings stand.
fn anchors(values: &Values) -> Option<AnchorPlace> {
    AnchorPlace::of(values.text("markdown.insert_anchor_links")?)
}

fn external_links(values: &Values) -> ExternalLinks {
    let truth = |key: &str| values.truth(&format!("markdown.external_links_{key}"));
    let is_new_tab = truth("target_blank") == Some(true);
    let rel: Vec<&str> = [
        (is_new_tab, "noopener"),
        (truth("no_follow") == Some(true), "nofollow"),
        (truth("no_referrer") == Some(true), "noreferrer"),
        (truth("external") != Some(false), "external"),
    ]
    .into_iter()
    .filter_map(|(is_so, word)| is_so.then_some(word))
    .collect();
    ExternalLinks {
        class: values
            .text("markdown.external_links_class")
            .map(str::to_owned),
        rel: (!rel.is_empty()).then(|| rel.join(" ")),
        is_new_tab,
    }
}

/// Settings that are given and not followed, and why.
fn not_followed(values: &Values, has_templates: bool) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let mut note = |is_so: bool, key, why| {
        if is_so {
            found.push((key, why));
        }
    };
    note(
        anchors(values).is_some() && !has_templates,
        "markdown.insert_anchor_links",
        "the blog's templates are not here, and they say what the links look like.",
    );
    for key in ["extra_syntaxes_and_themes", "extra_grammars"] {
        let is_given = ["markdown", "markdown.highlighting"]
            .iter()
            .any(|group| !values.texts(&format!("{group}.{key}")).is_empty());
        note(is_given, key, "code is highlighted as blog-serve knows it.");
    }
    note(
        values
            .at("ignored_content")
            .is_some_and(|it| it.as_sequence().is_none_or(|it| !it.is_empty())),
        "ignored_content",
        "posts that it names are shown all the same.",
    );
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
    fn nothing_said_is_zolas_default() {
        let found = read(&["config.toml=base_url = 'https://a.b/c'"]);
        let links = found.rules.zola.links.clone();
        assert_eq!(links.rel.as_deref(), Some("external"));
        let without = Rules {
            zola: Zola {
                links: RULES.zola.links.clone(),
                ..found.rules.zola
            },
            ..found.rules
        };
        assert_eq!(without, RULES);
        assert_eq!((&*found.base.host, &*found.base.path), ("a.b", "/c"));
        assert!(found.problems.is_empty() && found.is_whole);
    }

    #[test]
    fn markdown_is_read_as_the_configuration_says() {
        let found = read(&[
            "config.toml=base_url = 'x'\n[markdown]\nsmart_punctuation = true\n\
             bottom_footnotes = true\ninsert_anchor_links = 'right'\n\
             external_links_target_blank = true\nexternal_links_external = false\n\
             [markdown.highlighting]\ntheme = 'x'\n[slugify]\nanchors = 'safe'\n",
            "templates/page.html=",
        ]);
        let rules = &found.rules;
        assert!(rules.options.contains(Options::ENABLE_SMART_PUNCTUATION));
        assert!(!rules.options.contains(Options::ENABLE_GFM));
        assert_eq!(rules.heading_ids, Some(HeadingIds::Underscored));
        assert_eq!(rules.zola.notes, Notes::Below);
        assert_eq!(rules.zola.anchors, Some(AnchorPlace::Right));
        assert!(rules.zola.has_templates);
        assert_eq!(rules.zola.code, CodeForm::Giallo);
        assert_eq!(rules.zola.links.rel.as_deref(), Some("noopener"));
        assert!(found.problems.is_empty());
    }

    #[test]
    fn what_is_not_followed_is_said_once() {
        let found = read(&[
            "config.toml=base_url = 'x'\nignored_content = ['*.tmp']\n[markdown]\n\
             insert_anchor_links = 'left'\n",
        ]);
        let lines: Vec<_> = found.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [4, 2]);
        assert!(!found.rules.zola.has_templates);
    }

    #[test]
    fn a_theme_says_what_the_blog_does_not() {
        let found = read(&[
            "config.toml=base_url = 'x'\ntheme = 't'\n[extra]\na = 1\n",
            "themes/t/theme.toml=name = 't'\n[extra]\na = 2\nb = 3\n",
        ]);
        assert_eq!(found.values.at("extra.a"), Some(&Value::from(1)));
        assert_eq!(found.values.at("extra.b"), Some(&Value::from(3)));
    }

    #[test]
    fn what_is_wrong_with_sections_is_told() {
        let found = read(&[
            "config.toml=base_url = 'x'\n",
            "content/_index.md=+++\n+++\n",
            "content/a/b/_index.fr.md=+++\nsort_by = 'x'\n+++\n",
            "content/a/_index.md=Text\n",
            "content/a/post.md=Text\n",
        ]);
        let places = found.problems.iter().map(|it| (&*it.path, it.line));
        let expected = [("content/a/_index.md", 1), ("content/a/b/_index.fr.md", 2)];
        assert_eq!(places.collect::<Vec<_>>(), expected);
        assert!(found.is_whole && !found.lacks_parts);
    }

    #[test]
    fn a_mistake_changes_nothing() {
        let good = read(&["config.toml=base_url = 'x'\n[markdown]\nbottom_footnotes = true\n"]);
        let bad = read(&["config.toml=base_url = \"x\n"]);
        assert!(!bad.is_whole);
        let kept = bad.or_last_good(&good);
        assert_eq!(kept.rules, good.rules);
        assert_eq!(kept.problems.len(), 1);
    }
}

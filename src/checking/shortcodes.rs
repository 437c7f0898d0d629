//! The shortcodes that a blog has.

use std::collections::HashSet;
use std::path::Path;

use super::config::{Config, files_in, folders_in};
use crate::blog::Blog;
use crate::dialect::Dialect;

/// Hugo's own, those included that only some of its versions have.
const HUGO: [&str; 18] = [
    "comment",
    "details",
    "figure",
    "gist",
    "highlight",
    "instagram",
    "instagram_simple",
    "param",
    "qr",
    "ref",
    "relref",
    "tweet",
    "twitter",
    "twitter_simple",
    "vimeo",
    "vimeo_simple",
    "x",
    "youtube",
];
/// How many folders deep shortcodes are looked for.
const DEPTH: usize = 8;

/// The names of all shortcodes that posts can use; `None` when there may be more than can be seen,
/// and where there are no shortcodes. Blocks.
pub(super) fn shortcodes(blog: &Blog, config: &Config) -> Option<HashSet<String>> {
    let own: &[&str] = match blog.dialect {
        Dialect::Hugo => &HUGO,
        // It has none of its own since version 0.17.
        Dialect::Zola => &[],
        Dialect::Jekyll | Dialect::Plain => return None,
    };
    if !config.has_all_layouts {
        return None;
    }
    let mut names: HashSet<String> = own.iter().map(|&name| name.to_owned()).collect();
    for folder in blog.shortcode_folders() {
        collect(&folder, "", DEPTH, &mut names);
    }
    collect_vendored(&blog.root.join("_vendor"), DEPTH, &mut names);
    Some(names)
}

/// Whether the blog or a theme of its has a shortcode of this name. Blocks.
pub(super) fn is_overridden(blog: &Blog, name: &str) -> bool {
    let mut names = HashSet::new();
    for folder in blog.shortcode_folders() {
        collect(&folder, "", DEPTH, &mut names);
    }
    collect_vendored(&blog.root.join("_vendor"), DEPTH, &mut names);
    names.contains(name)
}

/// Every template below a folder, by its path without its endings: `box.html`, `ui/button.fr.html`.
fn collect(folder: &Path, prefix: &str, depth: usize, names: &mut HashSet<String>) {
    for file in files_in(folder) {
        let name = file.file_name().and_then(|name| name.to_str());
        let Some(stem) = name.and_then(|name| name.split('.').next()) else {
            continue;
        };
        names.insert(format!("{prefix}{stem}"));
        // Zola calls it by its last name alone.
        names.insert(stem.to_owned());
    }
    for inner in folders_in(folder).iter().filter(|_| depth > 0) {
        if let Some(name) = inner.file_name().and_then(|name| name.to_str()) {
            collect(inner, &format!("{prefix}{name}/"), depth - 1, names);
        }
    }
}

/// Those of Hugo's vendored modules, wherever in them they lie.
fn collect_vendored(folder: &Path, depth: usize, names: &mut HashSet<String>) {
    for inner in folders_in(folder).iter().filter(|_| depth > 0) {
        if inner.ends_with("shortcodes") || inner.ends_with("_shortcodes") {
            collect(inner, "", depth - 1, names);
        } else {
            collect_vendored(inner, depth - 1, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;

    fn of(files: &[&str]) -> Option<Vec<String>> {
        let tree = Tree::of(files);
        let blog = detect(tree.root(), None).unwrap();
        let names = shortcodes(&blog, &Config::of(&blog))?;
        let own = |name: &String| !HUGO.contains(&name.as_str());
        let mut names: Vec<String> = names.into_iter().filter(own).collect();
        names.sort();
        Some(names)
    }

    #[test]
    fn shortcodes_lie_in_the_blog_its_theme_and_its_modules() {
        let hugo = of(&[
            "hugo.toml=theme = 'x'",
            "layouts/shortcodes/box.html",
            "layouts/_shortcodes/ui/button.fr.html",
            "layouts/partials/none.html",
            "themes/x/layouts/shortcodes/alert.html",
            "themes/x/layouts/_shortcodes/note.md",
            "_vendor/example.org/m/layouts/shortcodes/vendored.html",
        ]);
        let expected = ["alert", "box", "button", "note", "ui/button", "vendored"];
        assert_eq!(hugo.unwrap(), expected);
        let zola = of(&[
            "config.toml=base_url = 'x'\ntheme = 'x'",
            "content/a.md",
            "templates/shortcodes/box.html",
            "templates/shortcodes/note.md",
            "themes/x/templates/shortcodes/alert.html",
            "themes/y/templates/shortcodes/of_another.html",
        ]);
        assert_eq!(zola.unwrap(), ["alert", "box", "note"]);
    }

    #[test]
    fn where_there_may_be_more_nothing_is_known() {
        assert_eq!(of(&["hugo.toml=", "go.mod="]), None);
        assert_eq!(of(&["hugo.toml=theme = 'not-fetched'"]), None);
        assert_eq!(of(&["_config.yml=", "_posts/2024-01-02-a.md"]), None);
        assert_eq!(of(&["posts/a.md"]), None);
    }
}

//! What a generator's configuration says, as far as it decides what can be judged.
//!
//! Where a configuration says something that our permalinks and mounts do not follow, a blog is not
//! misjudged: what would be a guess there is left alone. The files are searched for words at the
//! beginning of a line, not parsed: a word too many only makes us say less.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::blog::Blog;
use crate::dialect::Dialect;

/// Settings that give posts other addresses than ours.
const OTHER_ADDRESSES: [&str; 14] = [
    "permalinks",
    "permalink",
    "uglyurls",
    "disablepathtolower",
    "removepathaccents",
    "languages",
    "contentdir",
    "slugify",
    "collections",
    "collections_dir",
    "source",
    "timezone",
    "mounts",
    "plugins_dir",
];
/// Settings that give headings other ids than ours.
const OTHER_IDS: [&str; 6] = [
    "autoheadingidtype",
    "autoidtype",
    "autoheadingid",
    "auto_ids",
    "auto_id_prefix",
    "slugify",
];
/// Settings of Hugo's that are followed, whatever they say.
const FOLLOWED: [&str; 10] = [
    "permalinks",
    "uglyurls",
    "disablepathtolower",
    "removepathaccents",
    "languages",
    "contentdir",
    "staticdir",
    "autoheadingidtype",
    "autoidtype",
    "themesdir",
];
/// Settings that bring files from elsewhere.
const OTHER_FILES: [&str; 7] = [
    "staticdir",
    "assetdir",
    "themesdir",
    "mounts",
    "imports",
    "collections_dir",
    "source",
];
/// Settings that bring posts from elsewhere, or give them other names.
const OTHER_POSTS: [&str; 6] = [
    "contentdir",
    "languages",
    "mounts",
    "imports",
    "collections_dir",
    "source",
];
/// Settings that bring shortcodes from elsewhere.
const OTHER_LAYOUTS: [&str; 3] = ["layoutdir", "themesdir", "mounts"];

/// What the configuration says.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Config {
    /// Whether posts have the addresses that we give them.
    pub(super) has_our_addresses: bool,
    /// Whether headings have the ids that we give them.
    pub(super) has_our_ids: bool,
    /// Whether all files that are published lie where we look.
    pub(super) has_all_files: bool,
    /// Whether all posts lie where we look.
    pub(super) has_all_posts: bool,
    /// Whether all layouts lie where we look.
    pub(super) has_all_layouts: bool,
    /// Whether templates that lie elsewhere may write links in their own way.
    pub(super) has_foreign_hooks: bool,
    /// Whether Hugo's own templates write links or pictures: they look for what these lead to.
    pub(super) has_embedded_hooks: bool,
    /// Whether the generator changes addresses when all else is done.
    pub(super) rewrites_addresses: bool,
    /// The path under which the blog is published, without a `/` at its end: `/blog`. Empty for
    /// the root.
    pub(super) base_path: String,
}

impl Config {
    /// What the blog's configuration says. Blocks.
    pub(super) fn of(blog: &Blog) -> Self {
        let keys = keys(blog);
        let is_followed = |name: &str| blog.dialect == Dialect::Hugo && FOLLOWED.contains(&name);
        let is_other = |name: &str| keys.contains_key(name) && !is_followed(name);
        let none_of = |names: &[&str]| !names.iter().any(|name| is_other(name));
        let theme_is_here = theme_is_here(blog, &keys);
        let has_modules = keys.contains_key("imports") || blog.root.join("go.mod").exists();
        let modules_are_here = !has_modules || blog.root.join("_vendor").is_dir();
        let base = ["baseurl", "base_url"]
            .iter()
            .find_map(|key| keys.get(*key));
        Self {
            has_our_addresses: none_of(&OTHER_ADDRESSES),
            has_our_ids: none_of(&OTHER_IDS),
            has_all_files: none_of(&OTHER_FILES) && theme_is_here && !has_modules,
            has_all_posts: none_of(&OTHER_POSTS) && !has_modules,
            has_all_layouts: none_of(&OTHER_LAYOUTS) && theme_is_here && modules_are_here,
            has_foreign_hooks: has_modules && !modules_are_here,
            has_embedded_hooks: has_embedded_hooks(blog),
            rewrites_addresses: ["canonifyurls", "relativeurls"]
                .iter()
                .any(|key| keys.contains_key(*key)),
            base_path: base.map_or_else(String::new, |base| path_of(base)),
        }
    }
}

/// Whether Hugo's own hooks write links or pictures that no hook of the blog or its theme writes.
fn has_embedded_hooks(blog: &Blog) -> bool {
    let embedded = &blog.configuration.rules.goldmark.embedded_hooks;
    let folders = blog.hook_folders().into_iter();
    let files: Vec<PathBuf> = folders.flat_map(|folder| files_in(&folder)).collect();
    let has_own = |hook: &str| {
        let mut names = files.iter().filter_map(|file| file.file_name()?.to_str());
        names.any(|name| name.starts_with(hook))
    };
    embedded.links && !has_own("render-link") || embedded.pictures && !has_own("render-image")
}

/// Whether the folder of every theme has something in it: one that is a submodule may not have
/// been fetched.
fn theme_is_here(blog: &Blog, keys: &HashMap<String, String>) -> bool {
    if !matches!(blog.dialect, Dialect::Hugo | Dialect::Zola) {
        return true;
    }
    let is_filled =
        |theme: &PathBuf| fs::read_dir(theme).is_ok_and(|mut inner| inner.next().is_some());
    if let Some(themes) = &blog.configuration.themes {
        return themes.iter().all(|theme| is_filled(&blog.absolute(theme)));
    }
    let themes = folders_in(&blog.root.join("themes"));
    let is_wanted = keys.get("theme").is_some_and(|theme| !theme.is_empty());
    themes.iter().all(is_filled) && !(is_wanted && themes.is_empty())
}

/// The keys of all configuration files in lower case, with what follows them on their line.
fn keys(blog: &Blog) -> HashMap<String, String> {
    let mut keys = HashMap::new();
    for file in files(blog) {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        // `config/_default/permalinks.toml` is a section of that name.
        if let Some(stem) = file.file_stem().and_then(|stem| stem.to_str()) {
            keys.insert(stem.to_lowercase(), String::new());
        }
        let is_json = file.extension().is_some_and(|ending| ending == "json");
        let text = if is_json {
            text.replace(['{', ','], "\n")
        } else {
            text
        };
        text.lines().for_each(|line| note(line, &mut keys));
    }
    keys
}

/// Notes the words of a line's key: `[module.imports]`, `- permalink: x`, `"baseURL": "x"`.
fn note(line: &str, keys: &mut HashMap<String, String>) {
    let line = line.trim_start_matches(['[', ' ', '\t', '"', '\'', '-', '{']);
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let end = line.find(|c| !is_key(c)).unwrap_or(line.len());
    let (key, rest) = line.split_at(end);
    let value = value_of(rest);
    for part in key.split('.').filter(|part| !part.is_empty()) {
        let known = keys.entry(part.to_lowercase()).or_default();
        if known.is_empty() {
            value.clone_into(known);
        }
    }
}

/// What stands after a key, without quotes and comment: ` = "x" # y` → `x`.
fn value_of(rest: &str) -> &str {
    let rest = rest.trim_start_matches([' ', '\t', ']']);
    // The end of a key in quotes.
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', '\t', ':', '=']);
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next().unwrap_or_default(),
        _ => rest.split('#').next().unwrap_or_default().trim_end(),
    }
}

fn files(blog: &Blog) -> Vec<PathBuf> {
    let root = &blog.root;
    let named: &[&str] = match blog.dialect {
        Dialect::Hugo => &["hugo", "config"],
        Dialect::Zola => &["config", "zola"],
        Dialect::Jekyll => &["_config"],
        Dialect::Plain => &[],
    };
    let mut files = Vec::new();
    for name in named {
        for ending in ["toml", "yaml", "yml", "json"] {
            files.push(root.join(format!("{name}.{ending}")));
        }
    }
    if blog.dialect == Dialect::Hugo {
        let config = root.join("config");
        for folder in folders_in(&config).into_iter().chain([config]) {
            files.extend(files_in(&folder));
        }
    }
    files
}

/// The path in an address: `https://example.org/blog/` → `/blog`.
fn path_of(base: &str) -> String {
    let after_scheme = base.split_once("://").map_or(base, |(_, rest)| rest);
    let is_path = after_scheme.len() == base.len();
    let path = if is_path {
        base
    } else {
        after_scheme.find('/').map_or("", |at| &after_scheme[at..])
    };
    let path = path.trim_matches('/');
    if path.is_empty() {
        String::new()
    } else {
        format!("/{path}")
    }
}

/// The folders in a folder.
pub(super) fn folders_in(folder: &Path) -> Vec<PathBuf> {
    entries(folder).filter(|path| path.is_dir()).collect()
}

/// The files in a folder.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    entries(folder).filter(|path| path.is_file()).collect()
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;

    fn config(files: &[&str]) -> Config {
        let tree = Tree::of(files);
        Config::of(&detect(tree.root(), None).unwrap())
    }

    #[test]
    fn defaults_are_ours() {
        for files in [
            &[
                "hugo.toml=baseURL = \"https://example.org/\"\n# permalinks\n",
                "content/a.md",
            ][..],
            &["config.toml=base_url = 'x'", "content/a.md"],
            &["_config.yml=title: x\n", "_posts/2024-01-02-a.md"],
            &["posts/a.md"],
        ] {
            let config = config(files);
            assert!(config.has_our_addresses && config.has_our_ids, "{files:?}");
            assert!(config.has_all_files && config.has_all_layouts, "{files:?}");
        }
    }

    #[test]
    fn what_is_changed_is_not_taken_for_ours() {
        let addresses = |text: &str| config(&[text]).has_our_addresses;
        assert!(addresses("hugo.toml=[permalinks]\nposts = '/:year/'\n"));
        assert!(addresses("hugo.json={\"title\":1,\"permalinks\":{}}"));
        assert!(!addresses("hugo.json={\"title\":1,\"mounts\":{}}"));
        assert!(!addresses("hugo.yaml=a: 1\nmounts: []\n"));
        assert!(!addresses("_config.yml=permalink: pretty\n"));
        assert!(!addresses(
            "_config.yml=defaults:\n  - values:\n      permalink: /x/\n"
        ));
        assert!(!config(&["config/_default/mounts.toml=x=1", "content/a.md"]).has_our_addresses);
        assert!(!config(&["hugo.toml=[module]\n[[module.imports]]\n"]).has_all_files);
        assert!(!config(&["hugo.toml=", "go.mod="]).has_all_layouts);
        assert!(config(&["hugo.toml=", "go.mod=", "_vendor/modules.txt="]).has_all_layouts);
        assert!(!config(&["hugo.toml=theme = 'ananke'\n"]).has_all_layouts);
        assert!(config(&["hugo.toml=theme = 'a'\n", "themes/a/layouts/x"]).has_all_layouts);
        let tree = Tree::of(&["hugo.toml=theme = ['a', 'b']\n", "themes/a/layouts/x"]);
        std::fs::create_dir(tree.path("themes/b")).unwrap();
        let not_fetched = Config::of(&detect(tree.root(), None).unwrap());
        assert!(!not_fetched.has_all_layouts);
    }

    #[test]
    fn a_blog_may_be_published_below_a_path() {
        let base = |text: &str| config(&[text]).base_path;
        assert_eq!(
            base("hugo.toml=baseURL = \"https://example.org/blog/\" # x\n"),
            "/blog"
        );
        assert_eq!(base("hugo.toml=baseURL = \"https://example.org\"\n"), "");
        assert_eq!(base("_config.yml=baseurl: \"/blog\"\n"), "/blog");
        assert_eq!(base("_config.yml=baseurl: \"\" # the subpath\n"), "");
        assert_eq!(base("_config.yml=url: x\n"), "");
    }
}

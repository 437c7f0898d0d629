//! Which themes and modules a Hugo blog uses, as far as they lie in it.

use std::path::Path;

use serde_yaml::Value;

use crate::dialect::configuration::Values;
use crate::watch::{self, Reading};

/// What `hugo mod vendor` writes: the modules in `_vendor/`.
const VENDORED: &str = "_vendor/modules.txt";

/// The folders of the themes and modules that the configuration names, relative to the root, in the
/// order in which they count, and then those of the modules that these use. Blocks.
pub(super) fn themes(root: &Path, values: &Values) -> Vec<String> {
    let folder = values.text("themesdir").unwrap_or("themes");
    let mut names = values.texts("theme");
    if let Some(Value::Sequence(imports)) = values.at("module.imports") {
        let imports = imports.iter().filter(|import| {
            let is_off = import.get("disable").and_then(Value::as_bool);
            is_off != Some(true)
        });
        let paths = imports.filter_map(|import| import.get("path")?.as_str());
        names.extend(paths.map(str::to_owned));
    }
    let vendored = vendored(root);
    let place = |name: String| {
        if vendored.contains(&name) {
            format!("_vendor/{name}")
        } else {
            format!("{folder}/{name}")
        }
    };
    let mut folders: Vec<String> = names.into_iter().map(place).collect();
    for name in &vendored {
        let folder = format!("_vendor/{name}");
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// `# github.com/x/y v1.2.3` for each module.
fn vendored(root: &Path) -> Vec<String> {
    let Reading::Text(text) = watch::read_now(&root.join(VENDORED)) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&text.bytes);
    let lines = text.lines().filter_map(|line| line.strip_prefix('#'));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use crate::blog::tests::Tree;

    #[track_caller]
    fn check(files: &[&str], expected: &[&str]) {
        let tree = Tree::of(files);
        let themes = super::super::configuration(tree.root(), None).themes;
        let expected = expected.iter().map(|&folder| folder.to_owned());
        assert_eq!(themes, Some(expected.collect()));
    }

    #[test]
    fn themes_count_in_the_order_of_the_configuration() {
        check(&["hugo.toml=", "themes/a/theme.toml="], &[]);
        check(&["hugo.toml=theme = ['b', 'a']"], &["themes/b", "themes/a"]);
        let elsewhere = "hugo.toml=theme = 'a'\nthemesDir = 'skins'";
        check(&[elsewhere], &["skins/a"]);
    }

    #[test]
    fn modules_are_where_they_were_vendored() {
        check(
            &[
                "hugo.yaml=module:\n  imports:\n  - path: ex.org/a\n  - path: own\n  - path: off\n    disable: true\n",
                "_vendor/modules.txt=# ex.org/b v1.0.0\n# ex.org/a v1.2.0\n",
            ],
            &["_vendor/ex.org/a", "themes/own", "_vendor/ex.org/b"],
        );
    }
}

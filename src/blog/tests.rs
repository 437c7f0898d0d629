use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// A folder of files that cleans up.
pub(crate) struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    /// `path` or `path=content` for each file.
    pub(crate) fn of(files: &[&str]) -> Self {
        let temporary = std::env::temp_dir().canonicalize().unwrap();
        let folder = tempfile::tempdir_in(temporary).unwrap();
        for file in files {
            let (path, text) = file.split_once('=').unwrap_or((file, ""));
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { folder }
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative).components().collect()
    }
}

#[test]
fn posts_are_told_by_their_path() {
    fn check(blog: &Blog, path: &str, is_post: Option<&str>) {
        assert_eq!(
            blog.is_post(&blog.root.join(path)).as_deref(),
            is_post,
            "{path}"
        );
    }
    let hugo = Blog::laid_out("/blog".into(), Dialect::Hugo, "hugo.toml");
    check(&hugo, "content/a.md", Some("content/a.md"));
    check(&hugo, "content/a.MarkDown", Some("content/a.MarkDown"));
    check(
        &hugo,
        "content/public/a.mkdn",
        Some("content/public/a.mkdn"),
    );
    check(&hugo, "content/_index.md", None);
    check(&hugo, "content/x/_index.fr.md", None);
    check(&hugo, "content/#a.md#", None);
    check(&hugo, "content/.#a.md", None);
    check(&hugo, "content/a.md~", None);
    check(&hugo, "content/a.md.swp", None);
    check(&hugo, "content/.md", None);
    check(&hugo, "contents/a.md", None);
    check(&hugo, "README.md", None);
    check(&hugo, "content", None);
    check(&hugo, "content/../../etc/a.md", None);
    assert_eq!(hugo.is_post(Path::new("/other/content/a.md")), None);

    let jekyll = Blog::laid_out("/blog".into(), Dialect::Jekyll, "_config.yml");
    check(
        &jekyll,
        "_posts/2024-01-02-a.md",
        Some("_posts/2024-01-02-a.md"),
    );
    check(&jekyll, "_posts/vendor/x.md", Some("_posts/vendor/x.md"));
    check(&jekyll, "cat/_drafts/a.md", Some("cat/_drafts/a.md"));
    check(&jekyll, "_site/_posts/a.md", None);
    check(&jekyll, "about.md", None);
}

#[test]
fn folders_are_entered_where_posts_may_lie() {
    fn check(blog: &Blog, folder: &str, enters: bool) {
        assert_eq!(blog.enters(&blog.root.join(folder)), enters, "{folder}");
    }
    let hugo = Blog::laid_out("/blog".into(), Dialect::Hugo, "hugo.toml");
    check(&hugo, "", true);
    check(&hugo, "content", true);
    check(&hugo, "content/a/b", true);
    check(&hugo, "content/.git", false);
    check(&hugo, "static", false);
    let jekyll = Blog::laid_out("/blog".into(), Dialect::Jekyll, "_config.yml");
    check(&jekyll, "cat", true);
    check(&jekyll, "cat/_drafts/deep", true);
    check(&jekyll, "_includes", false);
    check(&jekyll, "vendor", false);
    assert!(!hugo.enters(Path::new("/elsewhere")));
}

#[test]
fn a_root_with_more_in_it_than_a_blog_is_not_watched_whole() {
    let tree = Tree::of(&["a.md", "sub/b.md"]);
    let blog = detect(tree.root(), None).unwrap();
    assert_eq!(blog.watched().recursive, [tree.path("")]);

    let tree = Tree::of(&["a.md", "sub/b.md", ".git/HEAD", "node_modules/x/y.js"]);
    let blog = detect(tree.root(), None).unwrap();
    assert_eq!(blog.watched().recursive, [tree.path("sub")]);
    assert_eq!(blog.watched().shallow, [tree.path("")]);

    let tree = Tree::of(&[
        "hugo.toml=theme = 't'",
        "themes/t/static/x.css",
        "themes/other/static/x.css",
    ]);
    let watched = detect(tree.root(), None).unwrap().watched();
    let files = ["content", "static", "assets", "themes/t/static"];
    // What decides whether a shortcode is one.
    let decisive = [
        "layouts/_shortcodes",
        "layouts/shortcodes",
        "themes/t/layouts/_shortcodes",
        "themes/t/layouts/shortcodes",
        "layouts/_partials",
        "layouts/partials",
        "themes/t/layouts/_partials",
        "themes/t/layouts/partials",
        "layouts/_markup",
        "layouts/_default/_markup",
        "themes/t/layouts/_markup",
        "themes/t/layouts/_default/_markup",
        "i18n",
        "themes/t/i18n",
        "data",
        "themes/t/data",
        "config",
    ];
    let expected: Vec<_> = files
        .iter()
        .chain(&decisive)
        .map(|name| tree.path(name))
        .collect();
    assert_eq!(watched.recursive, expected);

    let tree = Tree::of(&["_config.yml", "img/x.png"]);
    let watched = detect(tree.root(), None).unwrap().watched();
    let expected = ["_posts", "_drafts", "assets", "img"].map(|name| tree.path(name));
    assert_eq!(watched.recursive, expected);
}

#[test]
fn blogs_are_described() {
    let hugo = Blog::laid_out("/srv/blog".into(), Dialect::Hugo, "hugo.toml");
    assert_eq!(hugo.describe(), "Hugo blog in /srv/blog (hugo.toml)");
    assert_eq!(hugo.looked(), ["content/"]);
    let files = Blog::laid_out_or_files("/srv/notes".into(), Dialect::Plain, "");
    assert_eq!(files.describe(), "Folder of posts: /srv/notes");
    assert_eq!(files.looked(), ["./"]);
    let home = Path::new("/home/a");
    assert_eq!(
        layout::with_tilde(Path::new("/home/a/b"), Some(home)),
        "~/b"
    );
    assert_eq!(
        layout::with_tilde(Path::new("/home/ab"), Some(home)),
        "/home/ab"
    );
}

/// What is told of a blog of these files after a change, held against the blog as it was.
fn after(files: &[&str], change: impl Fn(&Tree)) -> (Blog, Blog) {
    let tree = Tree::of(files);
    let before = detect(tree.root(), None).unwrap();
    change(&tree);
    let now = detect(tree.root(), None).unwrap().or_last_good(&before);
    (before, now)
}

#[test]
fn a_configuration_that_is_gone_is_told_and_still_counts() {
    for (file, rest) in [
        ("hugo.toml=enableEmoji = true", "content/a.md"),
        ("config.toml=base_url = 'x'", "content/a.md"),
    ] {
        let name = file.split_once('=').unwrap().0;
        let remove = |tree: &Tree| fs::remove_file(tree.path(name)).unwrap();
        let (before, now) = after(&[file, rest], remove);
        assert_eq!(now.dialect, before.dialect);
        assert_eq!(now.configuration.rules, before.configuration.rules);
        let [problem] = &*now.configuration.problems else {
            panic!("{:?}", now.configuration.problems);
        };
        let told = (problem.path.as_str(), problem.message.as_str());
        assert_eq!(told, (name, "This file is gone."));
        // It is said once.
        assert_eq!(now.clone().or_last_good(&now), now);
    }
}

#[test]
fn another_generators_configuration_is_followed() {
    let files = ["config.toml=base_url = 'x'", "content/a.md"];
    let (_, now) = after(&files, |tree| {
        fs::remove_file(tree.path("config.toml")).unwrap();
        fs::write(tree.path("hugo.toml"), "").unwrap();
    });
    assert_eq!(now.dialect, Dialect::Hugo);
    let (_, now) = after(&files, |tree| {
        fs::write(tree.path("config.toml"), "baseURL = 'x'").unwrap();
    });
    assert_eq!(now.dialect, Dialect::Hugo);
    assert!(now.configuration.problems.is_empty());
}

#[test]
fn a_zola_blog_without_its_base_stays_one() {
    let files = ["config.toml=base_url = 'https://a.b/c'", "content/a.md"];
    let (before, now) = after(&files, |tree| {
        fs::write(tree.path("config.toml"), "title = 'x'").unwrap();
    });
    assert_eq!(now.dialect, Dialect::Zola);
    assert_eq!(now.configuration.base, before.configuration.base);
    let problems = now.configuration.problems.iter();
    let told: Vec<_> = problems.map(|problem| &*problem.message).collect();
    assert!(told[0].starts_with("Zola stops here: there is no `base_url`"));
    assert_eq!(told.len(), 1);
}

#[test]
fn nothing_is_sure_while_the_first_configuration_is_broken() {
    let files = ["config.toml=base_url = \"x", "templates/a.html"];
    let (before, now) = after(&files, |tree| {
        fs::write(tree.path("config.toml"), "base_url = 'x'").unwrap();
    });
    assert!(before.configuration.is_guess && !now.configuration.is_guess);
    let files = ["config.toml=base_url = 'x'", "templates/a.html"];
    let (_, now) = after(&files, |tree| {
        fs::write(tree.path("config.toml"), "base_url = \"x").unwrap();
    });
    assert!(!now.configuration.is_guess && !now.configuration.is_whole);
}

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

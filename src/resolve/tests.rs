use super::*;
use crate::blog::detect;
use crate::blog::tests::Tree;
use proptest::prelude::*;

/// The file that an address serves.
fn file(blog: &Blog, url_path: &str) -> Option<PathBuf> {
    Places::of(blog).file(url_path)
}

fn check(blog: &Blog, url: &str, expected: Option<&str>) {
    let expected = expected.map(|path| blog.absolute(path));
    assert_eq!(file(blog, url), expected, "{url}");
}

#[test]
fn addresses_lead_to_the_mounted_folders() {
    let tree = Tree::of(&[
        "hugo.toml=theme = 't'",
        "content/posts/a.md",
        "content/posts/bundle/x y.png",
        "content/posts/page.html",
        "static/images/x.png",
        "static/demo/index.html",
        "static/.env",
        "static/.hidden/x.png",
        "static/id_rsa",
        "assets/a.css",
        "themes/t/static/theme.css",
        "layouts/x.png",
        "data.json",
    ]);
    let blog = detect(tree.root(), None).unwrap();
    check(&blog, "/images/x.png", Some("static/images/x.png"));
    check(
        &blog,
        "/posts/bundle/x%20y.png",
        Some("content/posts/bundle/x y.png"),
    );
    check(&blog, "/a.css", Some("assets/a.css"));
    check(&blog, "/theme.css", Some("themes/t/static/theme.css"));
    check(&blog, "/demo/", Some("static/demo/index.html"));
    for refused in [
        "/",
        "",
        "images/x.png",
        "/images",
        "/images/",
        "/images//x.png",
        "/./images/x.png",
        "/images/../images/x.png",
        "/images/%2e%2e/images/x.png",
        "/images%2Fx.png",
        "/images%5Cx.png",
        "/images/x.png%00",
        "/%2569mages/x.png",
        "/.env",
        "/.hidden/x.png",
        "/id_rsa",
        "/hugo.toml",
        "/../hugo.toml",
        "/posts/a.md",
        "/posts/page.html",
        "/layouts/x.png",
        "/data.json",
        "/../layouts/x.png",
        "/%ff.png",
        "//images/x.png",
    ] {
        check(&blog, refused, None);
    }
}

#[test]
fn a_picture_stands_for_what_hugo_makes_of_it() {
    let tree = Tree::of(&[
        "hugo.toml",
        "static/images/x.png",
        "static/.hidden/x.png",
        "static/id_rsa",
    ]);
    let blog = detect(tree.root(), None).unwrap();
    for made in ["/images/x_hu_9f.png", "/images/x_hu_9f.webp"] {
        check(&blog, made, Some("static/images/x.png"));
    }
    for none in [
        "/images/x_hu_x.png",
        "/images/y_hu_9f.png",
        "/.hidden/x_hu_9f.png",
        "/id_rsa_hu_9f.png",
        "/images/x_hu_9f_hu_9f.png",
    ] {
        check(&blog, none, None);
    }
}

#[test]
fn jekyll_keeps_some_folders_for_itself() {
    let tree = Tree::of(&[
        "_config.yml",
        "_posts/x.png",
        "_site/x.png",
        "Gemfile",
        "package.json",
        "index.html",
        "vendor/x.png",
        "node_modules/x.png",
        "img/x.png",
        "assets/data.json",
        "img/_x.png",
    ]);
    let blog = detect(tree.root(), None).unwrap();
    check(&blog, "/img/x.png", Some("img/x.png"));
    check(&blog, "/assets/data.json", Some("assets/data.json"));
    for refused in [
        "/_posts/x.png",
        "/%5Fposts/x.png",
        "/_site/x.png",
        "/_config.yml",
        "/Gemfile",
        "/vendor/x.png",
        "/package.json",
        "/index.html",
        "/node_modules/x.png",
        "/img/_x.png",
    ] {
        check(&blog, refused, None);
    }
}

#[test]
fn a_plain_blog_serves_its_named_folders_alone() {
    let tree = Tree::of(&[
        "posts/a.md",
        "posts/x.png",
        "img/x.png",
        "secret/x.png",
        "x.png",
    ]);
    let blog = detect(tree.root(), None).unwrap();
    check(&blog, "/posts/x.png", Some("posts/x.png"));
    check(&blog, "/img/x.png", Some("img/x.png"));
    check(&blog, "/secret/x.png", None);
    check(&blog, "/x.png", None);
}

#[cfg(unix)]
#[test]
fn links_lead_only_to_what_is_served_anyway() {
    use std::os::unix::fs::symlink;
    let outside = Tree::of(&["x.png", "folder/x.png"]);
    let tree = Tree::of(&[
        "hugo.toml",
        "static/real.png",
        "content/a.md",
        "content/b.html",
        "content/.x/x.png",
        "layouts/x.png",
    ]);
    let link = |from: &Path, to: &str| symlink(from, tree.path(to)).unwrap();
    link(&tree.path("static/real.png"), "content/inside.png");
    link(&outside.path("x.png"), "static/outside.png");
    link(&outside.path("folder"), "static/folder");
    link(&tree.path("layouts/x.png"), "static/layout.png");
    link(&tree.path("content/a.md"), "static/a.png");
    link(&tree.path("content/b.html"), "static/b.html");
    link(&tree.path("content/.x"), "static/shown");
    link(&tree.path("static/loop.png"), "static/loop.png");
    link(&tree.path("nowhere"), "static/nowhere.png");
    link(Path::new("/dev/zero"), "static/zero.png");
    let blog = detect(tree.root(), None).unwrap();
    check(&blog, "/inside.png", Some("static/real.png"));
    for refused in [
        "/outside.png",
        "/folder/x.png",
        "/layout.png",
        "/a.png",
        "/b.html",
        "/shown/x.png",
        "/loop.png",
        "/nowhere.png",
        "/zero.png",
    ] {
        check(&blog, refused, None);
    }
}

#[test]
fn requests_are_normalised_to_permalinks() {
    assert_eq!(normalise("/posts/a%20b/"), "/posts/a b/");
    assert_eq!(normalise("/posts//%2e%2e/a"), "/a");
    assert_eq!(normalise("/100%2525"), "/100%25");
    assert_eq!(normalise("/%ff"), "/%ff");
}

#[test]
fn windows_names_with_a_meaning_are_refused() {
    for name in [
        "a:b.png", "a.png.", "a.png ", "nul.png", "CON", "com1.png", "a?.png",
    ] {
        assert!(!is_ordinary_on_windows(name), "{name}");
    }
    for name in ["a.png", "console.png", "com10.png", "ü b.png"] {
        assert!(is_ordinary_on_windows(name), "{name}");
    }
}

/// A blog with one file per kind of place, each with its path as its content.
fn guarded() -> (Tree, Vec<Blog>) {
    let tree = Tree::of(&[
        "h/hugo.toml",
        "h/static/x.png",
        "h/content/x.png",
        "h/content/.x/x.png",
        "h/x.png",
        "j/_config.yml",
        "j/x.png",
        "j/_posts/x.png",
        "j/.x/x.png",
        "j/vendor/x.png",
        "p/posts/x.png",
        "p/static/x.png",
        "p/x.png",
        "x.png",
        ".x/x.png",
    ]);
    let blogs = ["h", "j", "p"].map(|name| detect(&tree.path(name), None).unwrap());
    (tree, blogs.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn no_address_leaves_the_mounts(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("/"), Just("//"), Just(".."), Just("."), Just("%2e%2e"), Just("%2E."), Just("%2f"),
                Just("%5c"), Just("\\"), Just("%00"), Just("%252e%252e"), Just(".x"), Just("%2ex"),
                Just("x.png"), Just("static"), Just("content"), Just("posts"), Just("_posts"),
                Just("vendor"), Just("h"), Just("j"), Just("p"), Just("%c0%ae"), Just("ü"), Just("x.png/"),
                Just("/../"), Just("..%2f"), Just("C:"), Just("%"), Just("?"), Just("#"), Just(" "),
            ],
            0..9,
        ),
        is_absolute in any::<bool>(),
    ) {
        thread_local! {
            static GUARDED: (Tree, Vec<Blog>) = guarded();
        }
        let url = format!("{}{}", if is_absolute { "/" } else { "" }, parts.concat());
        GUARDED.with(|(tree, blogs)| {
            let served = |path: &PathBuf| {
                let path = path.strip_prefix(tree.root()).unwrap().to_str().unwrap();
                ["h/static/x.png", "h/content/x.png", "j/x.png", "p/posts/x.png", "p/static/x.png"]
                    .contains(&path)
            };
            for blog in blogs {
                if let Some(path) = file(blog, &url) {
                    prop_assert!(served(&path), "{} gave {}", url, path.display());
                }
                let origin = Origin { path: "content/posts/a.md", url: "/posts/a/" };
                let target = Places::of(blog).target(origin, &url, &|_| None);
                prop_assert!(target.pixels.is_none());
            }
            Ok(())
        })?;
    }

    #[test]
    fn any_address_is_taken(url in ".{0,40}") {
        thread_local! {
            static GUARDED: (Tree, Vec<Blog>) = guarded();
        }
        GUARDED.with(|(_, blogs)| {
            for blog in blogs {
                let _ = file(blog, &url);
                let origin = Origin { path: "a.md", url: &normalise(&url) };
                let _ = Places::of(blog).target(origin, &url, &|_| None);
            }
        });
    }
}

#[cfg(unix)]
#[test]
fn templates_are_told_of_files_of_the_blog_alone() {
    use std::os::unix::fs::symlink;
    let outside = Tree::of(&["secret.txt=secret", "theme/static/d.toml=k = 1"]);
    let tree = Tree::of(&[
        "config.toml=base_url = 'https://a.b'\ntheme = 't'",
        "content/a.md",
        "data/d.txt=data",
        ".env=secret",
        "static/icon.svg=<svg width='4' height='3'></svg>",
        "templates/shortcodes/own.html=own",
    ]);
    let link = |from: &Path, to: &str| symlink(from, tree.path(to)).unwrap();
    std::fs::create_dir(tree.path("themes")).unwrap();
    link(&outside.path("theme"), "themes/t");
    link(&outside.path("secret.txt"), "static/link.txt");
    link(&tree.path(".env"), "static/env.txt");
    link(&tree.path("data/d.txt"), "static/inside.txt");
    link(
        &outside.path("secret.txt"),
        "templates/shortcodes/link.html",
    );
    let blog = detect(tree.root(), None).unwrap();
    let text = |name: &str| templates::file(&blog, name).map(|file| file.text);
    assert_eq!(text("data/d.txt"), Some(Some("data".into())));
    assert_eq!(text("inside.txt"), Some(Some("data".into())));
    // Zola looks into the static folder of the theme, too.
    assert_eq!(text("d.toml"), Some(Some("k = 1".into())));
    for refused in ["link.txt", "env.txt", ".env", "static/link.txt", "@/d.toml"] {
        assert_eq!(text(refused), None, "{refused}");
    }
    let icon = templates::file(&blog, "icon.svg").unwrap();
    assert_eq!(icon.pixels, Some((4, 3)));
    assert!(icon.text.is_some());
    assert!(templates::source(&blog, "shortcodes/own.html").is_some());
    assert!(templates::source(&blog, "shortcodes/link.html").is_none());
}

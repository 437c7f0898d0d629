use std::fs;

use super::*;
use crate::blog::detect;
use crate::blog::tests::Tree;
use crate::check::{By, Lead};

/// A blog as it is read.
struct Read {
    _tree: Tree,
    site: Site,
    around: Surroundings,
}

impl Read {
    fn of(files: &[&str]) -> Self {
        let tree = Tree::of(files);
        let blog = detect(tree.root(), None).unwrap();
        let around = Surroundings::of(&blog);
        Self {
            site: all::read(&blog, &Scope::All),
            around,
            _tree: tree,
        }
    }

    /// Where it leads; a hook of the blog's leaves nothing as it is written.
    fn lead(&self, path: &str, destination: &str) -> Option<Lead> {
        let entry = self.site.entry(path).unwrap();
        let written = destination.split(['?', '#']).next().unwrap();
        let has_hooks = self.site.blog.hook_folders().iter().any(|it| it.is_dir());
        let rewritten = has_hooks.then(|| written.to_owned());
        let rewritten = Arc::new(rewritten.into_iter().collect());
        let leads = Leads::of(&self.site, entry, &self.around, rewritten);
        leads.lead(destination, &Arc::default())
    }

    /// The destination is judged, and leads nowhere; the nearest is this.
    #[track_caller]
    fn misses(&self, path: &str, destination: &str, expected: Option<&str>) {
        let nearest = expected.map(str::to_owned);
        let lead = self.lead(path, destination);
        assert_eq!(lead, Some(Lead::Nothing { nearest }), "{destination}");
    }

    /// The destination leads somewhere, or is not judged.
    #[track_caller]
    fn passes(&self, path: &str, destination: &str) {
        match self.lead(path, destination) {
            Some(Lead::Nothing { nearest }) => panic!("{destination}: {nearest:?}"),
            Some(Lead::File {
                misplaced: Some(misplaced),
                ..
            }) => panic!("{destination}: {misplaced}"),
            _ => {}
        }
    }

    /// The destination shows here alone, and this is said.
    #[track_caller]
    fn is_misplaced(&self, path: &str, destination: &str, expected: &str) {
        match self.lead(path, destination) {
            Some(Lead::File {
                misplaced: Some(misplaced),
                ..
            }) => assert_eq!(misplaced, expected, "{destination}"),
            lead => panic!("{destination}: {lead:?}"),
        }
    }
}

fn hugo() -> Read {
    Read::of(&[
        "hugo.toml=baseURL = 'https://example.org/'\n",
        "content/about.md",
        "content/posts/a.md",
        "content/posts/rust-community.md",
        "content/posts/moved.md=---\naliases: [/posts/former/]\n---\n",
        "content/posts/x y.png=12345",
        "content/posts/beside.png",
        "content/posts/trip/index.md",
        "content/posts/trip/sea.jpg",
        "content/posts/trip/more/far.jpg",
        "content/posts/slugged/index.md=---\nslug: other\n---\n",
        "content/posts/slugged/s.jpg",
        "content/notes/_index.md",
        "content/notes/sea.md",
        "content/series/one.md",
        "content/docs/page.adoc",
        "content/docs/b.md",
        "static/images/machine.png=123",
        "static/demo/index.html",
        "static/doc.pdf",
        "static/posts/a/twice.png",
        "content/posts/twice.png",
    ])
}

const A: &str = "content/posts/a.md";

#[test]
fn what_is_there_is_found() {
    let blog = hugo();
    let file = Some(Lead::File {
        bytes: 3,
        misplaced: None,
    });
    assert_eq!(blog.lead(A, "/images/machine.png"), file);
    assert_eq!(blog.lead(A, "../../images/machine.png"), file);
    let post = Some(Lead::Post { anchors: None });
    for destination in [
        "/posts/rust-community/",
        "/posts/rust-community",
        "../rust-community/",
        "/about/",
        "../../notes/sea/",
        "/posts/other/",
    ] {
        assert_eq!(blog.lead(A, destination), post, "{destination}");
    }
}

/// As Hugo 0.168 writes them: as they are.
#[test]
fn addresses_that_lead_out_of_the_published_blog_are_told() {
    let blog = |more: &str| {
        Read::of(&[
            &format!("hugo.toml=baseURL = 'https://example.org/blog/'\n{more}"),
            "content/posts/a.md",
            "content/posts/b.md",
            "static/x.png",
        ])
    };
    let outside = blog("");
    for (destination, instead) in [
        ("/posts/b/", "/blog/posts/b/"),
        ("/posts/b/#c", "/blog/posts/b/#c"),
        ("/x.png", "/blog/x.png"),
    ] {
        let instead = instead.to_owned();
        let lead = outside.lead(A, destination);
        assert_eq!(lead, Some(Lead::OutsideBase { instead }), "{destination}");
    }
    let post = Some(Lead::Post { anchors: None });
    outside.passes(A, "/blog/posts/b/");
    assert_eq!(outside.lead(A, "../b/"), post);
    let rewritten = blog("canonifyURLs = true");
    assert_eq!(rewritten.lead(A, "/posts/b/"), post);
    // Its own hooks, which it has then, find posts and no static files.
    let embedded = blog("[languages.en]");
    assert_eq!(embedded.lead(A, "/posts/b/"), post);
    let instead = "/blog/x.png".to_owned();
    assert_eq!(
        embedded.lead(A, "/x.png"),
        Some(Lead::OutsideBase { instead })
    );
}

/// As Hugo 0.168 writes them with such hooks.
#[test]
fn what_a_hook_leaves_as_it_is_written_is_told() {
    let read = |href: &str| {
        let hook = format!("<a href=\"{{{{ {href} | safeURL }}}}\">{{{{ .Text }}}}</a>");
        Read::of(&[
            "hugo.toml=baseURL = 'https://example.org/blog/'",
            &format!("layouts/_markup/render-link.html={hook}"),
            "content/posts/a.md=[b](b.md) [c](/x.png) [d](bundle/) ![](/y.png)",
            "content/posts/b.md",
            "content/posts/bundle/index.md",
            "static/x.png",
            "static/y.png",
        ])
    };
    let told = |blog: &Read| {
        let entry = blog.site.entry(A).expect("a post");
        let source = crate::pages::read_source(&blog.site, entry).expect("a text");
        let checked = super::check(&blog.site, entry, &source.body, &blog.around);
        let links = checked.problems.into_iter();
        let links = links.filter(|it| matches!(it.kind, Kind::Link | Kind::Picture));
        links.map(|it| it.column).collect::<Vec<_>>()
    };
    assert_eq!(told(&read(".Destination")), [5, 15, 27, 40]);
    assert_eq!(told(&read("relref .Page .Destination")), [40]);
}

#[test]
fn what_generators_leave_as_it_is_written_is_told() {
    let check = |blog: &Read, destination: &str, instead: &str| {
        let instead = instead.to_owned();
        let lead = blog.lead(A, destination);
        assert_eq!(lead, Some(Lead::Source { instead }), "{destination}");
    };
    let blog = hugo();
    check(
        &blog,
        "rust-community.md",
        "{{< relref \"rust-community.md\" >}}",
    );
    check(
        &blog,
        "/posts/rust-community.md#x",
        "{{< relref \"/posts/rust-community.md#x\" >}}",
    );
    let zola = Read::of(&["config.toml=base_url = 'x'", A, "content/posts/b.md"]);
    check(&zola, "b.md#x", "@/posts/b.md#x");
    zola.passes(A, "@/posts/b.md");
    for several in [
        ["hugo.toml=[languages.en]\n[languages.de]\n", "x"],
        ["hugo.toml=", "layouts/_markup/render-link.html"],
    ] {
        let [config, hook] = several;
        let blog = Read::of(&[config, hook, A, "content/posts/b.md"]);
        assert_eq!(blog.lead(A, "b.md"), Some(Lead::Post { anchors: None }));
    }
}

#[test]
fn zola_has_no_page_of_a_draft() {
    let blog = Read::of(&[
        "config.toml=base_url = 'x'",
        "content/a.md=+++\n+++\n",
        "content/b.md=+++\ndraft = true\n+++\n",
    ]);
    assert_eq!(blog.lead("content/a.md", "@/b.md"), Some(Lead::Draft));
    assert_eq!(blog.lead("content/a.md", "@/b.md#x"), Some(Lead::Draft));
    blog.passes("content/b.md", "@/b.md");
    blog.misses("content/b.md", "@/a.md?x=1", Some("@/a.md"));
    blog.misses("content/b.md", "@/a.md?x=1#y", Some("@/a.md#y"));
    let hugo = Read::of(&[
        "hugo.toml=",
        "content/a.md=",
        "content/b.md=---\ndraft: true\n---\n",
    ]);
    hugo.passes("content/a.md", "/b/");
}

#[test]
fn what_is_surely_missing_is_told_with_the_nearest() {
    let blog = hugo();
    blog.misses(A, "rust-comunity.md", Some("rust-community.md"));
    blog.misses(A, "./rust-comunity.md#x", Some("./rust-community.md#x"));
    blog.misses(A, "sea.md", Some("../notes/sea.md"));
    blog.misses(A, "trip.md", Some("trip/index.md"));
    blog.misses(A, "/posts/sea.md", Some("/notes/sea.md"));
    blog.misses(A, "/content/posts/sea.md", Some("/content/notes/sea.md"));
    blog.misses(A, "/posts/Rust-Comunity/", Some("/posts/rust-community/"));
    blog.misses(A, "../rust-comunity/?q", Some("../rust-community/?q"));
    blog.misses(A, "/posts/entirely-different/", None);
    // A post that is one file has nothing below it.
    blog.misses(A, "nothing/", None);
    blog.misses(A, "rust-community/", Some("../rust-community/"));
    blog.misses(A, "/images/machin.png", Some("/images/machine.png"));
    blog.misses(A, "/images/machine.jpg", Some("/images/machine.png"));
    blog.misses(A, "/img/Machine.png", Some("/images/machine.png"));
    blog.misses(A, "machine.png", Some("/images/machine.png"));
    blog.misses(
        A,
        "../../imges/machine.png",
        Some("../../images/machine.png"),
    );
    blog.misses(A, "besides.png", Some("/posts/beside.png"));
    blog.misses(A, "x%20z.png", None);
    blog.misses(A, "xx y.png", Some("/posts/x%20y.png"));
    let trip = "content/posts/trip/index.md";
    blog.misses(trip, "see.jpg", None);
    blog.misses(trip, "seas.jpg", Some("sea.jpg"));
}

#[test]
fn what_a_generator_may_make_is_not_judged() {
    let blog = hugo();
    for destination in [
        "/",
        ".",
        "./",
        "..",
        "../",
        "#x",
        "?x",
        "/tags/",
        "/tags/rust/",
        "/categories/x/",
        "/index.xml",
        "/posts/index.xml",
        "/feed.xml",
        "/archives/",
        "/posts/",
        "/posts",
        "/posts/page/2/",
        "/posts/2/",
        "/contact/",
        "/notes/",
        "/series/",
        "/series/page/2/",
        "/posts/tags/",
        "/posts/former/",
        "/demo/",
        "/demo/x",
        "/css/main.css",
        "/main.js",
        "/sitemap.xml",
        "/robots.txt",
        "/favicon.ico",
        "/docs/page/",
        "/docs/else/",
        "{{ site.baseurl }}/x.png",
        "{{< ref b.md >}}",
        "mailto:a@b",
        "https://example.org/x.png",
        "//example.org/x.png",
        "/posts/trip/more/",
        "/x.unknown",
        ".env",
        "/en/posts/a/",
        "../../hugo.toml",
        "/content/notes/_index.md",
        "../notes/_index.md",
        "\\x.png",
        "/posts/rust-community/index.html",
        "/posts/trip/sea.jpg",
        "%",
        "%ff.html",
        "a:b.png",
    ] {
        blog.passes(A, destination);
    }
}

#[test]
fn a_configuration_that_is_not_the_default_is_respected() {
    let of = |config: &str| Read::of(&[config, A, "content/posts/b.md", "static/images/x.png"]);
    let named = of("hugo.toml=[permalinks]\nposts = '/p/:contentbasename/'\n");
    named.passes(A, "/p/b/");
    of("hugo.toml=uglyURLs = true\n").passes(A, "/posts/b.html");
    let modules = of("hugo.toml=[module]\n[[module.imports]]\npath = 'x'\n");
    modules.passes(A, "/theme/x.png");
    modules.passes(A, "notes/b.md");
    modules.misses(A, "/images/y.png", None);
    let below = of("hugo.toml=baseURL = 'https://example.org/blog/'\n");
    below.passes(A, "/blog/posts/bb/");
    below.passes(A, "/blog/images/y.png");
    below.misses(A, "/posts/bb/", None);
    let hook = Read::of(&[
        "hugo.toml",
        A,
        "content/notes/deep.md",
        "layouts/_default/_markup/render-link.html",
    ]);
    hook.passes(A, "deep.md");
    hook.misses(A, "depe.md", Some("../notes/deep.md"));
    let never = Read::of(&["hugo.toml", A, "content/posts/b.md=---\nslug: [\n---\n"]);
    never.passes(A, "/posts/else/");
    let broken = Read::of(&["hugo.toml", A, "content/posts/b.md=---\ntitle: [\n---\n"]);
    broken.misses(A, "/posts/else/", None);
}

#[test]
fn a_picture_that_shows_here_alone_is_told() {
    let blog = hugo();
    blog.is_misplaced(
        A,
        "x%20y.png",
        "Hugo will look for it at /posts/a/x y.png. Put it into static/posts/a/, or make the post \
         a bundle: content/posts/a/index.md with the file in the same folder.",
    );
    for (written, looks) in [
        (
            "/static/images/machine.png",
            "Hugo publishes what lies in static/ without that folder.",
        ),
        (
            "static/images/machine.png",
            "Hugo publishes what lies in static/ without that folder.",
        ),
        (
            "../../static/images/machine.png",
            "Hugo will look for it at /static/images/machine.png.",
        ),
    ] {
        blog.is_misplaced(A, written, &format!("{looks} Write /images/machine.png."));
    }
    // Also one that lies with another post, or is named from the wrong place.
    let looked = |path, destination: &str| match blog.lead(path, destination) {
        Some(Lead::File { misplaced, .. }) => misplaced,
        lead => panic!("{lead:?}"),
    };
    assert!(looked(A, "trip/sea.jpg").is_some());
    assert!(looked("content/posts/trip/index.md", "../beside.png").is_none());
    let slugged = "content/posts/slugged/index.md";
    for (path, destination) in [
        ("content/posts/trip/index.md", "sea.jpg"),
        ("content/posts/trip/index.md", "more/far.jpg"),
        (slugged, "s.jpg"),
        (A, "../beside.png"),
        (A, "/posts/beside.png"),
        (A, "/images/machine.png"),
        (A, "twice.png"),
    ] {
        assert_eq!(looked(path, destination), None, "{path} {destination}");
    }
    assert!(looked(A, "slugged/s.jpg").is_some());
    // The same file by its address, as the preview serves it: not judged.
    assert!(looked(A, "/posts/slugged/s.jpg").is_none());
}

#[test]
fn zolas_links_and_pictures() {
    let blog = Read::of(&[
        "config.toml=base_url = 'x'",
        "content/posts/_index.md",
        "content/posts/a.md",
        "content/posts/rust.md",
        "content/posts/x.png",
        "content/posts/2024-01-02-trip/index.md",
        "content/posts/2024-01-02-trip/sea.jpg",
        "content/loose/b.md",
        "content/loose/y.png",
    ]);
    blog.misses(A, "@/posts/ruts.md#h", Some("@/posts/rust.md#h"));
    blog.misses(A, "@/rust.md", Some("@/posts/rust.md"));
    blog.passes(A, "@/posts/_index.md");
    blog.passes(A, "@/posts/rust.md");
    blog.passes(A, "/posts/");
    blog.misses(A, "/posts/trips/", Some("/posts/trip/"));
    blog.passes("content/posts/2024-01-02-trip/index.md", "sea.jpg");
    let where_to = "Zola will look for it at /posts/a/x.png. Put it into static/posts/a/, or make \
                    the post a bundle: content/posts/a/index.md with the file in the same folder.";
    blog.is_misplaced(A, "x.png", where_to);
    assert!(matches!(
        blog.lead("content/loose/b.md", "y.png"),
        Some(Lead::File {
            misplaced: Some(_),
            ..
        })
    ));
}

#[test]
fn jekylls_links_and_pictures() {
    let blog = Read::of(&[
        "_config.yml=title: x\n",
        "_posts/2024-01-02-rust.md",
        "_posts/2024-01-03-sea.md",
        "_posts/x.png=12",
        "_drafts/d.md",
        "assets/y.png",
        "about.md",
    ]);
    let post = "_posts/2024-01-02-rust.md";
    blog.is_misplaced(
        post,
        "x.png",
        "Jekyll publishes nothing that lies in _posts. Put it into assets/, and write \
         /assets/x.png.",
    );
    blog.is_misplaced(
        post,
        "../assets/y.png",
        "Jekyll will look for it at /2024/01/assets/y.png. Write /assets/y.png.",
    );
    blog.passes(post, "/assets/y.png");
    blog.passes(post, "../../../assets/y.png");
    blog.misses(post, "/assets/z.png", None);
    blog.misses(post, "/asset/y.png", Some("/assets/y.png"));
    blog.misses(post, "/2024/01/03/see.html", None);
    blog.misses(
        "_drafts/d.md",
        "/2024/01/02/rusts.html",
        Some("/2024/01/02/rust.html"),
    );
    for passed in [
        "/2024/01/03/sea.html",
        "/2024/01/03/sea",
        "/2024/01/",
        "/about/",
        "/about.html",
        "/2024/01/04/sea.html",
        "/news/2024/01/03/sea.html",
        "2024-01-03-sea.md",
        "../about.md",
    ] {
        blog.passes(post, passed);
    }
    blog.misses(post, "2024-01-03-see.md", Some("2024-01-03-sea.md"));
    let pretty = Read::of(&["_config.yml=permalink: pretty\n", post]);
    pretty.passes(post, "/2024/01/02/rusts.html");
}

#[test]
fn a_plain_folder_is_judged_by_its_files_alone() {
    let blog = Read::of(&[
        "posts/a.md",
        "posts/notes/b.md",
        "posts/x.png",
        "img/y.png",
        "secret/z.png",
    ]);
    let post = "posts/a.md";
    blog.misses(post, "b.md", Some("notes/b.md"));
    blog.misses("posts/notes/b.md", "a.md", Some("../a.md"));
    blog.misses(post, "nothing.png", None);
    blog.misses(post, "/img/yy.png", None);
    for passed in [
        "x.png",
        "../img/y.png",
        "/img/y.png",
        "../secret/z.png",
        "/static/z.png",
        "notes/b",
        "notes/c",
        "../../x.png",
        "../../x.md",
        "/elsewhere/x.png",
        "/posts/b/",
    ] {
        blog.passes(post, passed);
    }
}

#[test]
fn the_places_of_a_page_are_known_where_a_link_names_one() {
    let blog = Read::of(&[
        "hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n",
        A,
        "content/posts/b.md=## One & two\n\n<b id='raw'>x</b>[^n]\n\n[^n]: Note.\n",
    ]);
    let anchors = |destination: &str| match blog.lead(A, destination) {
        Some(Lead::Post { anchors }) => anchors,
        lead => panic!("{lead:?}"),
    };
    for named in ["/posts/b#x", "/posts/b/#x", "../b/?q#x"] {
        let anchors = anchors(named).unwrap();
        for place in ["one--two", "raw", "fn:1"] {
            assert!(anchors.contains(place), "{anchors:?}");
        }
    }
    for none in [
        "/posts/b/",
        "/posts/b/#",
        "/posts/b/#:~:text=One",
        "/posts/b/#top",
        "/posts/b/#comments",
    ] {
        assert_eq!(anchors(none), None, "{none}");
    }
    // Made once.
    assert!(Arc::ptr_eq(
        &anchors("/posts/b/#x").unwrap(),
        &anchors("/posts/b/#y").unwrap()
    ));
    // Its own are those that the caller has made.
    assert_eq!(anchors("/posts/a/#x"), Some(Arc::default()));
    let ids = Read::of(&[
        "hugo.toml=[markup.goldmark.parser]\nautoHeadingID = false\n",
        A,
        "content/posts/b.md",
    ]);
    assert_eq!(
        ids.lead(A, "/posts/b/#x"),
        Some(Lead::Post { anchors: None })
    );
    assert_eq!(
        ids.around.off(&Settings::default()),
        Off::Kinds(vec![Kind::Anchor])
    );
}

/// Where a reference leads that is right or not judged, and one that is like nothing there is.
const THERE: &str = "there";
const NOWHERE: &str = "nowhere";

impl Read {
    #[track_caller]
    fn refers(&self, path: &str, by: By, targets: &[(&str, &str)]) {
        let entry = self.site.entry(path).unwrap();
        let leads = Leads::of(&self.site, entry, &self.around, Arc::default());
        for (target, expected) in targets {
            let found = match leads.reference(by, target, &Arc::default()) {
                Some(Lead::Nothing { nearest }) => nearest.unwrap_or_else(|| NOWHERE.to_owned()),
                _ => THERE.to_owned(),
            };
            assert_eq!(found, *expected, "{target}");
        }
    }
}

#[test]
fn hugos_references_name_pages() {
    let files = [
        "hugo.toml=",
        A,
        "content/posts/other.md",
        "content/posts/bundle/index.md",
        "content/notes/deep/c.md",
        "content/blog/_index.md",
        "content/old/page.html",
    ];
    let here = [
        ("other", THERE),
        ("other.md#x", THERE),
        ("posts/other", THERE),
        ("/posts/other.md", THERE),
        ("../posts/other.md", THERE),
        ("bundle", THERE),
        ("bundle/index.md", THERE),
        ("deep", THERE),
        ("/notes/deep", THERE),
        ("blog", THERE),
        ("/blog/_index.md", THERE),
        ("old/gone", THERE),
        ("#x", THERE),
        ("https://example.org", THERE),
        ("othr", "other"),
        ("othr.md#x", "other.md#x"),
        ("posts/othr", "/posts/other"),
        ("/posts/othr.md", "/posts/other.md"),
        ("bundel", "bundle"),
        ("posts/bundel", "/posts/bundle"),
        ("nothing", NOWHERE),
    ];
    Read::of(&files).refers(A, By::Ref, &here);
    let elsewhere = ["hugo.toml=[[module.mounts]]\nsource = 'x'\n", A];
    Read::of(&elsewhere).refers(A, By::Ref, &[("nothing", THERE)]);
}

#[test]
fn jekylls_tags_name_posts_and_files() {
    let own = "_posts/2024-01-02-own.md";
    let blog = Read::of(&[
        "_config.yml=",
        own,
        "_posts/2024-01-03-first.markdown",
        "_posts/cat/2024-01-04-second.md",
        "_posts/2024-01-05-page.html",
        "about.md",
        "assets/a.pdf",
    ]);
    let posts = [
        ("2024-01-03-first", THERE),
        ("cat/2024-01-04-second", THERE),
        ("2024-01-05-page", THERE),
        ("2024-01-03-frist", "2024-01-03-first"),
        ("2024-01-04-secnd", "cat/2024-01-04-second"),
        ("2023-01-01-nothing-at-all", NOWHERE),
    ];
    blog.refers(own, By::PostUrl, &posts);
    let paths = [
        ("_posts/2024-01-03-first.markdown", THERE),
        ("/assets/a.pdf", THERE),
        ("about.md", THERE),
        ("assets/theme.css", THERE),
        (
            "_posts/2024-01-03-first.md",
            "_posts/2024-01-03-first.markdown",
        ),
        ("assets/b.zip", NOWHERE),
    ];
    blog.refers(own, By::Link, &paths);
}

#[test]
fn a_bundles_files_go_where_its_post_goes() {
    let blog = Read::of(&[
        "config.toml=base_url = 'x'",
        "content/a/index.md=+++\npath = \"2024/a\"\n+++\n",
        "content/b/index.md=+++\npath = \"2024/b\"\n+++\n",
        "content/b/x.png",
    ]);
    blog.passes("content/a/index.md", "/2024/b/x.png");
    blog.passes("content/a/index.md", "../b/x.png");
    blog.misses("content/a/index.md", "/2024/b/y.png", None);
    // What is told instead leads there on the published site too.
    let elsewhere = Read::of(&[
        "config.toml=base_url = 'x'",
        "content/a/index.md=+++\npath = \"2024/a\"\n+++\n",
        "content/b/index.md=+++\npath = \"2023/b\"\n+++\n",
        "content/b/machine.png",
    ]);
    let there = Some("/2023/b/machine.png");
    elsewhere.misses("content/a/index.md", "machnie.png", there);
    elsewhere.misses("content/a/index.md", "/img/machnie.png", there);
}

#[test]
fn any_destination_is_taken() {
    let blog = hugo();
    proptest::proptest!(|(destination in "[./@a-z%# \\\\?:]{0,20}|.{0,30}")| {
        let _ = blog.lead(A, &destination);
    });
}

#[test]
fn thousands_of_broken_links_are_looked_up_quickly() {
    let mut files = vec!["hugo.toml".to_owned()];
    files.extend((0..2000).map(|number| format!("content/posts/some-post-{number}.md")));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let blog = Read::of(&files);
    let begun = std::time::Instant::now();
    for number in 0..2000 {
        let link = format!("/posts/other-{number}-thing/");
        blog.misses("content/posts/some-post-1.md", &link, None);
    }
    // Far from exact: it takes a tenth of that unoptimised.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn thousands_of_references_that_lead_nowhere_ask_for_each_folder_once() {
    let reference = |number| format!("{{{{< ref \"nothing-{number}.md\" >}}}}");
    let references = (0..3_000).map(reference).collect::<Vec<_>>().join(" ");
    let files: Vec<_> = (0..500)
        .map(|number| format!("content/posts/other-{number}.md"))
        .collect();
    let mut all = vec!["hugo.toml".to_owned(), format!("{A}={references}")];
    all.extend(files);
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    let blog = Read::of(&all);
    let entry = blog.site.entry(A).unwrap();
    let source = read_source(&blog.site, entry).unwrap();
    let found = check(&blog.site, entry, &source.body, &blog.around).problems;
    assert_eq!(found.len(), 501);
}

#[test]
fn what_shortcodes_are_told_of_other_posts_is_what_those_say_now() {
    let tree = Tree::of(&[
        "hugo.toml=",
        "layouts/shortcodes/x.html={{ with .Page.GetPage \"b.md\" }}\
         {{ if eq .Title \"Old\" }}{{ errorf \"old\" }}{{ end }}{{ end }}",
        "content/posts/a.md={{< x >}}",
        "content/posts/b.md=---\ntitle: Old\n---\n",
    ]);
    let blog = Arc::new(detect(tree.root(), None).unwrap());
    let around = Surroundings::of(&blog);
    let mistakes = || {
        let site = crate::reading::read_blog(&blog);
        let (_, body) = crate::reading::read_post(&blog, "content/posts/a.md");
        let entry = site.entry("content/posts/a.md").unwrap();
        check(&site, entry, &body.unwrap(), &around).mistakes.len()
    };
    assert_eq!(mistakes(), 1);
    fs::write(tree.path("content/posts/b.md"), "---\ntitle: New\n---\n").unwrap();
    assert_eq!(mistakes(), 0);
}

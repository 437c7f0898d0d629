//! Hugo's rules.

mod addresses;
mod cascade;
mod config;
mod goldmark;
mod known;
mod permalink;
mod sections;
mod themes;

pub(super) use addresses::Addresses;
pub(super) use config::configuration;

use crate::render::{
    Autolinks, Calls, Form, Goldmark, HeadingIds, Marks, Numbers, Options, RawHtml, Rules, Tilde,
    Typography, Zola,
};

pub(super) const NAME: &str = "Hugo";

pub(super) static RULES: Rules = Rules {
    options: Rules::EXTENSIONS.union(Options::ENABLE_DEFINITION_LIST),
    typography: Typography::Goldmark,
    autolinks: Some(Autolinks::HUGO),
    heading_ids: Some(HeadingIds::Github),
    raw_html: RawHtml::Omitted,
    form: Form::Goldmark,
    block_attributes: false,
    calls: Calls::Hugo,
    numbers: Numbers::None,
    goldmark: Goldmark {
        marks: Marks {
            tilde: Tilde::Strikes,
            ..Goldmark::DEFAULT.marks
        },
        ..Goldmark::DEFAULT
    },
    zola: Zola::DEFAULT,
};

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::super::{Configuration, Dialect};
    use crate::blog::tests::Tree;
    use crate::parse::{Metadata, parse};
    use jiff::civil;

    fn check(path: &str, metadata: &Metadata, expected: &str) {
        let url = Configuration::of(Dialect::Hugo).addresses.permalink(
            path,
            metadata,
            civil::date(2024, 1, 2),
        );
        assert_eq!(url, expected, "{path}");
    }

    /// What Hugo 0.168 gives for these files.
    #[test]
    fn files_have_hugos_addresses() {
        let plain = Metadata::default();
        check("content/posts/a.md", &plain, "/posts/a/");
        check("content/Blog/Sub/My Post.md", &plain, "/blog/sub/my-post/");
        check("content/posts/a--b  c.md", &plain, "/posts/a--b--c/");
        check("content/posts/a.b.md", &plain, "/posts/a.b/");
        check("content/posts/a~b@c.md", &plain, "/posts/a~b@c/");
        check(
            "content/posts/Ünïcode Näme.md",
            &plain,
            "/posts/ünïcode-näme/",
        );
        check(
            "content/posts/c'est_la+vie & (co), 100%.md",
            &plain,
            "/posts/cest_la+vie--co-100/",
        );
        check("content/日本/語.md", &plain, "/日本/語/");
        check("content/posts/bundle/index.md", &plain, "/posts/bundle/");
        check(
            "content/posts/2024-01-02-dated.md",
            &plain,
            "/posts/2024-01-02-dated/",
        );
        check("content/posts/tr:col.md", &plain, "/posts/trcol/");
    }

    #[test]
    fn languages_become_a_prefix() {
        let plain = Metadata::default();
        check("content/posts/trip.en.md", &plain, "/posts/trip/");
        // Only languages that the configuration names are any.
        check("content/posts/trip.fr.md", &plain, "/posts/trip.fr/");
        let french = "hugo.toml=[languages.en]\n[languages.fr]\n";
        configured(french, "content/posts/trip/index.fr.md", "/fr/posts/trip/");
        configured(french, "content/posts/trip.en.md", "/posts/trip/");
        let german = "hugo.toml=defaultContentLanguage = 'de'\ndefaultContentLanguageInSubdir = true\n\
                      [languages.de]\n[languages.en]\ncontentDir = 'content/en'\n";
        configured(german, "content/posts/a.md", "/de/posts/a/");
        configured(german, "content/en/posts/a.md", "/en/posts/a/");
    }

    /// What Hugo 0.168 gives with a configuration for a file of this front matter.
    fn configured(configuration: &str, path: &str, expected: &str) {
        configured_with(
            configuration,
            path,
            "title: Hello, World! It's\ndate: 2023-05-06",
            expected,
        );
    }

    fn configured_with(configuration: &str, path: &str, front: &str, expected: &str) {
        let tree = Tree::of(&[configuration, "content/blog/deep/_index.md"]);
        let addresses = super::configuration(tree.root(), None).addresses;
        let post = parse(path, &format!("---\n{front}\n---\n"));
        let mut metadata = post.metadata.expect("front matter");
        addresses.complete_metadata(path, &mut metadata);
        let url = addresses.permalink(path, &metadata, civil::date(2024, 1, 2));
        assert_eq!(url, expected, "{path}");
    }

    #[test]
    fn permalinks_follow_the_configuration() {
        let patterns = "hugo.toml=[permalinks]\nposts = '/:year/:month/:day/:slug/'\n\
                        blog = '/:sections/:title/'\nnotes = '/n/:slugorfilename/'\n";
        configured(
            patterns,
            "content/posts/a.md",
            "/2023/05/06/hello-world-its/",
        );
        configured(
            patterns,
            "content/blog/deep/Sub/a.md",
            "/blog/deep/hello-world-its/",
        );
        configured(patterns, "content/notes/d.e.md", "/n/d.e/");
        configured(patterns, "content/other/a.md", "/other/a/");
        let titled = "title: 'C & D: e/f'";
        configured_with(patterns, "content/blog/a.md", titled, "/blog/c-d-e-f/");
        configured_with(
            patterns,
            "content/posts/a.md",
            "title: No date",
            "/1/01/01/no-date/",
        );
        let page = "hugo.toml=[permalinks.page]\n\
                    posts = '/:year-:monthname-:yearday/:weekdayname/:contentbasename'\n";
        configured(page, "content/posts/a.md", "/2023-may-126/saturday/a/");
        let custom = "title: u\nurl: /custom/:year/x.html\ndate: 2020-03-04";
        configured_with(
            "hugo.toml=",
            "content/posts/u.md",
            custom,
            "/custom/2020/x.html",
        );
    }

    #[test]
    fn addresses_may_be_ugly_and_keep_their_case() {
        configured(
            "hugo.toml=uglyURLs = true",
            "content/posts/a.md",
            "/posts/a.html",
        );
        configured(
            "hugo.toml=[uglyURLs]\nposts = true",
            "content/posts/a.md",
            "/posts/a.html",
        );
        configured(
            "hugo.toml=[uglyURLs]\nposts = true",
            "content/blog/a.md",
            "/blog/a/",
        );
        let kept = "hugo.toml=disablePathToLower = true\nremovePathAccents = true";
        configured(
            kept,
            "content/posts/Über Straße/index.md",
            "/posts/Uber-Straße/",
        );
    }

    #[test]
    fn dates_come_from_where_the_configuration_says() {
        let named = "hugo.toml=[frontmatter]\ndate = [':filename', ':default']\n\
                     [permalinks]\nposts = '/:year/:month/:slug/'\n";
        configured(
            named,
            "content/posts/2024-01-02-My Post.md",
            "/2024/01/my-post/",
        );
        configured(named, "content/posts/a.md", "/2023/05/hello-world-its/");
        let keyed =
            "hugo.toml=[frontmatter]\ndate = ['written']\n[permalinks]\nposts = '/:year/:slug/'\n";
        configured_with(
            keyed,
            "content/posts/a.md",
            "title: a\nwritten: 2019-01-01",
            "/2019/a/",
        );
    }

    /// What Hugo 0.168 passes down to posts.
    #[test]
    fn sections_and_the_configuration_pass_front_matter_down() {
        let tree = Tree::of(&[
            "hugo.toml=defaultContentLanguage = 'en'\n[languages.en]\n[languages.fr]\n\
             [[cascade]]\ncolor = 'all'\nconf = 1\n\
             [[cascade]]\nnotes = 1\n[cascade.target]\npath = '/Notes/**'\n",
            "content/_index.md=---\ncascade:\n- {color: first, author: {name: H, mail: hm}, params: {p: 1, q: 1}}\n\
             - {color: second}\n- {dev: 1, target: {environment: development}}\n\
             - {section: 1, target: {kind: '{home,section}'}}\n- {page: 1, _target: {kind: page}}\n\
             - {french: 1, target: {lang: fr}}\n- {matrix: 1, target: {sites: {matrix: {languages: [fr, de]}}}}\n---\n",
            "content/_index.fr.md=---\ncascade: {home: fr}\n---\n",
            "content/posts/_index.md=+++\n[[cascade]]\nauthor = {name = 'P'}\nQ = 2\n\
             [[cascade]]\nurl = '/u/:year/:slug/'\ndraft = true\n[cascade.target]\npath = '/posts/{d,my-b*}'\n+++\n",
        ]);
        let addresses = super::configuration(tree.root(), None).addresses;
        let told = |path: &str, front: &str| {
            let mut metadata = parse(path, &format!("---\n{front}\n---\n"))
                .metadata
                .unwrap();
            addresses.complete_metadata(path, &mut metadata);
            let url = addresses.permalink(path, &metadata, civil::date(2024, 1, 2));
            let keys = serde_json::to_string(&metadata.keys).unwrap();
            (url, metadata.draft, keys)
        };
        let (url, draft, keys) = told("content/posts/deep/a.md", "title: a");
        assert_eq!((&*url, draft), ("/posts/deep/a/", false));
        assert_eq!(
            keys,
            r#"{"title":"a","Q":2,"author":{"name":"P"},"color":"first","params":{"p":1},"page":1,"conf":1}"#
        );
        let (url, draft, _) = told("content/posts/My B/index.md", "title: t\ndate: 2021-01-02");
        assert_eq!((&*url, draft), ("/u/2021/t/", true));
        let own = "title: d\nparams: {P: own, conf: own}\ndraft: false\ncolor: mine";
        let (url, draft, keys) = told("content/posts/d.md", own);
        assert_eq!((&*url, draft), ("/u/1/d/", false));
        assert_eq!(
            keys,
            r#"{"title":"d","params":{"P":"own","conf":"own"},"draft":false,"color":"mine","Q":2,"author":{"name":"P"},"url":"/u/:year/:slug/","page":1}"#
        );
        let (_, _, keys) = told("content/notes/n.md", "a: 1");
        assert!(
            keys.contains(r#""color":"first""#) && keys.contains(r#""notes":1"#),
            "{keys}"
        );
        let (_, _, keys) = told("content/posts/a.fr.md", "a: 1");
        assert_eq!(
            keys,
            r#"{"a":1,"french":1,"matrix":1,"home":"fr","color":"all","conf":1}"#
        );
    }

    #[test]
    fn a_mistake_in_a_section_is_told_and_changes_nothing() {
        let good = Tree::of(&[
            "hugo.toml=",
            "content/_index.md=---\ncascade: {slug: x}\n---\n",
        ]);
        let bad = Tree::of(&[
            "hugo.toml=[markup.goldmark.renderer]\nunsafe = true",
            "content/_index.md=---\ncascade: {slug: x\n---\n",
        ]);
        let good = super::configuration(good.root(), None);
        let bad = super::configuration(bad.root(), Some(&good));
        assert_eq!(
            (&*bad.problems[0].path, bad.problems[0].line),
            ("content/_index.md", 2)
        );
        assert!(bad.lacks_parts);
        assert_eq!(bad.addresses, good.addresses);
        assert_eq!(bad.rules.raw_html, crate::render::RawHtml::Kept);
    }

    #[test]
    fn slugs_replace_the_name() {
        fn slug(path: &str, slug: &str, expected: &str) {
            let metadata = Metadata {
                slug: Some(slug.into()),
                ..Metadata::default()
            };
            check(path, &metadata, expected);
        }
        slug("content/posts/s.md", "My Slug", "/posts/my-slug/");
        slug("content/posts/s.md", "a/b/c", "/posts/a/b/c/");
        slug("content/posts/s.md", "Ünï'x", "/posts/ünïx/");
        slug("content/posts/s.md", "/lead", "/posts/lead/");
        slug("content/posts/s.md", "x#y?z", "/posts/x#yz/");
        slug("content/posts/s.md", "A  B & c", "/posts/a-b-c/");
        slug("content/posts/s.md", "x.html", "/posts/x.html/");
        slug("content/posts/s.md", " ", "/posts/s/");
        slug("content/posts/bundle/index.md", "nicer", "/posts/nicer/");
    }

    #[test]
    fn urls_replace_everything() {
        fn url(url: &str, expected: &str) {
            let metadata = Metadata {
                url: Some(url.into()),
                ..Metadata::default()
            };
            check("content/posts/u.md", &metadata, expected);
        }
        url("foo/bar", "/foo/bar/");
        url("/foo/Bar2/", "/foo/Bar2/");
        url("/foo/b3.html", "/foo/b3.html");
        url("/rel/v1.0", "/rel/v1.0");
        url("/Foo Bar/ü", "/Foo Bar/ü/");
        url("/a%20b/", "/a b/");
        url("../x/../y", "/y/");
        url("/x//y/", "/x/y/");
        url("", "/posts/u/");
        url("https://example.com/x/", "/posts/u/");
    }
}

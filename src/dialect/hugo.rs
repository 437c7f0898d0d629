//! Hugo's rules.

mod addresses;
mod config;

pub(super) use addresses::Addresses;
pub(super) use config::configuration;

use crate::render::{Autolinks, Form, HeadingIds, Numbers, Options, RawHtml, Rules, Typography};

pub(super) const NAME: &str = "Hugo";

pub(super) static RULES: Rules = Rules {
    options: Rules::EXTENSIONS.union(Options::ENABLE_DEFINITION_LIST),
    typography: Typography::Goldmark,
    autolinks: Some(Autolinks::Goldmark),
    heading_ids: Some(HeadingIds::Github),
    raw_html: RawHtml::Omitted,
    form: Form::Goldmark,
    has_shortcodes: true,
    numbers: Numbers::None,
};

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::super::{Configuration, Dialect};
    use crate::parse::Metadata;
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
        check("content/posts/trip/index.fr.md", &plain, "/fr/posts/trip/");
        check("content/posts/trip.en.md", &plain, "/posts/trip/");
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

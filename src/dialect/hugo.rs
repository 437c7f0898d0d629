//! Hugo's rules, with its default settings.

use super::{address, name};
use crate::parse::Metadata;
use crate::render::{HeadingIds, Rules};

pub(super) const NAME: &str = "Hugo";

pub(super) const RULES: Rules = Rules {
    smart_punctuation: true,
    heading_ids: HeadingIds::Github,
};

/// `/section/folder/slug-or-name/`, in lower case; `url` from the front matter as it is.
///
/// A page bundle (`folder/index.md`) is named by its folder. A `url` with a protocol stops Hugo;
/// here it is passed over.
pub(super) fn permalink(path: &str, metadata: &Metadata) -> String {
    if let Some(url) = metadata.url.as_deref().filter(|url| is_usable(url)) {
        return address::with_slash(address::clean(&address::decode(url.trim())));
    }
    let path = path.strip_prefix("content/").unwrap_or(path);
    let (folders, stem) = name::split(path);
    let (stem, language) = name::language(stem);
    let mut segments: Vec<String> = folders.into_iter().map(path_segment).collect();
    let named = if stem == "index" {
        segments.pop()
    } else {
        Some(path_segment(stem))
    };
    let slug = metadata.slug.as_deref().map(slug_segment);
    segments.extend(slug.filter(|slug| !slug.is_empty()).or(named));
    if let Some(language) = name::language_prefix(language.as_deref()) {
        segments.insert(0, language.to_owned());
    }
    format!("/{}/", segments.join("/"))
}

fn is_usable(url: &str) -> bool {
    let url = url.trim();
    let is_elsewhere = url.starts_with("http://") || url.starts_with("https://");
    !url.is_empty() && !is_elsewhere
}

/// A folder's or file's name as Hugo puts it into an address: every space becomes `-`, other
/// characters that Hugo does not allow go.
fn path_segment(name: &str) -> String {
    let segment: String = name
        .to_lowercase()
        .replace(' ', "-")
        .chars()
        .filter(|c| is_allowed(*c))
        .collect();
    if segment.is_empty() {
        name.to_owned()
    } else {
        segment
    }
}

/// A slug as Hugo puts it into an address: runs of spaces become one `-`.
fn slug_segment(slug: &str) -> String {
    let mut segment = String::new();
    let mut is_gap = false;
    for character in address::decode(slug.trim()).to_lowercase().chars() {
        if is_allowed(character) {
            if is_gap && character != '-' && !segment.ends_with('-') && !segment.is_empty() {
                segment.push('-');
            }
            is_gap = false;
            segment.push(character);
        } else {
            is_gap |= character.is_whitespace();
        }
    }
    segment
}

fn is_allowed(character: char) -> bool {
    name::is_word(character)
        || matches!(
            character,
            '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@'
        )
}

/// Hugo reads nothing from the name unless it is configured to.
pub(super) fn metadata_from_name(_path: &str, _metadata: &mut Metadata) {}

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use crate::parse::Metadata;
    use jiff::civil;

    fn check(path: &str, metadata: &Metadata, expected: &str) {
        let url = Dialect::Hugo.permalink(path, metadata, civil::date(2024, 1, 2));
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

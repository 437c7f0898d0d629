//! Jekyll's rules, with its default settings.

use jiff::civil;

use super::{address, name};
use crate::parse::{Date, Metadata};
use crate::render::{Autolinks, HeadingIds, Options, Rules, Typography};

pub(super) const NAME: &str = "Jekyll";

pub(super) static RULES: Rules = Rules {
    options: Rules::EXTENSIONS
        .union(Options::ENABLE_GFM)
        .union(Options::ENABLE_DEFINITION_LIST)
        .union(Options::ENABLE_SMART_PUNCTUATION),
    typography: Typography::Commonmark,
    autolinks: Some(Autolinks::Github),
    heading_ids: Some(HeadingIds::Kramdown),
    ..Rules::COMMONMARK
};

/// Jekyll's own default, which it calls `date`.
const DEFAULT_PERMALINK: &str = "/:categories/:year/:month/:day/:title:output_ext";

/// The folders that hold posts, at the root or in a category's folder.
pub(crate) const POST_FOLDERS: [&str; 2] = ["_posts", "_drafts"];

/// `/categories/year/month/day/title.html`, or the front matter's `permalink` with its
/// placeholders filled in. The date is the wall time as written; which day it is in the site's
/// time zone only Jekyll's configuration says.
pub(super) fn permalink(path: &str, metadata: &Metadata, fallback: civil::Date) -> String {
    let template = metadata
        .url
        .as_deref()
        .filter(|url| !url.trim().is_empty())
        .map_or_else(|| DEFAULT_PERMALINK.to_owned(), address::decode);
    let post = Post::new(path, metadata, fallback);
    fill(&template, &post)
}

/// What a permalink's placeholders are made of.
struct Post<'a> {
    path: &'a str,
    metadata: &'a Metadata,
    date: civil::DateTime,
    /// The file's name without its ending, with its date.
    stem: &'a str,
    /// The front matter's slug, or the name without its date.
    slug: &'a str,
}

impl<'a> Post<'a> {
    fn new(path: &'a str, metadata: &'a Metadata, fallback: civil::Date) -> Self {
        let (_, stem) = name::split(path);
        let (named, slug) = date_and_slug(stem);
        let day = named
            .unwrap_or(fallback)
            .to_datetime(civil::Time::midnight());
        Self {
            path,
            metadata,
            date: metadata.date.map_or(day, |date| date.civil),
            stem,
            slug: metadata.slug.as_deref().unwrap_or(slug),
        }
    }

    /// A placeholder's value; `None` when Jekyll has none of this name.
    fn value(&self, placeholder: &str) -> Option<String> {
        let value = match placeholder {
            "categories" => self.categories(str::to_lowercase),
            "slugified_categories" => self.categories(|category| slugify(category, is_plain)),
            "title" => slugify_cased(self.slug, is_pretty),
            "slug" => slugify(self.slug, is_plain),
            "name" => slugify(self.stem, is_plain),
            "path" => self.path_in_collection(),
            "collection" => "posts".to_owned(),
            "output_ext" => ".html".to_owned(),
            part => return date_format(part).map(|format| self.date.strftime(format).to_string()),
        };
        Some(value)
    }

    fn categories(&self, written: impl Fn(&str) -> String) -> String {
        let mut unique: Vec<String> = Vec::new();
        let folders = category_folders(self.path);
        for category in folders
            .into_iter()
            .chain(front_matter_categories(self.metadata))
        {
            let category = written(category);
            if !unique.contains(&category) {
                unique.push(category);
            }
        }
        unique.join("/")
    }

    fn path_in_collection(&self) -> String {
        let (folders, stem) = name::split(self.path);
        let inner = folders
            .into_iter()
            .skip_while(|folder| !POST_FOLDERS.contains(folder))
            .skip(1);
        inner.chain([stem]).collect::<Vec<_>>().join("/")
    }
}

/// The folders above `_posts`, which are categories too.
fn category_folders(path: &str) -> Vec<&str> {
    let (folders, _) = name::split(path);
    match folders
        .iter()
        .position(|folder| POST_FOLDERS.contains(folder))
    {
        Some(at) => folders[..at].to_vec(),
        None => Vec::new(),
    }
}

/// A `categories` of one text is a list of words; anything else is as it was read.
fn front_matter_categories(metadata: &Metadata) -> Vec<&str> {
    let written = metadata.keys.iter().find_map(|(key, value)| {
        let is_categories = key.as_str()?.eq_ignore_ascii_case("categories");
        is_categories.then(|| value.as_str()).flatten()
    });
    match written {
        Some(words) => words.split_whitespace().collect(),
        None => metadata.categories.iter().map(String::as_str).collect(),
    }
}

fn date_format(placeholder: &str) -> Option<&'static str> {
    Some(match placeholder {
        "year" => "%Y",
        "month" => "%m",
        "day" => "%d",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        "i_day" => "%-d",
        "i_month" => "%-m",
        "short_month" => "%b",
        "long_month" => "%B",
        "short_year" => "%y",
        "w_year" => "%G",
        "week" => "%V",
        "w_day" => "%u",
        "short_day" => "%a",
        "long_day" => "%A",
        "y_day" => "%j",
        _ => return None,
    })
}

/// The template with its placeholders replaced; a name Jekyll does not know stays as written.
fn fill(template: &str, post: &Post<'_>) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(at) = rest.find(':') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        filled.push_str(before);
        let length = after
            .bytes()
            .take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_')
            .count();
        // `:month_:day`: an underscore at the end need not belong to the name.
        let name = &after[..length];
        let names = [name, name.strip_suffix('_').unwrap_or(name)];
        let value = names
            .iter()
            .find_map(|name| Some((name.len(), post.value(name)?)));
        if let Some((used, value)) = value {
            filled.push_str(&value);
            rest = &after[used..];
        } else {
            filled.push(':');
            rest = after;
        }
    }
    filled + rest
}

/// Jekyll's `slugify` in its default mode keeps these.
fn is_plain(character: char) -> bool {
    name::is_word(character)
}

/// Jekyll's `slugify` in its mode `pretty` keeps these.
fn is_pretty(character: char) -> bool {
    name::is_word(character) || "._~!$&'()+,;=@".contains(character)
}

fn slugify(text: &str, keeps: impl Fn(char) -> bool) -> String {
    slugify_cased(text, keeps).to_lowercase()
}

/// Every run of characters that are not kept becomes one `-`, none at either end.
fn slugify_cased(text: &str, keeps: impl Fn(char) -> bool) -> String {
    text.split(|c| !keeps(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// The day in a file's name and the slug after it: `2024-01-02-a` → that day, `a`.
fn date_and_slug(stem: &str) -> (Option<civil::Date>, &str) {
    let dated = name::dated(stem).and_then(|(date, rest)| Some((date, rest.strip_prefix('-')?)));
    match dated {
        Some((date, slug)) => (Some(date), slug.trim_end_matches('.')),
        None => (None, stem.trim_end_matches('.')),
    }
}

/// Date, slug and title, as Jekyll fills them in.
pub(super) fn metadata_from_name(path: &str, metadata: &mut Metadata) {
    let (_, stem) = name::split(path);
    let (date, slug) = date_and_slug(stem);
    if metadata.date.is_none() {
        metadata.date = date.map(|date| Date {
            civil: date.to_datetime(civil::Time::midnight()),
            offset: None,
        });
    }
    if metadata.title.is_none() {
        metadata.title = Some(titleize(slug)).filter(|title| !title.is_empty());
    }
    if metadata.slug.is_none() {
        metadata.slug = Some(slug.to_owned());
    }
}

/// Each word of a slug with a capital: `rust-at-work` → `Rust At Work`.
fn titleize(slug: &str) -> String {
    let words = slug.split('-').filter(|word| !word.is_empty());
    let capitalized = words.map(|word| {
        let mut characters = word.chars();
        let first = characters.next().into_iter().flat_map(char::to_uppercase);
        first
            .chain(characters.flat_map(char::to_lowercase))
            .collect::<String>()
    });
    capitalized.collect::<Vec<_>>().join(" ")
}

pub(super) fn is_draft(path: &str) -> bool {
    let (folders, stem) = name::split(path);
    folders.contains(&"_drafts") || folders.contains(&"_posts") && date_and_slug(stem).0.is_none()
}

#[cfg(test)]
mod tests {
    use super::super::tests::date;
    use super::super::{Configuration, Dialect};
    use crate::parse::Metadata;
    use jiff::civil;

    fn check(path: &str, metadata: &Metadata, expected: &str) {
        let url = Configuration::of(Dialect::Jekyll).addresses.permalink(
            path,
            metadata,
            civil::date(2026, 11, 22),
        );
        assert_eq!(url, expected, "{path}");
    }

    /// What Jekyll 4.3 gives for these files.
    #[test]
    fn files_have_jekylls_addresses() {
        let plain = Metadata::default();
        check(
            "_posts/2024-01-02-plain.md",
            &plain,
            "/2024/01/02/plain.html",
        );
        check("_posts/2024-1-2-short.md", &plain, "/2024/01/02/short.html");
        check("_posts/24-01-02-two.md", &plain, "/2024/01/02/two.html");
        check(
            "_posts/2024-01-03-My Post Name.md",
            &plain,
            "/2024/01/03/My-Post-Name.html",
        );
        check(
            "_posts/2024-01-03-Ünïcode.md",
            &plain,
            "/2024/01/03/Ünïcode.html",
        );
        check(
            "_posts/sub/2024-01-04-insub.md",
            &plain,
            "/2024/01/04/insub.html",
        );
        check(
            "cat/_posts/2024-01-05-incat.md",
            &plain,
            "/cat/2024/01/05/incat.html",
        );
        check(
            "_posts/2024-01-09-a.b.c.md",
            &plain,
            "/2024/01/09/a.b.c.html",
        );
        check(
            "_posts/2024-01-09-under_score.md",
            &plain,
            "/2024/01/09/under_score.html",
        );
        check(
            "_posts/2024-01-09-c'est (la) & 100%.md",
            &plain,
            "/2024/01/09/c'est-(la)-&-100.html",
        );
        check("_drafts/My Draft.md", &plain, "/2026/11/22/My-Draft.html");
        check("_drafts/2022-02-03-dd.md", &plain, "/2022/02/03/dd.html");
        check(
            "cat/deep/_drafts/d.md",
            &plain,
            "/cat/deep/2026/11/22/d.html",
        );
    }

    #[test]
    fn permalinks_are_filled_in() {
        fn url(path: &str, url: &str, expected: &str) {
            let metadata = Metadata {
                url: Some(url.into()),
                categories: vec!["A b".into(), "Çx".into()],
                ..Metadata::default()
            };
            check(path, &metadata, expected);
        }
        url("_posts/2024-01-07-perm.md", "/foo/:title/", "/foo/perm/");
        url("_posts/2024-01-07-perm.md", "foo/bar", "/foo/bar");
        url(
            "_posts/2024-01-07-perm.md",
            "/../../etc/:title",
            "/etc/perm",
        );
        url(
            "_posts/2024-01-07-perm.md",
            "/:year/:i_month/:i_day/:short_year/:y_day/:slug:output_ext",
            "/2024/1/7/24/007/perm.html",
        );
        url(
            "_posts/2024-01-10-week.md",
            "/:week/:short_day/:long_day/:short_month/:long_month/:hour/:minute/:second/:name/:path/:collection/:title",
            "/02/Wed/Wednesday/Jan/January/00/00/00/2024-01-10-week/2024-01-10-week/posts/week",
        );
        url(
            "_posts/2024-01-12-Slug-Title.md",
            "/:slug/:title/",
            "/slug-title/Slug-Title/",
        );
        url("_posts/2024-01-11-c.md", "/:categories/:title", "/a b/çx/c");
        url(
            "_posts/2024-01-11-c.md",
            "/:slugified_categories/:title",
            "/a-b/çx/c",
        );
        url(
            "_posts/2024-01-11-c.md",
            "/:month_:day/:unknown",
            "/01_11/:unknown",
        );
        url("_posts/2024-01-13-q.md", "/a?b#c", "/a?b#c");
    }

    #[test]
    fn front_matter_goes_before_the_name() {
        let metadata = Metadata {
            date: Some(date("2023-05-06T23:30:00")),
            slug: Some("Other Slug".into()),
            ..Metadata::default()
        };
        check(
            "_posts/2024-01-08-x.md",
            &metadata,
            "/2023/05/06/Other-Slug.html",
        );
    }

    #[test]
    fn the_name_gives_date_slug_and_title() {
        let mut metadata = Metadata::default();
        Configuration::of(Dialect::Jekyll)
            .addresses
            .complete_metadata("_posts/2024-01-02-rust-at-work.md", &mut metadata);
        assert_eq!(metadata.title.as_deref(), Some("Rust At Work"));
        assert_eq!(metadata.slug.as_deref(), Some("rust-at-work"));
        assert_eq!(metadata.date, Some(date("2024-01-02T00:00:00")));
    }

    #[test]
    fn what_jekyll_does_not_publish_is_a_draft() {
        assert!(Dialect::Jekyll.is_draft("_drafts/a.md"));
        assert!(Dialect::Jekyll.is_draft("cat/_drafts/2024-01-02-a.md"));
        assert!(Dialect::Jekyll.is_draft("_posts/no-date.md"));
        assert!(!Dialect::Jekyll.is_draft("_posts/2024-01-02-a.md"));
        assert!(!Dialect::Jekyll.is_draft("about.md"));
    }
}

//! Zola's rules, with its default settings.

use jiff::civil;

use super::{address, name};
use crate::parse::{Date, Metadata};
use crate::render::{HeadingIds, Rules};

pub(super) const NAME: &str = "Zola";

pub(super) static RULES: Rules = Rules {
    options: Rules::EXTENSIONS,
    heading_ids: Some(HeadingIds::Slug),
    ..Rules::COMMONMARK
};

/// `/folder/slug/`: the folders as they are, the slug in ASCII; `path` from the front matter as it
/// is. A page with assets (`folder/index.md`) is named by its folder.
pub(super) fn permalink(path: &str, metadata: &Metadata) -> String {
    if let Some(path) = metadata
        .path
        .as_deref()
        .filter(|path| !path.trim().is_empty())
    {
        return format!("{}/", address::decode(path.trim()));
    }
    let path = path.strip_prefix("content/").unwrap_or(path);
    let (mut folders, stem) = name::split(path);
    let (stem, language) = name::language(stem);
    let named = if stem == "index" {
        folders.pop().unwrap_or(stem)
    } else {
        stem
    };
    let (_, named_slug) = date_and_slug(named);
    let written = metadata.slug.as_deref().unwrap_or(named_slug);
    let slug = Some(slugify(written)).filter(|slug| !slug.is_empty());
    let slug = slug.unwrap_or_else(|| named.to_owned());
    let segments: Vec<&str> = name::language_prefix(language.as_deref())
        .into_iter()
        .chain(folders)
        .chain([slug.as_str()])
        .collect();
    format!("/{}/", segments.join("/"))
}

/// ASCII letters and digits in lower case, everything between them one `-`.
fn slugify(text: &str) -> String {
    deunicode::deunicode(text)
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// The day in a name and the slug after it: `2024-01-02_a` → that day, `a`; `2024-01-02` → that
/// day, and itself as slug.
fn date_and_slug(stem: &str) -> (Option<civil::Date>, &str) {
    // Zola takes a date in full width only.
    let dated = name::dated(stem).filter(|(_, rest)| stem.len() - rest.len() == 10);
    let Some((date, rest)) = dated else {
        return (None, stem);
    };
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let slug = rest
        .strip_prefix(['-', '_'])
        .filter(|slug| !slug.is_empty());
    (Some(date), slug.unwrap_or(stem))
}

/// The date; also from the folder of an `index.md`.
pub(super) fn metadata_from_name(path: &str, metadata: &mut Metadata) {
    let (folders, stem) = name::split(path);
    let (stem, _) = name::language(stem);
    let named = match folders.last() {
        Some(folder) if stem == "index" => folder,
        _ => stem,
    };
    if metadata.date.is_none() {
        metadata.date = date_and_slug(named).0.map(|date| Date {
            civil: date.to_datetime(civil::Time::midnight()),
            offset: None,
        });
    }
}

/// Drafts are named by the front matter alone.
pub(super) fn is_draft(_path: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::super::tests::date;
    use super::super::{Configuration, Dialect};
    use crate::parse::Metadata;
    use jiff::civil;

    fn check(path: &str, metadata: &Metadata, expected: &str) {
        let url = Configuration::of(Dialect::Zola).addresses.permalink(
            path,
            metadata,
            civil::date(2024, 1, 2),
        );
        assert_eq!(url, expected, "{path}");
    }

    #[test]
    fn files_have_zolas_addresses() {
        let plain = Metadata::default();
        check("content/a.md", &plain, "/a/");
        check("content/Posts/My Post.md", &plain, "/Posts/my-post/");
        check("content/posts/2024-01-02-dated.md", &plain, "/posts/dated/");
        check("content/posts/2024-01-02_dated.md", &plain, "/posts/dated/");
        check(
            "content/posts/2024-1-2-short.md",
            &plain,
            "/posts/2024-1-2-short/",
        );
        check("content/posts/2024-01-02.md", &plain, "/posts/2024-01-02/");
        check(
            "content/posts/2024-01-02-trip/index.md",
            &plain,
            "/posts/trip/",
        );
        check("content/posts/trip/index.fr.md", &plain, "/fr/posts/trip/");
        check("content/v1.0.md", &plain, "/v1-0/");
        check("content/日本.md", &plain, "/ri-ben/");
        check("content/!!.md", &plain, "/!!/");
    }

    #[test]
    fn front_matter_goes_before_the_name() {
        let slug = Metadata {
            slug: Some("hello & world".into()),
            ..Metadata::default()
        };
        check("content/posts/a.md", &slug, "/posts/hello-world/");
        let path = Metadata {
            path: Some("2026/03/26/1.94.1-release".into()),
            ..Metadata::default()
        };
        check("content/posts/a.md", &path, "/2026/03/26/1.94.1-release/");
    }

    #[test]
    fn the_name_gives_the_date() {
        let mut metadata = Metadata::default();
        Configuration::of(Dialect::Zola)
            .addresses
            .metadata_from_name("content/2024-01-02-trip/index.md", &mut metadata);
        assert_eq!(metadata.date, Some(date("2024-01-02T00:00:00")));
        assert_eq!(metadata.title, None);
    }
}

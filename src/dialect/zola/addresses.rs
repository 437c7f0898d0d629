//! How Zola's posts get their addresses.

use jiff::{civil, tz};

use crate::dialect::{address, name};
use crate::parse::{Date, Metadata};

/// What Zola's configuration says of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// How a name becomes the last part of an address.
    pub(super) slugs: Slugs,
    /// Whether the day in a name is part of the address.
    pub(super) keeps_dates: bool,
    /// The language whose posts have no prefix, and the others; `None` where no configuration says
    /// so, and the name is all there is to go by.
    pub(super) languages: Option<Languages>,
}

/// The languages of a blog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Languages {
    pub(super) default: String,
    pub(super) others: Vec<String>,
}

/// How a name becomes the last part of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Slugs {
    /// In ASCII, with a dash for what is neither letter nor digit.
    #[default]
    On,
    /// Without what file names cannot hold.
    Safe,
    /// As it is.
    Off,
}

impl Slugs {
    /// What a configuration says.
    pub(super) fn of(word: Option<&str>) -> Self {
        match word {
            Some("safe") => Self::Safe,
            Some("off") => Self::Off,
            _ => Self::On,
        }
    }

    /// A name as a part of an address.
    pub(super) fn slug(self, name: &str) -> String {
        match self {
            Self::On => name::ascii_slug(name),
            Self::Safe => {
                let name = name.trim_end_matches([' ', '.']);
                name.replace(['<', '>', ':', '"', '/', '\\', '|', '?', '*'], "")
            }
            Self::Off => name.to_owned(),
        }
    }
}

impl Addresses {
    /// `/folder/slug/`: the folders as they are; `path` from the front matter as it is. A page with
    /// assets (`folder/index.md`) is named by its folder.
    pub(in crate::dialect) fn permalink(&self, path: &str, metadata: &Metadata) -> String {
        let written = metadata.path.as_deref().map(str::trim);
        if let Some(path) = written.filter(|path| !path.is_empty()) {
            return format!("{}/", address::decode(path));
        }
        let path = path.strip_prefix("content/").unwrap_or(path);
        let (mut folders, stem) = name::split(path);
        let (stem, prefix) = self.language(stem);
        let named = if stem == "index" {
            folders.pop().unwrap_or(stem)
        } else {
            stem
        };
        let slug_of_name = match date_and_slug(named) {
            (Some(_), slug) if !self.keeps_dates => slug,
            _ => named,
        };
        let slug = self
            .slugs
            .slug(metadata.slug.as_deref().unwrap_or(slug_of_name));
        let slug = if slug.is_empty() { named } else { &slug };
        let prefix = prefix.as_deref().into_iter();
        let segments: Vec<&str> = prefix.chain(folders).chain([slug]).collect();
        format!("/{}/", segments.join("/"))
    }

    /// A stem without its language, and what its posts' addresses begin with.
    fn language<'s>(&self, stem: &'s str) -> (&'s str, Option<String>) {
        let Some(languages) = &self.languages else {
            let (stem, language) = name::language(stem);
            let prefix = name::language_prefix(language.as_deref()).map(str::to_owned);
            return (stem, prefix);
        };
        let Some((rest, code)) = stem.split_once('.') else {
            return (stem, None);
        };
        let mut others = languages.others.iter();
        if others.any(|known| known.eq_ignore_ascii_case(code)) {
            (rest, Some(code.to_owned()))
        } else {
            // The default language is not looked for in names.
            (stem, None)
        }
    }

    /// The language that the name of this file tells, if it is not the first one.
    pub(in crate::dialect) fn own_language(&self, path: &str) -> Option<String> {
        let (_, stem) = name::split(path);
        self.language(stem).1
    }

    /// The language of the post in this file.
    pub(in crate::dialect) fn language_of(&self, path: &str) -> String {
        let prefix = self.own_language(path);
        let default = self.languages.as_ref().map(|languages| &languages.default);
        prefix.or_else(|| default.cloned()).unwrap_or_default()
    }

    /// The date; also from the folder of an `index.md`.
    pub(in crate::dialect) fn metadata_from_name(&self, path: &str, metadata: &mut Metadata) {
        let (folders, stem) = name::split(path);
        let (stem, _) = self.language(stem);
        let named = match folders.last() {
            Some(folder) if stem == "index" => folder,
            _ => stem,
        };
        if metadata.date.is_none() {
            metadata.date = date_and_slug(named).0;
        }
    }
}

/// The time in a name and the slug after it: `2024-01-02_a` → that day, `a`; `2024-01-02` → that
/// day, and itself as slug.
fn date_and_slug(stem: &str) -> (Option<Date>, &str) {
    // Zola takes a date in full width only.
    let dated = name::dated(stem).filter(|(_, rest)| stem.len() - rest.len() == 10);
    let Some((date, rest)) = dated else {
        return (None, stem);
    };
    let (offset, time, rest) = match time(rest) {
        Some((offset, time, rest)) => (Some(offset), time, rest),
        None => (None, civil::Time::midnight(), rest),
    };
    let date = Date {
        civil: date.to_datetime(time),
        offset,
    };
    let rest = rest.trim_start_matches(' ');
    let slug = rest
        .strip_prefix(['-', '_'])
        .filter(|slug| !slug.is_empty());
    (Some(date), slug.unwrap_or(stem))
}

/// The time behind the day in a name, as RFC 3339 has it, and what follows: `T10:00:00Z-a`.
fn time(rest: &str) -> Option<(tz::Offset, civil::Time, &str)> {
    const TIME: usize = "10:00:00".len();
    let from = rest.strip_prefix('T')?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = from.get(TIME..)?.strip_prefix('.').map_or(0, digits);
    let end = TIME + if fraction > 0 { fraction + 1 } else { 0 };
    let time: civil::Time = from.get(..end)?.parse().ok()?;
    let zone = &from[end..];
    if let Some(rest) = zone.strip_prefix('Z') {
        return Some((tz::Offset::UTC, time, rest));
    }
    let (hours, minutes) = zone.get(..6)?.split_once(':')?;
    let sign: i32 = if zone.starts_with('-') { -1 } else { 1 };
    let hours: i32 = hours.strip_prefix(['+', '-'])?.parse().ok()?;
    let minutes: i32 = minutes.parse().ok()?;
    let offset = tz::Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok()?;
    Some((offset, time, &zone[6..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::tests::date;
    use crate::dialect::{Configuration, Dialect};
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
        let timed = "content/posts/2024-05-08T10:00:00Z-time.md";
        check(timed, &plain, "/posts/time/");
        let timed = "content/posts/2024-05-08T10:00:00.5+02:00_time.md";
        check(timed, &plain, "/posts/time/");
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
            .complete_metadata("content/2024-01-02-trip/index.md", &mut metadata);
        assert_eq!(metadata.date, Some(date("2024-01-02T00:00:00")));
        assert_eq!(metadata.title, None);
    }

    #[test]
    fn the_configuration_says_how_addresses_are_made() {
        let metadata = Metadata::default();
        let check = |addresses: &Addresses, path: &str, expected: &str| {
            assert_eq!(addresses.permalink(path, &metadata), expected, "{path}");
        };
        let safe = Addresses {
            slugs: Slugs::Safe,
            keeps_dates: true,
            languages: Some(Languages {
                default: "de".into(),
                others: vec!["en".into(), "pt-br".into()],
            }),
        };
        check(&safe, "content/My Post?.md", "/My Post/");
        check(&safe, "content/2024-01-02-Über.md", "/2024-01-02-Über/");
        check(&safe, "content/a/index.en.md", "/en/a/");
        check(&safe, "content/a/b.pt-BR.md", "/pt-BR/a/b/");
        check(&safe, "content/a/b.de.md", "/a/b.de/");
        check(&safe, "content/a/b.fr.md", "/a/b.fr/");
        let off = Addresses {
            slugs: Slugs::Off,
            ..Addresses::default()
        };
        check(&off, "content/2024-01-02-A b.md", "/A b/");
        check(&off, "content/x. .md", "/x. /");
    }
}

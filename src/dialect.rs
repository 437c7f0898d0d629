//! What differs between generators: whose rules a post follows, and where it will be published.

pub mod address;
mod configuration;
mod folders;
mod hugo;
mod jekyll;
pub mod name;
mod places;
mod plain;
mod wants;
mod zola;

use std::fmt;
use std::str::FromStr;

use crate::render::Rules;

pub use configuration::{Addresses, Configuration, Values};
pub(crate) use jekyll::POST_FOLDERS as JEKYLL_POST_FOLDERS;
pub(crate) use zola::slug as zola_slug;

/// Whose rules apply to a blog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// <https://gohugo.io>
    Hugo,
    /// <https://jekyllrb.com>
    Jekyll,
    /// <https://www.getzola.org>
    Zola,
    /// No generator: a folder of Markdown files.
    Plain,
}

impl Dialect {
    /// Every dialect, in the order in which help texts list them.
    pub const ALL: [Self; 4] = [Self::Hugo, Self::Jekyll, Self::Zola, Self::Plain];

    /// Its name in a sentence: `Hugo`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hugo => hugo::NAME,
            Self::Jekyll => jekyll::NAME,
            Self::Zola => zola::NAME,
            Self::Plain => plain::NAME,
        }
    }

    /// Its name on the command line: `hugo`.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Hugo => "hugo",
            Self::Jekyll => "jekyll",
            Self::Zola => "zola",
            Self::Plain => "plain",
        }
    }

    /// How its Markdown is read where the configuration says nothing.
    #[must_use]
    pub fn rules(self) -> &'static Rules {
        match self {
            Self::Hugo => &hugo::RULES,
            Self::Jekyll => &jekyll::RULES,
            Self::Zola => &zola::RULES,
            Self::Plain => &plain::RULES,
        }
    }

    /// Whether the file's place or name alone makes it a draft.
    ///
    /// Jekyll: a file in `_drafts`, and one in `_posts` without a date in its name, which Jekyll
    /// passes over when it publishes.
    #[must_use]
    pub fn is_draft(self, path: &str) -> bool {
        match self {
            Self::Hugo => hugo::is_draft(path),
            Self::Jekyll => jekyll::is_draft(path),
            Self::Zola => zola::is_draft(path),
            Self::Plain => plain::is_draft(path),
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

/// A `--dialect` that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown dialect '{0}'; give hugo, jekyll, zola or plain")]
pub struct UnknownDialect(String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.keyword().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Metadata;
    use jiff::civil;
    use proptest::prelude::*;

    pub(super) fn date(text: &str) -> crate::parse::Date {
        crate::parse::Date {
            civil: text.parse().expect("a date"),
            offset: None,
        }
    }

    #[test]
    fn a_dialect_is_read_from_its_keyword() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.to_string().parse(), Ok(dialect));
        }
        assert!("eleventy".parse::<Dialect>().is_err());
    }

    #[test]
    fn no_permalink_meets_our_own_addresses() {
        let metadata = Metadata {
            url: Some("/_/live".into()),
            ..Metadata::default()
        };
        for dialect in Dialect::ALL {
            let url = Configuration::of(dialect).addresses.permalink(
                "_/posts.md",
                &metadata,
                civil::date(2024, 1, 2),
            );
            assert!(!url.starts_with("/_/"), "{dialect}: {url}");
        }
    }

    #[test]
    fn no_permalink_is_the_index() {
        let metadata = Metadata {
            url: Some("/".into()),
            ..Metadata::default()
        };
        for dialect in Dialect::ALL {
            for path in ["index.md", "content/index.md"] {
                let url = Configuration::of(dialect).addresses.permalink(
                    path,
                    &metadata,
                    civil::date(2024, 1, 2),
                );
                assert_ne!(url, "/", "{dialect}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_permalink_is_clean(
            path in r"(content/|_posts/)?([a-zA-Z0-9 ._%?#\\:ü-]{1,12}/){0,3}[a-zA-Z0-9 ._%?#\\:ü-]{0,12}\.md",
            url in proptest::option::of(r"[/.%\\a-zA-Z0-9: _?#\x00-\x1f]{0,24}"),
            slug in proptest::option::of(r"[/.%\\a-zA-Z0-9: _?#ü]{0,12}"),
        ) {
            let metadata = Metadata { slug, url, ..Metadata::default() };
            for dialect in Dialect::ALL {
                let permalink = Configuration::of(dialect).addresses.permalink(&path, &metadata, civil::date(2024, 1, 2));
                prop_assert!(permalink.starts_with('/') && permalink != "/", "{permalink:?}");
                prop_assert!(!permalink.starts_with("/_/"), "{permalink:?}");
                prop_assert!(!permalink.contains(['\\', '\0', '\n']), "{permalink:?}");
                let inner = permalink.trim_start_matches('/').trim_end_matches('/');
                prop_assert!(
                    inner.split('/').all(|part| !matches!(part, "" | "." | "..")),
                    "{permalink:?}"
                );
            }
        }
    }
}

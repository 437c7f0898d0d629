//! A folder of Markdown files, without a generator.

use jiff::civil;

use super::name;
use crate::parse::{Date, Metadata};
use crate::render::{Autolinks, HeadingIds, Options, Rules};

pub(super) const NAME: &str = "Plain";

/// Where such files are read otherwise (code hosts, editors), punctuation stays as typed.
pub(super) static RULES: Rules = Rules {
    options: Rules::EXTENSIONS
        .union(Options::ENABLE_GFM)
        .union(Options::ENABLE_DEFINITION_LIST),
    autolinks: Some(Autolinks::Github),
    heading_ids: Some(HeadingIds::Github),
    ..Rules::COMMONMARK
};

/// The file's path without its ending, so that relative links work as they do between the files;
/// `folder/index.md` is its folder. The front matter has no say.
pub(super) fn permalink(path: &str) -> String {
    let (mut folders, stem) = name::split(path);
    if stem == "index" && !folders.is_empty() {
        return format!("/{}/", folders.join("/"));
    }
    folders.push(stem);
    format!("/{}", folders.join("/"))
}

/// The date, where the name begins with one.
pub(super) fn metadata_from_name(path: &str, metadata: &mut Metadata) {
    let (_, stem) = name::split(path);
    if metadata.date.is_none() {
        metadata.date = name::dated(stem).map(|(date, _)| Date {
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

    #[test]
    fn an_address_is_the_path_without_its_ending() {
        fn check(path: &str, expected: &str) {
            let metadata = Metadata::default();
            let url = Configuration::of(Dialect::Plain).addresses.permalink(
                path,
                &metadata,
                civil::date(2024, 1, 2),
            );
            assert_eq!(url, expected);
        }
        check("a.md", "/a");
        check("posts/Some Post.markdown", "/posts/Some Post");
        check("posts/index.md", "/posts/");
        check("index.md", "/index");
        check("v1.0.md", "/v1.0");
        check("100%25.md", "/100%25");
    }

    #[test]
    fn the_name_gives_the_date() {
        let mut metadata = Metadata::default();
        Configuration::of(Dialect::Plain)
            .addresses
            .complete_metadata("posts/2024-01-02-a.md", &mut metadata);
        assert_eq!(metadata.date, Some(date("2024-01-02T00:00:00")));
    }
}

//! A post's page as a file of its own. Pure.

use askama::Template;

use super::Page;

/// What such a file consists of.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The regions around the article; its blocks are in `article`.
    pub page: &'a Page,
    /// The article's inner HTML, with everything that it shows inside.
    pub article: &'a str,
    /// What the author is called.
    pub author: &'a str,
    /// All styles.
    pub styles: &'a str,
}

/// The whole file.
#[must_use]
pub fn document(export: &Export<'_>) -> String {
    super::filled(&ExportHtml {
        export,
        by: if export.page.region("banner").is_empty() {
            "By"
        } else {
            "A draft by"
        },
        version: env!("CARGO_PKG_VERSION"),
    })
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportHtml<'a> {
    export: &'a Export<'a>,
    /// What stands before the author's name.
    by: &'static str,
    version: &'static str,
}

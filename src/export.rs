//! One post as one HTML file that needs nothing else: no network, no script, no file beside it.
//!
//! It looks as it does for somebody with a link. What it shows of the blog is inside it; where it
//! would lead to the rest of the blog, it leads nowhere.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::assets;
use crate::blog::Blog;
use crate::page::Page;
use crate::page::export::{Export as Document, document};
use crate::page::post::View;
use crate::pages::read_source;
use crate::preview::name_of_author;
use crate::preview::reading::{self, Outcome};
use crate::problem::Problem;
use crate::render::highlight::highlight;
use crate::render::{Known, render};
use crate::site::{Entry, Site};

mod inside;
mod style;

use inside::Inside;

/// The style sheets of a post's page, in the order in which the page has them.
const STYLE_SHEETS: [&str; 4] = ["article.css", "code.css", "furniture.css", "reader.css"];

/// A post as one file, and what it could not take in.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// The file.
    pub html: String,
    /// Files that the post shows and that are not there, as the post writes them.
    pub missing: Vec<String>,
    /// Addresses on other machines from which the post shows something: these need a network.
    pub remote: Vec<String>,
    /// How many links to posts and files of the blog became plain text.
    pub unlinked: usize,
}

/// A site with this post of the blog in it, or with all of them. Blocks.
#[must_use]
pub fn site(blog: Blog, post: Option<&str>) -> Site {
    let mut site = Site::new(Arc::new(blog));
    let readings = match post {
        Some(path) => vec![reading::read(&site, path.into(), None)],
        None => reading::read_all(&site),
    };
    for reading in readings {
        if let Outcome::Post(entry, _) = reading.outcome {
            site.insert(*entry);
        }
    }
    site.complete = true;
    site
}

/// A post as one file, with the author's own style sheet if there is one. Blocks.
///
/// # Errors
///
/// A problem when the post or the style sheet cannot be read.
pub fn export(
    site: &Site,
    entry: &Entry,
    style_sheet: Option<&Path>,
) -> Result<Export, Box<Problem>> {
    let body = read_source(site, entry)?.body;
    let text = body.text.get(body.start..).unwrap_or_default();
    let rules = site.blog.dialect.rules();
    let wanted = render(text, body.line, &rules, &Known::default()).wanted;
    let mut inside = Inside::of(site, entry);
    let known = Known {
        targets: wanted
            .destinations
            .iter()
            .map(|to| (to.clone(), inside.target(to)))
            .collect(),
        code: wanted
            .code
            .iter()
            .filter_map(|code| Some((code.key, highlight(code)?)))
            .collect(),
    };
    let rendered = render(text, body.line, &rules, &known);
    let words = rendered.words;
    let outline = rendered.outline;
    let blocks = rendered.blocks.into_iter();
    let article: String = blocks
        .map(|block| inside.finish(&block.html) + "\n")
        .collect();
    let page = Page::of_post(View {
        url: &entry.permalink,
        title: &entry.title,
        metadata: Some(&entry.metadata),
        status: entry.status,
        words,
        outline: &outline,
        blocks: Vec::new(),
        files: Vec::new(),
        now: Timestamp::now(),
    });
    let html = document(&Document {
        page: &page,
        article: &article,
        author: &name_of_author(&site.blog.root),
        styles: &styles(style_sheet)?,
    });
    Ok(Export {
        html,
        missing: inside.missing,
        remote: inside.remote,
        unlinked: inside.unlinked,
    })
}

/// All styles of the file, the author's last.
fn styles(own: Option<&Path>) -> Result<String, Box<Problem>> {
    let mut styles = String::new();
    for name in STYLE_SHEETS {
        let asset = assets::asset(name);
        let bytes = asset.map(|asset| asset.plain).unwrap_or_default();
        styles.push_str(&String::from_utf8_lossy(&bytes));
        styles.push('\n');
    }
    if let Some(own) = own {
        styles.push_str(&style::inside(own)?);
    }
    // Nothing in a style sheet may end the element that it stands in.
    Ok(styles.replace("</", "<\\/"))
}

impl Export {
    /// Whether everything that the post shows is in the file.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.remote.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;

    fn exported(files: &[&str], post: &str) -> Export {
        let tree = Tree::of(files);
        let blog = detect(tree.root(), None).unwrap();
        let site = site(blog, Some(post));
        export(&site, site.entry(post).unwrap(), None).unwrap()
    }

    #[test]
    fn what_the_post_shows_is_inside() {
        let export = exported(
            &[
                "hugo.toml",
                "content/posts/a.md=---\ntitle: A\n---\n![x](x.svg) <img src='/y.svg' alt=''> [b](b.md) [x](x.svg) [here](#h) [out](https://example.org/)\n",
                "content/posts/b.md",
                "content/posts/x.svg=<svg width='4' height='3'>",
                "static/y.svg=<svg width='5' height='3'>",
            ],
            "content/posts/a.md",
        );
        assert_eq!(
            export
                .html
                .matches("src=\"data:image/svg+xml;base64,")
                .count(),
            2
        );
        assert!(export.html.contains("width=\"4\" height=\"3\""));
        assert!(
            export.html.contains("<a>b</a>") && export.html.contains("<a>x</a>"),
            "{}",
            export.html
        );
        assert!(
            export.html.contains("href=\"#h\"")
                && export.html.contains("href=\"https://example.org/\"")
        );
        assert_eq!(export.unlinked, 2);
        assert!(export.is_whole());
        assert!(!export.html.contains("data-line") && !export.html.contains("data-post"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let export = exported(
            &["posts/a.md=![Gone](gone.png) ![Far](https://example.org/far.png)\n"],
            "posts/a.md",
        );
        assert_eq!(export.missing, ["gone.png"]);
        assert_eq!(export.remote, ["https://example.org/far.png"]);
        assert!(export.html.contains("alt=\"Gone\""));
        assert!(!export.html.contains("gone.png"));
    }

    #[test]
    fn the_same_post_gives_the_same_file() {
        let files = ["posts/a.md=# A\n\n```rust\nfn x() {}\n```\n"];
        assert_eq!(
            exported(&files, "posts/a.md").html,
            exported(&files, "posts/a.md").html
        );
    }
}

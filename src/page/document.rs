//! A [`Page`] → the whole document that a browser asks for. Pure.

use askama::Template;
use serde::Deserialize;

use super::Page;

/// What a document needs beside its page.
#[derive(Clone, Copy, Debug)]
pub struct Shell<'a> {
    /// What stands before `_/assets/…` to reach it from the page's address: `./`, `../../`.
    /// No address in the document begins with `/`, so that the page works under any prefix.
    pub to_root: &'a str,
    /// The nonce that the Content-Security-Policy of this answer names.
    pub nonce: &'a str,
    /// The build whose scripts and styles the document loads ([`crate::assets::build_id`]).
    pub build: &'a str,
    /// Address of the author's own style sheet (`--css`), relative to the page.
    pub css: Option<&'a str>,
    /// What the page shows.
    pub kind: Kind,
    /// For whom.
    pub reader: Reader<'a>,
}

/// Whom a document is for. The page in it is the same for everyone.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    /// The author, who can also share.
    Author,
    /// A device of the author's own: as the author, without sharing.
    OwnDevice,
    /// Somebody with a link.
    Reviewer {
        /// What the author is called.
        author: &'a str,
        /// A sentence of the author's for those who read.
        line: Option<&'a str>,
        /// Whether the link opens several posts, so that there is a list to go back to.
        list: bool,
    },
}

/// What a page shows. It says so in its `data-view`, and again when its socket opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One post.
    #[default]
    Post,
    /// The list of posts.
    Index,
    /// That there is no post here yet; it is laid out as a post, because it becomes one.
    Nothing,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Index => "index",
            Self::Nothing => "nothing",
        }
    }
}

impl Reader<'_> {
    /// The value of `data-reader`.
    fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::OwnDevice => "own",
            Self::Reviewer { .. } => "reviewer",
        }
    }

    fn scripts(self) -> &'static Scripts {
        match self {
            Self::Author | Self::OwnDevice => &LIVE,
            Self::Reviewer { .. } => &READER,
        }
    }
}

/// The whole document of a page: regions, article, our styles and scripts.
#[must_use]
pub fn document(page: &Page, shell: &Shell<'_>) -> String {
    super::filled(&Document {
        page,
        shell,
        article: &article(page),
        revision: page.revision.to_string(),
        scripts: shell.reader.scripts(),
    })
}

/// The scripts of a page.
struct Scripts {
    /// The one that the page runs.
    entry: &'static str,
    /// What it imports, directly or not: named in the document, all of it is fetched at once
    /// instead of one depth of imports after the other.
    modules: &'static [&'static str],
}

/// For the author, here or on a device of their own.
const LIVE: Scripts = Scripts {
    entry: "live.js",
    modules: &[
        "anchor.js",
        "article.js",
        "bar.js",
        "connection.js",
        "copy.js",
        "element.js",
        "ended.js",
        "files.js",
        "frame.js",
        "gain.js",
        "index.js",
        "match.js",
        "morph.js",
        "notice.js",
        "page.js",
        "patch.js",
        "selection.js",
        "share-link.js",
        "share-offer.js",
        "share.js",
        "status.js",
        "strip.js",
        "text.js",
        "tint.js",
        "title.js",
        "vendor/idiomorph/idiomorph.esm.js",
        "words.js",
    ],
};

/// For somebody with a link.
const READER: Scripts = Scripts {
    entry: "reader.js",
    modules: &[
        "anchor.js",
        "article.js",
        "bar.js",
        "connection.js",
        "element.js",
        "ended.js",
        "files.js",
        "frame.js",
        "glide.js",
        "index.js",
        "match.js",
        "morph.js",
        "notice.js",
        "page.js",
        "patch.js",
        "pills.js",
        "selection.js",
        "status.js",
        "text.js",
        "tint.js",
        "title.js",
        "vendor/idiomorph/idiomorph.esm.js",
        "words.js",
    ],
};

/// The article's inner HTML: its blocks, each on lines of its own.
fn article(page: &Page) -> String {
    let length: usize = page.blocks.iter().map(|block| block.html.len() + 32).sum();
    let mut html = String::with_capacity(length);
    for block in &page.blocks {
        block.write_html(&mut html);
        html.push('\n');
    }
    html
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    page: &'a Page,
    shell: &'a Shell<'a>,
    article: &'a str,
    revision: String,
    scripts: &'static Scripts,
}

/// What a reviewer is told before the text.
#[derive(Template)]
#[template(path = "review.html")]
struct Review<'a> {
    author: &'a str,
    line: Option<&'a str>,
    /// What stands before the author's name over a title; a list has it in its heading.
    by: Option<&'static str>,
}

impl Document<'_> {
    fn is_index(&self) -> bool {
        self.shell.kind == Kind::Index
    }

    fn shares(&self) -> bool {
        matches!(self.shell.reader, Reader::Author)
    }

    fn review(&self) -> Option<Review<'_>> {
        match self.shell.reader {
            Reader::Author | Reader::OwnDevice => None,
            Reader::Reviewer { author, line, .. } => Some(Review {
                author,
                line,
                by: self.by(),
            }),
        }
    }

    /// A post that is not out has a banner that says why; a reader needs no more than the word.
    fn by(&self) -> Option<&'static str> {
        match self.shell.kind {
            Kind::Index => None,
            Kind::Post | Kind::Nothing if self.page.region("banner").is_empty() => Some("By"),
            Kind::Post | Kind::Nothing => Some("A draft by"),
        }
    }

    /// Whether there is a list of posts to go back to.
    fn leads_home(&self) -> bool {
        let list = match self.shell.reader {
            Reader::Author | Reader::OwnDevice => true,
            Reader::Reviewer { list, .. } => list,
        };
        list && !self.is_index()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Region, index};
    use crate::render::{Block, Lines};

    fn post(title: &str) -> Page {
        let block = |html: &str, line| {
            Block::new(
                html,
                Lines {
                    first: line,
                    last: line + 1,
                },
            )
        };
        Page::new(
            "/posts/a&b/",
            title,
            vec![
                Region {
                    name: "header",
                    html: "<h1>A</h1>".to_owned(),
                },
                Region {
                    name: "banner",
                    html: "<p>Draft</p>".to_owned(),
                },
            ],
            vec![block("<p>one</p>", 6), block("<hr />", 9)],
            Vec::new(),
        )
    }

    fn shell(kind: Kind) -> Shell<'static> {
        Shell {
            to_root: "../../",
            nonce: "n0nce",
            build: "b1",
            css: None,
            kind,
            reader: Reader::Author,
        }
    }

    #[test]
    fn the_article_holds_the_blocks_and_nothing_else() {
        let page = post("A");
        let html = document(&page, &shell(Kind::Post));
        let opening = format!(
            "<article data-post=\"/posts/a&#38;b/\" data-revision=\"{}\" data-view=\"post\">",
            page.revision
        );
        let blocks = "<p data-line=\"6-7\">one</p>\n<hr data-line=\"9-10\" />\n</article>";
        assert!(html.contains(&format!("{opening}{blocks}")), "{html}");
    }

    #[test]
    fn regions_stand_where_the_page_has_them() {
        let html = document(&post("A"), &shell(Kind::Post));
        assert!(html.contains("data-region=\"header\"><h1>A</h1></header>"));
        assert!(html.contains("data-region=\"banner\"><p>Draft</p></div>"));
    }

    #[test]
    fn a_title_is_text() {
        let html = document(
            &post("</title><script>x</script> & \"co\""),
            &shell(Kind::Post),
        );
        assert!(
            html.contains("<title>&#60;/title&#62;&#60;script&#62;x&#60;/script&#62; &#38; &#34;co&#34;</title>"),
            "{html}"
        );
    }

    #[test]
    fn every_address_of_ours_is_relative() {
        for kind in [Kind::Post, Kind::Index] {
            let mut shell = shell(kind);
            shell.css = Some("../../_/style.css");
            let html = document(&post("A"), &shell);
            let mut addresses = 0;
            for attribute in ["href=\"", "src=\""] {
                for (at, _) in html.match_indices(attribute) {
                    let rest = &html[at + attribute.len()..];
                    addresses += 1;
                    assert!(
                        rest.starts_with("../../") || rest.starts_with('#'),
                        "{}",
                        &rest[..40]
                    );
                }
            }
            assert!(addresses > 4, "only {addresses} addresses found");
            assert!(html.contains("href=\"../../_/style.css\""));
        }
    }

    #[test]
    fn scripts_bear_the_nonce_and_nothing_is_inline() {
        let html = document(&post("A"), &shell(Kind::Post));
        for (at, _) in html.match_indices("<script") {
            let tag = &html[at..at + html[at..].find('>').unwrap()];
            assert!(tag.contains("nonce=\"n0nce\""), "{tag}");
            assert!(tag.contains(" src="), "{tag}");
        }
        assert!(!html.contains(" onclick") && !html.contains("<style"));
    }

    /// Everything that a script imports, directly or not.
    fn imports(entry: &str) -> std::collections::BTreeSet<String> {
        let mut imported = std::collections::BTreeSet::new();
        let mut open = vec![entry.to_owned()];
        while let Some(module) = open.pop() {
            let asset = crate::assets::asset(&module).expect(&module);
            let text = String::from_utf8(asset.plain.into_owned()).unwrap();
            for (at, _) in text.match_indices("from \"./") {
                let rest = &text[at + "from \"./".len()..];
                let path = rest[..rest.find('"').unwrap()].to_owned();
                if imported.insert(path.clone()) {
                    open.push(path);
                }
            }
        }
        imported
    }

    #[test]
    fn every_module_that_is_imported_is_fetched_ahead() {
        for scripts in [&LIVE, &READER] {
            let named = scripts.modules.iter().map(ToString::to_string).collect();
            assert_eq!(imports(scripts.entry), named, "{}", scripts.entry);
        }
    }

    #[test]
    fn a_reviewer_gets_no_script_that_is_for_the_author() {
        let html = document(&post("A"), &for_reviewer(None, false));
        for name in ["live.js", "strip.js", "share", "panel", "copy.js"] {
            assert!(!html.contains(name), "{name}");
        }
        assert!(html.contains("_/assets/reader.js\""));
    }

    fn for_reviewer(line: Option<&'static str>, list: bool) -> Shell<'static> {
        Shell {
            reader: Reader::Reviewer {
                author: "Ada <3",
                line,
                list,
            },
            ..shell(Kind::Post)
        }
    }

    #[test]
    fn a_reviewer_is_told_whose_draft_it_is_and_what_is_asked() {
        let html = document(&post("A"), &for_reviewer(Some("Too \"harsh\"?"), false));
        assert!(html.contains("A draft by Ada &#60;3"), "{html}");
        assert!(html.contains("Too &#34;harsh&#34;?"));
        assert!(html.contains("data-author=\"Ada &#60;3\""));
        let before = html.split("<article").next().unwrap();
        assert!(before.contains("review-line"), "outside the article");
        let without = document(&post("A"), &for_reviewer(None, false));
        assert!(!without.contains("review-line"));
    }

    #[test]
    fn a_reviewer_goes_back_to_a_list_where_there_is_one() {
        let home = "class=\"bar-home\"";
        assert!(document(&post("A"), &for_reviewer(None, true)).contains(home));
        assert!(!document(&post("A"), &for_reviewer(None, false)).contains(home));
        assert!(document(&post("A"), &shell(Kind::Post)).contains(home));
    }

    #[test]
    fn only_the_author_shares() {
        let share = "data-ui=\"share\"";
        let mut shell = shell(Kind::Post);
        assert!(document(&post("A"), &shell).contains(share));
        shell.reader = Reader::OwnDevice;
        let own = document(&post("A"), &shell);
        assert!(!own.contains(share) && own.contains("data-reader=\"own\""));
        assert!(own.contains("data-ui=\"strip\""), "but sees problems");
    }

    #[test]
    fn a_page_says_what_it_shows_as_its_socket_will() {
        for kind in [Kind::Post, Kind::Index, Kind::Nothing] {
            let html = document(&post("A"), &shell(kind));
            let (_, rest) = html.split_once("data-view=\"").unwrap();
            let name = serde_json::Value::from(rest.split('"').next());
            assert_eq!(serde_json::from_value::<Kind>(name).unwrap(), kind);
        }
    }

    #[test]
    fn an_index_has_a_filter_and_a_post_has_none() {
        let nothing = index::Nothing {
            blog: "blog",
            looked_in: &[],
            example_path: "posts/hello.md",
            today: jiff::civil::date(2026, 11, 22),
        };
        let index = document(&Page::empty_index(&nothing), &shell(Kind::Index));
        assert!(index.contains("type=\"search\""));
        assert!(index.contains("data-post=\"/\""));
        assert!(!document(&post("A"), &shell(Kind::Post)).contains("type=\"search\""));
    }
}

//! A page → the text of its file.

use askama::Template;

use crate::assets;
use crate::page::Page;

/// What the file may do in the browser of who gets it, wherever it lies: show itself, and pictures,
/// media and fonts from the web. No script runs, nothing of that machine is read, nothing is sent.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline' data:; \
                      img-src data: https: http:; media-src data: https: http:; \
                      font-src data: https: http:; base-uri 'none'; form-action 'none'";

#[derive(Template)]
#[template(path = "export.html")]
struct Document<'a> {
    page: &'a Page,
    policy: &'static str,
    version: &'static str,
    styles: &'a str,
    own_style: Option<&'a str>,
    by: Option<&'a str>,
}

/// The file of a page whose blocks need nothing beside them.
pub(super) fn document(page: &Page, author: Option<&str>, own_style: Option<&str>) -> String {
    let has_code = page.blocks.iter().any(|block| block.html.contains("<code"));
    let by = by(page, author);
    let styles = styles(has_code);
    let document = Document {
        page,
        policy: POLICY,
        version: env!("CARGO_PKG_VERSION"),
        styles: &styles,
        own_style,
        by: by.as_deref(),
    };
    document
        .render()
        .expect("a template of texts writes into a String, which cannot fail")
}

/// What is said of the author over the title.
fn by(page: &Page, author: Option<&str>) -> Option<String> {
    let is_out = page.region("banner").is_empty();
    match (is_out, author) {
        (true, Some(author)) => Some(format!("By {author}")),
        (false, Some(author)) => Some(format!("A draft by {author}")),
        (true, None) => None,
        (false, None) => Some("A draft".to_owned()),
    }
}

/// The style sheets of ours that such a page needs, without their comments.
fn styles(has_code: bool) -> String {
    let mut names = vec!["article.css", "export.css"];
    if has_code {
        names.insert(1, "code.css");
    }
    names.iter().map(|name| our_style(name)).collect()
}

fn our_style(name: &str) -> String {
    let asset = assets::asset(name).expect("it is among the assets that are compiled in");
    let css = String::from_utf8_lossy(&asset.plain);
    let mut rest = &*css;
    let mut bare = String::with_capacity(css.len());
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

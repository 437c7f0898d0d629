//! What Markdown becomes, construct by construct, and what holds for any text.

mod constructs;
mod destinations;
mod hugo;
mod properties;
mod shortcodes;
mod zola;

use super::*;

const RULES: Rules = Rules {
    options: Rules::EXTENSIONS
        .union(Options::ENABLE_GFM)
        .union(Options::ENABLE_DEFINITION_LIST),
    autolinks: Some(Autolinks::Github),
    heading_ids: Some(HeadingIds::Github),
    ..Rules::COMMONMARK
};

fn rendered(markdown: &str) -> Rendered {
    render(markdown, 1, &RULES, &Known::default())
}

/// The whole page, a block a line.
fn page(rendered: &Rendered) -> String {
    let blocks: Vec<&str> = rendered.blocks.iter().map(|block| &*block.html).collect();
    blocks.join("\n")
}

#[track_caller]
fn check(markdown: &str, html: &str) {
    assert_eq!(page(&rendered(markdown)), html, "{markdown}");
}

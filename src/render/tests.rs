//! What Markdown becomes, construct by construct, and what holds for any text.

mod constructs;
mod destinations;
mod properties;

use super::*;

const RULES: Rules = Rules {
    smart_punctuation: false,
    heading_ids: HeadingIds::Github,
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

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::render::tree::read_page;

/// Drafts of two lines each. What begins with `MD ` has no raw HTML.
fn drafts(htmls: &[impl AsRef<str>]) -> Vec<Draft> {
    let drafts = (1..).step_by(2).zip(htmls).map(|(first, html)| {
        let html = html.as_ref();
        Draft {
            begins_line: false,
            ends_line: true,
            html: html.strip_prefix("MD ").unwrap_or(html).to_owned(),
            lines: Lines {
                first,
                last: first + 1,
            },
            has_raw_html: !html.starts_with("MD "),
        }
    });
    drafts.collect()
}

/// The blocks, which are the same when they are remembered.
fn balanced(drafts: &[Draft], address: &mut dyn FnMut(&str) -> Option<Target>) -> Vec<Block> {
    let memory = Memory::default();
    let [first, again] = [(); 2].map(|()| balance(drafts.to_vec(), &memory, address));
    let shown = |blocks: &[Block]| {
        let blocks = blocks.iter();
        let shown = blocks.map(|block| (block.html.clone(), block.hash, block.lines));
        shown.collect::<Vec<_>>()
    };
    assert_eq!(shown(&first), shown(&again));
    first
}

/// Checks the blocks, each with its lines in front; and that they stay where they are put.
fn check(htmls: &[&str], expected: &[&str]) {
    let blocks = balanced(&drafts(htmls), &mut |_| None);
    let shown = blocks.iter().map(|block| {
        let Lines { first, last } = block.lines;
        format!("{first}-{last} {}", block.html)
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    check_page(&blocks).unwrap();
}

/// Checks that a browser finds in the page what we think is in it: one child of the article for
/// each block, of the block's name, and what comes after the article after the article.
fn check_page(blocks: &[Block]) -> Result<(), String> {
    let mut html = String::from("<!DOCTYPE html><title>t</title><main><article>");
    for block in blocks {
        block.write_html(&mut html);
        html.push('\n');
    }
    html.push_str("</article><footer>The end</footer></main>");
    let page = read_page(&html);
    let mut found = String::new();
    let article = find(&page, 0, "article").ok_or("no article")?;
    for child in children(&page, article) {
        match page.kind(child) {
            Kind::Element(element) => write!(found, "{} ", element.name.local).unwrap(),
            Kind::Text(text) if text.trim_matches('\n').is_empty() => {}
            other => return Err(format!("{other:?} beside the blocks of {html}")),
        }
    }
    let expected: String = blocks.iter().map(|block| block_name(block) + " ").collect();
    let mut after = String::new();
    if let Some(next) = page.next(article) {
        page.write(next, &mut after);
    }
    if found == expected && after == "<footer>The end</footer>" {
        Ok(())
    } else {
        Err(format!(
            "{found:?}, not {expected:?}; then {after:?}; in {html}"
        ))
    }
}

fn block_name(block: &Block) -> String {
    let end = block
        .html
        .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
    block.html[1..end.unwrap()].to_owned()
}

fn children(tree: &Tree, node: Id) -> impl Iterator<Item = Id> {
    std::iter::successors(tree.first_child(node), |child| tree.next(*child))
}

fn find(tree: &Tree, node: Id, name: &str) -> Option<Id> {
    children(tree, node).find_map(|child| match tree.kind(child) {
        Kind::Element(element) if &*element.name.local == name => Some(child),
        _ => find(tree, child, name),
    })
}

#[test]
fn markdown_alone_passes_as_it_is() {
    check(
        &["MD <p>a</p>\n", "MD <hr />"],
        &["1-2 <p>a</p>\n", "3-4 <hr />"],
    );
}

#[test]
fn inline_html_leaves_its_paragraph_one_block() {
    check(
        &[
            "MD <p>a</p>",
            "<p>Press <kbd>X</kbd> &amp; <em>go</em></p>",
            "MD <p>b</p>",
        ],
        &[
            "1-2 <p>a</p>",
            "3-4 <p>Press <kbd>X</kbd> &amp; <em>go</em></p>",
            "5-6 <p>b</p>",
        ],
    );
}

#[test]
fn html_that_closes_in_another_block_holds_what_stands_between() {
    check(
        &[
            "<div class=\"note\">",
            "MD <p>a</p>",
            "MD <p>b</p>",
            "</div>",
            "MD <p>c</p>",
        ],
        &[
            "1-8 <div class=\"note\">\n<p>a</p>\n<p>b</p>\n</div>",
            "9-10 <p>c</p>",
        ],
    );
}

#[test]
fn html_that_never_closes_holds_the_rest() {
    check(
        &["MD <p>a</p>", "<section>", "MD <p>b</p>"],
        &["1-2 <p>a</p>", "3-6 <section>\n<p>b</p>\n</section>"],
    );
}

#[test]
fn bold_that_never_closes_is_bold_in_each_block_after_it() {
    check(
        &["<p><b>a</p>", "MD <p>b</p>", "<p>c</b></p>", "MD <p>d</p>"],
        &[
            "1-2 <p><b>a</b></p>",
            "3-4 <p><b>b</b></p>",
            "5-6 <p><b>c</b></p>",
            "7-8 <p>d</p>",
        ],
    );
}

#[test]
fn several_elements_or_text_become_one_div() {
    check(
        &["<p>a</p><p>b</p>", "text &lt; <i>c</i>", "MD <p>d</p>"],
        &[
            "1-2 <div><p>a</p><p>b</p></div>",
            "3-4 <div>text &lt; <i>c</i></div>",
            "5-6 <p>d</p>",
        ],
    );
}

#[test]
fn comments_and_stray_end_tags_are_no_blocks() {
    check(
        &[
            "<!-- more -->",
            "</div></article></main></body></html>",
            "<p>a<!-- b -->c</p>",
            "  ",
        ],
        &["5-6 <p>ac</p>"],
    );
}

#[test]
fn nothing_closes_the_article_or_swallows_what_follows_it() {
    check(
        &["</article>a", "MD <p>b</p>"],
        &["1-2 <div>a</div>", "3-4 <p>b</p>"],
    );
    check(&["<p>a</p><!-- b", "MD <p>c</p>"], &["1-4 <p>a</p>"]);
    check(
        &["<textarea>", "MD <p>c</p>"],
        &["1-4 <textarea>&lt;p&gt;c&lt;/p&gt;\n</textarea>"],
    );
    check(
        &["<title>", "MD <p>c</p>"],
        &["1-4 <title>\n&lt;p&gt;c&lt;/p&gt;\n</title>"],
    );
    check(
        &["<style>a", "MD <p>c</p>"],
        &["1-4 <style>a\n<p>c</p>\n</style>"],
    );
    check(&["<xmp>", "MD <p>c</p>"], &["1-4 <xmp>\n<p>c</p>\n</xmp>"]);
    check(
        &["<p>a", "<plaintext>", "MD <p>c</p>"],
        &["1-6 <div><p>a\n</p><pre>\n\n&lt;p&gt;c&lt;/p&gt;\n</pre></div>"],
    );
    check(&["<a href=\"x", "MD <p>c</p>"], &[]);
    check(&["<p>a</p><b title='", "MD <p>c</p>"], &["1-4 <p>a</p>"]);
    check(
        &["<table><tr><td>", "MD <p>c</p>"],
        &["1-4 <table><tbody><tr><td>\n<p>c</p>\n</td></tr></tbody></table>"],
    );
    check(
        &["<svg><![CDATA[", "MD <p>c</p>"],
        &["1-4 <svg>\n&lt;p&gt;c&lt;/p&gt;\n</svg>"],
    );
    check(
        &["<template>", "MD <p>c</p>"],
        &["1-4 <template>\n<p>c</p>\n</template>"],
    );
    check(
        &["<form><select><option>", "MD <p>c</p>", "</article>"],
        &["1-6 <form><select><option>\n<p>c</p>\n\n</option></select></form>"],
    );
}

#[test]
fn a_script_that_is_not_ended_is_emptied_as_browsers_do_not_run_it() {
    check(&["<script>", "MD <p>c</p>"], &["1-4 <script></script>"]);
    check(
        &["<script><!--<script>", "MD <p>c</p>"],
        &["1-4 <script></script>"],
    );
    check(
        &["<script>a < b && c</script>"],
        &["1-2 <script>a < b && c</script>"],
    );
}

#[test]
fn elements_that_act_on_the_document_are_dropped() {
    check(
        &[
            "<base href=/x/>",
            "<p>a<meta http-equiv=refresh content=0></p>",
        ],
        &["3-4 <p>a</p>"],
    );
    check(
        &["<meta name=a content=b>"],
        &["1-2 <meta name=\"a\" content=\"b\">"],
    );
}

#[test]
fn attributes_that_steer_our_script_are_dropped() {
    check(
        &["<p data-line=1 data-ui data-region=x data-post=a data-revision=b data-mine=c>a</p>"],
        &["1-2 <p data-mine=\"c\">a</p>"],
    );
}

#[test]
fn what_cannot_be_written_as_it_is_read_is_settled() {
    check(
        &["<a href=a><table><a href=b>x"],
        &["1-2 <div><a href=\"a\"></a><a href=\"b\">x\n</a><table></table></div>"],
    );
    check(
        &["<form><div></form><form>a"],
        &["1-2 <form><div><form>a\n</form></div></form>"],
    );
    check(
        &["<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;x\">"],
        &["1-2 <math><mtext><mglyph><style></style></mglyph></mtext></math>"],
    );
    check(
        &["<svg><p><style><a title=\"</style><!--\">"],
        &["1-2 <div><svg></svg><p><style><a title=\"</style></p></div>"],
    );
}

#[test]
fn white_space_and_foreign_names_are_kept() {
    check(&["<pre>\n\n  a\n</pre>"], &["1-2 <pre>\n\n  a\n</pre>"]);
    check(
        &["<svg viewBox='0 0 1 1'><linearGradient xlink:href='#a'/></svg>"],
        &["1-2 <svg viewBox=\"0 0 1 1\"><linearGradient xlink:href=\"#a\"></linearGradient></svg>"],
    );
}

#[test]
fn tags_may_nest_as_deep_as_they_like() {
    for tag in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<svg>",
        "<template>",
        "<a><p>",
        "<ul><li>",
    ] {
        let html = tag.repeat(100_000);
        check_page(&balanced(&drafts(&[html]), &mut |_| None)).unwrap();
    }
}

#[test]
fn formatting_that_would_grow_without_end_is_shown_as_source() {
    let html: String = (0..2_000).fold(String::new(), |mut html, id| {
        write!(html, "<p><b id={id}>a").unwrap();
        html
    });
    let blocks = balanced(&drafts(&[html.as_str(), "MD <p>after</p>"]), &mut |_| None);
    assert_eq!(blocks.len(), 2);
    assert!(blocks[0].html.starts_with("<pre>&lt;p&gt;"));
    assert_eq!(&*blocks[1].html, "<p>after</p>");
}

#[test]
fn a_tag_with_attributes_without_end_is_shown_as_source() {
    let html = format!("<p>a</p><p {}>b", "c d\n".repeat(10_000));
    let blocks = balanced(&drafts(&["<div>", &html, "</div>"]), &mut |_| None);
    assert_eq!(blocks.len(), 1);
    assert!(blocks[0].html.starts_with("<div>\n<pre>&lt;p&gt;"));
}

/// What becomes of each save in turn, with what is remembered of those before.
#[test]
fn what_is_remembered_is_what_a_fresh_look_gives() {
    let saves: [&[&str]; 7] = [
        &["<b>x</b>", "MD <p>a</p>", "<div>", "MD <p>b</p>", "</div>"],
        &[
            "MD <p>new</p>",
            "<b>x</b>",
            "<div>",
            "MD <p>b</p>",
            "</div>",
        ],
        // What stands in the element is another, and then it is never closed.
        &["<b>x</b>", "<div>", "MD <p>c</p>", "</div>", "<b>x</b>"],
        &["<b>x</b>", "<div>", "MD <p>c</p>", "<b>x</b>"],
        &["<div>", "<div>", "MD <p>c</p>", "</div>", "</div>"],
        &["<b>x</b>", "MD <b>x</b>"],
        &["MD <p>a</p>"],
    ];
    let memory = Memory::default();
    for save in saves {
        let shown = |memory: &Memory| {
            let blocks = balance(drafts(save), memory, &mut |_| None);
            let blocks = blocks.into_iter();
            let shown = blocks.map(|block| (block.html, block.hash, block.lines));
            shown.collect::<Vec<_>>()
        };
        assert_eq!(shown(&memory), shown(&Memory::default()), "{save:?}");
    }
}

#[test]
fn an_address_that_leads_elsewhere_now_does_so_in_what_is_remembered() {
    let memory = Memory::default();
    for address in ["/one", "/one", "/two"] {
        let target = Target {
            address: address.to_owned(),
            fingerprint: Some(1),
            ..Target::default()
        };
        let html = "<a href=\"/x\">x</a>";
        let blocks = balance(drafts(&[html]), &memory, &mut |_| Some(target.clone()));
        assert_eq!(&*blocks[0].html, format!("<a href=\"{address}\">x</a>"));
    }
}

fn check_addresses(html: &str, expected: &str, expected_asked: &[&str]) {
    let mut asked = Vec::new();
    let blocks = balance(drafts(&[html]), &Memory::default(), &mut |destination| {
        asked.push(destination.to_owned());
        let name = destination.strip_prefix('/')?;
        Some(Target {
            address: format!("../{name}"),
            pixels: name.contains("png").then_some((30, 20)),
            fingerprint: (!name.contains("gone")).then_some(1),
            ..Target::default()
        })
    });
    assert_eq!(&*blocks[0].html, expected);
    assert_eq!(asked, expected_asked);
}

#[test]
fn addresses_are_resolved_wherever_they_stand() {
    check_addresses(
        "<p><a href=' /a?b&amp;c '>x</a><a href=https://x>y</a></p>",
        "<p><a href=\"../a?b&amp;c\">x</a><a href=\"https://x\">y</a></p>",
        &["/a?b&c", "https://x"],
    );
    check_addresses(
        "<video src=/a.mp4 poster=/b.png></video>",
        "<video src=\"../a.mp4\" poster=\"../b.png\"></video>",
        &["/a.mp4", "/b.png"],
    );
    check_addresses(
        "<object data=/a></object>",
        "<object data=\"../a\"></object>",
        &["/a"],
    );
    check_addresses(
        "<svg><use xlink:href=/a /><image href=/b.png /></svg>",
        "<svg><use xlink:href=\"../a\"></use><image href=\"../b.png\"></image></svg>",
        &["/a", "/b.png"],
    );
    check_addresses(
        "<img srcset=\"/a.png, /b,c.png 2x ,,/d.png 100w (x,y), data:a,b 3x\">",
        "<img srcset=\"../a.png, ../b,c.png 2x, ../d.png 100w (x,y), data:a,b 3x\">",
        &["/a.png", "/b,c.png", "/d.png", "data:a,b"],
    );
    check_addresses(
        "<template><img src=/a.gif></template>",
        "<template><img src=\"../a.gif\"></template>",
        &["/a.gif"],
    );
}

#[test]
fn what_the_writer_resolved_is_not_resolved_again() {
    let htmls = [
        "<div><a href=/raw>x",
        "MD <p><a href=\"/done\">y</a></p>",
        "</div>",
    ];
    let mut asked = Vec::new();
    let blocks = balance(drafts(&htmls), &Memory::default(), &mut |destination| {
        asked.push(destination.to_owned());
        None
    });
    assert_eq!(blocks.len(), 1);
    assert_eq!(asked, ["/raw"]);
}

#[test]
fn a_picture_gets_its_size_unless_it_has_one() {
    let check = |html, expected| check_addresses(html, expected, &["/a.png"]);
    check(
        "<img src=/a.png>",
        "<img src=\"../a.png\" width=\"30\" height=\"20\">",
    );
    check_addresses(
        "<img src=/gone.gif>",
        "<img src=\"../gone.gif\" data-missing=\"/gone.gif\">",
        &["/gone.gif"],
    );
    check_addresses(
        "<img src=/gone.gif width=5>",
        "<img src=\"../gone.gif\" width=\"5\" data-missing=\"/gone.gif\">",
        &["/gone.gif"],
    );
    check(
        "<img src=/a.png width=5>",
        "<img src=\"../a.png\" width=\"5\">",
    );
    check(
        "<img src=/a.png style='Height: 5em'>",
        "<img src=\"../a.png\" style=\"Height: 5em\">",
    );
    check(
        "<img src=/a.png style='max-width:5em'>",
        "<img src=\"../a.png\" style=\"max-width:5em\" width=\"30\" height=\"20\">",
    );
    check("<embed src=/a.png>", "<embed src=\"../a.png\">");
}

/// Elements of every kind that the parser has rules for.
const NAMES: [&str; 46] = [
    "a",
    "article",
    "b",
    "body",
    "button",
    "caption",
    "col",
    "dd",
    "desc",
    "details",
    "div",
    "em",
    "figure",
    "font",
    "foreignObject",
    "form",
    "frameset",
    "h1",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "li",
    "math",
    "mglyph",
    "mi",
    "mtext",
    "nobr",
    "noscript",
    "option",
    "p",
    "plaintext",
    "pre",
    "script",
    "select",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "title",
    "tr",
];

/// Those that change how the rest is read, or may not stand in themselves.
const TRAPS: [&str; 14] = [
    "a",
    "form",
    "math",
    "mglyph",
    "mtext",
    "nobr",
    "p",
    "plaintext",
    "select",
    "style",
    "svg",
    "table",
    "td",
    "template",
];

/// Pieces that parsers trip over.
fn piece() -> impl Strategy<Value = String> {
    let name = || {
        prop_oneof![
            prop::sample::select(&NAMES[..]),
            prop::sample::select(&TRAPS[..])
        ]
    };
    prop_oneof![
        6 => name().prop_map(|name| format!("<{name}>")),
        6 => name().prop_map(|name| format!("</{name}>")),
        1 => name().prop_map(|name| format!("<{name} title=\"--></{name}>\"/>")),
        4 => prop::sample::select(&["a", " ", "\n", "x < y", "&amp;", "&lt;!--"][..]).prop_map(str::to_owned),
        1 => prop::sample::select(
            &["<!--", "-->", "<![CDATA[", "]]>", "<?", "<!DOCTYPE>", "</", "<a title='", "'>", "\">",
              "<annotation-xml encoding=text/html>", "<input type=hidden>", "\0", "<a<b=c\"d>"][..],
        ).prop_map(str::to_owned),
    ]
}

fn soup() -> impl Strategy<Value = Vec<String>> {
    let raw = vec(piece(), 0..20).prop_map(|pieces| pieces.concat());
    let markdown = prop::sample::select(
        &[
            "MD <p>a</p>",
            "MD <ul>\n<li>b</li>\n</ul>",
            "MD <h2 id=\"c\">c</h2>",
        ][..],
    );
    vec(
        prop_oneof![2 => raw, 1 => markdown.prop_map(str::to_owned)],
        0..8,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_block_is_one_child_of_the_article(htmls in soup()) {
        let blocks = balanced(&drafts(&htmls), &mut |_| None);
        prop_assert_eq!(check_page(&blocks), Ok(()));
        for block in &blocks {
            prop_assert_eq!(check_page(std::slice::from_ref(block)), Ok(()));
        }
    }

    #[test]
    fn blocks_stand_in_the_order_of_their_lines(htmls in soup()) {
        let blocks = balanced(&drafts(&htmls), &mut |_| None);
        prop_assert!(blocks.is_sorted_by(|a, b| a.lines.last < b.lines.first));
    }
}

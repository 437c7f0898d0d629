use proptest::prelude::*;
use pulldown_cmark::{Parser, html};

use super::*;
use crate::dialect::Dialect;
use crate::render::shortcodes::Outputs;

fn dialects() -> impl Strategy<Value = Dialect> {
    proptest::sample::select(Dialect::ALL.to_vec())
}

/// What the blocks are made of in bare CommonMark, and what `pulldown_cmark` makes of it.
fn bare(markdown: &str) -> (String, String) {
    let known = Known::default();
    let outputs = Outputs::default();
    let origins = Origins::default();
    let cursor = LineCursor::new(markdown, 1, &origins);
    let mut writer = Writer::new(
        markdown,
        writer::Taken::default(),
        &Rules::COMMONMARK,
        &known,
        &outputs,
    );
    let drafts: Vec<String> = document::write(&mut writer, cursor)
        .into_iter()
        .map(|draft| draft.html)
        .collect();
    let mut expected = String::new();
    html::push_html(&mut expected, Parser::new_ext(markdown, Options::empty()));
    if expected.ends_with('\n') {
        expected.pop();
    }
    // That code can be scrolled by keys is ours.
    let drafts = drafts.join("\n").replace("<pre tabindex=\"0\">", "<pre>");
    (without_languages(&drafts), without_languages(&expected))
}

/// Which word of an info string is the language is ours to say.
fn without_languages(html: &str) -> String {
    let mut pieces = html.split("<code class=\"language-");
    let mut without = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (_, rest) = piece.split_once("\">").unwrap_or_default();
        without.push_str("<code>");
        without.push_str(rest);
    }
    without
}

/// Texts in the manner of the specification's examples.
const EXAMPLES: &[&str] = &[
    "\tfoo\tbaz\t\tbim",
    "  - foo\n\n\tbar",
    ">\t\tfoo",
    "\\!\\\"\\#\\$ \\a &copy; &#35; &nope; &quot;",
    "- `one\n- two`",
    "***\n---\n___\n +++",
    "# foo\n##   bar ##\n####### no\n#no\n\\# no",
    "Foo\nbar\n===\n\n`Foo\n----\n`\n",
    "    indented\n      more\n\n\n    last",
    "````\naaa\n```\n``````\n\n~~~~ ruby startline=3\ndef\n~~~~",
    "<table>\n  <tr>\n    <td>\n      hi\n    </td>\n  </tr>\n</table>\n\nokay.",
    "<!-- foo -->*bar*\n*baz*\n\n<?php\n\n?>\nx",
    "<del>\n*foo*\n</del>\n\n<del>*foo*</del>",
    "[foo]: /url 'the title'\n\n[foo] and [Foo][] and [bar][foo]",
    "> # Foo\n> bar\n> baz\nlazy\n\n> a\n\n> b",
    "1.  A paragraph\n    with two lines.\n\n        indented code\n\n    > A block quote.",
    "- foo\n\n\n  bar\n- baz\n\n\n      bim",
    "- a\n  - b\n\n    c\n- d\n\n10) e\n11) f",
    "`` foo ` bar `` and `a  b` and ``x",
    "*foo**bar**baz* __a_b__ ***x** y* **a*b* c** _a __b_ c__",
    "[link](/uri \"title\") [a](<b c>) [x]( y ) [l](a(b)c) [*e*](x 'a\"b')",
    "![foo *bar*](train.jpg \"x & y\") ![a `b` <i>c</i>][r]\n\n[r]: /u",
    "<http://foo.bar?q=\\*> <foo@bar.example.com> <m:abc> < no >",
    "<a  /><b2/> <a foo=\"bar\" bam = 'baz <em>\"</em>'\n_boolean zoop:33=zoop33 /> a</b>",
    "foo  \nbar\\\nbaz\nqux  ",
    "a & b < c > d \" e ' f",
    "* * *\n- - -\n- * foo\n*\n  bar",
    "> - a\n>   > b\n>   ```\n>   c\n>   ```\n> d",
    "<pre>\n\n\nx",
    "<div>\n> a\n</div>\n\n- <div>\n\n  a\n\n  </div>\n- b",
    "&#0; &#x22; &ouml;[a&ouml;](/f&ouml;\u{f6} \"f&ouml;\")",
];

#[test]
fn bare_commonmark_is_written_as_the_parsers_own_writer_does() {
    for markdown in EXAMPLES {
        let (ours, expected) = bare(markdown);
        assert_eq!(ours, expected, "{markdown}");
    }
}

/// What has a meaning in Markdown; `·` is a blank, `↵` the end of a line.
const SYNTAX: &str = "* ** _ __ ` `` [ ] ]( ) ![ [^1] [^1]:· [a]:·/b↵ < > >· <b> </b> <div> </div>↵ \
    <!--· ·--> -· 1.· +· #· ##· ---↵ ===↵ ```↵ ~~~·rs↵ ···· \t ··↵ \\↵ \\ &amp; & \" ' -- ... ~ ~~ \
    | |-|-|↵ :-: :· {#a·.b} [·]· [x]· [!NOTE]↵ $ https://a.b/c www.a.b a@b.c ( <https://x.y> \
    \0 \r↵ \r é 日本 \u{a0} \u{2028}";

/// Pieces of which texts are made that are full of markup.
fn pieces() -> impl Strategy<Value = String> {
    let syntax: Vec<String> = SYNTAX
        .split(' ')
        .map(|piece| piece.replace('·', " ").replace('↵', "\n"))
        .collect();
    prop_oneof![
        6 => prop::sample::select(syntax),
        4 => "[a-z]{1,6}",
        2 => Just(" ".to_owned()),
        2 => Just("\n".to_owned()),
        2 => Just("\n\n".to_owned()),
    ]
}

fn texts() -> impl Strategy<Value = String> {
    let short = || prop::collection::vec(pieces(), 0..40).prop_map(|pieces| pieces.concat());
    let examples = prop::collection::vec(prop::sample::select(EXAMPLES), 0..4);
    prop_oneof![
        4 => short(),
        2 => (examples, short()).prop_map(|(examples, end)| examples.join("\n\n") + "\n" + &end),
    ]
}

/// A text without what is read differently on purpose.
fn bare_texts() -> impl Strategy<Value = String> {
    texts().prop_map(|text| text.replace('\0', "").replace("&#0;", ""))
}

fn begins_with_a_name(html: &str) -> bool {
    html.strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bare_commonmark_is_written_as_the_parsers_own_writer_does(markdown in bare_texts()) {
        let (ours, expected) = bare(&markdown);
        prop_assert_eq!(ours, expected);
    }

    #[test]
    fn any_text_becomes_elements_on_its_own_lines(markdown in texts(), dialect in dialects()) {
        let rendered = render(&markdown, 3, dialect.rules(), &Known::default());
        let last = 3 + u32::try_from(markdown.matches('\n').count()).unwrap();
        let footnotes = rendered.blocks.last().is_some_and(|block| block.html.contains("doc-endnotes"));
        let ordered = rendered.blocks.len() - usize::from(footnotes);
        let mut line = 3;
        for (index, block) in rendered.blocks.iter().enumerate() {
            prop_assert!(begins_with_a_name(&block.html), "{}", block.html);
            prop_assert!(block.lines.first <= block.lines.last && block.lines.last <= last);
            if index < ordered {
                prop_assert!(line <= block.lines.first, "{:?} after {line}", block.lines);
                line = block.lines.last;
            }
        }
    }

    #[test]
    fn any_characters_are_no_trouble(markdown in "\\PC{0,60}") {
        let _ = rendered(&markdown);
    }

    #[test]
    fn rendering_knows_no_chance(markdown in texts()) {
        prop_assert_eq!(page(&rendered(&markdown)), page(&rendered(&markdown)));
    }
}

#[test]
fn deep_nesting_is_no_trouble() {
    for piece in ["> ", "- ", "*a ", "[", "![", "<b>", "1. "] {
        let markdown = piece.repeat(3_000) + "x";
        let _ = rendered(&markdown);
    }
}

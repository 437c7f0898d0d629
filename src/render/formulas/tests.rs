//! What Hugo 0.168 makes of formulas. Around one between paragraphs stands an element of ours.

use std::sync::Arc;

use super::*;
use crate::dialect::Dialect;
use crate::growth;
use crate::render::{Goldmark, Known, RawHtml, render};

fn rules() -> Rules {
    let delimiter = |(open, close, is_block): (&str, &str, bool)| Delimiter {
        open: open.to_owned(),
        close: close.to_owned(),
        is_block,
    };
    let all = [
        (r"\[", r"\]", true),
        ("$$", "$$", true),
        (r"\(", r"\)", false),
        ("$", "$", false),
    ];
    let all = all.map(delimiter).into();
    Rules {
        goldmark: Goldmark {
            formulas: Some(Arc::new(Delimiters { all })),
            ..Dialect::Hugo.rules().goldmark.clone()
        },
        raw_html: RawHtml::Kept,
        ..Dialect::Hugo.rules().clone()
    }
}

fn page(markdown: &str) -> String {
    let rendered = render(markdown, 1, &rules(), &Known::default());
    let blocks: Vec<&str> = rendered.blocks.iter().map(|block| &*block.html).collect();
    blocks.join("\n")
}

#[track_caller]
fn check(markdown: &str, html: &str) {
    assert_eq!(page(markdown), html, "{markdown}");
}

/// The same of a text that becomes one paragraph.
#[track_caller]
fn check_line(markdown: &str, html: &str) {
    check(markdown, &format!("<p>{html}</p>"));
}

#[test]
fn a_formula_is_as_it_is_written() {
    check_line(r"$*a*$ and \(b_1 c_2\)", r"$*a*$ and \(b_1 c_2\)");
    check_line(r"$x^*$ and $y^*$ *em*", r"$x^*$ and $y^*$ <em>em</em>");
    check_line("$a--b \"q\" 's ...$", "$a--b \"q\" 's ...$");
    check_line("$a < b & c <b>x</b>$", "$a &lt; b &amp; c <b>x</b>$");
    check_line("$ a\n  b_1\\\\\nc $", "$ a\n  b_1\\\\\nc $");
    check_line("日本$x_1$語", "日本$x_1$語");
}

#[test]
fn delimiters_alone_are_text() {
    check_line("price $5 and", "price $5 and");
    check_line(r"\$a_1\$ \\(x\\) \(open", r"$a_1$ \(x\) (open");
    check_line(r"\\$c$ \\\(d\)", r"\$c$ \(d)");
    check_line("a &dollar;x$y$ b", "a $x$y$ b");
}

#[test]
fn code_tags_and_addresses_are_looked_at_first() {
    check_line("`$` *b* `$`", "<code>$</code> <em>b</em> <code>$</code>");
    check_line("$`$ `c`", "$`$ <code>c</code>");
    check_line("x $ 5 `code $` *a*", "x $ 5 `code $` <em>a</em>");
    check_line("[$a_1$](u$v$w)", "<a href=\"u$v$w\">$a_1$</a>");
    check_line("[x $b]$ c](/u)", "<a href=\"/u\">x $b]$ c</a>");
    check_line(
        "<https://a.b/$c$> $d",
        "<a href=\"https://a.b/$c$\">https://a.b/$c$</a> $d",
    );
    check_line(
        "https://a.b/$x_1$/y $a_b_c$",
        "<a href=\"https://a.b/$x_1$/y\">https://a.b/$x_1$/y</a> $a_b_c$",
    );
    check_line("<a title=\"$x\">y $z$</a>", "<a title=\"$x\">y $z$</a>");
    check(
        "```\n$a_1$\n```",
        "<pre tabindex=\"0\"><code>$a_1$\n</code></pre>",
    );
}

#[test]
fn signs_beside_a_formula_are_what_they_would_be() {
    check_line(r#""$x$" '$y$' "\(x\)""#, r"“$x$” ‘$y$’ “\(x\)”");
    check_line("$a$--b it's$z$", "$a$–b it’s$z$");
    check_line("a_$x$_b **$x$**", "a_$x$_b <strong>$x$</strong>");
    check_line(
        r"a*$x$*b *\(x\)*b a*\(x\)*",
        r"a*$x$*b <em>\(x\)<em>b a</em>\(x\)</em>",
    );
    check_line("~~$x$~~", "<del>$x$</del>");
}

#[test]
fn a_formula_stands_between_paragraphs() {
    check("$$\na\n$$", "<div class=\"formula\">$$\na\n$$</div>");
    check(
        "a $$b$$\nc $$d$$ e",
        "<div><p>a </p>\n<div class=\"formula\">$$b$$</div><p>\nc </p>\n\
         <div class=\"formula\">$$d$$</div><p> e</p></div>",
    );
    check(
        "> $$\n> x\n> $$",
        "<blockquote>\n<div class=\"formula\">$$\n> x\n> $$</div></blockquote>",
    );
    check(
        "$$$$ $$ a $$$$ b$$ c",
        "<div><p>$</p>\n<div class=\"formula\">$$$ $$</div><p> a $</p>\n\
         <div class=\"formula\">$$$ b$$</div><p> c</p></div>",
    );
}

#[test]
fn a_formula_splits_nothing_but_paragraphs() {
    check_line("*em $$x$$ em*", "<em>em $$x$$ em</em>");
    check(
        "- a $$b$$ c\n- d",
        "<ul>\n<li>a\n$$b$$c</li>\n<li>d</li>\n</ul>",
    );
    check(
        "T $$q$$ r\n: d *b* $$y$$ *z*",
        "<dl>\n<dt>T $$q$$ r</dt>\n<dd>d <em>b</em>\n$$y$$<em>z</em></dd>\n</dl>",
    );
    let table = page("| $$a$$ | $x\\|y$ |\n|--|--|\n| $d|e$ | f |");
    assert!(
        table.contains("<th>$$a$$</th>\n<th>$x\\|y$</th>"),
        "{table}"
    );
    assert!(table.contains("<td>$d</td>\n<td>e$</td>"), "{table}");
}

#[test]
fn bars_in_a_formula_do_not_make_a_table() {
    check_line("| $a|b$ | c |\n|--|--|", "| $a|b$ | c |\n|–|–|");
}

#[test]
fn headings_and_pictures_are_named_without_formulas() {
    check(
        "## Head $$x_1$$ two $y$",
        "<h2 id=\"head--two\">Head $$x_1$$ two $y$</h2>",
    );
    check(
        "# `c` $x_1$ *em $y$ z* w",
        "<h1 id=\"c--em--w\"><code>c</code> $x_1$ <em>em $y$ z</em> w</h1>",
    );
    check("# $x$", "<h1>$x$</h1>");
    check_line(
        "![alt $x_1$ b](/i.png)",
        "<img src=\"/i.png\" alt=\"alt  b\" />",
    );
}

#[test]
fn a_word_of_ours_that_the_author_writes_stays() {
    check_line("HAHAHUGOFORMULA0HBHB $x$", "HAHAHUGOFORMULA0HBHB $x$");
}

#[test]
fn the_label_of_a_footnote_is_no_formula() {
    let html = page("a[^$f$] b\n\n[^$f$]: note text");
    assert!(
        html.contains("<sup id=\"fnref:1\">") && html.contains("note text"),
        "{html}"
    );
}

#[test]
fn lines_stay_what_they_are() {
    let text = "$$\na\n$$\n\nb $c\nd$\n\n- $e$\n- f\n";
    let rendered = render(text, 3, &rules(), &Known::default());
    let lines = rendered
        .blocks
        .iter()
        .map(|block| (block.lines.first, block.lines.last));
    assert_eq!(lines.collect::<Vec<_>>(), [(3, 5), (7, 8), (10, 11)]);
    // Shortcodes move what stands behind them.
    let text = "$a$ {{< x\n>}} $b\n{{< y >}}$\n\n$c$ d\n\ne";
    let rendered = render(text, 1, &rules(), &Known::default());
    let lines = rendered
        .blocks
        .iter()
        .map(|block| (block.lines.first, block.lines.last));
    assert_eq!(lines.collect::<Vec<_>>(), [(1, 3), (5, 5), (7, 7)]);
}

#[test]
fn a_text_takes_as_long_as_it_is() {
    let shapes = [
        "$",
        r"\(",
        "$a`",
        "`$``",
        "$a$ (http",
        "$a$*www.",
        "$a$ http://a(",
    ];
    for shape in shapes {
        let text = |size: usize| format!("$a$ {}", shape.repeat(size));
        growth::check(5_000, text, |text| drop(page(text)));
    }
}

#[test]
fn attributes_have_formulas_as_they_are_written() {
    let mut rules = rules();
    rules.block_attributes = true;
    let page = |text: &str| {
        let rendered = render(text, 1, &rules, &Known::default());
        let blocks = rendered.blocks.iter().map(|block| &*block.html);
        blocks.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        page("Para $a$\n{.c title=\"$v$\"}"),
        "<p class=\"c\" title=\"$v$\">Para $a$</p>"
    );
    assert_eq!(page("# H {key=\"$v$\"}"), "<h1 id=\"h\" key=\"$v$\">H</h1>");
}

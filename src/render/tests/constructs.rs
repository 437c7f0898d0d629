use super::*;

#[track_caller]
fn check_lines(markdown: &str, expected: &[(u32, u32)]) {
    let rendered = render(markdown, 5, &RULES, &Known::default());
    let lines: Vec<_> = rendered
        .blocks
        .iter()
        .map(|block| (block.lines.first, block.lines.last))
        .collect();
    assert_eq!(lines, expected, "{markdown:?}");
}

#[track_caller]
fn check_outline(way: HeadingIds, markdown: &str, expected: &[(u8, &str, &str)]) {
    let rules = Rules {
        heading_ids: Some(way),
        ..RULES
    };
    let rendered = render(markdown, 1, &rules, &Known::default());
    let outline: Vec<_> = rendered
        .outline
        .iter()
        .map(|heading| (heading.level, heading.id.as_str(), heading.text.as_str()))
        .collect();
    assert_eq!(outline, expected);
    let mut from = 0;
    let page = page(&rendered);
    for (_, id, _) in expected {
        let attribute = format!(" id=\"{id}\"");
        let at = page[from..].find(&attribute);
        from += at.unwrap_or_else(|| panic!("{attribute} in {page}")) + attribute.len();
    }
}

#[test]
fn an_empty_text_has_no_blocks() {
    check("", "");
    check("\n\n  \n", "");
    check("[only]: /a/definition", "");
}

#[test]
fn every_top_level_element_is_a_block() {
    let rendered = rendered("# A\n\ntext\n\n- a\n- b\n\n> q\n\n---\n\n```\nx\n```\n");
    let blocks: Vec<&str> = rendered.blocks.iter().map(|block| &*block.html).collect();
    assert_eq!(
        blocks,
        [
            "<h1 id=\"a\">A</h1>",
            "<p>text</p>",
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
            "<blockquote>\n<p>q</p>\n</blockquote>",
            "<hr />",
            "<pre tabindex=\"0\"><code>x\n</code></pre>",
        ]
    );
}

#[test]
fn lists_are_tight_or_loose() {
    check(
        "- a\n  1. b\n  2. c\n- d",
        "<ul>\n<li>a\n<ol>\n<li>b</li>\n<li>c</li>\n</ol>\n</li>\n<li>d</li>\n</ul>",
    );
    check(
        "3. a\n\n4. b",
        "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>",
    );
}

#[test]
fn tasks_have_boxes() {
    check(
        "- [x] done\n- [ ] *open*",
        "<ul>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\" aria-label=\"done\"/>\ndone</li>\n\
         <li><input disabled=\"\" type=\"checkbox\" aria-label=\"to do\"/>\n<em>open</em></li>\n</ul>",
    );
}

#[test]
fn tables_are_aligned() {
    check(
        "|a|b|c|d|\n|-|:-|:-:|-:|\n|1|`x\\|y`|~~3~~|\n",
        "<table tabindex=\"0\"><thead><tr><th>a</th><th style=\"text-align: left\">b</th>\
         <th style=\"text-align: center\">c</th><th style=\"text-align: right\">d</th></tr></thead><tbody>\n\
         <tr><td>1</td><td style=\"text-align: left\"><code>x|y</code></td>\
         <td style=\"text-align: center\"><del>3</del></td>\
         <td style=\"text-align: right\"></td></tr>\n</tbody></table>",
    );
}

#[test]
fn alerts_have_a_title_of_ours() {
    check(
        "> [!NOTE]\n> Mind *this*.",
        "<blockquote class=\"alert alert-note\">\n\
         <p class=\"alert-title\" data-ui>Note</p>\n<p>Mind <em>this</em>.</p>\n</blockquote>",
    );
    check(
        "> [!caution]\n> x",
        "<blockquote class=\"alert alert-caution\">\n\
         <p class=\"alert-title\" data-ui>Caution</p>\n<p>x</p>\n</blockquote>",
    );
    check(
        "> [!OWN]\n> x",
        "<blockquote>\n<p>[!OWN]\nx</p>\n</blockquote>",
    );
}

#[test]
fn definition_lists_are_read() {
    check(
        "Term\n: One\n: Two\n",
        "<dl>\n<dt>Term</dt>\n<dd>One</dd>\n<dd>Two</dd>\n</dl>",
    );
    check(
        "Term `x`\n\n: One\n\n  - Two\n",
        "<dl>\n<dt>Term <code>x</code></dt>\n<dd>\n<p>One</p>\n<ul>\n<li>Two</li>\n</ul>\n</dd>\n</dl>",
    );
}

#[test]
fn typography_is_the_dialects_choice() {
    let markdown = "\"a\" -- it's...";
    check(markdown, "<p>\"a\" -- it's...</p>");
    let rules = Rules {
        options: RULES.options.union(Options::ENABLE_SMART_PUNCTUATION),
        ..RULES
    };
    let rendered = render(markdown, 1, &rules, &Known::default());
    assert_eq!(
        page(&rendered),
        "<p>\u{201c}a\u{201d} \u{2013} it\u{2019}s\u{2026}</p>"
    );
}

#[test]
fn definitions_of_links_may_stand_anywhere() {
    check(
        "[a], [b][A]\n\n> [a]: https://x.y 'T'\n",
        "<p><a href=\"https://x.y\" title=\"T\">a</a>, <a href=\"https://x.y\" title=\"T\">b</a></p>\n\
         <blockquote>\n</blockquote>",
    );
}

#[test]
fn dollars_are_text() {
    check("$x_1$ and $$y$$", "<p>$x_1$ and $$y$$</p>");
}

#[test]
fn code_names_its_language() {
    check(
        "```rust,no_run\nlet a = \"<&>\";\n```",
        "<pre tabindex=\"0\"><code class=\"language-rust\">let a = \"&lt;&amp;&gt;\";\n</code></pre>",
    );
    check("~~~\n\n~~~", "<pre tabindex=\"0\"><code>\n</code></pre>");
    check(
        "    a\n\n    b",
        "<pre tabindex=\"0\"><code>a\n\nb</code></pre>",
    );
    check(
        "> ```{.python}\n> a\n> b\n> ```",
        "<blockquote>\n<pre tabindex=\"0\"><code class=\"language-python\">a\nb\n</code></pre>\n</blockquote>",
    );
}

#[test]
fn highlighted_code_takes_the_plain_ones_place() {
    let code = Code::new("rust", "a\n");
    let mut known = Known::default();
    known.code.insert(code.key, Arc::from("<i>a</i>\n"));
    let markdown = "```rust\na\n```\n\n```rust\nb\n```\n\n```rust\nb\n```\n\n```\na\n```";
    let rendered = render(markdown, 1, &RULES, &known);
    assert!(
        page(&rendered).starts_with(
            "<pre tabindex=\"0\"><code class=\"language-rust\"><i>a</i>\n</code></pre>"
        )
    );
    assert_eq!(rendered.wanted.code, [Code::new("rust", "b\n")]);
}

#[test]
fn footnotes_are_numbered_over_the_whole_text() {
    check(
        "A[^x] and[^b].\n\n[^b]: *two*\n\nB[^b].\n\n[^x]: one",
        "<p>A<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup> \
         and<sup id=\"fnref:2\"><a href=\"#fn:2\" class=\"footnote-ref\" role=\"doc-noteref\">2</a></sup>.</p>\n\
         <p>B<sup id=\"fnref1:2\"><a href=\"#fn:2\" class=\"footnote-ref\" role=\"doc-noteref\">2</a></sup>.</p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n\
         <li id=\"fn:1\">\n<p>one\u{a0}<a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">\u{21a9}\u{fe0e}</a></p>\n</li>\n\
         <li id=\"fn:2\">\n<p><em>two</em>\u{a0}<a href=\"#fnref:2\" class=\"footnote-backref\" role=\"doc-backlink\">\u{21a9}\u{fe0e}</a>\
         \u{a0}<a href=\"#fnref1:2\" class=\"footnote-backref\" role=\"doc-backlink\">\u{21a9}\u{fe0e}</a></p>\n</li>\n\
         </ol>\n</section>",
    );
}

/// The numbers in the text, then how many ways back each footnote has and its first words.
#[track_caller]
fn check_footnotes(markdown: &str, numbers: &str, notes: &[(usize, &str)]) {
    let page = page(&rendered(markdown));
    let (text, section) = page.split_once("<section").unwrap_or((&page, ""));
    let found: Vec<&str> = text
        .split("role=\"doc-noteref\">")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(found.join(" "), numbers);
    let items: Vec<&str> = section.split("<li id=\"fn:").skip(1).collect();
    assert_eq!(items.len(), notes.len(), "{section}");
    for (item, (ways_back, begins)) in items.iter().zip(notes) {
        assert_eq!(item.matches("doc-backlink").count(), *ways_back, "{item}");
        assert!(item.contains(&format!("<p>{begins}")), "{begins} in {item}");
    }
}

#[test]
fn footnotes_nobody_refers_to_are_dropped() {
    check_footnotes("a\n\n[^1]: never", "", &[]);
    check_footnotes(
        "a[^2]\n\n[^1]: never [^3]\n[^2]: two\n[^3]: three",
        "1",
        &[(1, "two")],
    );
}

#[test]
fn a_reference_without_a_definition_is_text() {
    check("a[^1]", "<p>a[^1]</p>");
}

#[test]
fn footnotes_may_refer_to_footnotes() {
    check_footnotes(
        "a[^1] b[^2]\n\n[^2]: two [^1] [^3] [^2]\n[^1]: one\n[^3]: three",
        "1 2",
        &[(2, "one"), (2, "two"), (1, "three")],
    );
}

#[test]
fn a_footnote_may_be_defined_in_a_quote_and_named_in_any_case() {
    check_footnotes("> a[^X]\n>\n> [^x]: one\n", "1", &[(1, "one")]);
}

#[test]
fn a_footnote_may_hold_blocks() {
    let page = page(&rendered(
        "a[^1]\n\n[^1]:\n    one\n\n    - two\n\n    ```\n    x\n    ```\n",
    ));
    assert!(page.contains("<p>one</p>\n<ul>\n<li>two</li>\n</ul>\n<pre tabindex=\"0\"><code>x\n</code></pre>\n\u{a0}<a href=\"#fnref:1\""), "{page}");
}

#[test]
fn addresses_in_a_text_are_links() {
    check(
        "See https://a.b/c_d_e, www.a.b or me@a.b.",
        "<p>See <a href=\"https://a.b/c_d_e\">https://a.b/c_d_e</a>, \
         <a href=\"http://www.a.b\">www.a.b</a> or <a href=\"mailto:me@a.b\">me@a.b</a>.</p>",
    );
    check(
        "**https://a.b/x?y=1&z=2** <https://c.d>",
        "<p><strong><a href=\"https://a.b/x?y=1&amp;z=2\">https://a.b/x?y=1&amp;z=2</a></strong> \
         <a href=\"https://c.d\">https://c.d</a></p>",
    );
    check(
        "https://a.b/\\_c",
        "<p><a href=\"https://a.b/_c\">https://a.b/_c</a></p>",
    );
    check(
        "https://a.b/?x&amp;y [no]",
        "<p><a href=\"https://a.b/?x&amp;y\">https://a.b/?x&amp;y</a> [no]</p>",
    );
}

#[test]
fn markup_in_an_address_is_part_of_it() {
    check(
        "https://a.b/_c_/d *e*",
        "<p><a href=\"https://a.b/_c_/d\">https://a.b/_c_/d</a> <em>e</em></p>",
    );
    check(
        "https://a.b/~c~/*d*",
        "<p><a href=\"https://a.b/~c~/*d\">https://a.b/~c~/*d</a>*</p>",
    );
    check(
        "https://a.b/ *c* d",
        "<p><a href=\"https://a.b/\">https://a.b/</a> <em>c</em> d</p>",
    );
}

#[test]
fn typography_leaves_addresses_alone() {
    let rules = Rules {
        options: RULES.options.union(Options::ENABLE_SMART_PUNCTUATION),
        ..RULES
    };
    let rendered = render("a -- https://a.b/c--d... 'x'", 1, &rules, &Known::default());
    assert_eq!(
        page(&rendered),
        "<p>a \u{2013} <a href=\"https://a.b/c--d\">https://a.b/c--d</a>\u{2026} \u{2018}x\u{2019}</p>"
    );
}

#[test]
fn addresses_in_links_and_code_stay_text() {
    check(
        "[see https://a.b](c:d) `https://a.b` ![https://a.b](e:f)",
        "<p><a href=\"c:d\">see https://a.b</a> <code>https://a.b</code> \
         <img src=\"e:f\" alt=\"https://a.b\" /></p>",
    );
    check(
        "```\nhttps://a.b\n```",
        "<pre tabindex=\"0\"><code>https://a.b\n</code></pre>",
    );
    check(
        "<a href=\"c:d\">https://a.b</a> www.a.b",
        "<p><a href=\"c:d\">https://a.b</a> <a href=\"http://www.a.b\">www.a.b</a></p>",
    );
}

#[test]
fn headings_get_ids_in_the_way_of_the_dialect() {
    let markdown = "# A *b* `c_d`\n\nA\n-\n\n## 日本 x!\n\n## A\n\n### Own {#A .wide x=1}\n\n#\n";
    check_outline(
        HeadingIds::Github,
        markdown,
        &[
            (1, "a-b-c_d", "A b c_d"),
            (2, "a", "A"),
            (2, "日本-x", "日本 x!"),
            (2, "a-1", "A"),
            (3, "A", "Own"),
        ],
    );
    check_outline(
        HeadingIds::Kramdown,
        markdown,
        &[
            (1, "a-b-c_d", "A b c_d"),
            (2, "a", "A"),
            (2, "日本-x", "日本 x!"),
            (2, "a-1", "A"),
            (3, "A", "Own"),
        ],
    );
    check_outline(
        HeadingIds::Slug,
        markdown,
        &[
            (1, "a-b-c-d", "A b c_d"),
            (2, "a", "A"),
            (2, "ri-ben-x", "日本 x!"),
            (2, "a-1", "A"),
            (3, "A", "Own"),
        ],
    );
}

#[test]
fn headings_keep_the_authors_attributes() {
    check(
        "# Own {#a\"b .wide .x key=\"v\" flag}",
        "<h1 id=\"a&quot;b\" class=\"wide x\" key=\"&quot;v&quot;\" flag=\"\">Own</h1>",
    );
}

#[test]
fn pictures_and_addresses_in_headings_name_them_as_hugo_does() {
    check_outline(
        HeadingIds::Github,
        "# a ![alt](x.png) b\n\n# see https://x.org\n\n# !!!\n\n# x[^1] y\n\n[^1]: z",
        &[
            (1, "a-alt-b", "a  b"),
            (1, "see", "see https://x.org"),
            (1, "heading", "!!!"),
            (1, "x-y", "x y"),
        ],
    );
}

#[test]
fn blocks_know_their_lines() {
    check_lines("a\nb\n\n\nc\n\n", &[(5, 6), (9, 9)]);
    check_lines("- a\n- b\n\n\n\n```\nx\n\n```\n", &[(5, 6), (10, 13)]);
    check_lines(
        "\n\n# A\n> q\n> r\n\n    code\n",
        &[(7, 7), (8, 9), (11, 11)],
    );
    check_lines(
        "A\n=\n\n|a|\n|-|\n|b|\n\n---\n",
        &[(5, 6), (8, 10), (12, 12)],
    );
}

#[test]
fn lines_may_end_as_windows_ends_them() {
    check_lines(
        "a\r\nb\r\n\r\n- c\r\n\r\n- d\r\n\r\nE\r\n=\r\n",
        &[(5, 6), (8, 10), (12, 13)],
    );
    check(
        "```\r\na\r\nb\r\n```\r\n",
        "<pre tabindex=\"0\"><code>a\nb\n</code></pre>",
    );
}

#[test]
fn the_footnotes_stand_where_the_first_and_the_last_are_defined() {
    check_lines(
        "a[^1] b[^3]\n\n[^3]: x\n[^2]: x\n\ny\n\n[^1]: x\n    z\n\n[^9]: x",
        &[(5, 5), (10, 10), (7, 13)],
    );
}

#[test]
fn words_are_counted_across_markup() {
    let count = |markdown| rendered(markdown).words;
    assert_eq!(
        count("# One two\n\nthree *fo*ur `five`\nsix\n\n- seven\n- eight"),
        8
    );
    assert_eq!(count("```\nno words here\n```\n\n![nor here](a.png)"), 0);
    assert_eq!(count("|a|b|\n|-|-|\n|c|d e|\n\n> [!TIP]\n> one"), 6);
    assert_eq!(count("<p>one <b>two</b></p>\n\nthree <b>four</b>"), 4);
    assert_eq!(count("日本語 x[^1]\n\n[^1]: note"), 5);
    assert_eq!(count("two\\\nwords"), 2);
}

#[test]
fn a_nul_does_not_reach_the_page() {
    check("a\0b `\0`", "<p>a\u{fffd}b <code>\u{fffd}</code></p>");
}

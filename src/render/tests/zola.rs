//! What Zola makes of shortcodes, footnotes and headings. What is expected is what Zola 0.22 prints.

use super::*;
use crate::dialect::Dialect;

/// The page of a Zola blog with these shortcodes, by the names of their files.
fn with(rules: &Rules, templates: &[(&str, &str)], markdown: &str) -> Rendered {
    let shortcodes = templates.iter().map(|(file, text)| {
        let name = file.split('.').next().unwrap_or_default();
        let shortcode = Shortcode::Tera {
            file: format!("shortcodes/{file}"),
            text: Arc::from(*text),
        };
        (name.to_owned(), shortcode)
    });
    let known = Known {
        templates: Arc::new(Templates {
            shortcodes: shortcodes.collect(),
            ..Templates::default()
        }),
        ..Known::default()
    };
    render(markdown, 1, rules, &known)
}

fn rules() -> Rules {
    Dialect::Zola.rules().clone()
}

const TIGHT: (&str, &str) = ("tight.html", "<b>{{ text }}</b>");

#[test]
fn what_zola_leaves_is_left_and_said() {
    let check = |markdown: &str, expected: &str, place: Option<(u32, u32)>| {
        let rendered = with(&rules(), &[TIGHT], markdown);
        assert_eq!(page(&rendered), expected);
        let mistakes = rendered.mistakes.iter();
        let mistakes: Vec<_> = mistakes
            .map(|mistake| (mistake.place.line, mistake.place.column))
            .collect();
        assert_eq!(mistakes, Vec::from_iter(place), "{markdown}");
    };
    let left = "@@ZOLA_SC_PLACEHOLDER@@";
    check(
        "a {{ tight(text=1) }} `{{ tight(text=2) }}`\n\n{{ tight(text=3) }}",
        &format!("<p>a <b>1</b> <code>{left}</code></p>\n<p>{left}</p>"),
        Some((1, 24)),
    );
    check(
        "[l]({{ tight(text=1) }}) {{ tight(text=2) }}",
        &format!("<p><a href=\"{left}\">l</a> {left}</p>"),
        Some((1, 5)),
    );
    check(
        "![a {{ tight(text=1) }}b](/x.png) {{ tight(text=2) }}",
        "<p><img src=\"/x.png\" alt=\"a b\"> <b>2</b></p>",
        None,
    );
    check(
        "```\n{{ tight(text=1) }}\n```\n\n<i title=\"{{ tight(text=2) }}\">x</i> {{ tight(text=3) }}",
        "<pre tabindex=\"0\"><code>&lt;b&gt;1&lt;/b&gt;\n</code></pre>\n\
         <p><i title=\"&lt;b&gt;2&lt;/b&gt;\">x</i> <b>3</b></p>",
        None,
    );
}

#[test]
fn every_definition_of_a_footnote_is_written() {
    let mut rules = rules();
    rules.zola.notes = Notes::Below;
    let markdown = "x[^1] y[^2]\n\n[^1]: first\n\n[^2]: {{ tight(text=\"z\") }}\n\n[^1]: second\n";
    let page = page(&with(&rules, &[TIGHT], markdown));
    let expected = [
        "<li id=\"fn-1\">\n<p>first <a href=\"#fr-1-1\">↩</a></p>\n</li>\n",
        "<li id=\"fn-1\">\n<p>second <a href=\"#fr-1-1\">↩</a></p>\n</li>\n",
        "<b>z</b> <a href=\"#fr-2-1\">↩</a></li>\n</ol>",
    ];
    let mut rest = &*page;
    for part in expected {
        let (_, behind) = rest.split_once(part).expect(part);
        rest = behind;
    }
}

#[test]
fn words_are_counted_as_zola_counts_them() {
    let counts = ("n.html", "{{ page.word_count }} {{ page.reading_time }}");
    let check = |text: &str, expected: &str| {
        let page = page(&with(&rules(), &[counts], &format!("{text}{{{{ n() }}}}")));
        assert!(page.contains(expected), "{expected}: {page}");
    };
    check("", "1 1");
    check("<!-- a b -->", "3 1");
    check(&"a ".repeat(199), "200 1");
    check(&"a ".repeat(200), "201 2");
    check(&"a ".repeat(400), "401 3");
    check(
        "ｶﾀｶﾅ カタカナ テスト 漢字 a.b 1,000 a:b foo_bar don’t x-y 3.14 é naïve 👍 สวัสดี שלום's ",
        "21 1",
    );
}

#[test]
fn all_ways_back_stand_behind_all_definitions() {
    let mut rules = rules();
    rules.zola.notes = Notes::Below;
    let note = |text: &str| format!("[^1]: {text}\n\n");
    let markdown = format!(
        "a[^1]\n\n{}b[^1] c[^2]\n\n{}[^2]: two\n\n{}",
        note("x[^1]"),
        note("second[^1]"),
        note("third [^2]")
    );
    let page = page(&with(&rules, &[TIGHT], &markdown));
    let all = "<a href=\"#fr-1-1\">↩</a> <a href=\"#fr-1-2\">↩2</a> \
               <a href=\"#fr-1-3\">↩3</a> <a href=\"#fr-1-4\">↩4</a></p>\n</li>\n";
    for reference in [
        "x<sup class=\"footnote-reference\" id=\"fr-1-2\">",
        "id=\"fr-1-4\">",
    ] {
        let link = "<a href=\"#fn-1\">1</a></sup> ";
        assert!(page.contains(&format!("{reference}{link}{all}")), "{page}");
    }
    let link = "<sup class=\"footnote-reference\" id=\"fr-2-2\"><a href=\"#fn-2\">2</a></sup> ";
    assert!(page.contains(&format!("third {link}{all}")), "{page}");
}

#[test]
fn many_definitions_of_one_footnote_stay_short() {
    let mut rules = rules();
    rules.zola.notes = Notes::Below;
    let markdown = "a[^1]\n\n[^1]: x[^1]\n\n".repeat(1_200);
    let rendered = with(&rules, &[], &markdown);
    let bytes: usize = rendered.blocks.iter().map(|block| block.html.len()).sum();
    assert!(bytes < markdown.len() * 60, "{bytes}");
}

#[test]
fn the_template_of_links_to_headings_asks_and_fails() {
    let mut rules = rules();
    rules.zola.anchors = Some(AnchorPlace::Right);
    rules.zola.has_templates = true;
    let with = |template: &str| {
        let sources = [("anchor-link.html".to_owned(), Some(Arc::from(template)))];
        let known = Known {
            templates: Arc::new(Templates {
                sources: sources.into(),
                ..Templates::default()
            }),
            ..Known::default()
        };
        render("a\n\n# B\n\n## C", 1, &rules, &known)
    };
    let asks = with("{{ get_url(path='@/b.md') }}{{ load_data(path='d.toml') }}");
    assert_eq!(asks.wanted.pages, ["@/b.md".to_owned().into()]);
    assert_eq!(asks.wanted.named_files, ["d.toml"]);
    assert_eq!(asks.mistakes, []);
    let fails = with("{{ nothing }}");
    let [mistake] = &fails.mistakes[..] else {
        panic!("{:?}", fails.mistakes);
    };
    assert_eq!((mistake.place.line, mistake.place.column), (3, 1));
    assert!(mistake.message.contains("nothing"), "{}", mistake.message);
    assert!(page(&fails).contains("zola-anchor"));
}

#[test]
fn links_to_headings_stand_where_the_section_says() {
    let check = |configured, said, has_templates, expected: &str| {
        let mut rules = rules();
        rules.zola.anchors = configured;
        rules.zola.has_templates = has_templates;
        let around = Around {
            anchors: said,
            ..Around::default()
        };
        let known = Known {
            templates: Arc::new(Templates {
                around,
                ..Templates::default()
            }),
            ..Known::default()
        };
        let page = page(&render("# *A* b", 1, &rules, &known));
        assert_eq!(page, format!("<h1 id=\"a-b\">{expected}</h1>"));
    };
    let link = "<a class=\"zola-anchor\" href=\"#a-b\" aria-label=\"Anchor link for: a-b\">";
    let (left, heading) = (AnchorPlace::Left, AnchorPlace::Heading);
    let silent = SectionAnchors::AsConfigured;
    check(None, silent, true, "<em>A</em> b");
    check(Some(left), silent, false, "<em>A</em> b");
    check(Some(left), SectionAnchors::Nowhere, true, "<em>A</em> b");
    let before = format!("{link}🔗</a><em>A</em> b");
    check(Some(left), silent, true, &before);
    let around = format!("{link}<em>A</em> b</a>");
    check(None, SectionAnchors::At(heading), true, &around);
}

#[test]
fn lines_end_where_zola_ends_them() {
    let templates = [TIGHT, ("line.html", "<u>{{ text }}</u>\n")];
    let ends = |markdown: &str| {
        let rendered = with(&rules(), &templates, markdown);
        let ends = rendered.blocks.iter().map(|block| block.ends_line);
        ends.collect::<Vec<_>>()
    };
    assert_eq!(ends("{{ tight(text=1) }}\n\n# b"), [false, true]);
    assert_eq!(ends("{{ tight(text=1) }}\n\nb"), [true, true]);
    assert_eq!(ends("{{ line(text=1) }}\n\n# b"), [true, true]);
    assert_eq!(
        ends("{{ tight(text=1) }}\n\n{{ tight(text=2) }}\n\n- c"),
        [false, true, true]
    );
}

#[test]
fn whatever_a_template_does_the_page_stays() {
    let check = |template: &str, words: &str| {
        let templates = [("bad.html", template)];
        let markdown = "a\n\n*x* {% bad() %}kept{% end %}\n\nb";
        let rendered = with(&rules(), &templates, markdown);
        let page = page(&rendered);
        assert!(
            page.contains("kept") && page.ends_with("<p>b</p>"),
            "{page}"
        );
        let [mistake] = &rendered.mistakes[..] else {
            panic!("{:?}", rendered.mistakes);
        };
        assert_eq!((mistake.place.line, mistake.place.column), (3, 8));
        assert!(mistake.message.contains(words), "{}", mistake.message);
    };
    check(
        "{% for a in range(end=99999) %}{% for b in range(end=99999) %}{% endfor %}{% endfor %}",
        "too often",
    );
    check(
        "{% for a in range(end=99999) %}{{ page | json_encode }}{% endfor %}",
        "too much",
    );
    check(
        "{% macro a() %}{{ self::a() }}{% endmacro a %}{{ self::a() }}",
        "",
    );
    check("{% include \"shortcodes/bad.html\" %}", "");
    check("{% if %}", "");
    check("{% for a in b %}", "");
    check("{{ nothing.at.all }}", "nothing");
    check("{{ throw(message='no luck') }}", "no luck");
}

#[test]
fn what_is_not_balanced_is_text_and_said() {
    let check = |markdown: &str, place: (u32, u32), expected: &str| {
        let rendered = with(&rules(), &[TIGHT], markdown);
        let places = rendered.mistakes.iter().map(|mistake| mistake.place);
        let places: Vec<_> = places.map(|place| (place.line, place.column)).collect();
        assert_eq!(places, [place], "{markdown}");
        assert_eq!(page(&rendered), expected);
    };
    check(
        "a\n\nb {% tight() %} c",
        (3, 3),
        "<p>a</p>\n<p>b {% tight() %} c</p>",
    );
    check("a {% end %} c", (1, 3), "<p>a {% end %} c</p>");
}

#[test]
fn a_shortcode_that_nobody_knows_shows_what_it_is_given() {
    let rendered = with(
        &rules(),
        &[TIGHT],
        "{% none(a=\"1\", b=[2]) %}\n*x*\n{% end %}\n\nb",
    );
    let page = page(&rendered);
    for part in [
        "shortcode-unknown",
        "none a=\"1\" b=[2]",
        "<em>x</em>",
        "<p>b</p>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // That there is none is for the checks to say.
    assert!(rendered.mistakes.is_empty());
}

#[test]
fn what_stands_too_deep_is_told_once() {
    let text = format!("{}x{}", "{% box() %}".repeat(40), "{% end %}".repeat(40));
    let rendered = with(&rules(), &[("box.html", "<u>{{ body }}</u>")], &text);
    let [mistake] = &rendered.mistakes[..] else {
        panic!("{:#?}", rendered.mistakes);
    };
    assert!(mistake.message.contains("more than 32 deep"));
}

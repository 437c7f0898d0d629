//! What stands in the place of shortcodes.

use super::*;
use crate::dialect::Dialect;
use crate::gotemplate::Template;
use crate::problem::Severity;

/// A Hugo blog's page with these templates, by their names.
fn with(templates: &[(&str, &str)], markdown: &str) -> Rendered {
    let shortcodes = templates.iter().map(|(name, source)| {
        let template = Template::parse(name, source).expect("a template");
        ((*name).to_owned(), Shortcode::Template(template))
    });
    let known = Known {
        templates: Arc::new(Templates {
            shortcodes: shortcodes.collect(),
            ..Templates::default()
        }),
        ..Known::default()
    };
    render(markdown, 1, Dialect::Hugo.rules(), &known)
}

#[test]
fn in_a_box_stands_what_is_in_the_shortcode() {
    let templates = [("own", "<u>{{ .Inner }}</u>")];
    let markdown = "{{< none a=\"1\" >}}\n*One* <i>two</i>\n\n\
                    {{< none >}}Three{{< /none >}}\n\n{{< own >}}Four{{< /own >}}\n{{< /none >}}";
    let page = page(&with(&templates, markdown));
    for part in ["<em>One</em>", "Three", "<u>Four</u>", "none a=\"1\""] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("shortcode-unknown").count(), 2, "{page}");
}

#[test]
fn what_is_ours_is_marked_and_nobody_else_can_mark_it() {
    let rules = Rules {
        raw_html: RawHtml::Kept,
        ..Dialect::Hugo.rules().clone()
    };
    let shown = |markdown: &str| page(&render(markdown, 1, &rules, &Known::default()));
    let card = shown("{{< x user=\"a\" id=\"1\" >}}");
    assert!(card.contains("<p data-ui=\"\">Post on X"), "{card}");
    let unknown = shown("{{< none a=\"1\" >}}");
    assert!(
        unknown.contains("class=\"shortcode-label\" data-ui=\"\""),
        "{unknown}"
    );
    let own = shown("<p data-ui data-line=\"1\">a</p>");
    assert!(!own.contains("data-ui"), "{own}");
}

#[test]
fn a_shortcode_that_fails_leaves_its_text_and_a_mistake() {
    let templates = [("bad", "{{ errorf \"no %s\" \"luck\" }}{{ .Inner }}")];
    let rendered = with(&templates, "a\n\n{{< bad >}}kept{{< /bad >}}\n\nb");
    let page = page(&rendered);
    assert!(
        page.contains("kept") && page.ends_with("<p>b</p>"),
        "{page}"
    );
    let [mistake] = &rendered.mistakes[..] else {
        panic!("{:?}", rendered.mistakes);
    };
    assert_eq!((mistake.place.line, mistake.place.column), (3, 5));
    assert!(mistake.message.contains("no luck"), "{}", mistake.message);
}

/// What is shown, and what is wrong as `column: words`, of a line where Hugo 0.168 gives this error.
#[track_caller]
fn check_end(markdown: &str, shown: &str, mistakes: &[(u32, &str)]) {
    let templates = [
        (
            "box",
            "<u>{{ with .Inner }}{{ . }}{{ else }}none{{ end }}</u>",
        ),
        ("deindents", "<u>{{ $.InnerDeindent }}</u>"),
        ("none", "<i>x</i>"),
    ];
    let names = ["qr", "figure", "nosuch"];
    let template = |(name, source): (&str, &str)| {
        let template = Template::parse(name, source).expect("a template");
        (name.to_owned(), Shortcode::Template(template))
    };
    let mut shortcodes: HashMap<_, _> = templates.into_iter().map(template).collect();
    shortcodes.extend(names.map(|name| (name.to_owned(), Shortcode::None)));
    let known = Known {
        templates: Arc::new(Templates {
            shortcodes,
            ..Templates::default()
        }),
        ..Known::default()
    };
    let rendered = render(markdown, 1, Dialect::Hugo.rules(), &known);
    assert_eq!(page(&rendered), shown, "{markdown}");
    assert_eq!(rendered.mistakes.len(), mistakes.len(), "{rendered:#?}");
    for (mistake, (column, words)) in rendered.mistakes.iter().zip(mistakes) {
        assert_eq!(mistake.place.column, *column, "{markdown}");
        assert!(mistake.message.contains(words), "{}", mistake.message);
    }
}

/// `shortcode "box" must be closed or self-closed`
#[test]
fn what_reads_what_is_in_it_must_have_an_end() {
    let unended = &[(7, "Nothing ends the shortcode")];
    check_end("a {{< box >}} b", "<p>a <u>none</u> b</p>", unended);
    check_end(
        "a {{% box %}} b",
        "<p>a none b</p>",
        &[(7, "`{{% /box %}}`")],
    );
    check_end("a {{< deindents >}} b", "<p>a <u></u> b</p>", unended);
    check_end("a {{< box />}} b", "<p>a <u>none</u> b</p>", &[]);
    check_end(
        "a {{< qr text=x >}} b",
        &page(&with(&[], "a {{< qr text=x />}} b")),
        unended,
    );
    check_end(
        "{{< box >}}{{< box >}}x{{< /box >}}",
        "<p><u>none</u><u>x</u></p>",
        &[(5, "Nothing ends")],
    );
}

/// `shortcode "none" does not evaluate .Inner or .InnerDeindent, yet a closing tag was provided`
#[test]
fn what_reads_nothing_that_is_in_it_must_have_no_end() {
    let needless = "reads nothing that is in it";
    check_end(
        "{{< none >}}*a*{{< /none >}} b",
        "<p><i>x</i><em>a</em> b</p>",
        &[(16, needless)],
    );
    check_end(
        "{{< box >}}1{{< none >}}2{{< none >}}3{{< /none >}}4{{< /none >}}5{{< /box >}}",
        "<u>1<i>x</i>2<i>x</i>345</u>",
        &[(39, needless), (53, needless)],
    );
    check_end(
        "a {{< none />}} b",
        "<p>a <i>x</i> b</p>",
        &[(12, needless)],
    );
    check_end(
        "{{< box >}}{{< none >}}x{{< /box >}}",
        "<u><i>x</i>x</u>",
        &[],
    );
}

#[test]
fn all_shortcodes_of_a_post_share_one_budget() {
    let templates = [("long", "{{ range seq 100000 }}{{ end }}x")];
    let rendered = with(&templates, &"{{< long >}}\n\n".repeat(1_000));
    let shown = rendered
        .blocks
        .iter()
        .filter(|block| &*block.html == "<div>x</div>");
    let failed = rendered.mistakes.len();
    assert!(failed > 500, "{failed} of 1,000 were stopped");
    assert!(shown.count() + failed <= 1_000);
}

#[test]
fn blocks_stand_on_the_lines_of_their_source() {
    let templates = [("two", "<p>a</p>\n\n<p>b</p>\n")];
    let markdown = "One\n\n{{< two\n>}}\n\nTwo\n\n{{% two %}}\n\nThree\n";
    let lines: Vec<_> = with(&templates, markdown)
        .blocks
        .iter()
        .filter(|block| block.html.starts_with("<p>T") || block.html.starts_with("<p>O"))
        .map(|block| (block.lines.first, block.lines.last))
        .collect();
    assert_eq!(lines, [(1, 1), (6, 6), (10, 10)]);
}

#[test]
fn nothing_that_templates_store_is_kept_for_ever() {
    let source = "{{ .Page.Store.Set \"a\" (.Page.Resources.Get \"a.png\") }}\
                  {{ (.Page.Store.Get \"a\").Name }}";
    let template = Shortcode::Template(Template::parse("x", source).expect("a template"));
    let file = Target {
        address: "a.png".to_owned(),
        fingerprint: Some(1),
        ..Target::default()
    };
    let resource = ResourceFacts {
        name: "a.png".to_owned(),
        plain: "a.png".to_owned(),
        address: "/a/a.png".to_owned(),
        page: "content/a/index.md".to_owned(),
        metadata: Arc::default(),
    };
    let known = Known {
        templates: Arc::new(Templates {
            shortcodes: [("x".to_owned(), template)].into(),
            files: [("/a/a.png".to_owned(), file)].into(),
            resources: [("content/a/index.md".to_owned(), [resource].into())].into(),
            post: Arc::new(PageFacts {
                path: "content/a/index.md".to_owned(),
                ..PageFacts::default()
            }),
            ..Templates::default()
        }),
        ..Known::default()
    };
    let rendered = render("{{< x >}}", 1, Dialect::Hugo.rules(), &known);
    assert_eq!(page(&rendered), "<div>a.png</div>");
    assert_eq!(Arc::strong_count(&known.templates), 1);
}

/// Hugo goes on; the limit is ours.
#[test]
fn what_stands_too_deep_is_told_once_and_not_as_a_mistake() {
    let nested = |depth: usize| {
        let text = format!(
            "{}x{}",
            "{{< box >}}".repeat(depth),
            "{{< /box >}}".repeat(depth)
        );
        with(&[("box", "<u>{{ .Inner }}</u>")], &text).mistakes
    };
    assert!(nested(32).is_empty());
    let told = nested(200);
    let [mistake] = &told[..] else {
        panic!("{told:#?}");
    };
    assert!(mistake.message.contains("more than 32 deep"));
    assert_eq!(mistake.severity, Severity::Warning);
}

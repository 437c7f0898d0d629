//! What stands in the place of shortcodes.

use super::*;
use crate::dialect::Dialect;
use crate::gotemplate::Template;

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
fn a_shortcode_that_fails_leaves_its_text_and_a_mistake() {
    let templates = [("bad", "{{ errorf \"no %s\" \"luck\" }}")];
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

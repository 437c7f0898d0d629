use super::*;

fn known() -> Known {
    let target = |address: &str, pixels| Target {
        address: address.to_owned(),
        pixels,
        ..Target::default()
    };
    let mut known = Known::default();
    known
        .targets
        .insert("a.png".into(), target("../img/a%20b.png", Some((3, 4))));
    known
        .targets
        .insert("gone.png".into(), target("../gone.png", None));
    known
        .targets
        .insert("b c.md".into(), target("../b/?x&y#z", None));
    known
}

#[track_caller]
fn check_known(markdown: &str, html: &str) {
    assert_eq!(page(&render(markdown, 1, &RULES, &known())), html);
}

#[test]
fn known_destinations_lead_where_they_should() {
    check_known(
        "[a *b*](<b c.md> \"T\") and ![x & y](a.png 'T').",
        "<p><a href=\"../b/?x&amp;y#z\" title=\"T\">a <em>b</em></a> and \
         <img src=\"../img/a%20b.png\" alt=\"x &amp; y\" title=\"T\" width=\"3\" height=\"4\" />.</p>",
    );
    check_known(
        "# [![](a.png)](b%20c.md)\n\n![*a* ![in](b.png)](a.png)",
        "<h1><a href=\"b%20c.md\"><img src=\"../img/a%20b.png\" alt=\"\" width=\"3\" height=\"4\" /></a></h1>\n\
         <p><img src=\"../img/a%20b.png\" alt=\"a in\" width=\"3\" height=\"4\" /></p>",
    );
    check_known(
        "## Über [b](<b c.md>) ![c](a.png)",
        "<h2 id=\"über-b-c\">Über <a href=\"../b/?x&amp;y#z\">b</a> \
         <img src=\"../img/a%20b.png\" alt=\"c\" width=\"3\" height=\"4\" /></h2>",
    );
}

#[test]
fn a_local_picture_that_is_not_there_says_so() {
    check_known(
        "![](gone.png)",
        "<p><img src=\"../gone.png\" alt=\"\" data-missing=\"gone.png\" /></p>",
    );
}

#[test]
fn footnotes_have_destinations_too() {
    let page = page(&render("a[^1]\n\n[^1]: [b](<b c.md>)", 1, &RULES, &known()));
    assert!(page.contains("<a href=\"../b/?x&amp;y#z\">b</a>"), "{page}");
}

#[test]
fn what_is_not_known_is_wanted_once() {
    let markdown = "[a](x.md) [b](x.md) ![c](a.png) [d](https://x.y) [e](#f) <me@x.y> [g]()\n\n[h][]\n\n[h]: y.md#z";
    let rendered = render(markdown, 1, &RULES, &known());
    assert_eq!(rendered.wanted.destinations, ["x.md", "y.md#z"]);
    assert_eq!(rendered.destinations, ["x.md", "a.png", "y.md#z"]);
    assert!(page(&rendered).contains("<a href=\"y.md#z\">h</a>"));
}

#[test]
fn a_destination_is_looked_up_without_markdowns_escapes() {
    let rendered = rendered("[a](x\\_y&amp;z.md) [b](<x y.md>) [c](x%20y.md)");
    assert_eq!(
        rendered.wanted.destinations,
        ["x_y&z.md", "x y.md", "x%20y.md"]
    );
}

#[test]
fn beside_raw_html_addresses_are_resolved_too() {
    check_known(
        "<b>x</b> [a](<b c.md>) ![](a.png)",
        "<p><b>x</b> <a href=\"b%20c.md\">a</a> <img src=\"../img/a%20b.png\" alt=\"\" width=\"3\" height=\"4\"></p>",
    );
}

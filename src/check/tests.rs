//! Tests of the checks.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Anchors, By, Draft, Facts, Lead, Omission, check, read};
use crate::dialect::Dialect;
use crate::parse::{Status, parse};
use crate::problem::{Kind, Problem};
use crate::render::{Known, render};

fn facts() -> Facts {
    let nothing = |nearest: Option<&str>| Lead::Nothing {
        nearest: nearest.map(str::to_owned),
    };
    let file = |bytes, misplaced: Option<&str>| Lead::File {
        bytes,
        misplaced: misplaced.map(str::to_owned),
    };
    let there = ["own-name", "tables"].map(str::to_owned);
    let there: Arc<Anchors> = Arc::new(there.into_iter().collect());
    let destinations = [
        ("gone.md", nothing(Some("gone-by.md"))),
        ("lost.md", nothing(None)),
        ("gone.png", nothing(Some("bars.png"))),
        ("there.md", Lead::Post { anchors: None }),
        (
            "there.md#own-name",
            Lead::Post {
                anchors: Some(there.clone()),
            },
        ),
        (
            "there.md#tabels",
            Lead::Post {
                anchors: Some(there.clone()),
            },
        ),
        ("bars.png", file(1_000_000, None)),
        ("large.png", file(1_440_000, None)),
        ("beside.png", file(10, Some("put it into static/."))),
    ];
    Facts {
        destinations: HashMap::from(destinations.map(|(to, lead)| (to.to_owned(), lead))),
        anchors: there,
        shortcodes: Some(
            ["figure", "highlight", "img", "ref", "youtube"]
                .map(str::to_owned)
                .into(),
        ),
        now: "2026-11-24T12:00:00Z".parse().expect("a time"),
        ..Facts::default()
    }
}

fn problems_in(text: &str, dialect: Dialect, facts: &Facts) -> Vec<Problem> {
    let post = parse("posts/a.md", text);
    let metadata = post.metadata.unwrap_or_default();
    let status = if metadata.draft {
        Status::Draft
    } else {
        Status::Published
    };
    let draft = Draft {
        path: "posts/a.md",
        text,
        body_start: post.body_start,
        dialect,
        rules: dialect.rules(),
        metadata: &metadata,
        status,
    };
    check(&read(draft), facts)
}

/// Each as `line:column kind`.
#[track_caller]
fn check_places(text: &str, expected: &[&str]) {
    let problems = problems_in(text, Dialect::Hugo, &facts());
    let found: Vec<String> = problems
        .iter()
        .map(|it| format!("{}:{} {}", it.line, it.column, it.kind.name()))
        .collect();
    assert_eq!(found, expected, "{text}\n{problems:#?}");
}

#[track_caller]
fn check_message(text: &str, message: &str, suggestion: Option<&str>) {
    let problems = problems_in(text, Dialect::Hugo, &facts());
    let [problem] = &problems[..] else {
        panic!("{text}: {problems:#?}");
    };
    assert_eq!(problem.message, message);
    assert_eq!(problem.suggestion.as_deref(), suggestion);
}

#[test]
fn a_link_that_leads_to_nothing_is_named_with_the_nearest_that_does() {
    check_message(
        "Look at [this](gone.md) again.\n",
        "Nothing is at gone.md. The nearest is gone-by.md.",
        Some("Look at [this](gone-by.md) again."),
    );
    check_message("[this](lost.md)", "Nothing is at lost.md.", None);
    check_places("A\n<a href=\"gone.md\">raw</a>", &["2:10 link"]);
    check_places("<div>\n<a\n href='gone.md'>raw</a>\n</div>", &["3:8 link"]);
    check_places(
        "[a][b] and [c]\n\n[b]: gone.md\n[c]: there.md\n",
        &["1:1 link"],
    );
    check_places("> - [in](there.md) [it](gone.md)", &["1:25 link"]);
    check_places("> <div>\n> <a\n>  href=gone.md>x</a></div>", &["3:9 link"]);
    check_message(
        "[gone.md](gone.md \"gone.md\")",
        "Nothing is at gone.md. The nearest is gone-by.md.",
        Some("[gone.md](gone-by.md \"gone.md\")"),
    );
    check_message(
        "[gone.md][b]\n\n[b]: gone.md",
        "Nothing is at gone.md. The nearest is gone-by.md.",
        None,
    );
    check_message(
        "<img title='gone.png' alt=x src='gone.png'>",
        "There is no picture at gone.png. The nearest is bars.png.",
        Some("<img title='gone.png' alt=x src='bars.png'>"),
    );
    check_message(
        "[*x* ![y](bars.png)](<gone.md>)",
        "Nothing is at gone.md. The nearest is gone-by.md.",
        Some("[*x* ![y](bars.png)](<gone-by.md>)"),
    );
    check_places(
        "---\ntitle: x\n---\n\n\tcode\n\nä [x](gone.md)",
        &["7:7 link"],
    );
}

#[test]
fn what_leads_somewhere_or_cannot_be_judged_is_no_problem() {
    for text in [
        "[a](there.md) [b](there.md#own-name) [c](#tables) [d](#) [e](#top) [f](#TOP)",
        "[a](https://example.org/gone.md) <https://example.org> [b](mailto:a@b.c) [c](unknown.md)",
        "[a]({{ site.baseurl }}/gone.md) ![b]({{< ref \"gone.md\" >}}) [c]({%link%})",
        "- [ ] a task\n- [x] done\n\nmatrix[i][j], [brackets], [1], [a][] and \\[x][yy]",
        "`[x](gone.md)`\n\n    [x](gone.md)\n\n```\n![](gone.png)\n```\n",
        "[![A picture](bars.png)](there.md) [`code`](there.md) <a name=\"x\"></a>",
        "<!-- [x](gone.md) -->\n\n<pre>[x](gone.md)</pre>",
        "Text[^1] and[^Two].\n\n[^1]: A note.\n[^two]: Another.",
        "[^a-z]+ \\[^1] `[^1]` [^abcd]* ![^1]\n\n[^1]: A note.",
        "[a-z][0-9] [10][11] [0-9][A-F] f(x)[i][jj] [x][\"key\"] [ ][yy] [^1][yy]\n\n[^1]: x",
        "<a@example.org> [x](#comments) [x](#/route) [x](#page=2) [x](#:~:text=x)",
        "{{<img src=\"gone.png\">}} {{< figure caption=\"[x](gone.md)\" >}}",
        "{{< highlight c >}}\n# TODO\n\n### Deep\n\n[x](gone.md)\n{{< /highlight >}}",
        "[a][Site  x] b[^n]\n\n[site x]: {{ site.url }}/a b\n> [^n]: {% note %}",
        "<script>'<img src=gone.png>'</script>\n\n<noscript>x</noscript>",
        "<img src=bars.png role=presentation> <img src=bars.png aria-hidden=true>",
        "<a href=there.md class=icon></a> <a href=\"#own-name\"></a> <a href=there.md><b>x</b></a>",
        "Some <code>TODO</code> <kbd>TK</kbd>\n\n<div><pre>\na\n\nTODO\n</pre></div>",
        "[a](#own%2Dname) <img src=\"bars.png\" alt=\"\">",
    ] {
        check_places(text, &[]);
    }
}

#[test]
fn a_place_that_a_page_does_not_have_is_named_with_the_nearest() {
    check_message(
        "See [it](#tabels).",
        "Nothing in this post is called #tabels. The nearest is #tables.",
        Some("See [it](#tables)."),
    );
    check_message(
        "See [it](there.md#tabels).",
        "Nothing in that post is called #tabels. The nearest is #tables.",
        Some("See [it](there.md#tables)."),
    );
    check_message(
        "[x](#nowhere-at-all)",
        "Nothing in this post is called #nowhere-at-all.",
        None,
    );
    check_message(
        "[x](#Own-Name)",
        "Nothing in this post is called #Own-Name, but #own-name is: capital letters make a difference.",
        Some("[x](#own-name)"),
    );
}

#[test]
fn a_link_needs_a_text_and_an_address() {
    check_places(
        "[x]() [](there.md) [ ](there.md)\n",
        &["1:1 empty-link", "1:10 empty-link", "1:24 empty-link"],
    );
    check_places("<a href=\"\">x</a>", &["1:1 empty-link"]);
    check_places("<a href=there.md></a>", &["1:9 empty-link"]);
    check_places("<div>\n<a href=there.md> </a>\n</div>", &["2:9 empty-link"]);
}

#[test]
fn a_reference_needs_its_line() {
    check_message(
        "See [the text][nowhere].",
        "This link has no address: no line begins with [nowhere]:",
        None,
    );
    check_message(
        "See ![the picture][no where].",
        "This picture has no address: no line begins with [no where]:",
        None,
    );
    check_message(
        "A[^one] b[^two].\n\n[^one]: It.",
        "The footnote [^two] is nowhere written. It needs a line that begins with [^two]:",
        None,
    );
    check_places("A[^1] b[^long-note] c[^x].", &["1:2 link", "1:8 link"]);
}

#[test]
fn a_picture_needs_a_file_a_text_and_a_size_that_loads() {
    check_places("![](bars.png)", &["1:5 alt"]);
    check_places(
        "![Bars](gone.png) ![Large](large.png)",
        &["1:9 picture", "1:28 large-picture"],
    );
    check_message(
        "![Large](large.png)",
        "This picture has 1.4 MB, which takes long to load on a phone. Save it smaller: below 1 MB.",
        None,
    );
    check_message(
        "![Beside](beside.png)",
        "This will not show on the published site: put it into static/.",
        None,
    );
    check_places("<img src=\"bars.png\">", &["1:11 alt"]);
    check_places("![x](there.md)", &["1:6 picture"]);
    check_places(
        "<video src=\"gone.md\" poster='bars.png'></video>",
        &["1:13 link"],
    );
}

#[test]
fn headings_come_level_by_level() {
    check_places("# A\n\n## B\n\n#### C\n\n## D\n", &["5:6 heading-level"]);
    check_places("## A\n\n### B\n\n## C\n", &[]);
    // The post's title may be a heading of level 2.
    check_places("### A\n\n## B\n", &[]);
    check_places("#### A\n", &["1:6 heading-level"]);
    check_places("## A\n\n> #### B\n\n### C\n", &[]);
    check_message(
        "#### A\n",
        "The first heading is of level 4. Level 2 comes first: ##",
        None,
    );
    check_message(
        "## A\n\n#### B\n",
        "This heading is of level 4, and the one before it of level 2. Level 3 comes next: ###",
        None,
    );
    check_places("A\n=\n\n<h4>B</h4>\n", &["4:1 heading-level"]);
}

/// With the ids that the page has.
#[track_caller]
fn check_ids(text: &str, dialect: Dialect, expected: &[&str]) {
    let page = render(text, 1, dialect.rules(), &Known::default());
    let mut facts = facts();
    facts.heading_ids = page.outline.into_iter().map(|it| it.id).collect();
    let found = problems_in(text, dialect, &facts);
    let found: Vec<_> = found
        .iter()
        .map(|it| format!("{}:{} {}", it.line, it.column, it.kind.name()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn an_id_belongs_to_one_heading() {
    let check = |text, expected| check_ids(text, Dialect::Hugo, expected);
    check("# X\n\n## Y\n\n## Z {#x}\n", &["5:7 duplicate-id"]);
    check("# X {#a}\n\n## Y {#a}\n", &["3:7 duplicate-id"]);
    check("# X\n\n## X\n\n## `X`\n\n##\n\n## ![x](bars.png)\n", &[]);
    check(
        "##\n\n<h2>x</h2>\n\n## A\n\n## B {#a}\n",
        &["7:7 duplicate-id"],
    );
    check("<h2 id=\"x\">x</h2>\n\n## X\n", &["3:4 duplicate-id"]);
    let same = "## Same\n\n## Same\n\n## Same-1\n";
    check(same, &[]);
    check_ids(same, Dialect::Jekyll, &["5:4 duplicate-id"]);
}

#[test]
fn what_a_shortcode_refers_to_must_be_there() {
    let mut facts = facts();
    let nothing = Lead::Nothing {
        nearest: Some("there.md".to_owned()),
    };
    facts
        .references
        .insert((By::Ref, "gone.md".to_owned()), nothing);
    let text = "ä [x]({{< ref \"gone.md\" >}}) {{< ref \"there.md\" >}}\n\n\
                {{< figure src=\"gone.png\" alt=\"x\" >}} {{< figure src=\"bars.png\" >}}\n";
    let problems = problems_in(text, Dialect::Hugo, &facts);
    let [problem] = &problems[..] else {
        panic!("{problems:#?}");
    };
    assert_eq!(
        (problem.line, problem.column, problem.kind),
        (1, 16, Kind::Link)
    );
    let mended = text
        .lines()
        .next()
        .map(|line| line.replace("gone", "there"));
    assert_eq!(problem.suggestion, mended);
    assert!(problem.message.starts_with("Nothing is at gone.md."));
    facts.stops_at_references = true;
    let problems = problems_in(text, Dialect::Hugo, &facts);
    let message = "Hugo stops here: nothing is at gone.md. The nearest is there.md.";
    assert_eq!(problems[0].message, message);
    facts.has_figure = true;
    let problems = problems_in(text, Dialect::Hugo, &facts);
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [Kind::Link, Kind::Picture, Kind::Alt]);
}

#[test]
fn liquid_shown_as_code_refers_to_nothing() {
    let text = "`{{ site.baseurl }}gone.png` <!-- {{ site.baseurl }}gone.png -->\n\n\
                {% raw %}{{ site.baseurl }}gone.png{% endraw %}\n\n    {{ site.baseurl }}gone.png\n";
    let mut facts = facts();
    facts.shortcodes = None;
    let nothing = Lead::Nothing { nearest: None };
    facts.destinations.insert("/gone.png".to_owned(), nothing);
    let problems = |text| problems_in(text, Dialect::Jekyll, &facts).len();
    assert_eq!(problems(text), 0);
    assert_eq!(problems("![x]({{ site.baseurl }}/gone.png)"), 1);
    assert_eq!(
        problems("<img src=\"{{ 'gone.png' | relative_url }}\" alt=x>"),
        1
    );
}

#[test]
fn zola_stops_at_links_without_an_address_and_at_drafts() {
    let tells = |text: &str| {
        let mut facts = facts();
        facts
            .destinations
            .insert("@/draft.md".to_owned(), Lead::Draft);
        let problems = problems_in(text, Dialect::Zola, &facts).into_iter();
        let tell = |it: Problem| format!("{} {:?} {}", it.column, it.severity, it.message);
        problems.map(tell).collect::<Vec<_>>()
    };
    let missing = "Error Zola stops here: the address of this link is missing.";
    for text in ["[x]()", "[x](<>)", "[x]( )"] {
        assert_eq!(tells(text), [format!("1 {missing}")], "{text}");
    }
    assert_eq!(tells("[x][y]\n\n[y]: <>\n"), [format!("1 {missing}")]);
    let html = "Warning This link leads nowhere: its address is missing.";
    assert_eq!(tells("<a href=\"\">x</a>"), [format!("1 {html}")]);
    assert_eq!(tells("![x]()"), ["1 Error This picture has no address."]);
    let draft = "5 Error Zola stops here: @/draft.md is a draft.";
    assert_eq!(tells("[x](@/draft.md)"), [draft]);
    let both =
        "5 Warning @/draft.md is a draft too. Published alone, this post would stop Zola here.";
    assert_eq!(tells("+++\ndraft = true\n+++\n[x](@/draft.md)"), [both]);
}

#[test]
fn a_shortcode_must_be_one_of_the_blogs() {
    check_message(
        "{{< figur src=\"a.png\" >}}",
        "This blog has no shortcode figur. The nearest is figure.",
        Some("{{< figure src=\"a.png\" >}}"),
    );
    check_places("{{% other %}}x{{% /other %}}", &["1:5 shortcode"]);
    check_places(
        "{{</* other */>}} {{%/* other */%}} {{< x.inline >}} {{< figure >}} {{< youtube abc >}}",
        &[],
    );
    check_places("```\n{{< other >}}\n```\n", &["2:5 shortcode"]);
    check_places("{{< a {{< figure >}}", &["1:5 shortcode"]);
    let zola = |text| problems_in(text, Dialect::Zola, &facts()).len();
    // Which Zola publishes as they are written.
    for text in [
        "{{ img(id=Bob) }}",
        "{{ img(id=\"x\" }}",
        "{{ img(id=\"x) }}",
    ] {
        let problems = problems_in(text, Dialect::Zola, &facts());
        let [problem] = &problems[..] else {
            panic!("{text}: {problems:#?}");
        };
        assert!(problem.message.starts_with("Zola takes this for text"));
        assert_eq!(problem.severity, crate::problem::Severity::Warning);
    }
    assert_eq!(zola("{{ other(id=Bob) }} `{{ img(id=Bob) }}`"), 0);
    assert_eq!(zola("{{ other(id=1) }} {% figure() %}x{% end %}"), 1);
    assert_eq!(
        zola("{{ config.title }} {{/* other() */}} {{ my-box() }}"),
        0
    );
}

#[test]
fn a_post_that_no_list_has_is_not_published() {
    let tells = |text: &str, omission: Omission| {
        let facts = Facts {
            omissions: vec![omission],
            ..facts()
        };
        let problems = problems_in(text, Dialect::Zola, &facts).into_iter();
        let tell = |it: Problem| format!("{}:{} {}", it.line, it.column, it.message);
        problems.map(tell).collect::<Vec<_>>()
    };
    let unsorted = |keys, is_published| Omission::Unsorted {
        section: "content/_index.md".to_owned(),
        keys,
        is_published,
    };
    let found = tells("\n+++\ntitle = 'x'\n+++\n", unsorted(&["date"], false));
    let message = "Zola does not publish this post: it has no `date`, by which content/_index.md sorts \
                   its posts.";
    assert_eq!(found, [format!("2:1 {message}")]);
    let found = tells("---\nweight:\n---\n", unsorted(&["weight"], true));
    let message = "content/_index.md does not list this post: it has no `weight`, by which it sorts its \
                   posts.";
    assert_eq!(found, [format!("2:1 {message}")]);
    let found = tells("+++\n+++\n", unsorted(&["date", "updated"], false));
    assert!(found[0].contains("it has neither `date` nor `updated`, by which"));
    let section = "content/_index.md".to_owned();
    let found = tells("+++\n+++\n", Omission::OfDraft { section });
    let message = "Zola does not publish this post: content/_index.md is a draft.";
    assert_eq!(found, [format!("1:1 {message}")]);
    let none = |section: Option<&str>| Omission::NoTemplate {
        template: "x.html".to_owned(),
        section: section.map(str::to_owned),
    };
    let named = "+++\ntitle = 'x'\ntemplate = 'x.html'\n+++\n";
    let message = "3:1 Zola stops here: there is no templates/x.html.";
    assert_eq!(tells(named, none(None)), [message]);
    let message = "1:1 Zola stops here: there is no templates/x.html, which content/_index.md names for \
                   its posts.";
    assert_eq!(
        tells("+++\n+++\n", none(Some("content/_index.md"))),
        [message]
    );
    let silenced = "+++\n[extra]\ncheck = 'off unpublished'\n+++\n";
    assert_eq!(tells(silenced, unsorted(&["date"], false)), [""; 0]);
}

#[test]
fn an_old_draft_says_under_which_date_it_would_appear() {
    let draft = |date: &str, draft: bool| {
        format!("---\ntitle: x\ndate: {date}\ndraft: {draft}\n---\n\nText\n")
    };
    check_message(
        &draft("2019-11-06T10:42:00-05:00", true),
        "This draft is dated 6 November 2019. Published today, it would appear under that date.",
        None,
    );
    check_places(&draft("2019-11-06", true), &["3:1 old-draft"]);
    let nested = "---\nimage:\n  date: 2001-01-01\nDate: 2019-11-06\ndraft: true\n---\n";
    check_places(nested, &["4:1 old-draft"]);
    let toml = "+++\ndate = 2019-11-06\ndraft = true\n+++\n";
    check_places(toml, &["2:1 old-draft"]);
    let json = "{\n  \"date\": \"2019-11-06\",\n  \"draft\": true\n}\n\nText\n";
    check_places(json, &["2:3 old-draft"]);
    check_places(&draft("2019-11-06", false), &[]);
    check_places(&draft("2026-11-01", true), &[]);
    check_places(&draft("2030-01-01", true), &[]);
}

#[test]
fn notes_to_oneself_are_words_of_the_text() {
    check_places(
        "TODO: more\n\nand TK, FIXME.\n",
        &["1:1 todo", "3:5 todo", "3:9 todo"],
    );
    check_places(
        "a TODO-list, TODO.md, `TODO`, [x](TODO), METODOLOGY TKO #TODO TODO_x todo\n",
        &[],
    );
    check_places(
        "<!-- TODO: a picture -->\n\n<div>\nTK &amp; FIXME\n</div>\n\n<!-- a\n\nb TK\n-->",
        &["1:6 todo", "4:1 todo", "4:10 todo", "9:3 todo"],
    );
    check_places("```\nTODO\n```\n\n<pre>\nFIXME\n</pre>\n", &[]);
    check_places("# A TODO\n", &["1:5 todo"]);
}

#[test]
fn code_that_nothing_ends_is_named_where_it_was_forgotten() {
    check_places("A\n\n```rust\nfn x() {}\n", &["3:1 open-fence"]);
    check_places("A\n\n```rust\nfn x() {}\n```\n\n~~~\nx\n~~~\n", &[]);
    check_places("```\na\n\n```rust\nb\n```\n\n```\nc\n", &["1:1 open-fence"]);
    check_places("````md\n```rust\nx\n```\n````\n", &[]);
    check_places("> ```\n> a\n> ```\n\n- ```\n  b\n  ```\n", &[]);
    check_places("> ```\n> a\n\nText\n", &["1:3 open-fence"]);
    check_places(
        "- ```\n  a\n\nText\n\n```js\nb\n",
        &["1:3 open-fence", "6:1 open-fence"],
    );
    check_message(
        "A\n\n~~~js\nb\n\n~~~rust\nc\n",
        "This code has no end: another begins on line 6. Close it before that with a line of ~~~.",
        None,
    );
    check_message(
        "````js\nb\n```\n",
        "This code has no end, so all that follows is code. Close it with a line of ````.",
        None,
    );
    check_message(
        "1. a\n\n   ```js\n   b\n\nText\n",
        "This code has no end but that of the list or quote around it. Close it with a line of ```, as far \
         to the right as this one.",
        None,
    );
}

mod properties;
mod silence;

#[test]
fn of_a_thousand_slips_the_first_are_told_and_that_there_are_more() {
    let problems = problems_in(&"TODO\n\n".repeat(1_000), Dialect::Hugo, &facts());
    assert_eq!(problems.len(), 501);
    let last = problems.last().expect("there are some");
    assert_eq!(
        last.message,
        "The first 500 of this kind are told. From here on there are more."
    );
    let words = "nonsense ".repeat(10_000);
    let text = format!("---\ncheck: off {words}\n---\n<!-- check: off {words}-->\n");
    assert_eq!(problems_in(&text, Dialect::Hugo, &facts()).len(), 20);
}

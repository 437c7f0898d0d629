//! What Hugo 0.168 makes of Markdown where its configuration says something.

use super::*;
use crate::dialect::Dialect;

/// What Hugo makes of a text with some rules, as one paragraph.
#[track_caller]
fn check_line(set: impl Fn(&mut Rules), markdown: &str, html: &str) {
    check_page(set, markdown, &format!("<p>{html}</p>"));
}

#[track_caller]
fn check_page(set: impl Fn(&mut Rules), markdown: &str, html: &str) {
    let mut rules = Dialect::Hugo.rules().clone();
    set(&mut rules);
    let rendered = render(markdown, 1, &rules, &Known::default());
    assert_eq!(page(&rendered), html, "{markdown}");
}

#[test]
fn what_stands_for_a_picture_is_set_like_other_text() {
    let set = |_: &mut Rules| {};
    check_line(
        set,
        "![a \"b\" -- c... it's \\\" `c \"d\"` *em \"x\"* <b> &amp; [l \"q\"](/u) x](/i.png \"t -- y\")",
        "<img src=\"/i.png\" alt=\"a “b” – c… it’s &quot; c &quot;d&quot; em “x”  &amp; l “q” x\" \
         title=\"t -- y\" />",
    );
    check_line(
        set,
        "![line \"one\ntwo\" -- three](/i)",
        "<img src=\"/i\" alt=\"line “one\ntwo” – three\" />",
    );
    check_line(
        set,
        "\"before ![q\" r](/i) s\" ![](/x) ![**b** -- _c_](/z) ![https://a.b/c](/y)",
        "“before <img src=\"/i\" alt=\"q” r\" /> s&quot; <img src=\"/x\" alt=\"\" /> \
         <img src=\"/z\" alt=\"b – c\" /> <img src=\"/y\" alt=\"https://a.b/c\" />"
            .replace("&quot;", "\"")
            .as_str(),
    );
    check_page(
        set,
        "## ![a \"b\" c](/i) d",
        "<h2 id=\"a--d\"><img src=\"/i\" alt=\"a “b” c\" /> d</h2>",
    );
}

#[test]
fn emoji_have_names() {
    let set = |rules: &mut Rules| rules.goldmark.has_emoji = true;
    check_line(
        set,
        ":smile: :+1: :not_there: `:smile:` x:smile:y :smile::heart: :man_technologist:",
        "😄 👍 :not_there: <code>:smile:</code> x😄y 😄❤️ 👨‍💻",
    );
    check_line(
        set,
        "::smile:: :smile :tada:tada: :Smile:",
        ":😄: :smile 🎉tada: :Smile:",
    );
    check_line(
        set,
        "a\\:smile: \\:heart\\: \":smile:\" :smile:'s *a_b :heavy_check_mark: c_d*",
        "a:smile: :heart: “😄” 😄’s <em>a_b ✔️ c_d</em>",
    );
    check_line(
        set,
        "[:smile:](/a) *:heart:* ![:smile: alt](/x.png) http://x.y/:smile: (:smile:)",
        "<a href=\"/a\">😄</a> <em>❤️</em> <img src=\"/x.png\" alt=\" alt\" /> \
         <a href=\"http://x.y/:smile\">http://x.y/:smile</a>: (😄)",
    );
    check_page(
        set,
        "## *:heart:* x :man_technologist: y",
        "<h2 id=\"heart-x-man_technologist-y\"><em>❤️</em> x 👨‍💻 y</h2>",
    );
    check_page(
        set,
        "## :smile: [a :tada: b](/u) ![c :tada: d](/i) **e :tada: f**",
        "<h2 id=\"smile-a--c--e\">😄 <a href=\"/u\">a 🎉 b</a> <img src=\"/i\" alt=\"c  d\" /> \
         <strong>e 🎉 f</strong></h2>",
    );
    check_line(|_| {}, ":smile:", ":smile:");
}

#[test]
fn lines_may_end_on_the_page_as_in_the_source() {
    let set = |rules: &mut Rules| rules.goldmark.line_ends = LineEnds::Breaks;
    check_line(set, "a\nb\\\nc  \nd", "a<br />\nb<br />\nc<br />\nd");
    check_line(
        set,
        "`c\nd` [l\nm](/u)",
        "<code>c d</code> <a href=\"/u\">l<br />\nm</a>",
    );
    check_page(
        set,
        "T\n: d\n  e\n\nfoo",
        "<dl>\n<dt>T</dt>\n<dd>d<br />\ne</dd>\n</dl>\n<p>foo</p>",
    );
}

#[test]
fn wide_characters_are_joined() {
    let set = |rules: &mut Rules| {
        rules.goldmark.line_ends = LineEnds::Joints;
        rules.goldmark.has_escaped_blanks = true;
    };
    check_line(
        set,
        "中文\n换行 english\n中文\nenglish",
        "中文换行 english\n中文\nenglish",
    );
    check_line(
        set,
        "한국\n어 日本\n語。\n「テスト」",
        "한국어 日本語。「テスト」",
    );
    check_line(
        set,
        "*中*\n文 **中\n文** `x`\n中 [中](/u)\n文",
        "<em>中</em>\n文 <strong>中文</strong> <code>x</code>\n中 <a href=\"/u\">中</a>\n文",
    );
    check_line(
        set,
        "😀\n😀 中\\\n文  \n中",
        "😀\n😀 中<br />\n文<br />\n中",
    );
    check_line(
        set,
        "太郎は\\ **「こんにちわ」**\\ と言った a\\ b \\\\ c",
        "太郎は<strong>「こんにちわ」</strong>と言った ab \\ c",
    );
    check_line(|_| {}, "中\n文 a\\ b", "中\n文 a\\ b");
}

#[test]
fn pictures_may_stand_without_a_paragraph() {
    let set = |rules: &mut Rules| {
        rules.goldmark.has_bare_pictures = true;
        rules.block_attributes = true;
    };
    check_page(
        set,
        "![a](/i)\n\nb",
        "<img src=\"/i\" alt=\"a\" />\n<p>b</p>",
    );
    check_page(
        set,
        "![a](/i)\n{.c}\n\n> ![*b*][r]\n\n[r]: /j",
        "<img src=\"/i\" alt=\"a\" class=\"c\" />\n<blockquote>\n<img src=\"/j\" alt=\"b\" /></blockquote>",
    );
    check_page(
        set,
        "- ![a](/i)\n\n- ![b](/j)",
        "<ul>\n<li>\n<img src=\"/i\" alt=\"a\" /></li>\n<li>\n<img src=\"/j\" alt=\"b\" /></li>\n</ul>",
    );
    check_line(set, "![a](/i) b", "<img src=\"/i\" alt=\"a\" /> b");
    check_line(
        set,
        "![a](/i)\n![b](/j)",
        "<img src=\"/i\" alt=\"a\" />\n<img src=\"/j\" alt=\"b\" />",
    );
    check_line(set, "*![a](/i)*", "<em><img src=\"/i\" alt=\"a\" /></em>");
}

fn extras(rules: &mut Rules) {
    rules.goldmark.marks = Marks {
        tilde: Tilde::Differs {
            strikes: true,
            lowers: true,
        },
        has_inserted: true,
        has_marked: true,
        has_raised: true,
    };
}

#[test]
fn extras_mark_text() {
    check_line(
        extras,
        "++ins++ ==mark== ~~del~~ H~2~O x^2^ a++b++c a==b==c",
        "<ins>ins</ins> <mark>mark</mark> <del>del</del> H<sub>2</sub>O x<sup>2</sup> \
         a<ins>b</ins>c a<mark>b</mark>c",
    );
    check_line(
        extras,
        "++a *b* c++ *x ==y== z* ==a ++b++ c== **==x==** ++multi\nline++",
        "<ins>a <em>b</em> c</ins> <em>x <mark>y</mark> z</em> <mark>a <ins>b</ins> c</mark> \
         <strong><mark>x</mark></strong> <ins>multi\nline</ins>",
    );
    check_line(
        extras,
        "+++a+++ ===b=== ++a+b++ ^^a^^ ~~~a b~~~ +k+ =l= g ++ h ++",
        "+++a+++ ===b=== <ins>a+b</ins> <sup>a</sup> ~~~a b~~~ +k+ =l= g ++ h ++",
    );
    check_line(
        extras,
        "~~a~b~~ ~a~~b~~c~ ~x^y^~ ++a ==b++ c== ^a ~b^ c~ ~~x~~y~",
        "<del>a~b</del> <sub>a<del>b</del>c</sub> <sub>x<sup>y</sup></sub> <ins>a ==b</ins> c== \
         <sup>a ~b</sup> c~ <del>x</del>y~",
    );
    check_line(
        extras,
        "`++a++` \\++a++ C++ and C++ i++; j++ x == y && a == b http://a.b/++x++/",
        "<code>++a++</code> ++a++ C++ and C++ i++; j++ x == y &amp;&amp; a == b \
         <a href=\"http://a.b/++x++/\">http://a.b/++x++/</a>",
    );
    check_page(
        extras,
        "## Head ++ins++ ==mark== H~2~O x^2^",
        "<h2 id=\"head-ins-mark-h2o-x2\">Head <ins>ins</ins> <mark>mark</mark> H<sub>2</sub>O \
         x<sup>2</sup></h2>",
    );
    check_line(
        |_| {},
        "++a++ ==b== ^c^ ~d~",
        "++a++ ==b== ^c^ <del>d</del>",
    );
}

#[test]
fn signs_may_be_others() {
    let set = |rules: &mut Rules| {
        let mut signs = Signs::default();
        let own = [
            (Sign::LeftDoubleQuote, "«&nbsp;", "«\u{a0}"),
            (Sign::RightDoubleQuote, "&nbsp;»", "\u{a0}»"),
            (Sign::Apostrophe, "'", "'"),
            (Sign::EmDash, "", ""),
        ];
        for (sign, html, text) in own {
            signs.all[sign as usize] = Some((html.into(), text.into()));
        }
        rules.goldmark.signs = Some(Arc::new(signs));
    };
    check_line(
        set,
        "\"a\" 'b' it's -- --- ... 'twas '90s",
        "«&nbsp;a&nbsp;» ‘b’ it's –  … 'twas '90s",
    );
    check_page(
        set,
        "## \"Foo\" -- bar's",
        "<h2 id=\"foo--bars\">«&nbsp;Foo&nbsp;» – bar's</h2>",
    );
    check_line(
        set,
        "![a \"b\"](/c)",
        "<img src=\"/c\" alt=\"a «\u{a0}b\u{a0}»\" />",
    );
}

#[test]
fn addresses_and_ways_back_may_be_others() {
    let set = |rules: &mut Rules| {
        rules.goldmark.protocol = Some("http".into());
        rules.goldmark.way_back = Some("<b>up</b> &uarr;".into());
    };
    check_line(
        set,
        "www.a.com https://b.c",
        "<a href=\"http://www.a.com\">www.a.com</a> <a href=\"https://b.c\">https://b.c</a>",
    );
    let mut rules = Dialect::Hugo.rules().clone();
    set(&mut rules);
    let note = render("a[^1]\n\n[^1]: b", 1, &rules, &Known::default());
    assert!(
        page(&note).contains("role=\"doc-backlink\"><b>up</b> ↑</a></p>"),
        "{}",
        page(&note)
    );
}

#[test]
fn headings_end_with_attributes() {
    let check = |heading: &str, html: &str| check_page(|_| {}, &format!("## {heading}"), html);
    check(
        "T {#id title=\"a b\"}",
        "<h2 id=\"id\" title=\"a b\">T</h2>",
    );
    check(
        "U {.a .b key=\"x > y\" n=2.5 t=true}",
        "<h2 id=\"u\" class=\"a b\" key=\"x &gt; y\" n=\"2.5\" t=\"true\">U</h2>",
    );
    check(
        "W {#x .y title=\"a \\\"b\\\" c\"}",
        "<h2 class=\"y\" id=\"x\" title=\"a &quot;b&quot; c\">W</h2>",
    );
    check(
        "X `c` { #i , .c }",
        "<h2 class=\"c\" id=\"i\">X <code>c</code></h2>",
    );
    check(
        "V {title='a b'}",
        "<h2 id=\"v-titlea-b\">V {title=‘a b’}</h2>",
    );
    check("T {id=k}", "<h2 id=\"k\">T</h2>");
    check("T {#a id=\"k\" .x}", "<h2 class=\"x\" id=\"k\">T</h2>");
    check("Y {not attrs}", "<h2 id=\"y-not-attrs\">Y {not attrs}</h2>");
    check("Z \\{#no}", "<h2 id=\"z-no\">Z {#no}</h2>");
    check("A `{#c}`", "<h2 id=\"a-c\">A <code>{#c}</code></h2>");
    check("B {#b} ##", "<h2 id=\"b-b\">B {#b}</h2>");
    check("C {.x}{.y}", "<h2 id=\"c-x\" class=\"y\">C {.x}</h2>");
    check_page(
        |_| {},
        "One\ntwo {#s title=\"*p* q\"}\n---",
        "<h2 id=\"s\" title=\"*p* q\">One\ntwo</h2>",
    );
    check_page(
        |rules| rules.options.remove(Options::ENABLE_HEADING_ATTRIBUTES),
        "# E {#e}",
        "<h1 id=\"e-e\">E {#e}</h1>",
    );
}

#[test]
fn each_line_before_a_definition_is_a_term() {
    check_page(
        |_| {},
        "A *b*\nB\n: def\n\nC  \nD\n: x",
        "<dl>\n<dt>A <em>b</em></dt>\n<dt>B</dt>\n<dd>def</dd>\n<dt>C</dt>\n<dt>D</dt>\n\
         <dd>x</dd>\n</dl>",
    );
}

#[test]
fn what_hugo_cannot_read_is_told_where_it_stands() {
    let check = |set: &dyn Fn(&mut Rules), markdown: &str, told: &[(u32, u32, &str)]| {
        let mut rules = Dialect::Hugo.rules().clone();
        set(&mut rules);
        let rendered = render(markdown, 1, &rules, &Known::default());
        let mistakes = rendered.mistakes.iter();
        let mistakes = mistakes.map(|mistake| (mistake.place.line, mistake.place.column));
        let places = told.iter().map(|(line, column, _)| (*line, *column));
        assert!(mistakes.eq(places), "{markdown}: {rendered:?}");
        for (mistake, (.., words)) in rendered.mistakes.iter().zip(told) {
            assert!(mistake.message.contains(words), "{mistake:?}");
        }
    };
    let plain = |_: &mut Rules| {};
    let embedded = |rules: &mut Rules| {
        rules.goldmark.embedded_hooks.links = true;
        rules.goldmark.embedded_hooks.pictures = true;
    };
    let address = "a\n\nb [c](50%-off.html) ![d](/100%) [e](a%25) `[f](%)`\n";
    check(&plain, address, &[]);
    check(
        &embedded,
        address,
        &[(3, 1, "`50%-off.html`"), (3, 1, "`/100%`")],
    );
    check(&plain, "a\n\n```go {=}\nb\n```\n", &[(3, 1, "`{=}`")]);
}

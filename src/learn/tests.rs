use super::*;
use crate::blog::detect;
use crate::blog::tests::Tree;
use crate::reading::{read_blog, read_post};

mod files;
mod languages;
mod others;
mod pages;

/// What of a post is shown in a blog of these files, and what is wrong.
fn shown(files: &[&str]) -> (String, Vec<String>) {
    shown_at("content/posts/a.md", files)
}

fn shown_at(path: &str, files: &[&str]) -> (String, Vec<String>) {
    let tree = Tree::of(files);
    let blog = Arc::new(detect(tree.root(), None).unwrap());
    let site = read_blog(&blog);
    let (_, body) = read_post(&blog, path);
    let entry = site.entry(path).unwrap();
    let (rendered, _) = with_shortcodes(&site, entry, &body.unwrap(), &Shelf::default());
    let html = rendered.blocks.iter().map(|block| &*block.html);
    let html = html.collect::<Vec<_>>().join("\n");
    let mistakes = rendered.mistakes.into_iter();
    (html, mistakes.map(|mistake| mistake.message).collect())
}

#[test]
fn a_shortcode_that_may_be_elsewhere_has_a_problem_where_checks_have_none() {
    let post = "content/posts/a.md={{< far >}} {{< figure src=x >}}";
    let told = |files: &[&str]| shown(&[files, &[post]].concat()).1;
    assert_eq!(told(&["hugo.toml="]), [""; 0], "checks tell it");
    for elsewhere in ["go.mod=", "hugo.toml=theme = 'not-fetched'"] {
        let [problem] = &told(&["hugo.toml=", elsewhere])[..] else {
            panic!("{elsewhere}");
        };
        assert!(problem.contains("`far` is nowhere"), "{problem}");
    }
    let vendored = [
        "hugo.toml=[[module.imports]]\npath = 'ex.org/m'\n",
        "_vendor/modules.txt=# ex.org/m v1.0.0\n",
        "_vendor/ex.org/m/layouts/shortcodes/far.html=<b>far</b>",
        post,
    ];
    let (html, problems) = shown(&vendored);
    assert!(html.contains("<b>far</b>"), "{html}");
    assert!(problems.is_empty(), "{problems:?}");
}

/// What Hugo 0.168 says of these files.
#[test]
fn templates_see_the_files_of_a_posts_folder() {
    let names = "{{ range . }}{{ .Name }} {{ end }}";
    let template = format!(
        "layouts/shortcodes/files.html={{{{ with .Page.Resources }}}}<p>{names}/ \
         {{{{ with .Match \"**.PNG\" }}}}{names}{{{{ end }}}}/ \
         {{{{ with .ByType \"image\" }}}}{names}{{{{ end }}}}/ \
         {{{{ with .GetMatch \"*.t?t\" }}}}{{{{ .RelPermalink }}}} {{{{ .ResourceType }}}}{{{{ end }}}} \
         {{{{ with .Get \"A.png\" }}}}{{{{ .Name }}}}{{{{ end }}}}</p>{{{{ else }}}}<p>none</p>{{{{ end }}}}"
    );
    let files = [
        "hugo.toml=",
        &template,
        "content/posts/a.md={{< files >}}",
        "content/posts/b/index.md={{< files >}}",
        "content/posts/b/data.json=x",
        "content/posts/b/a.png=x",
        "content/posts/b/s.svg=x",
        "content/posts/b/sub/b.png=x",
        "content/posts/b/n.txt=x",
        "content/posts/b/m.md=x",
    ];
    assert_eq!(shown(&files).0, "<p>none</p>");
    let (html, mistakes) = shown_at("content/posts/b/index.md", &files);
    assert_eq!(
        html,
        "<p>data.json a.png s.svg sub/b.png n.txt m.md / a.png sub/b.png / \
         a.png s.svg sub/b.png / /posts/b/n.txt text a.png</p>"
    );
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

/// What a shortcode gives that asks this in a post with files beside it, or what is wrong.
fn told_of_files(asks: &str) -> String {
    let template = format!("layouts/shortcodes/x.html=<p>{{{{ {asks} }}}}</p>");
    let files = [
        "hugo.toml=theme = 't'",
        "content/posts/b/index.md={{< x >}}",
        "content/posts/b/x.yaml=a: {b: [1, two]}",
        "content/posts/b/wrong.json={",
        "content/posts/b/a.png=x",
        "content/posts/b/b.jpg=x",
        "assets/d/j.json={\"k\": 3}",
        "assets/d/t.toml=k = 1.5",
        "themes/t/assets/icons/i.svg=<svg/>",
        &template,
    ];
    let (html, mistakes) = shown_at("content/posts/b/index.md", &files);
    mistakes.first().cloned().unwrap_or(html)
}

/// What Hugo 0.168 gives for these files.
#[test]
fn templates_read_what_is_in_files() {
    for (asks, expected) in [
        (
            "(.Page.Resources.Get \"x.yaml\").Content",
            "a: {b: [1, two]}",
        ),
        (
            "index (.Page.Resources.Get \"x.yaml\" | transform.Unmarshal).a.b 1",
            "two",
        ),
        ("(resources.Get \"d/j.json\" | unmarshal).k", "3"),
        (
            "(resources.Get \"d/t.toml\" | transform.Unmarshal).k",
            "1.5",
        ),
        (
            "(resources.Get \"icons/i.svg\").Content | safeHTML | len",
            "6",
        ),
    ] {
        assert_eq!(told_of_files(asks), format!("<p>{expected}</p>"), "{asks}");
    }
    let told = told_of_files("(.Page.Resources.Get \"wrong.json\" | transform.Unmarshal).a");
    assert!(told.contains("it cannot be read as JSON"), "{told}");
}

/// What Hugo 0.168 gives for these files.
#[test]
fn templates_choose_among_files() {
    for (asks, expected) in [
        ("len (.Page.Resources.ByType \"image\")", "2"),
        (
            "((.Page.Resources.Match \"*.j*\").GetMatch \"b*\").Name",
            "b.jpg",
        ),
        ("(index (.Page.Resources.ByType \"image\") 0).Name", "a.png"),
        (
            "range first 1 (.Page.Resources.ByType \"image\") }}{{ .Name }}{{ end",
            "a.png",
        ),
        (
            "with .Page.Resources.Match \"no*\" }}some{{ else }}none{{ end",
            "none",
        ),
        (
            "(.Page.Resources.GetMatch \"*.jpg\").MediaType.Type",
            "image/jpeg",
        ),
        (
            "(resources.Get \"d/j.json\" | fingerprint).MediaType.SubType",
            "json",
        ),
        (".Page.CurrentSection.RelPermalink", "/posts/"),
        (".Page.CurrentSection.Title", "Posts"),
        (
            "with try (resources.GetRemote \"https://a.example/x\") }}{{ with .Err }}error{{ end }}{{ end",
            "error",
        ),
    ] {
        assert_eq!(told_of_files(asks), format!("<p>{expected}</p>"), "{asks}");
    }
}

/// What a shortcode gives that asks this of data files, or what is wrong.
fn told_of_data(asks: &str, more: &[&str]) -> String {
    let template = format!("layouts/shortcodes/x.html=<p>{asks}</p>");
    let files = [
        "hugo.toml=theme = 't'",
        "data/People.yaml=Jo:\n  Age: 3\nann: {x: 1}",
        "data/list.json=[{\"a\": 1}, {\"a\": \"two\"}]",
        "data/Sub/deep/t.toml=k = \"v\"",
        "data/.hidden.yaml=[",
        "data/notes.md=text",
        "themes/t/data/People.yaml=Jo: {Age: 9, extra: 1}\nBob: {Age: 1}",
        "themes/t/data/Sub/theme.yml=only: theme",
        &template,
        "content/posts/a.md={{< x >}}",
    ];
    let (html, mistakes) = shown(&[&files, more].concat());
    mistakes.first().cloned().unwrap_or(html)
}

/// What Hugo 0.168 gives for these files.
#[test]
fn data_files_are_read() {
    for (asks, expected) in [
        ("{{ .Site.Data.People.Jo.Age }}", "<p>3</p>"),
        ("{{ hugo.Data.People.Bob.Age }}", "<p>1</p>"),
        (
            "{{ with site.Data.people }}x{{ end }}{{ site.Data.People.Jo.extra }}",
            "<p></p>",
        ),
        (
            "{{ range site.Data.list }}{{ .a }},{{ end }}",
            "<p>1,two,</p>",
        ),
        (
            "{{ range $name, $it := site.Data.People }}{{ $name }} {{ end }}",
            "<p>Bob Jo ann </p>",
        ),
        ("{{ index site.Data.People \"ann\" \"x\" }}", "<p>1</p>"),
        (
            "{{ site.Data.Sub.deep.t.k }} {{ site.Data.Sub.theme.only }}",
            "<p>v theme</p>",
        ),
        ("{{ site.Data.nosuch }}", "<p></p>"),
    ] {
        assert_eq!(told_of_data(asks, &[]), expected, "{asks}");
    }
}

#[test]
fn a_broken_data_file_is_told_to_whoever_asks_it() {
    for (file, expected) in [
        (
            "data/bad.toml=a = 1\nb = [\n",
            "data/bad.toml, line 2, column ",
        ),
        (
            "data/bad.yaml=a: [",
            "data/bad.yaml, line 1, column 5: it cannot be read as YAML: ",
        ),
        (
            "data/bad.json={",
            "data/bad.json, line 1, column 1: it cannot be read as JSON: ",
        ),
    ] {
        for asks in [
            "{{ site.Data.bad.x }}",
            "{{ range site.Data.bad }}{{ .x }}{{ end }}",
        ] {
            let found = told_of_data(asks, &[file]);
            assert!(found.contains(expected), "{asks}: {found}");
        }
        assert_eq!(
            told_of_data("{{ len site.Data.list }}", &[file]),
            "<p>2</p>"
        );
    }
    for (file, expected) in [
        ("data/odd.json=\u{feff}{\"a\": 1}", "<p>1</p>"),
        ("data/odd.json=", "<p></p>"),
        ("data/odd.yaml=a: 1\n---\na: 2", "<p>1</p>"),
        ("data/odd.yaml=x: &x {a: 1}\n<<: *x", "<p>1</p>"),
    ] {
        assert_eq!(
            told_of_data("{{ site.Data.odd.a }}", &[file]),
            expected,
            "{file}"
        );
    }
}

/// What Hugo 0.168 gives for these files.
#[test]
fn phrases_are_translated() {
    let told = |asks: &str| {
        let template = format!("layouts/shortcodes/x.html=<p>{{{{ {asks} }}}}</p>");
        let files = [
            "hugo.toml=theme = 't'\ntitle = 'S'",
            "i18n/en.toml=hello = 'Hallo'\nhtml = '<b> & x'\n[Read]\none = 'Read once'\nother = 'Read {{ .Count }}'\n\
             [deep.er]\nother = 'D'\n[of]\nother = '{{ .Title }} of {{ .Site.Title }}'\n\
             [dot]\nother = '({{ . }})'\n[only]\none = 'just one'\n[f]\nother = '{{ upper \"x\" }}'\n\
             [named]\nid = 'other-name'\nother = 'N'\n",
            "i18n/EN.yaml=- id: old\n  translation: Old\n- id: older\n  translation:\n    one: one old\n    other: old {{.Count}}",
            "themes/t/i18n/en.yaml=hello: no\nbye:\n  other: Bye\n",
            "themes/t/i18n/en.yml=more: More",
            &template,
            "content/posts/a.md=---\ntitle: A\n---\n{{< x >}}",
        ];
        let (html, mistakes) = shown(&files);
        mistakes.first().cloned().unwrap_or(html)
    };
    for (asks, expected) in [
        ("i18n \"hello\"", "<p>Hallo</p>"),
        ("T \"deep.er\"", "<p>D</p>"),
        ("i18n \"bye\"", "<p>Bye</p>"),
        ("i18n \"read\"", "<p></p>"),
        ("i18n \"nosuch\"", "<p></p>"),
        ("i18n \"html\"", "<p>&lt;b&gt; &amp; x</p>"),
        ("i18n \"Read\" 1", "<p>Read once</p>"),
        ("i18n \"Read\" 2", "<p>Read 2</p>"),
        ("i18n \"Read\" \"1\"", "<p>Read once</p>"),
        ("i18n \"Read\" \"2\"", "<p></p>"),
        ("i18n \"Read\" 1.0", "<p></p>"),
        ("i18n \"Read\" -1", "<p>Read once</p>"),
        ("i18n \"Read\" (dict \"count\" 1)", "<p>Read once</p>"),
        ("i18n \"Read\" (dict \"Count\" 7)", "<p>Read 7</p>"),
        ("i18n \"Read\"", "<p>Read &lt;no value&gt;</p>"),
        ("i18n \"Read\" .Page", "<p></p>"),
        ("i18n \"of\" .Page", "<p>A of S</p>"),
        ("i18n \"of\" .", "<p></p>"),
        ("i18n \"dot\" 4", "<p>(4)</p>"),
        ("i18n \"dot\" \"<x>\"", "<p>(&lt;x&gt;)</p>"),
        ("i18n \"only\" 1", "<p>just one</p>"),
        ("i18n \"only\" 2", "<p></p>"),
        ("i18n \"f\" 2", "<p></p>"),
        ("i18n \"named\"", "<p></p>"),
        ("i18n \"other-name\"", "<p>N</p>"),
        ("i18n \"old\"", "<p>Old</p>"),
        ("i18n \"older\" 1", "<p>one old</p>"),
        ("i18n \"older\" 3", "<p>old 3</p>"),
    ] {
        assert_eq!(told(asks), expected, "{asks}");
    }
}

#[test]
fn a_broken_file_of_phrases_is_told() {
    let broken = [
        "hugo.toml=",
        "i18n/en.yaml=h: [x",
        "layouts/shortcodes/x.html={{ i18n \"h\" }}",
        "content/posts/a.md={{< x >}}",
    ];
    let [mistake] = &shown(&broken).1[..] else {
        panic!("it is told");
    };
    assert!(
        mistake.contains("i18n/en.yaml, line 1, column "),
        "{mistake}"
    );
}

#[test]
fn templates_in_what_is_said_share_one_budget() {
    let (_, mistakes) = shown(&[
        "hugo.toml=",
        "i18n/en.toml=[x]\nother = '{{ range . }}{{ range $ }}{{ end }}{{ end }}'",
        "layouts/shortcodes/x.html={{ $all := seq 700 }}{{ range seq 100 }}{{ i18n \"x\" $all }}{{ end }}",
        "content/posts/a.md={{< x >}}",
    ]);
    let [mistake] = &mistakes[..] else {
        panic!("{mistakes:?}");
    };
    assert!(mistake.contains("too many steps"), "{mistake}");
}

/// What Hugo 0.168 gives for these files.
#[test]
fn what_shortcodes_of_another_page_give_is_no_markdown() {
    let check = |markdown: &str, expected: &str| {
        let (html, mistakes) = shown(&[
            "hugo.toml=",
            "layouts/shortcodes/b.html=<b>{{ .Get 0 }}</b>",
            "layouts/shortcodes/wrap.html=<div>{{ .Inner }}</div>",
            "layouts/shortcodes/in.html={{ with site.GetPage (.Get 0) }}{{ .RenderShortcodes }}{{ end }}",
            "layouts/shortcodes/string.html={{ with site.GetPage (.Get 0) }}{{ $.Page.RenderString .RenderShortcodes }}{{ end }}",
            "layouts/shortcodes/pass.html={{ .Inner }}",
            "content/posts/c.md=in {{< b one >}} *em* {{% b two %}}\n\n{{< wrap >}}w {{< b x >}} *em*{{< /wrap >}}",
            "content/posts/d.md={{< b d >}} *{{% in c %}}*",
            &format!("content/posts/a.md={markdown}"),
        ]);
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(html, expected, "{markdown}");
    };
    let shown = "<p>in <b>one</b> <em>em</em> two</p>\n<div>w <b>x</b> *em*</div>";
    check("{{% in c %}}", shown);
    check("{{% pass %}}{{% in c %}}{{% /pass %}}", shown);
    check(
        "{{< in c >}}",
        "<div>in <b>one</b> *em* <b>two</b>\n\n<div>w <b>x</b> *em*</div></div>",
    );
    check("{{< string c >}}", "<div>in one <em>em</em> two</div>");
    check(
        "{{% in d %}}",
        "<p><b>d</b> *in <b>one</b> <em>em</em> two</p>\n\
         <div><p></p><div>w <b>x</b> *em*</div>*<p></p></div>",
    );
}

/// What Hugo 0.168 gives for these files.
#[test]
fn times_are_in_the_zone_of_the_blog() {
    let asks = "{{ .Page.Date.Format \"15:04 -0700 MST\" }}, {{ (time \"2024-02-02 10:00:00\").Format \"-0700\" }}, \
         {{ (time \"2024-02-02T10:00:00+09:00\").Format \"-0700\" }}";
    let template = format!("layouts/shortcodes/x.html=<p>{asks}</p>");
    let files = [
        "hugo.toml=timeZone = 'Europe/Berlin'",
        &template,
        "content/posts/a.md=---\ndate: 2023-06-01T00:30:00\n---\n{{< x >}}",
    ];
    assert_eq!(shown(&files).0, "<p>00:30 +0200 CEST, +0100, +0900</p>");
}

/// What Hugo 0.168 gives.
#[test]
fn other_pages_say_what_is_in_them() {
    let (html, mistakes) = shown(&[
        "hugo.toml=",
        "layouts/shortcodes/in.html=[in {{ .Page.Title }}]",
        "layouts/shortcodes/x.html={{ with site.GetPage \"/posts/b\" }}{{ .Content }}|{{ .Summary }}|\
         {{ .ContentWithoutSummary }}|{{ .Plain }}|{{ .WordCount }} {{ .FuzzyWordCount }} {{ .ReadingTime }}|\
         {{ .RawContent }}|{{ .RenderShortcodes }}{{ end }}|{{ .Page.WordCount }}{{ .Page.Summary }}|\
         {{ readFile \"posts/b.md\" | len }} {{ fileExists \"layouts/shortcodes/x.html\" }} {{ fileExists \"no\" }}",
        "content/posts/b.md=---\ntitle: B\n---\nOne *two* {{< in >}}\n\n<!--more-->\n\nThree\n",
        "content/posts/a.md={{< x >}}",
    ]);
    assert_eq!(mistakes, Vec::<String>::new());
    assert_eq!(
        html,
        "<div><p>One <em>two</em> [in B]</p>\n<p>Three</p>|<p>One <em>two</em> [in B]</p>|<p>Three</p>|\
         One two [in B]\nThree\n|5 100 1|One *two* {{&lt; in &gt;}}\n\n&lt;!--more--&gt;\n\nThree\n|One *two* [in B]\n\n\n\nThree\n|0|\
         58 true false</div>"
    );
}

/// What Hugo 0.168 gives.
#[test]
fn pages_are_listed_and_sorted() {
    let page = |path: &str, front: &str| format!("content/{path}=---\n{front}\n---\nBody\n");
    let check = |template: &str, expected: &str| {
        let (html, mistakes) = shown(&[
            "hugo.toml=",
            &format!("layouts/shortcodes/x.html={template}"),
            &page("posts/_index.md", "title: Posts"),
            &page(
                "posts/b.md",
                "{title: Bee, date: 2024-01-02, tags: [x, Y z], weight: 2}",
            ),
            &page("posts/c.md", "{title: cee, date: 2023-01-02, tags: [x]}"),
            &page("notes/d.md", "{title: Dee, date: 2025-01-02, weight: 1}"),
            &page("e.md", "{title: Eee, date: 2022-01-02}"),
            "content/posts/a.md=---\ntitle: A\ndate: 2024-06-01\n---\n{{< x >}}",
        ]);
        assert_eq!(mistakes, Vec::<String>::new(), "{template}");
        assert_eq!(html, format!("<div>{expected}</div>"), "{template}");
    };
    let of = |pages: &str| format!("{{{{ range {pages} }}}}{{{{ .Title }}}} {{{{ end }}}}");
    check(&of("site.RegularPages"), "Dee Bee A cee Eee ");
    check(&of("site.RegularPages.ByWeight"), "Dee Bee A cee Eee ");
    check(&of("site.RegularPages.ByDate"), "Eee cee Bee A Dee ");
    check(&of("first 2 site.RegularPages.ByTitle.Reverse"), "Eee Dee ");
    let in_posts = of("(where site.RegularPages \"Section\" \"posts\").ByDate.Reverse.Limit 2");
    check(&in_posts, "A Bee ");
    check(&of("(site.GetPage \"/posts\").RegularPages"), "Bee A cee ");
    check(&of("site.Home.RegularPages"), "Eee ");
    check(&of("site.Taxonomies.tags.x"), "Bee cee ");
    check(
        "{{ .Page.Next.Title }} {{ .Page.Prev.Title }} {{ .Page.NextInSection.Title }} {{ len site.RegularPages }}",
        "Bee cee Bee 5",
    );
}

#[test]
fn what_is_not_known_is_said_and_not_made_up() {
    for (asks, told) in [
        ("lang.Merge 1 2", "the function `lang.Merge`"),
        (".Page.OutputFormats", "`.OutputFormats`"),
        ("range .Site.Config.Services }}{{ end", "`.Config`"),
    ] {
        let template = format!("layouts/shortcodes/x.html={{{{ {asks} }}}}");
        let (_, mistakes) = shown(&["hugo.toml=", &template, "content/posts/a.md={{< x >}}"]);
        let [mistake] = &mistakes[..] else {
            panic!("{asks}: {mistakes:?}");
        };
        assert!(
            mistake.contains(&format!("{told} is not known here")),
            "{mistake}"
        );
    }
    let (html, mistakes) = shown(&[
        "hugo.toml=",
        "layouts/shortcodes/x.html={{ with .Page }}{{ .Section }} {{ .Type }} {{ .Kind }} {{ .Path }} {{ .Lang }} {{ .File.Path }}{{ end }} {{ emojify \":smile:\" }}",
        "content/posts/a.md={{< x >}}",
    ]);
    assert_eq!(
        html,
        "<div>posts posts page /posts/a en posts/a.md 😄</div>"
    );
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

#[test]
fn a_render_hook_that_fails_is_told_once_and_changes_nothing() {
    let post = "content/posts/a.md=[one](https://a.example/) `x`\n\n## [two](https://b.example/)\n";
    let plain = shown(&["hugo.toml=", post]).0;
    for (hook, told) in [
        ("{{ .Nosuch }}", "`.Nosuch` is not known here"),
        ("{{ errorf \"no\" }}", "no"),
        ("{{ if }}", "line 1, column "),
        (
            "{{ range seq 1000000 }}{{ range seq 1000000 }}x{{ end }}{{ end }}",
            "line 1, column ",
        ),
    ] {
        let hook = format!("layouts/_markup/render-link.html={hook}");
        let (html, mistakes) = shown(&["hugo.toml=", &hook, post]);
        assert_eq!(html, plain, "{hook}");
        let [mistake] = &mistakes[..] else {
            panic!("{hook}: {mistakes:?}");
        };
        let start = "The render hook `link` cannot be used: layouts/_markup/render-link.html, line 1, column ";
        assert!(mistake.starts_with(start), "{mistake}");
        assert!(mistake.contains(told), "{mistake}");
    }
}

#[test]
fn render_hooks_within_each_other_come_to_an_end() {
    let hook = "layouts/_markup/render-blockquote.html=<div>{{ .Page.RenderString \"> x\" }}</div>";
    let (html, mistakes) = shown(&["hugo.toml=", hook, "content/posts/a.md=> y"]);
    let depth = html.matches("<div>").count();
    assert!((2..10).contains(&depth), "{html}");
    assert!(
        html.contains("<blockquote>"),
        "the innermost is Hugo's: {html}"
    );
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

#[test]
fn a_render_hook_for_a_language_comes_before_others() {
    let files = [
        "hugo.toml=[languages.en]\n[languages.de]",
        "layouts/_markup/render-heading.html=<h2>all {{ .Text }}</h2>",
        "layouts/_markup/render-heading.de.html=<h2>de {{ .Text }}</h2>",
        "content/posts/a.md=## x",
        "content/posts/a.de.md=## x",
    ];
    assert_eq!(shown(&files).0, "<h2>all x</h2>");
    assert_eq!(shown_at("content/posts/a.de.md", &files).0, "<h2>de x</h2>");
}

#[test]
fn what_is_wanted_is_looked_up_to_the_end() {
    let partial = |number: usize| {
        format!(
            "layouts/partials/{number}.html={number} {{{{ partial \"{}.html\" . }}}}",
            number + 1
        )
    };
    let mut files = vec![
        "hugo.toml=".to_owned(),
        "layouts/shortcodes/x.html=<p>{{ partial \"1.html\" . }}</p>".to_owned(),
        "layouts/partials/12.html=the end".to_owned(),
        "content/posts/a.md={{< x >}}".to_owned(),
    ];
    files.extend((1..12).map(partial));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let (html, mistakes) = shown(&files);
    assert_eq!(html, "<p>1 2 3 4 5 6 7 8 9 10 11 the end</p>");
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

/// A post in whose front matter stand so many keys, and which asks for one as often.
fn asking(count: usize) -> [String; 3] {
    use std::fmt::Write as _;
    let mut keys = String::new();
    for number in 0..count {
        let _ = writeln!(keys, "key{number}: {number}");
    }
    [
        "hugo.toml=".to_owned(),
        format!(
            "layouts/shortcodes/x.html={{{{ range seq {count} }}}}{{{{ with $.Page.Params.key1 }}}}{{{{ end }}}}{{{{ end }}}}<p>over</p>"
        ),
        format!("content/posts/a.md=---\n{keys}---\n{{{{< x >}}}}"),
    ]
}

#[test]
fn parameters_are_not_made_anew_for_whoever_asks() {
    crate::growth::check(600, asking, |files| {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        assert_eq!(shown(&files), ("<p>over</p>".to_owned(), Vec::new()));
    });
}

#[test]
fn what_lies_too_deep_for_hooks_is_written_by_hugo() {
    let hook = "layouts/_markup/render-blockquote.html=<q>{{ .Text }}</q>";
    let post = format!("content/posts/a.md={}deep\n\nafter", "> ".repeat(40));
    let (html, mistakes) = shown(&["hugo.toml=", hook, &post]);
    let count = |tag: &str| html.matches(tag).count();
    assert_eq!((count("<q>"), count("</q>")), (32, 32), "{html}");
    let plain = (count("<blockquote>"), count("</blockquote>"));
    assert_eq!(plain, (8, 8), "{html}");
    assert!(html.ends_with("<p>after</p>"), "{html}");
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

/// What Hugo 0.168 gives for these files, but for the hook that fails.
#[test]
fn a_block_that_no_hook_writes_keeps_its_attributes() {
    let blog = "hugo.toml=[markup.goldmark.parser.attribute]\nblock = true";
    let post = "content/posts/a.md=> quote\n{.cls}\n";
    let expected = "<blockquote class=\"cls\">\n<p>quote</p>\n</blockquote>";
    let hooks = [
        "layouts/_markup/render-blockquote-alert.html=<b>alert</b>",
        "layouts/_markup/render-blockquote.html={{ .Nosuch }}",
    ];
    for hook in hooks {
        assert_eq!(shown(&[blog, hook, post]).0, expected, "{hook}");
    }
    let nested = "content/posts/a.md=> quote\n>\n> > nested\n{.cls}\n";
    let hook = "layouts/_markup/render-blockquote.html=<q>{{ .Attributes.class }}{{ .Text }}</q>";
    let (html, _) = shown(&[blog, hook, nested]);
    assert!(
        html.starts_with("<q>cls<p>quote</p>\n<q><p>nested"),
        "{html}"
    );
    let ends = "content/posts/a.md=<div>\n\nx\n\n</div>\n{.cls}\n";
    let kept = "hugo.toml=[markup.goldmark.parser.attribute]\nblock = true\n[markup.goldmark.renderer]\nunsafe = true";
    let (html, _) = shown(&[kept, ends]);
    assert!(!html.contains("class=\"cls\"/div"), "{html}");
}

/// What Hugo 0.168 gives for these files.
#[test]
fn hooks_are_told_what_hugo_tells() {
    let told = |hook: &str, asks: &str, text: &str| {
        let hook = format!("layouts/_markup/render-{hook}.html=<p>{asks}</p>");
        let link = "layouts/_markup/render-link.html=<a>{{ .Text }}!</a>";
        let post = format!("content/posts/a.md={text}");
        let files = ["hugo.toml=", link, &hook, &post];
        shown(&files).0
    };
    for (hook, asks, text, expected) in [
        (
            "heading",
            "{{ .PlainText }}",
            "## A [l](x) ![i](y) `c`",
            "<p>A l i c</p>",
        ),
        (
            "codeblock-b",
            "{{ .Ordinal }}",
            "```a\nx\n```\n\n```b\ny\n```",
            "<p>1</p>",
        ),
        (
            "codeblock",
            "{{ if .Options.linenos }}yes{{ else }}no{{ end }} {{ eq .Attributes.w 3 }} {{ eq .Attributes.t \"3\" }}",
            "```go {linenos=false w=3 t=\"3\"}\nx\n```",
            "<p>no true true</p>",
        ),
        (
            "heading",
            "{{ .Text }} {{ .Page.TableOfContents }}",
            "## A",
            "TableOfContents\"",
        ),
    ] {
        let html = told(hook, asks, text);
        assert!(html.contains(expected), "{text}: {html}");
        assert!(!html.contains("HAHAHUGO"), "{html}");
    }
}

/// What Hugo 0.168 gives for these files.
#[test]
fn files_are_called_as_the_front_matter_says() {
    let post = "content/posts/b/index.md=---\nresources:\n- {src: \"*.jpg\", title: \"Pic :counter\", params: {a: 1}}\n\
         - {src: cover.jpg, params: {credit: me, a: 2}}\n- {src: \"*.txt\", name: \"text-:counter\"}\n---\n{{< x >}}";
    let asks = "{{ with .Page.Resources.Get \"cover.jpg\" }}{{ .Title }} {{ .Params.credit }} {{ .Params.a }}{{ end }}, \
         {{ (.Page.Resources.Get \"text-1\").RelPermalink }}, {{ with .Page.Resources.Get \"index.jpg\" }}{{ .Name }}{{ end }}, \
         {{ with resources.Get \"@/posts/b/one.txt\" }}outside{{ else }}nothing{{ end }}";
    let template = format!("layouts/shortcodes/x.html=<p>{asks}</p>");
    let files = [
        "hugo.toml=",
        &template,
        post,
        "content/posts/b/cover.jpg=x",
        "content/posts/b/index.jpg=x",
        "content/posts/b/one.txt=x",
    ];
    let (html, mistakes) = shown_at("content/posts/b/index.md", &files);
    assert_eq!(
        html,
        "<p>Pic 1 me 2, /posts/b/one.txt, index.jpg, nothing</p>"
    );
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

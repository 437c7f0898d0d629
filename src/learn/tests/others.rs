//! What templates see of what other pages say.

use super::*;

/// A site of these files, and what is shown of a post in it, with what is kept on a shelf.
fn shown_with(shelf: &Shelf, files: &[&str]) -> (String, Vec<String>) {
    let tree = Tree::of(files);
    let blog = Arc::new(detect(tree.root(), None).unwrap());
    let site = read_blog(&blog);
    let path = "content/posts/a.md";
    let (_, body) = read_post(&blog, path);
    let entry = site.entry(path).unwrap();
    let (rendered, _) = with_shortcodes(&site, entry, &body.unwrap(), shelf);
    let html = rendered.blocks.iter().map(|block| &*block.html);
    let mistakes = rendered.mistakes.into_iter();
    let mistakes = mistakes.map(|mistake| mistake.message);
    (html.collect(), mistakes.collect())
}

#[test]
fn all_posts_can_be_listed_with_what_they_say() {
    const COUNT: usize = 250;
    let mut files = vec![
        "hugo.toml=".to_owned(),
        "layouts/shortcodes/x.html=<p>{{ range site.RegularPages }}{{ .WordCount }},{{ len .Summary }},{{ end }}</p>"
            .to_owned(),
        "content/posts/a.md={{< x >}}".to_owned(),
    ];
    files.extend((0..COUNT).map(|number| format!("content/posts/b{number}.md=some words here\n")));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let (html, mistakes) = shown(&files);
    assert_eq!(mistakes, Vec::<String>::new());
    assert_eq!(html.matches("3,22,").count(), COUNT, "{html}");
}

#[test]
fn pages_that_all_list_each_other_come_to_an_end() {
    let text = format!("{{{{< x >}}}} {}", "word ".repeat(200));
    let mut files = vec![
        "hugo.toml=".to_owned(),
        "layouts/shortcodes/x.html={{ range site.RegularPages }}{{ .Plain | len }}{{ end }}"
            .to_owned(),
    ];
    files.extend(
        { ["a".to_owned()].into_iter() }
            .chain((0..60).map(|number| format!("b{number}")))
            .map(|name| format!("content/posts/{name}.md={text}")),
    );
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let (_, mistakes) = shown(&files);
    let told = |mistake: &String| {
        mistake.contains("`.Content` of content/posts/b")
            && mistake.contains("what is asked of other pages takes too long together")
    };
    assert!(mistakes.iter().any(told), "{mistakes:?}");
}

#[test]
fn what_other_pages_say_is_as_new_as_they_are() {
    let shelf = Shelf::default();
    let check = |text: &str, bold: &str, title: &str, expected: &str| {
        let (html, mistakes) = shown_with(
            &shelf,
            &[
                "hugo.toml=",
                "layouts/shortcodes/x.html={{ with site.GetPage \"/posts/b\" }}{{ .Content }}{{ end }}",
                "layouts/shortcodes/y.html={{ partial \"y.html\" .Page }}",
                &format!("layouts/partials/y.html=<{bold}>{{{{ .Title }}}}</{bold}>"),
                &format!("content/posts/b.md=---\ntitle: {title}\n---\n{text} {{{{< y >}}}}"),
                "content/posts/a.md={{< x >}}",
            ],
        );
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(html, format!("<p>{expected}</p>"));
    };
    check("one", "b", "T", "one <b>T</b>");
    check("one", "b", "T", "one <b>T</b>");
    check("two", "b", "T", "two <b>T</b>");
    check("two", "b", "U", "two <b>U</b>");
}

/// What Hugo 0.168 gives for these files.
#[test]
fn summaries_are_cut_where_the_html_is() {
    let check = |config: &str, text: &str, expected: &str| {
        let (html, mistakes) = shown(&[
            &format!("hugo.toml={config}"),
            "layouts/shortcodes/b.html=<b>two</b>",
            "layouts/shortcodes/x.html={{ with site.GetPage \"/posts/b\" }}{{ .Summary }}|{{ .ContentWithoutSummary }}|\
             {{ .Truncated }} {{ .WordCount }}{{ end }}",
            &format!("content/posts/b.md={text}"),
            "content/posts/a.md={{< x >}}",
        ]);
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(html, format!("<div>{expected}</div>"), "{text}");
    };
    check(
        "",
        "See [x][r] and note[^1].\n\n<!--more-->\n\nRest [y][r]\n\n[r]: https://r.example/\n[^1]: The note\n",
        "<p>See <a href=\"https://r.example/\">x</a> and note<sup id=\"fnref:1\"><a href=\"#fn:1\" \
         class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup>.</p>|<p>Rest <a href=\"https://r.example/\">y</a></p>\n\
         <div class=\"footnotes\" role=\"doc-endnotes\">\n<hr>\n<ol>\n<li id=\"fn:1\">\n<p>The note\u{a0}<a \
         href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">\u{21a9}\u{fe0e}</a></p>\n</li>\n</ol>\n\
         </div>|true 8",
    );
    check(
        "",
        "One line<!--more-->and more\n\nRest\n",
        "<p>One line</p>|<p>and more</p>\n<p>Rest</p>|true 5",
    );
    check(
        "",
        "- a\n- b <!--more--> c\n\nRest\n",
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>|<p>c</p>\n<p>Rest</p>|true 4",
    );
    check(
        "",
        "One {{< b >}}\n<!--more-->\nRest {{< b >}}\n",
        "<p>One <b>two</b></p>|<p>Rest <b>two</b></p>|true 4",
    );
    check(
        "summaryLength = 3",
        "one two\n\nthree\n\nfour\n",
        "<p>one two</p>\n<p>three</p>|<p>four</p>|true 4",
    );
    check(
        "",
        "one two\n\nthree\n",
        "<p>one two</p>\n<p>three</p>||false 3",
    );
    let wide = "日本語の文章です。 two words\n\n次の段落\n";
    let said = format!("---\nisCJKLanguage: true\n---\n{wide}");
    let paragraphs = ["<p>日本語の文章です。 two words</p>", "<p>次の段落</p>"];
    let [first, last] = paragraphs;
    check("", wide, &format!("{first}\n{last}||false 4"));
    check("", &said, &format!("{first}\n{last}||false 15"));
    let cut = format!("{first}|{last}|true 15");
    check("summaryLength = 10", &said, &cut);
    check("summaryLength = 10\nhasCJKLanguage = true", wide, &cut);
}

/// What Hugo 0.168 gives for these files.
#[test]
fn what_shortcodes_give_is_counted() {
    let (html, mistakes) = shown(&[
        "hugo.toml=",
        "layouts/shortcodes/b.html=<b>bold two</b>",
        "layouts/shortcodes/block.html=<div>one two\nthree</div>",
        "layouts/shortcodes/x.html={{ with site.GetPage \"/posts/b\" }}{{ .Plain }}|{{ .WordCount }}{{ end }}",
        "content/posts/b.md=One {{< b >}} end {{% b %}}\n\n{{< block >}}\n\nx  \ny & z\n\n- li\n- lj\n",
        "content/posts/a.md={{< x >}}",
    ]);
    assert_eq!(mistakes, Vec::<String>::new());
    assert_eq!(
        html,
        "<div>One bold two end bold two\none two three x\ny &amp;amp; z\nli lj |15</div>"
    );
}

#[test]
fn what_is_wrong_in_other_pages_is_told_with_their_files() {
    let files = |shortcode: &str| {
        shown(&[
            "hugo.toml=",
            &format!("layouts/shortcodes/x.html={shortcode}"),
            "layouts/shortcodes/bad.html={{ .Nosuch }}",
            "layouts/_markup/render-link.html={{ .Nosuch }}",
            "content/posts/b.md=---\ntitle: B\n---\nOne\n\n{{< bad >}}\n\n[x](https://x.example/)\n",
            "content/posts/a.md=---\ntitle: A\n---\n\n{{< x >}}",
        ])
        .1
    };
    let of = |member: &str| files(&format!("{{{{ (site.GetPage \"/posts/b\").{member} }}}}"));
    let bad = "content/posts/b.md, line 6: The shortcode `bad` cannot be shown: layouts/shortcodes/bad.html, line 1, ";
    let hook = "content/posts/b.md, line 8: The render hook `link` cannot be used: layouts/_markup/render-link.html, ";
    let told = of("Content");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with(bad), "{told:?}");
    assert!(told[1].starts_with(hook), "{told:?}");
    let told = of("RenderShortcodes");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with(bad), "{told:?}");
}

#[test]
fn pages_that_show_each_other_without_end_are_told() {
    let (html, mistakes) = shown(&[
        "hugo.toml=",
        "layouts/shortcodes/in.html=[{{ with site.GetPage (.Get 0) }}{{ .Plain }}{{ end }}]",
        "content/posts/b.md=b {{< in \"/posts/c\" >}}",
        "content/posts/c.md=c {{< in \"/posts/b\" >}}",
        "content/posts/a.md={{< in \"/posts/b\" >}}",
    ]);
    assert_eq!(html.matches('[').count(), 3, "{html}");
    let [mistake] = &mistakes[..] else {
        panic!("{mistakes:?}");
    };
    assert!(
        mistake.starts_with("content/posts/b.md, line 1: The shortcode `in` cannot be shown: ")
            && mistake.contains("`.Content` of content/posts/c.md: pages that show each other are followed no deeper"),
        "{mistake}"
    );
}

/// What Hugo 0.168 gives for these files.
#[test]
fn pages_name_others_from_where_they_lie() {
    let check = |text: &str, expected: &str| {
        let (html, mistakes) = shown(&[
            "hugo.toml=",
            "layouts/shortcodes/c.html={{ with site.GetPage (.Get 0) }}{{ .Content }}{{ end }}",
            "layouts/shortcodes/r.html={{ with site.GetPage (.Get 0) }}{{ .RenderShortcodes }}{{ end }}",
            "layouts/shortcodes/up.html={{ with .Page.GetPage \"./y\" }}{{ .RelPermalink }}{{ end }}",
            "layouts/shortcodes/rel.html=<p>{{ with site.GetPage (.Get 0) }}{{ .RelRef (dict \"path\" \"y.md\") }} \
             {{ relref . \"y.md\" }} {{ with .GetPage \"./y\" }}{{ .RelPermalink }}{{ end }}{{ end }}</p>",
            "content/sec/x.md=to {{< relref \"y.md\" >}} {{% relref \"./y\" %}} {{< up >}}\n",
            "content/sec/y.md=",
            "content/posts/y.md=",
            &format!("content/posts/a.md={text}"),
        ]);
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(html, expected, "{text}");
    };
    let all = "<p>to /sec/y/ /sec/y/ /sec/y/</p>";
    check("{{< c \"/sec/x\" >}}", all);
    check("{{% r \"/sec/x\" %}}", all);
    check("{{< rel \"/sec/x\" >}}", "<p>/sec/y/ /sec/y/ /sec/y/</p>");
    check("{{< relref \"y.md\" >}}", "<div>/posts/y/</div>");
}

/// What Hugo 0.168 gives for these files.
#[test]
fn pages_have_files_of_their_own() {
    let (html, mistakes) = shown(&[
        "hugo.toml=",
        "layouts/shortcodes/c.html={{ with site.GetPage (.Get 0) }}{{ .Content }}{{ end }}",
        "layouts/shortcodes/all.html=<p>{{ range .Page.Resources }}{{ .RelPermalink }} {{ end }}</p>",
        "layouts/shortcodes/of.html=<p>{{ with site.GetPage (.Get 0) }}{{ range .Resources }}{{ .Name }} {{ end }}\
         {{ with .Resources.Get \"d.txt\" }}{{ .Content }}{{ end }}{{ end }}</p>",
        "content/bun/index.md={{< figure src=\"p.png\" >}}\n\n{{< all >}}",
        "content/bun/p.png=x",
        "content/bun/d.txt=data",
        "content/posts/a.md={{< c \"/bun\" >}}\n\n{{< of \"/bun\" >}}",
    ]);
    assert_eq!(mistakes, Vec::<String>::new());
    assert_eq!(
        html,
        "<div><figure><img src=\"/bun/p.png\">\n</figure>\n\n<p>/bun/p.png /bun/d.txt </p></div>\n\
         <p>p.png d.txt data</p>"
    );
}

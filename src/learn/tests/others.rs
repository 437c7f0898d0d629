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
    assert_eq!(html.matches("3,23,").count(), COUNT, "{html}");
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

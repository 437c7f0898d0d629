//! What templates see of sections, terms and menus: what Hugo 0.168 gives for these files.

use super::*;

const BLOG: [&str; 9] = [
    "hugo.toml=title = 'Site'\nbaseURL = 'https://ex.org/b/'\nsectionPagesMenu = 'side'\n\
     [[menus.main]]\nname = 'Home'\npageRef = '/'\nweight = 10\n\
     [[menus.main]]\nname = 'Posts'\npageRef = '/posts'\nidentifier = 'p'\nweight = 20\n\
     [[menus.main]]\nname = 'Ext'\nurl = 'https://x.org/'\npre = '+'\nweight = 5\n\
     [[menus.main]]\nname = 'Child'\nparent = 'p'\nurl = '/child/'\n",
    "content/posts/_index.md=---\ntitle: Posts\nparams:\n  k: v\n---\nSaid.",
    "content/posts/b.md=---\ntitle: B\ndate: 2021-01-01\ntags: [x]\nmenus:\n  main:\n    parent: p\n    weight: 3\n---\n",
    "content/posts/deep/_index.md=---\ntitle: Deep\n---\n",
    "content/posts/deep/c.md=---\ntitle: C\ndate: 2019-01-01\n---\n",
    "content/posts/plain/d.md=---\ntitle: D\ndate: 2018-01-01\n---\n",
    "content/notes/n.md=---\ntitle: N\ndate: 2017-01-01\n---\n",
    "content/top.md=---\ntitle: Top\ndate: 2016-01-01\n---\n",
    "content/posts/bundle/index.md=---\ntitle: Bun\ndate: 2015-01-01\n---\n",
];

#[track_caller]
fn check(template: &str, expected: &str) {
    let shortcode = format!("layouts/shortcodes/x.html=<p>{template}</p>");
    let post = "content/posts/a.md=---\ntitle: A\ndate: 2020-01-01\ntags: [x, \"Two Words\"]\nmenus: main\nweight: 3\n---\n{{< x >}}";
    let files = [&BLOG[..], &[&*shortcode, post]].concat();
    let (html, mistakes) = shown(&files);
    assert_eq!(mistakes, Vec::<String>::new(), "{template}");
    assert_eq!(html, format!("<p>{expected}</p>"), "{template}");
}

#[test]
fn pages_lie_in_sections() {
    let titles = |list: &str| format!("{{{{ range {list} }}}}{{{{ .Title }}}},{{{{ end }}}}");
    for (list, expected) in [
        ("(site.GetPage \"/posts\").Pages", "A,B,Deep,D,Bun,"),
        ("(site.GetPage \"/posts\").RegularPages", "A,B,D,Bun,"),
        (
            "(site.GetPage \"/posts\").RegularPagesRecursive",
            "A,B,C,D,Bun,",
        ),
        ("(site.GetPage \"/posts\").Sections", "Deep,"),
        ("site.Sections", "Posts,Notes,"),
        ("site.Home.Pages", "Posts,Notes,Top,"),
        ("site.Home.RegularPages", "Top,"),
        (
            "site.Pages",
            "A,B,Posts,Site,Tags,X,Two Words,C,Deep,D,N,Notes,Top,Bun,Categories,",
        ),
        (".Page.Ancestors", "Posts,Site,"),
        (
            "(site.GetPage \"/posts/deep/c\").Ancestors.Reverse",
            "Site,Posts,Deep,",
        ),
        (".Page.Pages", ""),
        (
            "where site.RegularPages \"Type\" \"in\" site.Params.mainSections",
            "A,B,C,D,Bun,",
        ),
    ] {
        check(&titles(list), expected);
    }
}

#[test]
fn what_is_not_published_is_seen_by_its_own_templates_alone() {
    let shortcodes = [
        "hugo.toml=",
        "layouts/shortcodes/x.html=<p>{{ range site.RegularPages }}{{ .Title }}{{ .Plain }} {{ end }}\
         {{ with site.GetPage \"/posts/draft\" }}{{ .Title }}{{ .Plain }}{{ else }}none{{ end }} \
         {{ with .Page.Next }}{{ .Title }}{{ end }}{{ with .Page.Prev }}{{ .Title }}{{ end }}\
         {{ len site.Taxonomies.tags }}{{ range site.Sections }}{{ .Title }}{{ .Plain }}{{ end }}\
         {{ range site.Menus.main }}{{ .Name }}{{ end }}{{ with site.GetPage \"/hidden\" }}{{ .Title }}{{ end }}</p>",
        "content/posts/draft.md=---\ntitle: Secret\ndraft: true\ntags: [x]\n---\nsecret\n",
        "content/posts/soon.md=---\ntitle: Secret\ndate: 3020-01-01\n---\nsecret\n",
        "content/posts/late.md=---\ntitle: Secret\nexpiryDate: 2000-01-01\n---\nsecret\n",
        "content/posts/b.md=---\ntitle: B\ndate: 2020-01-01\n---\n",
        "content/hidden/_index.md=---\ntitle: Secret\ndraft: true\nmenus: main\n---\nsecret\n",
        "content/hidden/c.md=---\ntitle: Secret\ndraft: true\n---\nsecret\n",
        "content/trip/index.md=---\ntitle: Trip\ndate: 2019-01-01\n---\n",
        "content/trip/notes.md=---\ntitle: Secret\ndate: 2019-01-01\n---\n",
    ];
    let shown = |post: &str| shown(&[&shortcodes[..], &[post]].concat());
    let (html, mistakes) = shown(
        "content/posts/a.md=---\ntitle: A\ndraft: true\ndate: 2021-01-01\n---\n{{< x >}} [s]({{< ref \"draft.md\" >}})",
    );
    assert_eq!(mistakes, [""; 0]);
    assert!(
        !html.contains("Secret") && !html.contains("secret"),
        "{html}"
    );
    assert!(html.contains("<p>A B Trip none B0Posts</p>"), "{html}");
    assert!(
        html.contains("/posts/draft/"),
        "its author may link to it: {html}"
    );
}

#[test]
fn sections_are_around_pages() {
    for (template, expected) in [
        (
            "{{ with (site.GetPage \"/posts/plain/d\").Parent }}{{ .Title }} {{ .Kind }} {{ .Params.k }} {{ .Date.Year }}{{ end }}",
            "Posts section v 2021",
        ),
        (
            "{{ (site.GetPage \"/posts\").Content | plainify }}",
            "Said.\n",
        ),
        (
            "{{ with site.GetPage \"/posts/deep\" }}{{ .Parent.Title }} {{ .FirstSection.Title }} {{ .CurrentSection.Title }} {{ .Type }} {{ .Path }} {{ .File.Path }}{{ end }}",
            "Posts Posts Deep posts /posts/deep posts/deep/_index.md",
        ),
        (
            "{{ with site.Home }}{{ .Title }} {{ .Kind }} {{ .Path }} {{ len .Ancestors }} {{ with .Parent }}no{{ end }}{{ with .File }}no{{ end }}{{ end }}",
            "Site home / 0 ",
        ),
        (
            "{{ $p := site.GetPage \"/posts\" }}{{ .Page.IsDescendant $p }} {{ .Page.IsAncestor $p }} {{ .Page.InSection $p }} {{ .Page.Eq $p }} {{ $p.IsAncestor (site.GetPage \"top\") }}",
            "true false true false false",
        ),
        ("{{ site.MainSections }}", "[posts]"),
        (
            "{{ .Page.HasShortcode \"x\" }} {{ .Page.HasShortcode \"y\" }}",
            "true false",
        ),
        (
            "{{ .Position.LineNumber }} {{ .Position.ColumnNumber }}",
            "8 1",
        ),
        (
            "{{ with (site.GetPage \"/top\").File }}{{ .Dir }} {{ .UniqueID }}{{ end }}",
            "/ aeaecdd37942e8924d7f7cb1f903f73d",
        ),
        (
            "{{ with (site.GetPage \"/posts/bundle\").File }}{{ .Path }} {{ .Dir }} {{ .LogicalName }} {{ .ContentBaseName }} {{ .BaseFileName }} {{ .UniqueID }}{{ end }}",
            "posts/bundle/index.md posts/bundle/ index.md bundle index 1a964f19ff74fe3e463e68506699c878",
        ),
    ] {
        check(template, expected);
    }
}

#[test]
fn pages_are_filed_under_terms() {
    for (template, expected) in [
        (
            "{{ range .Page.GetTerms \"tags\" }}{{ .Title }} {{ .RelPermalink }} {{ .Kind }} {{ .Type }} {{ len .Pages }} {{ .Data.Term }} {{ .Data.Singular }};{{ end }}",
            "X /b/tags/x/ term tags 2 x tag;Two Words /b/tags/two-words/ term tags 1 Two Words tag;",
        ),
        (
            "{{ range .Page.GetTerms \"no\" }}x{{ else }}none{{ end }}",
            "none",
        ),
        (
            "{{ range $word, $of := site.Taxonomies.tags }}{{ $word }} {{ $of.Count }} {{ $of.Page.Title }} {{ range $of }}{{ .Title }},{{ end }};{{ end }}",
            "two words 1 Two Words A,;x 2 X A,B,;",
        ),
        (
            "{{ range site.Taxonomies.tags.ByCount }}{{ .Name }} {{ .Count }} {{ .Page.LinkTitle }};{{ end }}",
            "x 2 X;two words 1 Two Words;",
        ),
        (
            "{{ range site.Taxonomies.tags.Alphabetical }}{{ .Term }};{{ end }}{{ site.Taxonomies.tags.Count \"x\" }}{{ len site.Taxonomies.tags.x }}{{ len (index site.Taxonomies.tags \"x\") }}",
            "two words;x;222",
        ),
        (
            "{{ with site.GetPage \"/tags/x\" }}{{ .Title }} {{ .Kind }} {{ range .Pages }}{{ .Title }},{{ end }}{{ end }}",
            "X term A,B,",
        ),
        (
            "{{ with site.GetPage \"/tags\" }}{{ .Title }} {{ .Kind }} {{ range .Pages }}{{ .Title }},{{ end }}{{ end }}",
            "Tags taxonomy X,Two Words,",
        ),
    ] {
        check(template, expected);
    }
}

#[test]
fn pages_are_grouped() {
    let grouped = |how: &str| {
        format!(
            "{{{{ range site.RegularPages.{how} }}}}{{{{ .Key }}}}: {{{{ range .Pages }}}}{{{{ .Title }}}},{{{{ end }}}};{{{{ end }}}}"
        )
    };
    for (how, expected) in [
        (
            "GroupBy \"Section\"",
            ": Top,;notes: N,;posts: A,B,C,D,Bun,;",
        ),
        (
            "GroupBy \"Section\" \"desc\"",
            "posts: A,B,C,D,Bun,;notes: N,;: Top,;",
        ),
        (
            "GroupByDate \"2006\"",
            "2021: B,;2020: A,;2019: C,;2018: D,;2017: N,;2016: Top,;2015: Bun,;",
        ),
        ("GroupByParam \"tags\"", "[x Two Words]: A,;[x]: B,;"),
    ] {
        check(&grouped(how), expected);
    }
}

#[test]
fn menus_have_entries() {
    let item = "{{ .Name }} {{ .URL }} {{ .Weight }} {{ .Title }} {{ .Pre }}{{ with .Page }}{{ .Title }}{{ end }}";
    let menu = |menu: &str| {
        format!(
            "{{{{ range site.Menus.{menu} }}}}[{item} {{{{ .HasChildren }}}}{{{{ range .Children }}}}({item}){{{{ end }}}}]{{{{ end }}}}"
        )
    };
    check(
        &menu("main"),
        "[A /b/posts/a/ 3 A A false][Ext https://x.org/ 5  + false][Home /b/ 10 Site Site false]\
         [Posts /b/posts/ 20 Posts Posts true(B /b/posts/b/ 3 B B)(Child /b/child/ 0  )]",
    );
    check(
        &menu("side"),
        "[Notes /b/notes/ 0 Notes Notes false][Posts /b/posts/ 0 Posts Posts false]",
    );
    check(
        "{{ range site.Menus.main }}{{ $.Page.IsMenuCurrent \"main\" . }} {{ $.Page.HasMenuCurrent \"main\" . }},{{ end }}",
        "true false,false false,false false,false true,",
    );
    check(
        "{{ range site.Menus.main.ByName }}{{ .Name }},{{ end }}{{ len site.Menus.main }}{{ with site.Menus.no }}x{{ end }}",
        "A,Ext,Home,Posts,4",
    );
}

/// The title of the page that a name means in the site, from the post, and from a section; `-`: there is none.
#[test]
fn names_mean_pages() {
    let blog = [
        "hugo.toml=",
        "content/posts/_index.md=---\ntitle: Posts\n---\n",
        "content/posts/dup.md=---\ntitle: D1\n---\n",
        "content/notes/dup.md=---\ntitle: D2\n---\n",
        "content/notes/only.md=---\ntitle: Only\n---\n",
        "content/notes/b/index.md=---\ntitle: Bun\n---\n",
        "content/sec/inner/_index.md=---\ntitle: Inner\n---\n",
        "content/sec/inner/x.md=---\ntitle: X\n---\n",
        "content/posts/Caps Name.md=---\ntitle: Caps\n---\n",
        "content/posts/sub/deep.md=---\ntitle: Deep\n---\n",
        "content/top.md=---\ntitle: Top\n---\n",
    ];
    for (name, expected) in [
        ("dup", "- D1 D1"),
        ("only", "Only - -"),
        ("only/", "Only - -"),
        ("b", "Bun - -"),
        ("inner", "Inner - -"),
        ("/inner", "- - -"),
        ("sec", "Secs Secs Secs"),
        ("x", "X - -"),
        ("posts", "Posts Posts Posts"),
        (".", "- Posts Posts"),
        ("./dup", "- D1 D1"),
        ("../notes/only", "- Only Only"),
        ("/posts/caps-name", "Caps Caps Caps"),
        ("Caps Name.md", "Caps Caps Caps"),
        ("deep", "Deep - -"),
        ("sub/deep", "- Deep Deep"),
        ("top", "Top Top Top"),
        ("tags", "Tags Tags Tags"),
        ("nope", "- - -"),
    ] {
        let title = |of: &str| {
            format!(
                "{{{{ with {of}.GetPage \"{name}\" }}}}{{{{ .Title }}}}{{{{ else }}}}-{{{{ end }}}}"
            )
        };
        let all = [
            title("site"),
            title("$.Page"),
            title("(site.GetPage \"/posts\")"),
        ]
        .join(" ");
        let shortcode = format!("layouts/shortcodes/x.html=<p>{all}</p>");
        let files = [&blog[..], &[&*shortcode, "content/posts/a.md={{< x >}}"]].concat();
        assert_eq!(shown(&files).0, format!("<p>{expected}</p>"), "{name}");
    }
}

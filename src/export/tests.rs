use std::sync::Arc;

use super::*;
use crate::blog::tests::Tree;
use crate::blog::{Blog, detect};
use crate::reading::read_post;

mod taken;

const PICTURE: &str = "static/x.svg=<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>";

/// The post at `content/posts/a.md` with this body, in a blog with some files.
fn exported(body: &str) -> Exported {
    let post = format!("content/posts/a.md={body}");
    let tree = Tree::of(&[
        "hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n",
        &post,
        PICTURE,
        "content/posts/b c.png=png",
        "content/posts/film.vtt=WEBVTT",
        "content/posts/page.html=<b>",
        "static/font.woff2=font",
        "static/doc.pdf=pdf",
        "content/posts/other.md=# Other",
    ]);
    exported_from(tree.root(), LARGEST, None).unwrap()
}

/// The post at `content/posts/a.md` of a blog, as a file of at most so many bytes.
fn exported_from(root: &Path, largest: u64, sheet: Option<&Path>) -> Result<Exported, Error> {
    let blog: Blog = detect(root, None).unwrap();
    let (site, body) = read_post(&Arc::new(blog), "content/posts/a.md");
    let draft = Draft {
        site: &site,
        entry: site.entry("content/posts/a.md").unwrap(),
        body: &body.unwrap(),
        author: Some("Ada"),
        style_sheet: sheet,
        now: Timestamp::UNIX_EPOCH,
    };
    within(largest, &draft)
}

/// The article of a post with this body.
fn article(body: &str) -> String {
    let Exported { html, .. } = exported(body);
    let (_, rest) = html.split_once("<article>").unwrap();
    rest.split_once("</article>").unwrap().0.trim().to_owned()
}

fn check(body: &str, expected: &str) {
    let article = article(body);
    // HTML that stands in a line of its own is in a paragraph.
    let inner = article.strip_prefix("<p>");
    let inner = inner.and_then(|inner| inner.strip_suffix("</p>"));
    let found = inner
        .filter(|_| !expected.starts_with("<p"))
        .unwrap_or(&article);
    assert_eq!(found, expected, "{body}");
}

fn notes(body: &str) -> Vec<(About, String, u32)> {
    let notes = exported(body).notes.into_iter();
    notes
        .map(|note| (note.about, note.what, note.line))
        .collect()
}

const SVG: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIHdpZHRoPSc0JyBoZWlnaHQ9JzMnLz4=";

#[test]
fn pictures_are_in_the_file_with_their_size() {
    let sized = format!("<p><img src=\"{SVG}\" alt=\"A\" width=\"4\" height=\"3\"></p>");
    check("![A](/x.svg)", &sized);
    check("![A](/x.svg?v=2)", &sized);
    check("<p><img src='/x.svg' alt='A'></p>", &sized);
    check(
        "<img src='/x.svg' alt='A' width=20>",
        &format!("<img src=\"{SVG}\" alt=\"A\" width=\"20\">"),
    );
    check(
        "![A](<b c.png>)",
        "<p><img src=\"data:image/png;base64,cG5n\" alt=\"A\"></p>",
    );
    check(
        "![A](b%20c.png)",
        "<p><img src=\"data:image/png;base64,cG5n\" alt=\"A\"></p>",
    );
}

#[test]
fn media_are_in_the_file_wherever_html_names_them() {
    check(
        "<video poster=/x.svg><source src='b%20c.png'><track src=film.vtt></video>",
        &format!(
            "<video poster=\"{SVG}\"><source src=\"data:image/png;base64,cG5n\"><track src=\"data:text/vtt;charset=utf-8;base64,V0VCVlRU\"></video>"
        ),
    );
    check(
        "<img srcset='/x.svg 1x, /none.png 2x, https://a.b/c.png 3x' alt=''>",
        &format!("<img srcset=\"{SVG} 1x, https://a.b/c.png 3x\" alt=\"\">"),
    );
    check(
        "<svg><image href='/x.svg'/><use href='#a'/><use href='/x.svg#a'/></svg>",
        &format!("<svg><image href=\"{SVG}\"></image><use href=\"#a\"></use><use></use></svg>"),
    );
    check(
        "<p style='background: url(/x.svg)'>a</p>",
        &format!("<p style=\"background: url(&quot;{SVG}&quot;)\">a</p>"),
    );
    check(
        "<style>@font-face { src: url('/font.woff2') }</style>",
        "<style>@font-face { src: url(\"data:font/woff2;base64,Zm9udA==\") }</style>",
    );
}

#[test]
fn links_to_what_the_reader_does_not_have_are_text() {
    check("[a](other.md) [b](/doc.pdf)", "<p><a>a</a> <a>b</a></p>");
    check(
        "[a](#x) [b](/posts/a/#x) [c](a.md#y)",
        "<p><a href=\"#x\">a</a> <a href=\"#x\">b</a> <a href=\"#y\">c</a></p>",
    );
    check(
        "[a](https://a.b/c?d&e)",
        "<p><a href=\"https://a.b/c?d&amp;e\">a</a></p>",
    );
    check("[a](//a.b/c)", "<p><a href=\"https://a.b/c\">a</a></p>");
    check(
        "<p><a href='javascript:x' target=_blank>a</a></p>",
        "<p><a>a</a></p>",
    );
    check(
        "<p><a href='file:///etc/passwd'>a</a></p>",
        "<p><a>a</a></p>",
    );
    let told = notes("Text.\n\n[a](/doc.pdf)\nand\n[b](other.md) [c]()");
    let link = |what: &str, line| (About::Link, what.to_owned(), line);
    assert_eq!(told, [link("/doc.pdf", 3), link("other.md", 5)]);
}

#[test]
fn nothing_in_it_acts() {
    check(
        "<svg><rect fill='url(#a)' aria-label='url(b)'></rect></svg>",
        "<svg><rect fill=\"url(&quot;#a&quot;)\" aria-label=\"url(b)\"></rect></svg>",
    );
    check("<p onclick='x'>a<script>b</script></p>", "<p>a</p>");
    check("<script>document.title = 'x'</script>", "");
    check(
        "<svg onload='x'><script>b</script><a xlink:href='javascript:x'><text>a</text></a></svg>",
        "<svg><a><text>a</text></a></svg>",
    );
    check(
        "<svg><a href='#'><set attributeName='href' to='javascript:x'/></a></svg>",
        "<svg><a href=\"#\"></a></svg>",
    );
    check(
        "<form action='https://a.b'><button formaction='https://a.b'>a</button></form>",
        "<div><button>a</button></div>",
    );
    check("<iframe srcdoc='<script>x</script>'></iframe>", "");
    check("<iframe src='page.html'></iframe>", "");
    check(
        "<iframe src='https://a.b/c' title='A film'></iframe>",
        "<a href=\"https://a.b/c\">A film</a>",
    );
    check(
        "<object data='page.html'><p>a</p></object>",
        "<span><p>a</p></span>",
    );
    check("<p>a<embed src='page.html'></p>", "<p>a</p>");
    check(
        "<p>a<link rel=stylesheet href='https://a.b'></p>",
        "<p>a</p>",
    );
    check(
        "<p>a<meta http-equiv=refresh content='0;url=https://a.b'></p>",
        "<p>a</p>",
    );
    check("<p>a<base href='https://a.b'></p>", "<p>a</p>");
    check(
        "<p><a href='https://a.b' ping='https://c.d'>a</a></p>",
        "<p><a href=\"https://a.b\">a</a></p>",
    );
    check(
        "<style>a{}<\\/style></style>",
        "<style>a{}<\\/style></style>",
    );
    check(
        "<template><p onclick='x'>a</p></template>",
        "<template><p>a</p></template>",
    );
}

#[test]
fn what_is_missing_is_told_and_its_text_stands_there() {
    let body = "---\ntitle: A\n---\n\nText.\n\nMore\n![A cat](no%20cat.png) text\n";
    assert_eq!(
        article(body),
        "<p>Text.</p>\n<p>More\n<span class=\"not-there\">A cat</span> text</p>"
    );
    assert_eq!(notes(body), [(About::Missing, "no cat.png".to_owned(), 8)]);
    assert_eq!(
        notes("![A](https://a.b/c.png)"),
        [(About::Network, "https://a.b/c.png".to_owned(), 1)]
    );
    assert_eq!(
        notes("![A](../../../../../etc/hostname.png)"),
        [(
            About::Missing,
            "../../../../../etc/hostname.png".to_owned(),
            1
        )]
    );
}

#[test]
fn the_same_post_makes_the_same_file() {
    let body = "# A\n\n```rust\nfn a() {}\n```\n\n![A](/x.svg)\n\nText[^1].\n\n[^1]: Note.\n";
    assert_eq!(exported(body), exported(body));
    assert!(exported(body).html.contains("class=\"k\""), "coloured");
}

#[test]
fn nothing_of_ours_or_of_this_machine_is_in_it() {
    let html = exported("> [!NOTE]\n> Text.\n\n![A](/x.svg)\n").html;
    for part in [
        "data-",
        "content/posts",
        "a.md",
        "/tmp",
        "_/assets",
        "<script",
    ] {
        assert!(!html.contains(part), "{part} in {html}");
    }
    let at = |part: &str| html.find(part).unwrap();
    let policy = at("Content-Security-Policy");
    assert!(policy < at("<title>") && policy < at("<style>") && policy < at("<link"));
    assert!(html.len() < 20_000, "{}", html.len());
    assert!(is_export(&html));
    assert!(!is_export(
        "<!doctype html><meta name=\"generator\" content=\"Hugo\">"
    ));
}

#[test]
fn the_authors_style_sheet_is_in_it_with_what_it_shows() {
    let tree = Tree::of(&[
        "a.md=Text.",
        "look/own.css=@import 'more.css'; p { background: url(x.png) } b { c: url(gone.png) } /* </style> */",
        "look/more.css=i { background: url('x.png') }",
        "look/x.png=png",
    ]);
    let blog: Blog = detect(tree.root(), None).unwrap();
    let (site, body) = read_post(&Arc::new(blog), "a.md");
    let sheet = tree.path("look/own.css");
    let draft = Draft {
        site: &site,
        entry: site.entry("a.md").unwrap(),
        body: &body.unwrap(),
        author: None,
        style_sheet: Some(&sheet),
        now: Timestamp::UNIX_EPOCH,
    };
    let Exported { html, notes } = export(&draft).unwrap();
    let png = "url(\"data:image/png;base64,cG5n\")";
    assert!(
        html.contains(&format!("p {{ background: {png} }}")),
        "{html}"
    );
    assert!(
        html.contains("@import url(\"data:text/css;charset=utf-8;base64,"),
        "{html}"
    );
    assert_eq!(html.matches("</style>").count(), 2);
    assert_eq!(notes.len(), 1, "{notes:?}");
    let missing = Draft {
        style_sheet: Some(Path::new("/nowhere/own.css")),
        ..draft
    };
    assert!(export(&missing).unwrap_err().to_string().contains("--css"));
}

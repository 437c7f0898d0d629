//! Which files get into an export, and how much of them.

use std::collections::HashSet;
use std::fs;
use std::io;

use super::*;

const SECRET: &str = "<svg xmlns='http://www.w3.org/2000/svg'><text>secret</text></svg>";

fn in_base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// All that is in a file, with what it holds as `data:`.
fn opened(html: &str) -> String {
    use base64::Engine as _;
    let mut opened = html.to_owned();
    let mut rest = html.to_owned();
    // Style sheets hold others.
    while let Some((_, after)) = rest.split_once(";base64,") {
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c));
        let (data, after) = after.split_at(end.unwrap_or(after.len()));
        let bytes = base64::engine::general_purpose::STANDARD.decode(data);
        let text = String::from_utf8_lossy(&bytes.unwrap()).into_owned();
        opened.push_str(&text);
        rest = text + after;
    }
    opened
}

/// A blog in `blog`, with a post that imports `/a.css`, in which this stands; beside it, `secret`.
fn importing(css: &str) -> Tree {
    let sheet = format!("blog/static/a.css={css}");
    Tree::of(&[
        "blog/hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n",
        "blog/content/posts/a.md=<style>@import url('/a.css')</style>",
        &sheet,
        "blog/static/img/x.svg=<svg><text>shown</text></svg>",
        "blog/static/img/more.css=b { background: url(x.svg) }",
        "blog/data/own.css=i { color: teal }",
        &format!("secret/s.svg={SECRET}"),
        "secret/notes.css=/* secret */",
    ])
}

#[test]
fn a_style_sheet_shows_what_the_blog_publishes() {
    for css in [
        "a { background: url(img/x.svg) }",
        "a { background: url('/img/x.svg?v=2#x') }",
        "a { background: image-set('./img/x.svg' 1x) }",
        "@import 'img/more.css';",
    ] {
        let tree = importing(css);
        let exported = exported_from(&tree.path("blog"), LARGEST, None).unwrap();
        assert!(opened(&exported.html).contains("shown"), "{css}");
        assert_eq!(exported.notes, [], "{css}");
    }
}

#[test]
fn a_style_sheet_shows_nothing_else() {
    let absolute = |tree: &Tree| {
        let path = tree.path("secret/s.svg").display().to_string();
        format!("a {{ background: url('{}') }}", path.replace('/', "%2F"))
    };
    for css in [
        "a { background: url('../../secret/s.svg') }",
        "a { background: url('..%2F..%2Fsecret%2Fs.svg') }",
        "a { background: url('%2e%2e/%2e%2e/secret/s.svg') }",
        "a { background: url('link.svg') }",
        "a { background: url('folder/s.svg') }",
        "@import url('../../secret/notes.css');",
        "@import '../data/own.css';",
        "",
    ] {
        let tree = importing(css);
        if css.is_empty() {
            fs::write(tree.path("blog/static/a.css"), absolute(&tree)).unwrap();
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(tree.path("secret/s.svg"), tree.path("blog/static/link.svg")).unwrap();
            symlink(tree.path("secret"), tree.path("blog/static/folder")).unwrap();
        }
        let Exported { html, notes } = exported_from(&tree.path("blog"), LARGEST, None).unwrap();
        let opened = opened(&html);
        assert!(!opened.contains("secret"), "{css}: {opened}");
        assert!(!opened.contains("teal"), "{css}");
        assert_eq!(notes.len(), 1, "{css}: {notes:?}");
        assert_eq!(notes[0].about, About::Missing);
    }
}

#[test]
fn the_authors_style_sheet_shows_what_lies_in_its_folder_and_in_the_blog() {
    let tree = importing("");
    let check = |path: &str, css: &str, is_shown: bool| {
        let sheet = tree.path(path);
        fs::write(&sheet, css).unwrap();
        let exported = exported_from(&tree.path("blog"), LARGEST, Some(&sheet)).unwrap();
        let opened = opened(&exported.html);
        let has = opened.contains("secret") || opened.contains("shown");
        assert_eq!(has, is_shown, "{css}: {opened}");
        assert_eq!(exported.notes.is_empty(), is_shown, "{css}");
    };
    fs::create_dir_all(tree.path("secret/look")).unwrap();
    check("secret/a.css", "a { background: url(s.svg) }", true);
    check("secret/a.css", "a { background: url(look/../s.svg) }", true);
    check("secret/a.css", "a { background: url(/img/x.svg) }", true);
    check(
        "secret/look/a.css",
        "a { background: url(../s.svg) }",
        false,
    );
    check(
        "secret/look/a.css",
        "a { background: url(..%2Fs.svg) }",
        false,
    );
    // One that the blog publishes shows what it does there.
    check(
        "blog/static/img/own.css",
        "a { background: url(../img/x.svg) }",
        true,
    );
    check(
        "blog/static/img/own.css",
        "a { background: url(../../../secret/s.svg) }",
        false,
    );
}

#[test]
fn style_sheets_that_import_each_other_end() {
    let again = "@import 'a.css';".repeat(6);
    let tree = importing(&format!("{again} a {{ color: teal }}"));
    let Exported { html, notes } = exported_from(&tree.path("blog"), LARGEST, None).unwrap();
    assert_eq!(opened(&html).matches("teal").count(), 1);
    let circle = Note {
        about: About::Circle,
        what: "a.css".to_owned(),
        line: 1,
    };
    assert_eq!(notes, [circle]);
    // Each imports all of the next twice, and all know the first.
    let tree = importing("@import '0.css'; @import '0.css';");
    for number in 0..100 {
        let next = number + 1;
        let css = format!("@import '{next}.css'; @import '{next}.css'; @import 'a.css';");
        fs::write(tree.path(&format!("blog/static/{number}.css")), css).unwrap();
    }
    let Exported { html, notes } = exported_from(&tree.path("blog"), LARGEST, None).unwrap();
    assert!(html.len() < 1_000_000, "{}", html.len());
    assert!(notes.iter().any(|note| note.about == About::Circle));
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let picture = "x".repeat(3000);
    let post =
        "content/posts/a.md=![A](one.png)\n\n![B](two.png)\n\n![C](one.png)\n\n![D](one.png)";
    let one = format!("content/posts/one.png={picture}");
    let two = format!("content/posts/two.png={picture}{picture}");
    let tree = Tree::of(&[
        "hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n",
        post,
        &one,
        &two,
    ]);
    let Exported { html, notes } = exported_from(tree.root(), 9000, None).unwrap();
    // A picture counts as often as it is shown.
    assert_eq!(html.matches(&in_base64(&picture)).count(), 2);
    let left_out: Vec<_> = notes
        .iter()
        .map(|note| (note.about, &*note.what, note.line))
        .collect();
    let too_large = About::TooLarge;
    assert_eq!(
        left_out,
        [(too_large, "two.png", 3), (too_large, "one.png", 7)]
    );
    assert!(
        html.contains("<span class=\"not-there\">D</span>"),
        "{html}"
    );
    // The text alone has as much.
    let Exported { html, .. } = exported_from(tree.root(), 10, None).unwrap();
    assert!(!html.contains("base64"));
}

#[test]
fn a_film_that_does_not_fit_is_not_read() {
    let tree = Tree::of(&[
        "hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n",
        "content/posts/a.md=<video src=film.mp4></video>",
        "content/posts/film.mp4",
    ]);
    let film = fs::File::create(tree.path("content/posts/film.mp4")).unwrap();
    // A hole: the disk holds nothing of it, and memory would.
    film.set_len(1 << 40).unwrap();
    let Exported { html, notes } = exported_from(tree.root(), LARGEST, None).unwrap();
    assert_eq!(notes[0].about, About::TooLarge);
    assert!(
        html.contains("<span class=\"not-there\">film.mp4</span>"),
        "{html}"
    );
}

#[test]
fn a_style_sheet_that_has_no_end_is_not_read() {
    let tree = Tree::of(&[
        "hugo.toml=[markup.goldmark.renderer]\nunsafe = true\n",
        "content/posts/a.md=A",
        "large.css",
    ]);
    let large = fs::File::create(tree.path("large.css")).unwrap();
    large.set_len(1 << 40).unwrap();
    let check = |sheet: &Path, words: &str| {
        let error = exported_from(tree.root(), LARGEST, Some(sheet)).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    };
    check(&tree.path("large.css"), "it is too large");
    check(&tree.path("content"), "it is no regular file");
    #[cfg(unix)]
    check(Path::new("/dev/zero"), "it is no regular file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::write(tree.path("mine.css"), "").unwrap();
        fs::set_permissions(tree.path("mine.css"), fs::Permissions::from_mode(0o0)).unwrap();
        // Who may do everything may read it.
        if fs::read(tree.path("mine.css")).is_err() {
            let denied = io::Error::from(io::ErrorKind::PermissionDenied).to_string();
            check(&tree.path("mine.css"), &denied);
        }
    }
}

#[test]
fn what_is_missing_leaves_a_mark_and_no_hole() {
    let check = |body: &str, expected: &str| {
        let article = article(body);
        let found = article.strip_prefix("<p>").unwrap_or(&article);
        let found = found.strip_suffix("</p>").unwrap_or(found);
        assert_eq!(found, expected, "{body}");
    };
    let mark = |text: &str| format!("<span class=\"not-there\">{text}</span>");
    check("![A cat](none.png)", &mark("A cat"));
    check("![](img/no%20cat.png?v=1)", &mark("no cat.png"));
    check(
        "<img src=none.png id=a width=9 class=b>",
        "<span id=\"a\" class=\"not-there\">none.png</span>",
    );
    check("<img srcset='none.png 1x, nor.png 2x'>", &mark("none.png"));
    check(
        "<img src=none.png srcset='https://a.b/c.png 2x'>",
        "<img srcset=\"https://a.b/c.png 2x\">",
    );
    check("a <img src=''> b", "a  b");
    check(
        "a <video controls src=film.mp4>No film.</video>",
        &format!("a {}", mark("film.mp4")),
    );
    check(
        "a <audio src=a.mp3 title=Talk></audio>",
        "a <span title=\"Talk\" class=\"not-there\">Talk</span>",
    );
    check(
        "a <video controls><source src=a.webm><source src=b.mp4></video>",
        &format!("a {}", mark("a.webm")),
    );
    check(
        "a <video controls><source src=a.webm><source src=https://a.b/b.mp4></video>",
        "a <video controls=\"\"><source><source src=\"https://a.b/b.mp4\"></video>",
    );
    check(
        "a <picture><source srcset='https://a.b/c.png'><img src=none.png alt=B></picture> <img src=none.png alt=C>",
        &format!(
            "a <picture><source srcset=\"https://a.b/c.png\"><img alt=\"B\"></picture> {}",
            mark("C")
        ),
    );
    check(
        "a <picture><source srcset=d.png><img src=none.png alt=B></picture>",
        &format!("a <picture><source>{}</picture>", mark("B")),
    );
}

/// So long that what is done again for each block, link or line would take minutes.
#[test]
fn a_long_post_takes_as_long_as_it_is() {
    const MANY: u32 = 5_000;
    let link = |number| format!("* [a](part-{number}.md) [b]({number}%20b.md) [c][r{number}]");
    let links: Vec<_> = (0..MANY).map(link).collect();
    let definition = |number| format!("[r{number}]: else-{number}.md");
    let definitions: Vec<_> = (0..MANY).map(definition).collect();
    let paragraphs = "A paragraph of its own.\n\n".repeat(MANY as usize);
    let body = [links.join("\n"), paragraphs, definitions.join("\n")].join("\n\n");
    let began = Instant::now();
    let noted: HashSet<_> = notes(&body).into_iter().collect();
    assert!(
        began.elapsed() < Duration::from_mins(1),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(noted.len(), 3 * MANY as usize);
    for number in 0..MANY {
        for what in [format!("part-{number}.md"), format!("{number} b.md")] {
            assert!(noted.contains(&(About::Link, what, number + 1)), "{number}");
        }
    }
}

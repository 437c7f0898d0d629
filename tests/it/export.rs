//! A post as one file, completions and the manual page: what the command prints and writes.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Folder, post};

mod seen;

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='40' height='30' fill='teal'/></svg>";

/// Runs the command to its end.
fn run(here: &Path, arguments: &[impl AsRef<OsStr>]) -> Output {
    let state = tempfile::tempdir().expect("a folder for the state");
    Command::new(env!("CARGO_BIN_EXE_blog-serve"))
        .args(arguments)
        .current_dir(here)
        .env("XDG_STATE_HOME", state.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "user.name")
        .env("GIT_CONFIG_VALUE_0", "Ada")
        .stdin(Stdio::null())
        .output()
        .expect("the binary was built for this test")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

fn errors(output: &Output) -> String {
    text(&output.stderr)
}

/// Exports to standard output, which succeeds.
fn exported(here: &Path, post: &str) -> String {
    let output = run(here, &["export", post, "-o", "-"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    text(&output.stdout)
}

/// A blog of Hugo's with a post, a bundle and pictures.
fn hugo() -> Folder {
    Folder::new()
        .file("hugo.toml", "")
        .file(
            "content/posts/rust.md",
            post(
                "Rust: Leadership",
                "![A](near.svg) ![B](/far.svg)\n\n[other](bundle/index.md)",
            ),
        )
        .file("content/posts/near.svg", SVG)
        .file(
            "content/posts/bundle/index.md",
            post("Bundle", "![A](in.svg)"),
        )
        .file("content/posts/bundle/in.svg", SVG)
        .file("static/far.svg", SVG)
}

#[test]
fn a_post_is_written_beside_where_one_is_and_said() {
    let folder = hugo();
    let output = run(folder.root(), &["export", "content/posts/rust.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let said = text(&output.stdout);
    assert!(
        said.starts_with("rust.html  ") && said.ends_with(" KB\n"),
        "{said}"
    );
    let html = folder.read("rust.html");
    assert_eq!(html.matches("data:image/svg+xml;base64,").count(), 2);
    assert!(html.contains("width=\"40\" height=\"30\""));
    assert!(html.contains("<h1>Rust: Leadership</h1>"));
    assert!(html.contains("A draft by Ada</p>"));
    assert!(html.contains("<a>other</a>"));
    let told = errors(&output);
    assert!(
        told.contains("1 link leads to what the reader does not have"),
        "{told}"
    );
    assert!(told.contains("line 9: bundle/index.md"), "{told}");
    let root = folder.root().to_str().unwrap();
    for part in [root, "content/posts", "rust.md", "data-", "<script", "/_/"] {
        assert!(!html.contains(part), "{part}");
    }
}

#[test]
fn a_post_is_named_as_anywhere_else() {
    let folder = hugo();
    let whole = exported(folder.root(), "content/posts/rust.md");
    let content = folder.path("content");
    let absolute = folder.path("content/posts/rust.md");
    for (here, name) in [
        (folder.root(), "./content/posts/rust.md"),
        (&content, "posts/rust.md"),
        (&content, "content/posts/rust.md"),
        (Path::new("/"), absolute.to_str().unwrap()),
        (folder.root(), "/posts/rust/"),
        (folder.root(), "rust"),
        (folder.root(), "rust.md"),
        (folder.root(), "http://localhost:7878/posts/rust/"),
    ] {
        assert!(exported(here, name) == whole, "{name} in {here:?}");
    }
    let bundle = exported(folder.root(), "content/posts/bundle/index.md");
    assert!(exported(folder.root(), "content/posts/bundle") == bundle);
    assert!(exported(folder.root(), "bundle") == bundle);
    assert!(bundle.contains("data:image/svg+xml"));
    run(folder.root(), &["export", "content/posts/bundle"]);
    assert!(folder.path("bundle.html").is_file());
}

#[test]
fn shortcodes_are_in_the_file_as_they_are_in_the_page() {
    let folder = hugo()
        .file(
            "layouts/shortcodes/box.html",
            "<div class=\"box\">{{ .Inner | markdownify }}</div>",
        )
        .file(
            "layouts/shortcodes/near.html",
            "{{ with .Page.Resources.Get \"in.svg\" }}<img src=\"{{ .RelPermalink }}\" width=\"{{ .Width }}\" alt=\"\">{{ end }}",
        )
        .file(
            "layouts/shortcodes/title.html",
            "{{ with .Page.GetPage (.Get 0) }}<i>{{ .Title }}</i>{{ end }}",
        )
        .file(
            "content/posts/short/index.md",
            post("Short", "{{< box >}}*a*{{< /box >}}\n\n{{< near >}}\n\n{{< title \"out.md\" >}}"),
        )
        .file(
            "content/posts/out.md",
            "---\ntitle: Already out\ndate: 2020-01-01\n---\n",
        )
        .file("content/posts/short/in.svg", SVG);
    let html = exported(folder.root(), "content/posts/short");
    for part in [
        "<div class=\"box\"><em>a</em></div>",
        "<img src=\"data:image/svg+xml;base64,",
        "width=\"40\"",
        "<i>Already out</i>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_post_in_a_folder_whose_name_is_no_text_is_found() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = Folder::new().file("a.md", "Text.");
    let odd = folder.root().join(OsStr::from_bytes(b"odd\xff"));
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("b.md"), "Found.").unwrap();
    let path = odd.join("b.md");
    let arguments = [
        "export".as_ref(),
        path.as_os_str(),
        "-o".as_ref(),
        "-".as_ref(),
    ];
    let output = run(Path::new("/"), &arguments);
    assert!(
        text(&output.stdout).contains("Found."),
        "{}",
        errors(&output)
    );
    let nothing = OsStr::from_bytes(b"none\xff");
    let output = run(folder.root(), &["export".as_ref(), nothing]);
    assert_eq!(output.status.code(), Some(2));
    let told = errors(&output);
    assert!(told.contains("no post matches \"none\\xFF\""), "{told}");
}

#[test]
fn who_it_is_by_can_be_said() {
    let folder = hugo();
    let by = |arguments: &[&str]| {
        let export = ["export", "rust", "-o", "-"];
        let html = text(&run(folder.root(), &[&export, arguments].concat()).stdout);
        let (_, rest) = html
            .split_once("<p class=\"by\" lang=\"en\" dir=\"ltr\">")
            .unwrap();
        rest.split_once("</p>").unwrap().0.to_owned()
    };
    assert_eq!(by(&[]), "A draft by Ada");
    assert_eq!(by(&["--author", "Lovelace"]), "A draft by Lovelace");
    assert_eq!(by(&["--author", ""]), "A draft");
}

#[test]
fn every_kind_of_blog_has_its_pictures() {
    let zola = Folder::new()
        .file("config.toml", "base_url = 'https://a.b'")
        .file(
            "content/a.md",
            "+++\ntitle = \"A\"\n+++\n![A](/x.svg) [b](@/b.md)",
        )
        .file("content/b.md", "+++\ntitle = \"B\"\n+++\n")
        .file("static/x.svg", SVG);
    let jekyll = Folder::new()
        .file("_config.yml", "")
        .file(
            "_posts/2024-05-01-a.md",
            "---\ntitle: A\n---\n![A](/assets/x.svg)",
        )
        .file("assets/x.svg", SVG);
    let plain = Folder::new()
        .file("a.md", "# A\n\n![A](img/x%20y.svg)")
        .file("img/x y.svg", SVG);
    for (folder, name) in [
        (&zola, "content/a.md"),
        (&jekyll, "_posts/2024-05-01-a.md"),
        (&plain, "a.md"),
    ] {
        let html = exported(folder.root(), name);
        assert!(
            html.contains("src=\"data:image/svg+xml;base64,"),
            "{name}: {html}"
        );
    }
    assert_eq!(exported(plain.root(), "a.md").matches("<h1").count(), 1);
}

#[test]
fn only_what_was_made_here_is_replaced_unasked() {
    let folder = hugo();
    let export = |arguments: &[&str]| {
        run(
            folder.root(),
            &[&["export", "content/posts/rust.md"], arguments].concat(),
        )
    };
    folder.save("rust.html", "<p>The author's own.</p>");
    let refused = export(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        errors(&refused).contains("rust.html is there already"),
        "{}",
        errors(&refused)
    );
    assert!(errors(&refused).contains("-o"));
    assert_eq!(folder.read("rust.html"), "<p>The author's own.</p>");
    assert_eq!(export(&["-o", "rust.html"]).status.code(), Some(0));
    assert!(folder.read("rust.html").contains("Leadership"));
    folder.save("content/posts/rust.md", post("Newer", "Text."));
    assert_eq!(export(&[]).status.code(), Some(0));
    assert!(folder.read("rust.html").contains("Newer"));
    std::fs::create_dir(folder.path("out")).unwrap();
    assert_eq!(export(&["-o", "out"]).status.code(), Some(0));
    assert!(folder.path("out/rust.html").is_file());
}

#[test]
fn markdown_is_never_written_over() {
    let folder = hugo();
    let before = folder.snapshot();
    for output in [
        "content/posts/rust.md",
        "new.md",
        "content/posts/bundle/index.md",
    ] {
        let refused = run(
            folder.root(),
            &["export", "content/posts/rust.md", "-o", output],
        );
        assert_eq!(refused.status.code(), Some(2), "{output}");
        assert!(
            errors(&refused).contains("is Markdown"),
            "{}",
            errors(&refused)
        );
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path("content/posts/rust.md"), folder.path("a.html"))
            .unwrap();
        let refused = run(
            folder.root(),
            &["export", "content/posts/rust.md", "-o", "a.html"],
        );
        assert_eq!(refused.status.code(), Some(2));
        folder.remove("a.html");
    }
    let files = |snapshot: &std::collections::BTreeMap<_, (_, Vec<u8>)>| -> Vec<Vec<u8>> {
        snapshot.values().map(|(_, bytes)| bytes.clone()).collect()
    };
    assert_eq!(files(&folder.snapshot()), files(&before));
}

#[test]
fn what_cannot_be_written_or_read_is_said_with_its_path() {
    let folder = hugo();
    let check = |arguments: &[&str], parts: &[&str]| {
        let output = run(folder.root(), &[&["export"], arguments].concat());
        let told = errors(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        for part in parts {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert_eq!(text(&output.stdout), "");
    };
    let post = "content/posts/rust.md";
    check(
        &[post, "-o", "no/such/a.html"],
        &["cannot write no/such/a.html: there is no such folder", "-o"],
    );
    check(
        &[post, "-o", "/proc/a.html"],
        &["cannot write /proc/a.html"],
    );
    check(
        &["content/posts/rsut.md"],
        &["no post matches", "content/posts/rust.md"],
    );
    check(&["static/far.svg"], &["far.svg", "Markdown"]);
    check(&[post, "--css", "gone.css"], &["gone.css", "--css"]);
    check(&[post, "-o", "-x.html"], &["-x.html", "./-x.html"]);
    #[cfg(unix)]
    check(
        &[post, "--css", "/dev/zero"],
        &["/dev/zero", "it is no regular file"],
    );
    check(&[post, "--dialect", "wordpress"], &["wordpress"]);
    check(&[], &["POST"]);
}

#[test]
fn what_is_missing_is_said_and_stops_nothing() {
    let body = "![A cat](cat.png)\n\n![web](https://example.org/a.png)\n\n<script>x</script>";
    let folder = Folder::new().file("a.md", format!("---\ntitle: Rust: Community\n---\n{body}"));
    let output = run(folder.root(), &["export", "a.md"]);
    assert_eq!(output.status.code(), Some(0));
    let told = errors(&output);
    for part in [
        "a.md:2:8: The title has a colon",
        "try  title: \"Rust: Community\"",
        "a.md:4: cat.png is not there",
        "a.md:6: needs the network: https://example.org/a.png",
        "a.md:8: <script> is left out",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let html = folder.read("a.html");
    assert!(
        html.contains("<span class=\"not-there\">A cat</span>"),
        "{html}"
    );
    assert!(html.contains("src=\"https://example.org/a.png\""));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_stays_what_it_is() {
    use std::os::unix::fs::FileTypeExt;

    let folder = hugo();
    let pipe = folder.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let output = run(
        folder.root(),
        &["export", "content/posts/rust.md", "-o", "pipe"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    // Before what came is waited for, which is for ever if the pipe has been replaced.
    assert!(
        pipe.symlink_metadata().unwrap().file_type().is_fifo(),
        "the pipe is still one"
    );
    assert!(reader.join().unwrap().ends_with("</html>\n"));
    // A link to a file stays one, and the file is replaced.
    folder.save("real.html", "Old.");
    std::os::unix::fs::symlink("real.html", folder.path("link.html")).unwrap();
    run(
        folder.root(),
        &["export", "content/posts/rust.md", "-o", "link.html"],
    );
    assert!(
        folder
            .path("link.html")
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
    assert!(folder.read("real.html").contains("Leadership"));
}

#[cfg(unix)]
#[test]
fn who_reads_a_pipe_may_read_as_much_as_they_like() {
    use std::io::Read as _;

    // More than a pipe holds.
    let folder = Folder::new().file("a.md", "Text. ".repeat(100_000));
    let pipe = folder.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = std::thread::spawn(move || {
        let mut first = [0];
        std::fs::File::open(pipe)
            .unwrap()
            .read_exact(&mut first)
            .unwrap();
        first
    });
    let output = run(folder.root(), &["export", "a.md", "-o", "pipe"]);
    assert_eq!(reader.join().unwrap(), *b"<");
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(errors(&output), "");
}

#[test]
fn the_same_post_makes_the_same_bytes() {
    let folder = hugo();
    let once = exported(folder.root(), "content/posts/rust.md");
    assert_eq!(exported(folder.root(), "content/posts/rust.md"), once);
}

#[test]
fn a_large_file_is_said_to_be_one() {
    let folder = Folder::new()
        .file("a.md", "![A](a.png)")
        .file("a.png", vec![7; 9 << 20]);
    let output = run(folder.root(), &["export", "a.md"]);
    assert!(errors(&output).contains("12.6 MB"), "{}", errors(&output));
}

#[test]
fn what_no_file_can_hold_is_left_out_and_said() {
    let folder = Folder::new()
        .file("a.md", "Text.\n\n![A film](a.mp4)")
        .file("a.mp4", "");
    let film = std::fs::File::create(folder.path("a.mp4")).unwrap();
    film.set_len(4 << 30).unwrap();
    let output = run(folder.root(), &["export", "a.md"]);
    assert_eq!(output.status.code(), Some(0));
    let told = errors(&output);
    let said = "a.md:3: a.mp4 is left out: with it the file would have more than 100.0 MB";
    assert!(told.contains(said), "{told}");
    assert!(folder.read("a.html").len() < 50_000);
}

#[test]
fn a_file_that_the_blog_would_publish_is_told_of() {
    let folder = hugo();
    let output = run(&folder.path("content/posts"), &["export", "rust.md"]);
    let told = errors(&output);
    assert!(
        told.contains("lies in a folder that Hugo publishes"),
        "{told}"
    );
}

#[test]
fn each_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(Path::new("/"), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = text(&output.stdout);
        assert!(
            script.contains("export") && script.contains("blog-serve"),
            "{shell}"
        );
    }
    assert_eq!(
        run(Path::new("/"), &["completions", "csh"]).status.code(),
        Some(2)
    );
}

/// What bash offers for the last of these words.
fn offered_by_bash(script: &Path, words: &[&str]) -> Vec<String> {
    let ask = r#"
        source "$1"; shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        [[ $(complete -p blog-serve) =~ -F\ ([^ ]+) ]]
        "${BASH_REMATCH[1]}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let asked = Command::new("bash")
        .args(["--norc", "-c", ask, "bash"])
        .arg(script)
        .args(words)
        .current_dir("/")
        .output()
        .expect("bash runs");
    let offered = text(&asked.stdout);
    offered
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn bash_completes_what_stands_after_a_command_too() {
    let script = tempfile::NamedTempFile::new().unwrap();
    let printed = run(Path::new("/"), &["completions", "bash"]);
    std::fs::write(script.path(), &printed.stdout).unwrap();
    let check = |words: &[&str], expected: &[&str]| {
        assert_eq!(offered_by_bash(script.path(), words), expected, "{words:?}");
    };
    check(&["blog-serve", "che"], &["check"]);
    check(&["blog-serve", "--dia"], &["--dialect"]);
    let dialects = ["hugo", "jekyll", "zola", "plain"];
    check(&["blog-serve", "--dialect", ""], &dialects);
    check(&["blog-serve", "check", "--for"], &["--format"]);
    check(&["blog-serve", "check", "--format", ""], &["human", "json"]);
    check(&["blog-serve", "export", "--dialect", ""], &dialects);
    check(&["blog-serve", "completions", "f"], &["fish"]);
}

#[test]
fn the_manual_page_says_what_help_says() {
    let output = run(Path::new("/"), &["man"]);
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output.stdout);
    assert!(
        page.contains(".TH blog-serve 1") || page.contains(".TH blog\\-serve 1"),
        "{page}"
    );
    assert!(!page.contains('\u{1b}'), "no colours");
    for section in [
        ".SH NAME",
        ".SH SYNOPSIS",
        ".SH OPTIONS",
        ".SH COMMANDS",
        ".SH EXAMPLES",
        ".SS export",
    ] {
        assert!(page.contains(section), "{section} in {page}");
    }
    let plain = page.replace("\\-", "-");
    for command in [
        &["--help"][..],
        &["check", "--help"],
        &["export", "--help"],
        &["completions", "--help"],
    ] {
        let help = text(&run(Path::new("/"), command).stdout);
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let words = help.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        for option in words.filter(|word| word.starts_with("--") && word.len() > 2) {
            assert!(plain.contains(option), "{option} of {command:?}");
        }
    }
    if let Ok(read) = Command::new("man").arg("--version").output()
        && read.status.success()
    {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &page).unwrap();
        let shown = Command::new("man")
            .arg("-l")
            .arg(file.path())
            .output()
            .unwrap();
        assert!(shown.status.success());
        assert_eq!(text(&shown.stderr), "");
    }
}

#[test]
fn a_path_that_is_no_command_is_a_path() {
    let folder = Folder::new().file("export/a.md", "Text.");
    let missing = run(folder.root(), &["nosuchfolder"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(errors(&missing).contains("nosuchfolder: there is no such file"));
    for arguments in [
        &["exprot", "export/a.md"][..],
        &["chek", "--format", "json"],
    ] {
        let mistyped = run(folder.root(), arguments);
        assert_eq!(mistyped.status.code(), Some(2));
        let told = errors(&mistyped);
        assert!(told.contains("did you mean blog-serve "), "{told}");
    }
    // A folder of this name is not taken for a command that is nearly called so.
    let other = run(folder.root(), &["export/", "--port", "seventy"]);
    assert!(errors(&other).contains("seventy"), "{}", errors(&other));
}

#[test]
fn a_style_sheet_of_the_blogs_finds_what_lies_beside_its_folder() {
    let folder = Folder::new()
        .file("posts/a.md", post("A", "Text."))
        .file("img/a.svg", SVG)
        .file(
            "css/s.css",
            "h1{background:url(../img/a.svg)} h2{background:url(../../gone.svg)}",
        );
    let css = ["export", "posts/a.md", "--css", "css/s.css", "-o", "-"];
    let output = run(folder.root(), &css);
    let said = errors(&output);
    assert!(
        said.contains("gone.svg") && !said.contains("img/a.svg"),
        "{said}"
    );
    assert!(text(&output.stdout).contains("h1{background:url(\"data:image/svg+xml"));
}

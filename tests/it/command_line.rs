//! The binary, from a terminal's side.

use std::time::{Duration, Instant};

use tokio::net::TcpListener;

use crate::support::{Folder, Program, get, post};

/// How long ending may take: it is at once for who presses Ctrl-C.
const AT_ONCE: Duration = Duration::from_secs(1);

fn on_any_port(folder: &Folder) -> Program {
    Program::start([folder.root().as_os_str(), "--port".as_ref(), "0".as_ref()])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_is_in_the_first_line() {
    let folder = Folder::with_post("One.");
    let program = on_any_port(&folder);
    program.line("Ctrl-C").await;
    let output = program.output();
    assert!(
        output[0].starts_with("blog-serve  http://localhost:"),
        "{output:?}"
    );
    let found = output.join("\n");
    assert!(found.contains("1 post, 1 draft"), "{found}");
    assert!(
        found.contains("/posts/a"),
        "which draft was saved last: {found}"
    );
    assert!(found.contains("Only this machine can see it."), "{found}");
    assert!(!found.contains('\u{1b}'), "no colours in a pipe: {found:?}");
    assert_eq!(get(program.port().await, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_current_folder_is_the_blog_when_none_is_named() {
    let folder = Folder::with_post("One.");
    let program = Program::start_with(["--port", "0"], |command| {
        command.current_dir(folder.root());
    });
    assert_eq!(get(program.port().await, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_it_at_once_and_well() {
    let folder = Folder::with_post("One.");
    for signal in ["INT", "TERM"] {
        let mut program = on_any_port(&folder);
        let port = program.port().await;
        let _tab = crate::support::Tab::open(port, "/posts/a").await;
        let begun = Instant::now();
        program.signal(signal).await;
        assert_eq!(program.ended().await.code(), Some(0), "{signal}");
        assert!(begun.elapsed() < AT_ONCE, "{signal}: {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn help_says_everything_within_eighty_columns() {
    let mut program = Program::start(["--help"]);
    assert_eq!(program.ended().await.code(), Some(0));
    program.line("Ctrl-C").await;
    let help = program.output();
    for option in [
        "--port",
        "--open",
        "--dialect",
        "--css",
        "--poll",
        "--allow-scripts",
        "--quiet",
        "--verbose",
        "--version",
    ] {
        assert!(
            help.iter().any(|line| line.contains(option)),
            "{option} in {help:#?}"
        );
    }
    for line in &help {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(help.len() <= 53, "{} lines", help.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_path_is_said_in_words() {
    let folder = Folder::new().file("x.txt", "No post.");
    let missing = folder.path("nothing");
    for (path, part) in [
        (missing, "no such file"),
        (folder.path("x.txt"), "Markdown"),
    ] {
        let mut program = Program::start([path.as_os_str()]);
        assert_eq!(program.ended().await.code(), Some(2), "{path:?}");
        let what = format!("it says {part:?}");
        crate::support::eventually(&what, async || program.errors().contains(part)).await;
        assert!(
            program.errors().contains(path.to_str().unwrap()),
            "{}",
            program.errors()
        );
        assert_eq!(program.output(), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_option_is_said_in_words() {
    for arguments in [
        ["--port", "seventy"],
        ["--dialect", "wordpress"],
        ["--pol", "x"],
        ["--poll=1", "."],
        ["-q", "-v"],
    ] {
        let mut program = Program::start(arguments);
        assert_eq!(program.ended().await.code(), Some(2), "{arguments:?}");
        crate::support::eventually("it says why", async || program.errors().contains("error:"))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_port_that_was_asked_for_is_an_error_that_says_who_holds_it() {
    let folder = Folder::with_post("One.");
    let holder = on_any_port(&folder);
    let port = holder.port().await.to_string();
    let mut program = Program::start([folder.root().as_os_str(), "--port".as_ref(), port.as_ref()]);
    assert_eq!(program.ended().await.code(), Some(2));
    crate::support::eventually("it says who", async || {
        program.errors().contains("blog-serve (process")
    })
    .await;
    let errors = program.errors();
    assert!(
        errors.contains(&port) && errors.contains(&holder.id().to_string()),
        "{errors}"
    );
    assert!(errors.contains("--port"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_default_port_makes_way_for_the_next_free_one() {
    // Perhaps somebody has it already; that is as good.
    let _holder = TcpListener::bind(("127.0.0.1", 7878)).await;
    let folder = Folder::with_post("One.");
    let program = Program::start([folder.root()]);
    let port = program.port().await;
    assert!((7879..7978).contains(&port), "{port}");
    program.line("Port 7878 is taken").await;
    assert_eq!(get(port, "/posts/a").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_goes_is_told_once_and_not_while_it_is_saved() {
    let folder = Folder::new()
        .file("config.toml", "base_url = 'https://a.b'\n")
        .file("content/a.md", "+++\ntitle = 'A'\n+++\nText\n");
    let program = on_any_port(&folder);
    program.line("Ctrl-C").await;
    // As editors save that keep the file that was.
    let (file, kept) = (folder.path("config.toml"), folder.path("config.toml~"));
    std::fs::rename(&file, &kept).expect("it can be moved");
    folder.save("config.toml", "title = 'x'\n");
    program.line("there is no `base_url`").await;
    folder.save("config.toml", "base_url = 'https://a.b'\n");
    program.line("fine again").await;
    std::fs::remove_file(&file).expect("it can be removed");
    program.line("This file is gone").await;
    let said = |words: &str| {
        let output = program.output();
        output.iter().filter(|line| line.contains(words)).count()
    };
    assert_eq!((said("is gone"), said("fine again")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_is_shown_once_as_a_code_frame_and_its_end_is_said() {
    let folder = Folder::with_post("One.");
    let program = on_any_port(&folder);
    program.line("Ctrl-C").await;
    let broken = "---\ntitle: Rust: Community\n---\n\nText.\n";
    folder.save("posts/a.md", broken);
    program.line("posts/a.md:2:8").await;
    program.line("try     title: \"Rust: Community\"").await;
    program.line("^^^").await;
    folder.save("posts/a.md", broken.replace("Text", "More text"));
    folder.save("posts/a.md", post("A", "Good."));
    program.line("fine again").await;
    let said = program
        .output()
        .iter()
        .filter(|line| line.contains("posts/a.md:2:8"))
        .count();
    assert_eq!(said, 1, "{:#?}", program.output());
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_says_the_address_and_nothing_else() {
    let folder = Folder::with_post("One.");
    let arguments = [
        folder.root().as_os_str(),
        "--port".as_ref(),
        "0".as_ref(),
        "-q".as_ref(),
    ];
    let mut program = Program::start(arguments);
    let mut tab = crate::support::Tab::open(program.port().await, "/posts/a").await;
    folder.save("posts/a.md", post("A", "Two."));
    tab.shows("Two.").await;
    program.signal("INT").await;
    program.ended().await;
    assert_eq!(program.output().len(), 1, "{:?}", program.output());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_into_the_blog_by_the_program_either() {
    let folder = Folder::with_post("One.");
    let before = folder.snapshot();
    let mut program = on_any_port(&folder);
    get(program.port().await, "/posts/a").await;
    program.signal("INT").await;
    program.ended().await;
    assert_eq!(folder.snapshot(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_posts_are_served_before_all_are_read() {
    let folder = Folder::new();
    for number in 0..2000 {
        folder.save(
            &format!("posts/p{number}.md"),
            post(&format!("Post {number}"), "Text."),
        );
    }
    let program = on_any_port(&folder);
    let page = get(program.port().await, "/posts/p1999").await;
    assert_eq!(
        page.status, 200,
        "a request that comes early waits, and is never a 404"
    );
}

//! How long a whole blog takes to be checked: reading it, its links among each other, its pictures.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use blog_serve::blog::detect;
use blog_serve::checking::{Scope, all};
use criterion::{Criterion, criterion_group, criterion_main};

/// What `check` has to manage within two seconds on two cores.
const POSTS: usize = 10_000;
/// Enough to see that the bench works.
const POSTS_IN_A_TEST: usize = 50;

/// An ordinary post of some 6 KB: prose, headings, pictures, links to other posts and to headings
/// in them, and in one of a hundred a mistake of each kind that has to look for what is nearest.
fn post(number: usize, posts: usize) -> String {
    let mut text = format!(
        "---\ntitle: \"Post {number}: what we learned\"\ndate: 2024-05-{:02}\ntags: [a, b]\n---\n\n",
        number % 28 + 1
    );
    for section in 0..6 {
        let other = (number * 31 + section * 977) % posts;
        let _ = writeln!(
            text,
            "## Section {section}: what we learned\n\n\
             Last year we moved the *whole* thing to a new machine, and it didn't go as planned. \
             The old one had been \"good enough\" for years -- nobody looked at it, nobody \
             **cared** -- and then the disk filled up. See [the report](/posts/some-post-{other}/) \
             for the details, or `journalctl -u web` for [the rest](some-post-{other}.md) of it, \
             and [the end](/posts/some-post-{other}/#section-{section}-what-we-learned).\n\n\
             The first surprise was how little of it was written down. We asked around, and \
             everyone knew one part: how to restart it, where the logs went, whom to call at \
             night. Nobody knew all of it, and the one person who had built it left in 2019.\n\n\
             - Write it down while you still know it\n- Try the backup *before* you need it\n\n\
             ![The new machine in its rack](/images/machine-{}.jpg)\n\n",
            other % 500
        );
    }
    if number.is_multiple_of(100) {
        let _ = writeln!(
            text,
            "[A slip](/posts/some-psot-{number}/), ![a slip](/images/machin-{}.jpg), TODO.",
            number % 500
        );
    }
    text
}

/// The text of one of so many posts.
type Write = fn(usize, usize) -> String;

fn blog(root: &Path, posts: usize, text: Write) {
    let write = |path: String, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("mkdir");
        fs::write(path, text).expect("write");
    };
    write("hugo.toml".to_owned(), "baseURL = 'https://example.org/'\n");
    for number in 0..posts {
        let path = format!("content/posts/some-post-{number}.md");
        write(path, &text(number, posts));
    }
    for number in 0..500 {
        write(format!("static/images/machine-{number}.jpg"), "jpg");
    }
}

/// A post of little but headings, which others link to: a manual, a diary.
fn outline(number: usize, posts: usize) -> String {
    let mut text = "---\ntitle: Outline\ndate: 2024-05-01\n---\n\n".to_owned();
    for section in 0..40 {
        let _ = writeln!(text, "## What we learned in section {section}\n\nA line.\n");
    }
    for link in 1..=5 {
        let other = (number * 31 + link * 977) % posts;
        let section = (number + link) % 40;
        let _ = writeln!(
            text,
            "[There](/posts/some-post-{other}/#what-we-learned-in-section-{section})."
        );
    }
    text
}

fn checks(criterion: &mut Criterion) {
    let is_test = !std::env::args().any(|argument| argument == "--bench");
    let posts = if is_test { POSTS_IN_A_TEST } else { POSTS };
    let mut group = criterion.benchmark_group("check");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(20));
    let corpora = [("posts", post as Write), ("outlines", outline)];
    for (name, write) in corpora {
        let folder =
            tempfile::tempdir().expect("the system's folder for temporary files is writable");
        blog(folder.path(), posts, write);
        group.bench_function(format!("{posts} {name}"), |bencher| {
            bencher.iter(|| {
                let blog = detect(folder.path(), None).expect("the folder was just made");
                all(&blog, &Scope::All, |_, _| {})
            });
        });
    }
}

criterion_group!(benches, checks);
criterion_main!(benches);

//! A blog of any size, the same in every run.

use crate::support::{Folder, Random};

/// The paragraph of the first post that each round changes.
pub(crate) const MARKER: &str = "MARKER";

const WORDS: [&str; 32] = [
    "community",
    "draft",
    "leadership",
    "async",
    "runtime",
    "the",
    "a",
    "of",
    "to",
    "and",
    "in",
    "tension",
    "open",
    "source",
    "rust",
    "values",
    "people",
    "posts",
    "writing",
    "reader",
    "editor",
    "socket",
    "page",
    "change",
    "question",
    "answer",
    "narrative",
    "outcome",
    "party",
    "outsider",
    "model",
    "conflict",
];

/// Drafts with front matter, headings, paragraphs, code, lists and tables.
pub(crate) fn blog(posts: usize) -> Folder {
    let folder = Folder::new();
    for number in 0..posts {
        let mut random = Random::new(u64::try_from(number).expect("a number of posts fits"));
        let mut body = body(&mut random, number);
        if number == 0 {
            body.insert(body.len() / 2, MARKER.to_owned());
        }
        let front = format!(
            "---\ntitle: \"Post number {number}\"\ndate: 20{:02}-{:02}-{:02}T12:01:42-05:00\ndraft: true\ntags: [rust, t{}]\n---\n",
            10 + number % 15,
            1 + number % 12,
            1 + number % 28,
            number % 40
        );
        folder.save(
            &format!("posts/post-{number:05}.md"),
            format!("{front}\n{}\n", body.join("\n\n")),
        );
    }
    folder
}

fn body(random: &mut Random, number: usize) -> Vec<String> {
    let mut parts = Vec::new();
    for section in 0..2 + random.below(4) {
        parts.push(format!("## {}", words(random, 4)));
        for _ in 0..2 + random.below(4) {
            let sentences: Vec<_> = (0..2 + random.below(5)).map(|_| sentence(random)).collect();
            parts.push(sentences.join(" "));
        }
        if random.below(2) == 0 {
            parts.push(format!(
                "```rust\nfn f{section}(x: u32) -> Option<u32> {{\n    let y = x.checked_mul({number})?; // comment\n    Some(y + 1)\n}}\n```"
            ));
        }
        if random.below(5) < 2 {
            let items: Vec<_> = (0..4).map(|_| format!("- {}", sentence(random))).collect();
            parts.push(items.join("\n"));
        }
        if random.below(5) == 0 {
            parts.push("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |".to_owned());
        }
    }
    parts
}

fn sentence(random: &mut Random) -> String {
    let count = 6 + random.below(17);
    let more = match random.below(20) {
        0..3 => " with `code` and *stress*",
        3 | 4 => " see [a link](https://example.org/1)",
        _ => "",
    };
    format!("{}{more}.", words(random, count))
}

fn words(random: &mut Random, count: usize) -> String {
    let words: Vec<_> = (0..count).map(|_| *random.one(&WORDS)).collect();
    words.join(" ")
}

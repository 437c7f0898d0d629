//! How long a body takes to become blocks.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use blog_serve::dialect::Dialect;
use blog_serve::render::{Known, Target, render};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// One section of an ordinary post, about 1 KB: prose with some markup, a list, a little code.
fn section(number: usize) -> String {
    format!(
        "## Section {number}: what we learned\n\n\
         Last year we moved the *whole* thing to a new machine, and it didn't go as planned. The \
         old one had been \"good enough\" for years -- nobody looked at it, nobody **cared** -- and \
         then the disk filled up. See [the report](/posts/report-{number}/) for the details, or \
         `journalctl -u web` for the rest of the story.\n\n\
         The first surprise was how little of it was written down. We asked around, and everyone \
         knew one part: how to restart it, where the logs went, whom to call at night. Nobody knew \
         all of it, and the one person who had built it left in 2019.[^{number}]\n\n\
         - Write it down while you still know it\n\
         - Try the backup *before* you need it\n\
         - Ask <https://example.com/{number}> or https://example.org/help_{number} twice\n\n\
         ![The new machine](/images/machine-{number}.jpg \"In its rack\")\n\n\
         > It is not finished until somebody else can run it.\n\n\
         [^{number}]: She came back for a week and drew us a map.\n\n",
    )
}

fn post(bytes: usize) -> String {
    let mut post = String::with_capacity(bytes + 2048);
    let mut number = 1;
    while post.len() < bytes {
        post.push_str(&section(number));
        number += 1;
    }
    post
}

fn with_code(blocks: usize) -> String {
    let mut post = String::new();
    for number in 0..blocks {
        let _ = writeln!(post, "{}```rust", section(number));
        for line in 0..25 {
            let _ = writeln!(
                post,
                "    let line_{line} = compute({number}, &mut state)?;"
            );
        }
        post.push_str("```\n\n");
    }
    post
}

fn raw_html() -> String {
    let mut post = String::new();
    for number in 0..200 {
        let _ = write!(
            post,
            "<details>\n<summary>Part {number}</summary>\n<div class=\"box\">\n\n\
             Some *text* in it.\n\n- a\n- b\n\n</div>\n</details>\n\n{}",
            section(number)
        );
    }
    post
}

fn table(columns: usize) -> String {
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(columns));
    row("a") + &row("-") + &row("b") + &row("c")
}

/// What is known once everything was looked up: the state of every save but the first.
fn warm(body: &str) -> Known {
    let mut known = Known::default();
    let wanted = render(body, 1, Dialect::Hugo.rules(), &known).wanted;
    for destination in wanted.destinations {
        let target = Target {
            address: format!("../..{destination}"),
            pixels: Some((640, 480)),
            fingerprint: Some(1),
            ..Target::default()
        };
        known.targets.insert(destination, target);
    }
    for code in wanted.code {
        let html = code.text.replace("let", "<span class=\"k\">let</span>");
        known.code.insert(code.key, Arc::from(html));
    }
    known
}

fn posts(criterion: &mut Criterion) {
    let bodies = [
        ("small, 5 KB", post(5_000)),
        ("large, 1 MB", post(1_000_000)),
        ("100 code blocks", with_code(100)),
        ("raw HTML across blocks", raw_html()),
        ("50,000 opening brackets", "[".repeat(50_000)),
        ("20,000 quotes in quotes", "> ".repeat(20_000) + "x"),
        ("3,000 columns", table(3_000)),
    ];
    let mut group = criterion.benchmark_group("render");
    group.warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2));
    group.sample_size(20);
    for (name, body) in &bodies {
        let known = warm(body);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| render(black_box(body), 1, Dialect::Hugo.rules(), &known));
        });
    }
    group.finish();
}

criterion_group!(benches, posts);
criterion_main!(benches);

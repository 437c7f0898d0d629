//! Front matter: `cargo bench --bench parse`.

use std::hint::black_box;

use blog_serve::parse::parse;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const TYPICAL: &str = "---\ntitle: \"A typical post: with a colon\"\ndate: 2019-11-06T12:01:42-05:00\n\
                       draft: true\ntags: [rust, async]\ncategories:\n  - notes\nsummary: One line.\n---\n";
const TOML: &str = "+++\ntitle = \"A typical post\"\ndate = 2019-11-06T12:01:42-05:00\ndraft = true\n\
                    [taxonomies]\ntags = [\"rust\"]\n+++\n";
const BROKEN: &str = "---\ntitle: Rust: Community Leadership\ndate: 2019-11-06\n---\n";

fn front_matter(c: &mut Criterion) {
    let body = "A sentence of the body, which is not looked at.\n\n".repeat(20_000);
    let hostile = format!("---\nx: {}\n---\n", "[".repeat(60_000));
    let posts = [
        ("small yaml", TYPICAL.to_owned()),
        ("small toml", TOML.to_owned()),
        ("small broken", BROKEN.to_owned()),
        ("large body", format!("{TYPICAL}{body}")),
        ("pathological nesting", hostile),
    ];
    let mut group = c.benchmark_group("parse");
    for (name, text) in posts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| parse("posts/a.md", black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, front_matter);
criterion_main!(benches);

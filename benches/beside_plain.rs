//! How long posts take to become blocks, beside what pulldown-cmark alone takes to make HTML of the same
//! text with the same options.
//!
//! `cargo bench --bench beside_plain -- BLOG…` measures the blogs in those folders; without any, the
//! posts that the tests hold against Hugo. It prints, per blog, the median over its posts of how many
//! times as long ours take, and the slowest tenth.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use blog_serve::blog::{Blog, detect, walk_with};
use blog_serve::parse::parse;
use blog_serve::render::{Known, Target, Templates, render};
use blog_serve::resolve::templates::{partial, shortcode};
use pulldown_cmark::{Parser, html};

/// How often each post is rendered in both ways, in turn; the fastest of each counts.
const TIMES: usize = 15;
/// Without `--bench`, which `cargo bench` gives, everything runs once.
const TIMES_IN_A_TEST: usize = 1;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_test = !arguments.iter().any(|argument| argument == "--bench");
    let folders = arguments
        .iter()
        .filter(|argument| !argument.starts_with("--"));
    let mut folders: Vec<PathBuf> = folders.map(PathBuf::from).collect();
    if folders.is_empty() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fidelity/hugo");
        folders.push(own);
    }
    let times = if is_test { TIMES_IN_A_TEST } else { TIMES };
    for folder in folders {
        measure(&folder, times);
    }
}

#[expect(clippy::print_stdout, reason = "a bench says what it found")]
fn measure(folder: &Path, times: usize) {
    let blog = match detect(folder, None) {
        Ok(blog) => blog,
        Err(error) => return println!("{}: {error}", folder.display()),
    };
    let paths = Mutex::new(Vec::new());
    walk_with(&blog, |found| {
        if let Ok(mut paths) = paths.lock() {
            paths.push(found.path);
        }
    });
    let paths = paths.into_inner().unwrap_or_default();
    let ratios = paths.iter().filter_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        let start = parse("", &text).body_start;
        ratio(&blog, text.get(start..)?, times)
    });
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    let at = |tenths: usize| {
        ratios
            .get(ratios.len() * tenths / 10)
            .copied()
            .unwrap_or(0.0)
    };
    println!(
        "{}: {} posts, {:.2} times pulldown-cmark alone (median), {:.2} (the slowest tenth from there)",
        folder.display(),
        ratios.len(),
        at(5),
        at(9)
    );
}

/// How many times as long ours take; nothing for what takes no time that could be measured.
fn ratio(blog: &Blog, body: &str, times: usize) -> Option<f64> {
    let rules = &blog.configuration.rules;
    let known = warm(blog, body);
    let mut ours = Duration::MAX;
    let mut plain = Duration::MAX;
    for _ in 0..times {
        let start = Instant::now();
        black_box(render(black_box(body), 1, rules, &known));
        ours = ours.min(start.elapsed());
        let start = Instant::now();
        let mut html = String::with_capacity(body.len() * 3 / 2);
        html::push_html(&mut html, Parser::new_ext(black_box(body), rules.options));
        black_box(html);
        plain = plain.min(start.elapsed());
    }
    (!plain.is_zero()).then(|| ours.as_secs_f64() / plain.as_secs_f64())
}

/// What is known once everything was looked up: the state of every save but the first.
fn warm(blog: &Blog, body: &str) -> Known {
    let rules = &blog.configuration.rules;
    let mut known = Known {
        base: blog.configuration.base.clone(),
        ..Known::default()
    };
    for _ in 0..4 {
        let wanted = render(body, 1, rules, &known).wanted;
        for destination in wanted.destinations {
            let target = Target {
                address: format!("../..{destination}"),
                pixels: None,
                fingerprint: Some(1),
                ..Target::default()
            };
            known.targets.insert(destination, target);
        }
        for code in wanted.code {
            let html = code.text.replace('&', "&amp;").replace('<', "&lt;");
            known.code.insert(code.key, Arc::from(html));
        }
        let mut templates = Templates::clone(&known.templates);
        for name in wanted.shortcodes {
            let found = shortcode(blog, &name);
            templates.shortcodes.insert(name, found);
        }
        for name in wanted.partials {
            let found = partial(blog, &name);
            templates.partials.insert(name, found);
        }
        known.templates = Arc::new(templates);
    }
    known
}

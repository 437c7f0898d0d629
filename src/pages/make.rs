//! One post's page: the text, what it wants to know, and the pure stages in their order.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::{Body, Making, Pages, Shown, Source};
use crate::learn;
use crate::page::post::View;
use crate::page::{File, Page};
use crate::parse::{decode, parse};
use crate::problem::{Kind, Problem};
use crate::render::{Known, Rendered};
use crate::resolve::{self, Places};
use crate::site::{Entry, Made, Save, Site};
use crate::watch::Reading;

/// How long a save waits for its code to be highlighted: within a frame, and far more than a warm
/// highlighter needs. What takes longer is shown plain first.
const PATIENCE_FOR_A_SAVE: Duration = Duration::from_millis(3);
/// How long a first look waits: reading a syntax for the first time takes up to 16 ms.
const PATIENCE_AT_FIRST: Duration = Duration::from_millis(60);
/// Makes the page of `entry`, with what was known for the page before.
pub(super) fn make(
    pages: &Arc<Pages>,
    site: &Arc<Site>,
    entry: &Arc<Entry>,
    last: Option<&Making>,
) -> Making {
    if !entry.readable {
        // Why is among the entry's own problems.
        return without_source(pages, site, entry, last, None);
    }
    let source = match pages.source(site, entry) {
        Ok(source) => source,
        Err(problem) => return without_source(pages, site, entry, last, Some(*problem)),
    };
    if source.content != entry.content
        && let Some(last) = last
    {
        // A save is going on: half of it must not be shown, and its end comes as an event.
        let (body, known) = (last.body(), last.known.clone());
        let problems = last.shown.problems.to_vec();
        let making = finish(
            pages,
            site,
            entry,
            (body, problems),
            known,
            last.shown.text_of,
        );
        return Making {
            is_half: true,
            ..making
        };
    }
    let body = source.body;
    let text = body.text.get(body.start..).unwrap_or_default();
    let rules = &site.blog.configuration.rules;
    let known = known_before(pages, site, entry, last);
    let mut patience = if last.is_some() {
        PATIENCE_FOR_A_SAVE
    } else {
        PATIENCE_AT_FIRST
    };
    let more = |rendered: &Rendered, known: &Known| {
        let begun = Instant::now();
        let more = learn(pages, site, entry, rendered, known, patience);
        patience = patience.saturating_sub(begun.elapsed());
        more
    };
    let (rendered, known) = learn::rendered((text, body.line), rules, known, more);
    let problems = learn::problems(entry, &body, &rendered);
    finish(
        pages,
        site,
        entry,
        (rendered, problems),
        known,
        Save::Newest,
    )
}

/// The page after our own panic: the last good one stays, with a problem.
pub(super) fn after_panic(
    pages: &Arc<Pages>,
    site: &Arc<Site>,
    entry: &Arc<Entry>,
    last: Option<&Making>,
) -> Making {
    let message = "blog-serve failed to render this post. That is our mistake, not yours.";
    let problem = Problem::unreadable(&entry.path, message).with_kind(Kind::Render);
    without_source(pages, site, entry, last, Some(problem))
}

/// What the file at the post's path holds now.
pub(crate) fn read(site: &Site, entry: &Entry) -> Result<Source, Box<Problem>> {
    let path = &entry.path;
    // What cannot be read is among the entry's problems already, or will be with the next event.
    match resolve::source(&site.blog, path) {
        Reading::Text(text) => {
            let content = xxh3_64(&text.bytes);
            let text = decode(path, text.bytes)?;
            let known = entry.head.filter(|head| head.stands_in(&text));
            let (start, line) = if let Some(head) = known {
                (head.body_start, head.body_line)
            } else {
                let post = parse(path, &text);
                (post.body_start, post.body_line)
            };
            let body = Body {
                text: text.into(),
                start,
                line,
            };
            Ok(Source { content, body })
        }
        Reading::Gone => Err(Box::new(Problem::unreadable(path, "This file is gone."))),
        Reading::Unreadable(cause) => Err(Box::new(Problem::unreadable(path, cause.to_string()))),
    }
}

/// What was known for the page before and still holds.
fn known_before(pages: &Pages, site: &Site, entry: &Entry, last: Option<&Making>) -> Arc<Known> {
    let base = site.blog.configuration.base.clone();
    let Some(last) = last else {
        return Arc::new(Known {
            base,
            templates: Arc::new(learn::templates(site, entry)),
            others: pages.others.clone(),
            ..Known::default()
        });
    };
    if last.surroundings == site.surroundings && last.permalink == entry.permalink {
        let templates = learn::up_to_date(site, entry, &last.known.templates);
        if Arc::ptr_eq(&templates, &last.known.templates) {
            return last.known.clone();
        }
        return Arc::new(Known {
            templates,
            ..Known::clone(&last.known)
        });
    }
    let places = Places::of(&site.blog);
    let destinations = last.known.targets.keys();
    let targets = destinations
        .map(|to| learn::target(&places, site, entry, to))
        .collect();
    let code = last.known.code.clone();
    Arc::new(Known {
        base,
        targets,
        code,
        templates: Arc::new(learn::templates(site, entry)),
        raw_html: last.known.raw_html.clone(),
        others: pages.others.clone(),
    })
}

/// What is known and what `rendered` used of it, with what it wanted to know besides: code as far
/// as it is highlighted within `patience`. Nothing if there is nothing more to know.
fn learn(
    pages: &Arc<Pages>,
    site: &Site,
    entry: &Entry,
    rendered: &Rendered,
    known: &Known,
    patience: Duration,
) -> Option<Known> {
    let wanted = &rendered.wanted;
    let mut more = Known {
        base: known.base.clone(),
        raw_html: known.raw_html.clone(),
        others: known.others.clone(),
        ..Known::default()
    };
    if !wanted.destinations.is_empty() {
        let places = Places::of(&site.blog);
        let destinations = wanted.destinations.iter();
        more.targets = destinations
            .map(|to| learn::target(&places, site, entry, to))
            .collect();
    }
    more.code = pages.highlight(&entry.path, &wanted.code, patience);
    let templates = learn::templates_wanted(site, entry, wanted, &known.templates);
    if more.targets.is_empty() && more.code.is_empty() && templates.is_none() {
        return None;
    }
    more.templates = templates.map_or_else(|| known.templates.clone(), Arc::new);
    let targets = rendered.destinations.iter();
    let targets = targets.filter_map(|to| known.targets.get_key_value(to));
    more.targets
        .extend(targets.map(|(to, target)| (to.clone(), target.clone())));
    let code = rendered
        .code
        .iter()
        .filter_map(|key| known.code.get_key_value(key));
    more.code
        .extend(code.map(|(key, html)| (*key, html.clone())));
    Some(more)
}

/// The last good body, or none, with a problem unless the entry has it already.
fn without_source(
    pages: &Arc<Pages>,
    site: &Site,
    entry: &Entry,
    last: Option<&Making>,
    problem: Option<Problem>,
) -> Making {
    let rendered = last.map(Making::body).unwrap_or_default();
    let is_new = |problem: &Problem| !entry.problems.contains(problem);
    let problems = problem.into_iter().filter(is_new).collect();
    let known = last.map(|last| last.known.clone()).unwrap_or_default();
    let text_of = last.map_or(Save::Never, |last| last.shown.text_of.outlived(last.saved));
    finish(pages, site, entry, (rendered, problems), known, text_of)
}

/// Puts the body and the metadata together.
fn finish(
    pages: &Pages,
    site: &Site,
    entry: &Entry,
    (mut rendered, problems): (Rendered, Vec<Problem>),
    known: Arc<Known>,
    text_of: Save,
) -> Making {
    let url = site.url(entry);
    let made = Made {
        words: rendered.words,
        problems: problems.len(),
        checks: None,
    };
    let page = Page::of_post(View {
        url: &url,
        title: &entry.title,
        metadata: Some(&entry.metadata),
        is_doubtful: entry.may_have_date(),
        status: entry.status,
        words: rendered.words,
        outline: &rendered.outline,
        blocks: std::mem::take(&mut rendered.blocks),
        files: files(pages, &url, &rendered, &known),
        now: Timestamp::now(),
    });
    Making {
        shown: Shown {
            page: Arc::new(page),
            text_of,
            problems: problems.into(),
            made,
        },
        rendered,
        known,
        surroundings: site.surroundings,
        permalink: entry.permalink.clone(),
        is_half: false,
        saved: entry.saved,
    }
}

/// The local files that a page shows, the author's style sheet among them.
fn files(pages: &Pages, url: &str, rendered: &Rendered, known: &Known) -> Vec<File> {
    let targets = rendered
        .destinations
        .iter()
        .filter_map(|to| known.targets.get(to));
    let mut files: Vec<_> = targets
        .filter_map(|target| {
            let fingerprint = target.fingerprint?;
            Some(File {
                address: target.address.clone(),
                fingerprint,
            })
        })
        .collect();
    files.sort_by(|one, other| one.address.cmp(&other.address));
    files.dedup_by(|one, other| one.address == other.address);
    if let Some(style_sheet) = &pages.style_sheet {
        let address = style_sheet_address(url);
        let metadata = std::fs::metadata(style_sheet);
        let fingerprint = metadata
            .as_ref()
            .map(resolve::fingerprint)
            .unwrap_or_default();
        files.push(File {
            address,
            fingerprint,
        });
    }
    files
}

/// Where a page finds the author's style sheet, relative to itself.
#[must_use]
pub fn style_sheet_address(url: &str) -> String {
    resolve::relative(url, "/_/style.css")
}

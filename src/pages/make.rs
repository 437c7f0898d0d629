//! One post's page: the text, what it wants to know, and the pure stages in their order.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{Timestamp, Zoned};
use xxhash_rust::xxh3::xxh3_64;

use super::{Body, Making, Pages, Shown, Source};
use crate::page::post::View;
use crate::page::{File, Page};
use crate::parse::{decode, parse};
use crate::problem::{Kind, Problem};
use crate::render::{Known, Mistake, PageFacts, Rendered, Target, Templates, Wanted, render};
use crate::resolve::{self, Lookup, Places};
use crate::site::{Entry, Made, Save, Site};
use crate::watch::Reading;

/// How long a save waits for its code to be highlighted: within a frame, and far more than a warm
/// highlighter needs. What takes longer is shown plain first.
const PATIENCE_FOR_A_SAVE: Duration = Duration::from_millis(3);
/// How long a first look waits: reading a syntax for the first time takes up to 16 ms.
const PATIENCE_AT_FIRST: Duration = Duration::from_millis(60);
/// How often what is wanted is looked up, at most: a shortcode, its partial, one of that, the page that
/// one names, the code in that, and one more.
const ROUNDS: usize = 6;
/// As many mistakes of one text as are told.
const MOST_MISTAKES: usize = 50;

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
    let mut known = known_before(site, entry, last);
    let mut rendered = render(text, body.line, rules, &known);
    let patience = if last.is_some() {
        PATIENCE_FOR_A_SAVE
    } else {
        PATIENCE_AT_FIRST
    };
    // Of a text without shortcodes, what is wanted does not depend on what is known, and twice is
    // enough. A template, once it is known, may want partials and pages, and those others.
    for _ in 0..ROUNDS {
        let Some(more) = learn(pages, site, entry, &rendered, &known, patience) else {
            break;
        };
        known = Arc::new(more);
        rendered = render(text, body.line, rules, &known);
    }
    let problems = problems(entry, &body, &rendered);
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

/// The mistakes in a body as problems of its file.
fn problems(entry: &Entry, body: &Body, rendered: &Rendered) -> Vec<Problem> {
    let mistakes = rendered.mistakes.iter().take(MOST_MISTAKES);
    let problem = |mistake: &Mistake| {
        let Mistake { place, message, .. } = mistake;
        Problem::at(&entry.path, &body.text, *place, Kind::Shortcode, message)
            .with_severity(mistake.severity)
    };
    mistakes.map(problem).collect()
}

/// What was known for the page before and still holds.
fn known_before(site: &Site, entry: &Entry, last: Option<&Making>) -> Arc<Known> {
    let base = site.blog.configuration.base.clone();
    let Some(last) = last else {
        return Arc::new(Known {
            base,
            templates: templates(site, entry),
            ..Known::default()
        });
    };
    if last.surroundings == site.surroundings && last.permalink == entry.permalink {
        let post = &last.known.templates.post;
        let is_same = Arc::ptr_eq(&post.metadata, &entry.metadata) && *post.title == *entry.title;
        if is_same && last.known.templates.files.is_empty() {
            return last.known.clone();
        }
        let templates = Templates {
            post: facts(site, entry),
            // They may lie where nobody watches.
            files: HashMap::new(),
            ..Templates::clone(&last.known.templates)
        };
        return Arc::new(Known {
            templates: Arc::new(templates),
            ..Known::clone(&last.known)
        });
    }
    let places = Places::of(&site.blog);
    let destinations = last.known.targets.keys();
    let targets = destinations
        .map(|to| look_up(&places, site, entry, to))
        .collect();
    let code = last.known.code.clone();
    Arc::new(Known {
        base,
        targets,
        code,
        templates: templates(site, entry),
    })
}

/// What templates may ask for before they have asked for anything.
fn templates(site: &Site, entry: &Entry) -> Arc<Templates> {
    Arc::new(Templates {
        post: facts(site, entry),
        around: resolve::around(&site.blog, &entry.path),
        values: site.blog.configuration.values.clone(),
        now: Zoned::now(),
        ..Templates::default()
    })
}

/// What templates are told of a post.
fn facts(site: &Site, entry: &Entry) -> Arc<PageFacts> {
    Arc::new(PageFacts {
        url: site.url(entry),
        path: entry.path.to_string(),
        title: entry.title.to_string(),
        language: site.blog.configuration.addresses.language(&entry.path),
        metadata: entry.metadata.clone(),
    })
}

/// What the templates of shortcodes want to know, with what is known of them.
fn learn_templates(site: &Site, entry: &Entry, wanted: &Wanted, known: &Templates) -> Templates {
    let mut more = known.clone();
    for name in &wanted.shortcodes {
        let shortcode = resolve::templates::shortcode(&site.blog, name);
        more.shortcodes.insert(name.clone(), shortcode);
    }
    for name in &wanted.partials {
        let partial = resolve::templates::partial(&site.blog, name);
        more.partials.insert(name.clone(), partial);
    }
    for name in &wanted.sources {
        let source = resolve::templates::source(&site.blog, name);
        more.sources.insert(name.clone(), source);
    }
    for name in &wanted.pages {
        let page = site.named(&entry.path, name).map(|page| facts(site, page));
        let page = page.or_else(|| section(site, name));
        let page = page.or_else(|| named_by_zola(site, name));
        more.pages.insert(name.clone(), page);
    }
    for name in &wanted.files {
        let file = resolve::templates::file(&site.blog, name);
        more.files.insert(name.clone(), file.map(Arc::new));
    }
    more
}

/// The page that Zola's `@/blog/post.md` names: a post, or a section.
fn named_by_zola(site: &Site, name: &str) -> Option<Arc<PageFacts>> {
    let path = name.strip_prefix("@/")?;
    let places = Places::of(&site.blog);
    let url = places
        .in_content(path, &|lookup| posts(site, lookup))?
        .address;
    Some(Arc::new(PageFacts {
        url,
        ..PageFacts::default()
    }))
}

/// The page of a section that a reference names: a folder of posts.
fn section(site: &Site, name: &str) -> Option<Arc<PageFacts>> {
    let inner = match name.trim_matches('/') {
        "" => String::new(),
        inner => resolve::join("", inner)?,
    };
    let mut folders = site.blog.content.iter();
    folders.find(|folder| folder.join(&inner).is_dir())?;
    let url = resolve::normalise(&format!("/{}/", inner.to_lowercase()));
    Some(Arc::new(PageFacts {
        url,
        ..PageFacts::default()
    }))
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
        ..Known::default()
    };
    if !wanted.destinations.is_empty() {
        let places = Places::of(&site.blog);
        let destinations = wanted.destinations.iter();
        more.targets = destinations
            .map(|to| look_up(&places, site, entry, to))
            .collect();
    }
    more.code = pages.highlight(&entry.path, &wanted.code, patience);
    let lists = [
        &wanted.shortcodes,
        &wanted.partials,
        &wanted.sources,
        &wanted.pages,
        &wanted.files,
    ];
    let wants_templates = lists.iter().any(|list| !list.is_empty());
    if more.targets.is_empty() && more.code.is_empty() && !wants_templates {
        return None;
    }
    more.templates = if wants_templates {
        Arc::new(learn_templates(site, entry, wanted, &known.templates))
    } else {
        known.templates.clone()
    };
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

fn look_up(places: &Places<'_>, site: &Site, entry: &Entry, destination: &str) -> (String, Target) {
    let url = site.url(entry);
    let origin = resolve::Origin {
        path: &entry.path,
        url: &url,
    };
    let target = places.target(origin, destination, &|lookup| posts(site, lookup));
    (destination.to_owned(), target)
}

/// The address of the post that is looked up.
fn posts(site: &Site, lookup: Lookup<'_>) -> Option<String> {
    let post = match lookup {
        Lookup::Path(path) => site.entry(path),
        Lookup::Url(url) => site.at(url).or_else(|| site.moved(url)),
    };
    post.map(|post| site.url(post))
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

//! What a text wants to know of the world outside it, looked up until it wants nothing more.
//!
//! Pages, checks and exports all render through here, so that a shortcode gives the same in each.
//! The edge around [`render`](crate::render::render()); it blocks.

use std::cell::OnceCell;
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, Zoned};

use crate::checking;
use crate::dialect::{Dialect, name};
use crate::gotemplate::Value;
use crate::pages::Body;
use crate::parse::{self, Status};
use crate::problem::{Kind, Problem};
use crate::render::{
    Calls, Known, Mistake, OtherTexts, PageFacts, PageKind, PageName, Rendered, ResourceFacts,
    Rules, Shortcode, Target, Templates, Wanted, Whole, picture_digest, render,
};
use crate::resolve::bundle::BundleFile;
use crate::resolve::data::Data;
use crate::resolve::{self, Lookup, Places, What};
use crate::site::{Entry, Section, Site};

/// How often what is wanted is looked up, at most: a shortcode, its partial, that one's partial and
/// so on. No blog has a chain of templates that is as long.
const ROUNDS: usize = 16;
/// As many mistakes of one text as are told.
const MOST_MISTAKES: usize = 50;

/// Renders a text, and again with what `more` tells of what it wanted to know, until that is nothing.
pub(crate) fn rendered(
    (text, line): (&str, u32),
    rules: &Rules,
    known: Arc<Known>,
    mut more: impl FnMut(&Rendered, &Known) -> Option<Known>,
) -> (Rendered, Arc<Known>) {
    let mut known = known;
    let mut rendered = render(text, line, rules, &known);
    // Of a text without shortcodes, what is wanted does not depend on what is known, and twice is
    // enough. A template, once it is known, may want partials and pages, and those others.
    for _ in 0..ROUNDS {
        let Some(more) = more(&rendered, &known) else {
            break;
        };
        known = Arc::new(more);
        rendered = render(text, line, rules, &known);
    }
    (rendered, known)
}

/// Templates that were read for one post, for others.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    templates: Mutex<Templates>,
    others: OtherTexts,
}

/// A post rendered with its shortcodes, and without what else the disk knows: links and pictures are
/// as they are written, and code is plain.
///
/// With what was known to make it.
pub(crate) fn with_shortcodes(
    site: &Site,
    entry: &Entry,
    body: &Body,
    shelf: &Shelf,
) -> (Rendered, Arc<Known>) {
    let rules = &site.blog.configuration.rules;
    let text = body.text.get(body.start..).unwrap_or_default();
    let known = match rules.calls {
        Calls::None => Known::default(),
        Calls::Hugo | Calls::Zola => Known {
            base: site.blog.configuration.base.clone(),
            templates: Arc::new(shelf.templates(site, entry)),
            others: shelf.others.clone(),
            ..Known::default()
        },
    };
    let more = |rendered: &Rendered, known: &Known| {
        let templates = templates_wanted(site, entry, &rendered.wanted, &known.templates)?;
        shelf.take(&templates);
        Some(Known {
            templates: Arc::new(templates),
            ..known.clone()
        })
    };
    self::rendered((text, body.line), rules, Arc::new(known), more)
}

impl Shelf {
    /// What the templates of a post may ask for, with what is here.
    fn templates(&self, site: &Site, entry: &Entry) -> Templates {
        let Templates {
            shortcodes,
            hooks,
            partials,
            sources,
            ..
        } = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Templates {
            shortcodes,
            hooks,
            partials,
            sources,
            ..templates(site, entry)
        }
    }

    /// Keeps what is the same for all posts. A panic in the middle of it leaves at worst one too few.
    fn take(&self, templates: &Templates) {
        let mut kept = self
            .templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Templates {
            shortcodes,
            hooks,
            partials,
            sources,
            ..
        } = templates.clone();
        kept.hooks = kept.hooks.take().or(hooks);
        kept.shortcodes.extend(shortcodes);
        kept.partials.extend(partials);
        kept.sources.extend(sources);
    }
}

/// What templates may ask for before they have asked for anything.
pub(crate) fn templates(site: &Site, entry: &Entry) -> Templates {
    let post = facts(site, entry);
    let values = &site.blog.configuration.values;
    // Zola tells templates what is said for all.
    let is_hugo = site.blog.dialect == Dialect::Hugo;
    let own_values = is_hugo.then(|| values.in_language(&post.language));
    let own_values = own_values.flatten().map(Arc::new);
    Templates {
        post,
        around: resolve::around(&site.blog, &entry.path),
        values: own_values.unwrap_or_else(|| values.clone()),
        all_values: values.clone(),
        now: Zoned::now(),
        ..Templates::default()
    }
}

/// Whether what templates were told of a page is what they would be told now, as long as addresses
/// are what they were.
pub(crate) fn is_up_to_date(site: &Site, page: &PageFacts) -> bool {
    site.entry(&page.path).is_none_or(|now| {
        Arc::ptr_eq(&now.metadata, &page.metadata)
            && *now.title == *page.title
            && is_published(now) != page.is_unpublished
    })
}

fn is_published(entry: &Entry) -> bool {
    entry.status == Status::Published
}

/// What is known of templates, with what is told of pages now; the same if nothing is another.
pub(crate) fn up_to_date(site: &Site, entry: &Entry, known: &Arc<Templates>) -> Arc<Templates> {
    let is_old = |page: &&Arc<PageFacts>| !is_up_to_date(site, page);
    let mut pages = known.pages.values().flatten();
    let has_resources = are_up_to_date(site, known);
    let has_pages = are_all(site, known);
    let is_same = is_up_to_date(site, &known.post) && !pages.any(|it| is_old(&it));
    if is_same && has_resources && has_pages && known.named_files.is_empty() {
        return known.clone();
    }
    let mut templates = Templates::clone(known);
    // They may lie where nobody watches.
    templates.named_files.clear();
    if !has_resources {
        templates.resources.clear();
    }
    templates.all_pages = templates.all_pages.filter(|_| has_pages);
    templates.everywhere = templates.everywhere.filter(|_| has_pages);
    templates.post = facts(site, entry);
    for page in templates.pages.values_mut().flatten() {
        if let Some(now) = site.entry(&page.path).filter(|_| is_old(&&*page)) {
            *page = facts(site, now);
        }
    }
    Arc::new(templates)
}

/// Whether what the pages say to which a post's files belong is still the same.
pub(crate) fn are_up_to_date(site: &Site, known: &Templates) -> bool {
    let mut resources = known.resources.values().flat_map(|all| all.iter());
    resources.all(|resource| {
        let page = site.entry(&resource.page);
        page.is_some_and(|page| Arc::ptr_eq(&page.metadata, &resource.metadata))
    })
}

/// Whether the lists of pages that templates were told of are still the same.
pub(crate) fn are_all(site: &Site, known: &Templates) -> bool {
    !known.lists_pages() || known.listing == site.listing
}

/// What templates are told of a post.
pub(crate) fn facts(site: &Site, entry: &Entry) -> Arc<PageFacts> {
    Arc::new(PageFacts {
        url: site.url(entry),
        kind: PageKind::Page,
        path: entry.path.to_string(),
        inner: site.blog.below_content(&entry.path).to_owned(),
        title: entry.title.to_string(),
        language: site.blog.configuration.addresses.language(&entry.path),
        metadata: entry.metadata.clone(),
        is_unpublished: !is_published(entry),
    })
}

/// What is known of templates, with what they want to know besides; nothing if they want nothing.
pub(crate) fn templates_wanted(
    site: &Site,
    entry: &Entry,
    wanted: &Wanted,
    known: &Templates,
) -> Option<Templates> {
    if wanted.wants_no_template() {
        return None;
    }
    let blog = &site.blog;
    let mut more = known.clone();
    let checks_tell = OnceCell::new();
    for name in &wanted.shortcodes {
        let mut shortcode = resolve::templates::shortcode(blog, name);
        if matches!(shortcode, Shortcode::None)
            && !checks_tell.get_or_init(|| checking::know_all_shortcodes(blog))
        {
            shortcode = Shortcode::Elsewhere;
        }
        more.shortcodes.insert(name.clone(), shortcode);
    }
    for name in &wanted.partials {
        let partial = resolve::templates::partial(blog, name);
        more.partials.insert(name.clone(), partial);
    }
    for name in &wanted.sources {
        let source = resolve::templates::source(blog, name);
        more.sources.insert(name.clone(), source);
    }
    for name in &wanted.pages {
        more.pages.insert(name.clone(), page(site, entry, name));
    }
    if !wanted.files.is_empty() {
        let places = Places::of(blog);
        let files = wanted.files.iter();
        more.files
            .extend(files.map(|name| target(&places, site, entry, name)));
    }
    if !wanted.digests.is_empty() {
        let places = Places::of(blog);
        for picture in &wanted.digests {
            let digest = digest(&places, site, entry, &picture.0);
            more.digests.insert(picture.clone(), digest);
        }
    }
    for name in &wanted.named_files {
        // Before it is read, so that what comes between is not missed.
        for path in resolve::templates::places_of(blog, name) {
            site.loaded.note(path);
        }
        let file = resolve::templates::file(blog, name).map(Arc::new);
        more.named_files.insert(name.clone(), file);
    }
    for path in &wanted.resources {
        more.resources.insert(path.clone(), resources(site, path));
    }
    learn_wholes(site, entry, wanted, &mut more);
    Some(more)
}

/// Looks up what is wanted as a whole.
fn learn_wholes(site: &Site, entry: &Entry, wanted: &Wanted, more: &mut Templates) {
    let blog = &site.blog;
    let wants = |whole| wanted.wholes.contains(&whole);
    if wants(Whole::Hooks) {
        more.hooks = Some(Arc::new(resolve::templates::hooks(blog)));
    }
    if wants(Whole::Pages) {
        more.all_pages = Some(pages(site, entry));
    }
    if wants(Whole::Sections) {
        more.sections = Some(sections(site, entry));
    }
    if wants(Whole::Everywhere) {
        more.everywhere = Some(everywhere(site, entry));
    }
    // What is older has been forgotten.
    more.listing = site.listing;
    if wants(Whole::Data) {
        let read = || data_value(resolve::data::data(blog));
        more.data = Some(site.data.at(site.surroundings, read));
    }
    if wants(Whole::Phrases) {
        let usual = more.values.text("defaultcontentlanguage").unwrap_or("en");
        let languages = [&*more.post.language, usual];
        let phrases = resolve::phrases::phrases(blog, &languages);
        more.phrases = Some(Arc::new(phrases));
    }
}

/// The files in the folder of the post at a path, each with the address that it has.
fn resources(site: &Site, path: &str) -> Arc<[ResourceFacts]> {
    let files = resolve::bundle::files(&site.blog, path).into_iter();
    let files = files.filter_map(|BundleFile { name, plain, page }| {
        let entry = site.entry(&page)?;
        Some(ResourceFacts {
            address: format!("{}{name}", site.url(entry)),
            name,
            plain,
            metadata: entry.metadata.clone(),
            page,
        })
    });
    files.collect()
}

/// Data files as templates see them.
fn data_value(data: Data) -> Value {
    match data {
        Data::Folder(inner) => {
            let inner = inner.into_iter();
            Value::map(inner.map(|(name, data)| (name, data_value(data))))
        }
        Data::File(value) => Value::of(&value),
        Data::Broken(message) => Value::broken(&message),
    }
}

/// What is told of the page that a post names like this, if there is one.
pub(crate) fn page(site: &Site, entry: &Entry, page: &PageName) -> Option<Arc<PageFacts>> {
    let PageName {
        name,
        from,
        language,
        is_alone,
    } = page;
    let from = if from.is_empty() { &*entry.path } else { from };
    if *is_alone {
        let named = site.only_named(from, name);
        let named = named.map(|page| facts(site, page));
        let section = || site.only_section(from, name);
        return named.or_else(|| section().map(facts_of_section));
    }
    let named = site.named(from, name, language.as_deref());
    let named = named.map(|page| facts(site, page));
    let section = || site.section(from, name, language.as_deref());
    let named = named.or_else(|| section().map(facts_of_section));
    named.or_else(|| named_by_zola(site, name))
}

/// The page that Zola's `@/blog/post.md` names: a post, or a section.
fn named_by_zola(site: &Site, name: &str) -> Option<Arc<PageFacts>> {
    let path = name.strip_prefix("@/")?;
    let places = Places::of(&site.blog);
    let found = places.in_content(path, &|lookup| posts(site, lookup))?;
    Some(Arc::new(PageFacts {
        kind: PageKind::Section,
        url: found.address,
        ..PageFacts::default()
    }))
}

fn facts_of_section(section: Section) -> Arc<PageFacts> {
    let (path, metadata) = section.page.unwrap_or_default();
    let kind = if section.folder.is_empty() {
        PageKind::Home
    } else {
        PageKind::Section
    };
    let status = parse::status(&metadata, Timestamp::now());
    Arc::new(PageFacts {
        kind,
        url: section.address,
        title: section.title,
        inner: section.folder,
        language: section.language,
        path,
        is_unpublished: status != Status::Published,
        metadata,
    })
}

/// All sections in the language of a post.
fn sections(site: &Site, entry: &Entry) -> Arc<[Arc<PageFacts>]> {
    let sections = site.sections(&entry.path).into_iter();
    let sections = sections.map(facts_of_section);
    sections.filter(|section| !section.is_unpublished).collect()
}

/// All published posts in all languages and one that may be none of them, and all sections.
fn everywhere(site: &Site, entry: &Entry) -> Arc<[Arc<PageFacts>]> {
    let values = &site.blog.configuration.values;
    let languages = values.group("languages");
    let sections = languages.flat_map(|(code, _)| site.sections_in(code));
    let posts = listed(site, entry).map(|entry| facts(site, entry));
    let sections = sections.map(facts_of_section);
    let sections = sections.filter(|section| !section.is_unpublished);
    posts.chain(sections).collect()
}

/// The posts that the templates of one list: what is published, and it itself.
fn listed<'s>(site: &'s Site, own: &'s Entry) -> impl Iterator<Item = &'s Arc<Entry>> {
    let entries = site.entries();
    entries.filter(|entry| {
        (is_published(entry) || entry.path == own.path) && !is_resource(site, &entry.path)
    })
}

/// Whether a Markdown file lies in the folder of another post, and so is one of its files to Hugo.
fn is_resource(site: &Site, path: &str) -> bool {
    if site.blog.dialect != Dialect::Hugo {
        return false;
    }
    let mut folder = path;
    // Its own folder is its own.
    if name::bundle(path).is_some() {
        folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    }
    while let Some((above, _)) = folder.rsplit_once('/') {
        if site.entry(&format!("{above}/index.md")).is_some() {
            return true;
        }
        folder = above;
    }
    false
}

/// Those in its language, as Hugo sorts them: by weight, the newest first, by title.
fn pages(site: &Site, entry: &Entry) -> Arc<[Arc<PageFacts>]> {
    let addresses = &site.blog.configuration.addresses;
    let language = addresses.language(&entry.path);
    let entries = listed(site, entry);
    let entries = entries.filter(|entry| addresses.language(&entry.path) == language);
    let mut pages: Vec<Arc<PageFacts>> = entries.map(|entry| facts(site, entry)).collect();
    pages.sort_by(|one, other| one.usual_order(other));
    pages.into()
}

/// Where a destination leads from a post, with the destination itself.
pub(crate) fn target(
    places: &Places<'_>,
    site: &Site,
    entry: &Entry,
    destination: &str,
) -> (String, Target) {
    let url = site.url(entry);
    let origin = resolve::Origin {
        path: &entry.path,
        url: &url,
    };
    let target = places.target(origin, destination, &|lookup| posts(site, lookup));
    (destination.to_owned(), target)
}

/// What of the bytes of a picture is in names; of one that cannot be read nothing.
fn digest(places: &Places<'_>, site: &Site, entry: &Entry, destination: &str) -> u64 {
    let url = site.url(entry);
    let origin = resolve::Origin {
        path: &entry.path,
        url: &url,
    };
    let meant = places.meant(origin, destination, &|lookup| posts(site, lookup));
    let Some((What::File(file), _)) = meant.map(|(found, suffix)| (found.what, suffix)) else {
        return 0;
    };
    let digest = File::open(file.path).and_then(picture_digest);
    digest.unwrap_or(0)
}

/// The address of the post that is looked up.
pub(crate) fn posts(site: &Site, lookup: Lookup<'_>) -> Option<String> {
    let post = match lookup {
        Lookup::Path(path) => site.entry(path),
        Lookup::Url(url) => site.at(url).or_else(|| site.moved(url)),
        Lookup::Beside(url) => return site.in_bundle(url),
        Lookup::Page(from, path) => return site.page_at(from, path),
    };
    post.map(|post| site.url(post))
}

/// The mistakes in a body as problems of its file.
pub(crate) fn problems(entry: &Entry, body: &Body, rendered: &Rendered) -> Vec<Problem> {
    let mistakes = rendered.mistakes.iter().take(MOST_MISTAKES);
    let problem = |mistake: &Mistake| {
        let Mistake { place, message, .. } = mistake;
        Problem::at(&entry.path, &body.text, *place, Kind::Shortcode, message)
            .with_severity(mistake.severity)
    };
    mistakes.map(problem).collect()
}

#[cfg(test)]
mod tests;

//! What Hugo's templates see, those of shortcodes and those of render hooks: the page, its files, the site.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::tz::TimeZone;

use super::code::{Numbers, Options, without_blank_lines, write_lines};
use super::hooks::Hooks;
use super::shortcodes::MOST_FILLED;
use super::{Code, FileFacts, Known, Memory, Mistake, PageFacts, PageName, Rules, Whole, escape};
use crate::dialect::Values;
use crate::dialect::address::encode;
use crate::gotemplate::{Budget, Host, Kind, Scratch, Template, Value, execute_within};
use crate::parse;
use crate::problem::Severity;

mod file;
mod files;
mod functions;
mod languages;
mod menus;
mod others;
mod page;
mod pages;
mod phrases;
mod pictures;
mod remarshal;
mod resources;
mod sections;
mod site;
mod terms;

pub use others::OtherTexts;
use others::{Key, Made};
use page::Page;
pub(crate) use pictures::{digest as picture_digest, originals as original_pictures};
pub(crate) use resources::kind as resource_kind;
use resources::{Resource, Resources};
use site::Site;

/// What templates wanted to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Names of shortcodes that were looked for.
    pub(super) shortcodes: BTreeSet<String>,
    /// Names of partial templates.
    pub(super) partials: BTreeSet<String>,
    /// Templates of Zola's that others use.
    pub(super) sources: BTreeSet<String>,
    /// Pages that `ref` and the like name.
    pub(super) references: BTreeSet<PageName>,
    /// Files of which templates want to know what is in them.
    pub(super) named_files: BTreeSet<String>,
    /// Pictures whose bytes are asked about, with their fingerprints.
    pub(super) digests: BTreeSet<(String, u64)>,
    /// Files.
    pub(super) files: BTreeSet<String>,
    /// Pages, by their files, with files in folders of their own.
    pub(super) resources: BTreeSet<String>,
    /// What is looked up as a whole.
    pub(super) wholes: BTreeSet<Whole>,
    /// Code to be highlighted, with its language.
    pub(super) code: Vec<(String, String)>,
    /// What is wrong in what templates have read as Markdown, and in other pages.
    pub(super) problems: BTreeSet<Told>,
}

/// What is wrong in what templates have read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    /// The file of the page in which it is; empty for the page that has it read.
    pub(super) path: String,
    /// The line there; 0: nobody knows.
    pub(super) line: u32,
    pub(super) severity: Severity,
    pub(super) message: String,
}

impl Told {
    /// A mistake in the text of a page.
    pub(super) fn of(mistake: Mistake) -> Self {
        Self {
            path: String::new(),
            line: mistake.place.line,
            severity: mistake.severity,
            message: mistake.message,
        }
    }

    /// As the author of another page is told, on a line of theirs.
    pub(super) fn on_line(self, line: u32) -> Mistake {
        let Self { path, message, .. } = self;
        let message = match self.line {
            _ if path.is_empty() => message,
            0 => format!("{path}: {message}"),
            number => format!("{path}, line {number}: {message}"),
        };
        Mistake {
            severity: self.severity,
            ..Mistake::of_line(line, message)
        }
    }
}

impl Asked {
    /// The same and more.
    pub(super) fn extend(&mut self, more: Self) {
        self.shortcodes.extend(more.shortcodes);
        self.partials.extend(more.partials);
        self.sources.extend(more.sources);
        self.references.extend(more.references);
        self.named_files.extend(more.named_files);
        self.digests.extend(more.digests);
        self.files.extend(more.files);
        self.resources.extend(more.resources);
        self.wholes.extend(more.wholes);
        self.code.extend(more.code);
        self.problems.extend(more.problems);
    }
}

/// What all shortcodes of one post may use up together, and all of its render hooks.
pub(super) const BUDGET: Budget = Budget {
    steps: 20_000_000,
    output: 8_000_000,
    depth: 100,
};

/// So many pages may ask each for what the next says.
const DEEPEST: usize = 3;

/// So many steps the texts may take that one page asks of others, and they of others: those of a thousand long
/// posts.
const STEPS_OF_OTHERS: u64 = 400_000_000;

/// The shortcodes of each have so much less to use up.
const SHARE_OF_OTHERS: u64 = 20;

/// How a page is asked for what it says.
#[derive(Clone, Debug)]
struct Asker {
    /// By how many pages, each by the next.
    depth: usize,
    /// How many steps are left for what others say.
    left: Arc<AtomicU64>,
    /// The language of the first of them, in which the site and its lists are; `None`: there is none.
    language: Option<String>,
}

/// By nobody: it is the post that is shown.
impl Default for Asker {
    fn default() -> Self {
        Self {
            depth: 0,
            left: Arc::new(AtomicU64::new(STEPS_OF_OTHERS)),
            language: None,
        }
    }
}

impl Asker {
    /// What the templates of one kind on the page may use up together.
    fn budget(&self) -> Budget {
        let share = if self.depth == 0 { 1 } else { SHARE_OF_OTHERS };
        Budget {
            steps: BUDGET.steps / share,
            ..BUDGET
        }
    }
}

/// A hook's template may have Markdown read in which there is what hooks write, and those templates
/// again.
const NESTED_HOOKS: usize = 3;

/// The page that Markdown is read for: it is what hooks see and from where they look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reader {
    /// The post.
    #[default]
    Post,
    /// The home page, for which Hugo's `markdownify` reads.
    Home,
}

/// What all templates of one post share.
#[derive(Debug)]
pub(super) struct World {
    /// The text of the post, without its front matter.
    body: Arc<str>,
    known: Known,
    rules: Rules,
    asked: Mutex<Asked>,
    /// The page's own.
    scratch: Arc<Scratch>,
    /// The home page's.
    home: Arc<Scratch>,
    /// The site's and Hugo's.
    stores: [Arc<Scratch>; 2],
    /// What render hooks have left, by how many of them they run in.
    hooks: [Mutex<Budget>; NESTED_HOOKS],
    /// What is left for the templates in what is said.
    phrases_left: Mutex<Budget>,
    /// The parameters of the pages that were asked for, by path, and of the site, by none.
    parameters: Mutex<BTreeMap<String, Value>>,
    /// The files in the folders of pages, by the files of those.
    resources: Mutex<HashMap<String, Arc<[Resource]>>>,
    /// What the configuration says in other languages.
    values: Mutex<BTreeMap<String, Arc<Values>>>,
    /// Whose customs dates and numbers follow.
    locale: OnceLock<String>,
    /// The names of the shortcodes that the body calls.
    calls: OnceLock<BTreeSet<Box<str>>>,
    /// The sections of the blog, and the words of each kind with their posts.
    sections: OnceLock<sections::Sections>,
    words: Mutex<BTreeMap<String, Arc<terms::Words>>>,
    /// All posts in all languages, by what is the same in all of them.
    translations: OnceLock<languages::Translations>,
    /// Lists of pages that were asked for, by what was asked.
    lists: Mutex<BTreeMap<String, Value>>,
    /// What data files say that templates have read, by name.
    data: Mutex<BTreeMap<String, Result<Value, String>>>,
    /// What other pages say.
    texts: Mutex<HashMap<Key, Arc<Made>>>,
    /// What shortcodes of other pages gave in their texts, by the numbers in the words that stand for it.
    included: Mutex<Vec<Arc<str>>>,
    /// With so many bytes of it such words may still be filled.
    left_to_fill: AtomicUsize,
    asker: Asker,
    /// How many steps its shortcodes have taken.
    spent: AtomicU64,
}

impl World {
    /// What the templates of the post share that is shown.
    pub(super) fn new(body: &str, known: &Known, rules: &Rules) -> Arc<Self> {
        Self::asked_by(Asker::default(), body, known, rules)
    }

    fn asked_by(asker: Asker, body: &str, known: &Known, rules: &Rules) -> Arc<Self> {
        Arc::new(Self {
            body: body.into(),
            known: Known {
                targets: HashMap::new(),
                raw_html: Memory::default(),
                ..known.clone()
            },
            rules: rules.clone(),
            asked: Mutex::default(),
            scratch: Arc::default(),
            home: Arc::default(),
            stores: [Arc::default(), Arc::default()],
            hooks: std::array::from_fn(|_| Mutex::new(asker.budget())),
            phrases_left: Mutex::new(phrases::BUDGET),
            parameters: Mutex::default(),
            resources: Mutex::default(),
            values: Mutex::default(),
            locale: OnceLock::new(),
            calls: OnceLock::new(),
            sections: OnceLock::new(),
            words: Mutex::default(),
            translations: OnceLock::new(),
            lists: Mutex::default(),
            data: Mutex::default(),
            texts: Mutex::default(),
            included: Mutex::default(),
            left_to_fill: AtomicUsize::new(MOST_FILLED),
            asker,
            spent: AtomicU64::new(0),
        })
    }

    /// What all shortcodes of the page may use up together.
    pub(super) fn budget(&self) -> Budget {
        self.asker.budget()
    }

    /// All shortcodes of the page have run, and so much is left.
    pub(super) fn leave(&self, left: &Budget) {
        let spent = self.budget().steps - left.steps;
        self.spent.fetch_add(spent, Relaxed);
    }

    /// How many steps the templates of the page have taken.
    fn spent(&self) -> u64 {
        let whole = self.budget().steps;
        let hooks = self.hooks.iter().map(|left| {
            let left = left.lock().unwrap_or_else(PoisonError::into_inner);
            whole - left.steps
        });
        self.spent.load(Relaxed) + hooks.sum::<u64>()
    }

    /// All templates have run; says what they asked for. What they stored, and lists of pages, would keep this
    /// world for ever, which keeps them.
    pub(super) fn end(&self) -> Asked {
        self.scratch.clear();
        self.home.clear();
        for store in &self.stores {
            store.clear();
        }
        { self.lists.lock() }
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut asked)
    }

    /// A shortcode was looked for.
    pub(super) fn looked_for(&self, name: &str) {
        self.note(|asked| {
            asked.shortcodes.insert(name.to_owned());
        });
    }

    /// Something is asked for that is looked up as a whole.
    fn want(&self, whole: Whole) {
        self.note(|asked| {
            asked.wholes.insert(whole);
        });
    }

    fn note(&self, note: impl FnOnce(&mut Asked)) {
        // A panic in the middle of an insertion leaves at worst a name too few.
        note(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The post itself.
    pub(super) fn post(&self) -> Arc<PageFacts> {
        self.known.templates.post.clone()
    }

    /// `/de` in front of addresses in the post's language, where that is not what the blog is written in.
    fn language_prefix(&self) -> String {
        self.prefix_of(&self.post().language)
    }

    /// The zone of times that name none: `timeZone`.
    fn zone(&self) -> TimeZone {
        let name = self.known.templates.values.text("timezone");
        let zone = name.and_then(|name| TimeZone::get(name).ok());
        zone.unwrap_or(TimeZone::UTC)
    }

    /// The page as templates see it that Markdown is read for.
    pub(super) fn page_value(self: &Arc<Self>, reader: Reader) -> Value {
        match reader {
            Reader::Post => Page::value(self.post(), self),
            Reader::Home => Page::home(self),
        }
    }

    /// The site as templates see it.
    pub(super) fn site_value(self: &Arc<Self>) -> Value {
        Site::value(self)
    }

    /// The address of the file of the post's own folder that matches a name.
    pub(super) fn own_file(self: &Arc<Self>, name: &str) -> Option<String> {
        let Value::Object(all) = Resources::of(self, &self.post()) else {
            return None;
        };
        let Ok(Some(Value::Object(found))) = all.member("GetMatch", &[Value::text(name)]) else {
            return None;
        };
        let address = found.member("RelPermalink", &[]).ok().flatten()?;
        Some(address.printed())
    }

    /// The names of the shortcodes that the body calls.
    fn calls(&self) -> &BTreeSet<Box<str>> {
        self.calls.get_or_init(|| {
            let marks = ["{{<", "{{%"].into_iter();
            let calls = marks.flat_map(|mark| self.body.split(mark).skip(1));
            let names = calls.filter_map(|call| call.split_whitespace().next());
            let names = names.filter(|name| !name.starts_with('/'));
            names.map(Box::from).collect()
        })
    }

    /// What of a picture's bytes is in the names of those that are made of it, if it is known.
    fn digest(&self, destination: &str, fingerprint: u64) -> Option<u64> {
        let picture = (destination.to_owned(), fingerprint);
        let known = self.known.templates.digests.get(&picture).copied();
        self.note(|asked| {
            asked.digests.insert(picture);
        });
        known
    }

    /// What a file holds, if it is a text and has been looked up.
    fn text_in(&self, name: &str) -> Option<Arc<str>> {
        self.note(|asked| {
            asked.named_files.insert(name.to_owned());
        });
        let file = self.known.templates.named_files.get(name);
        file.cloned().flatten()?.text.clone()
    }

    /// What is told of a file or a folder of the blog's, if there is one and it has been looked up.
    fn file(&self, name: &str) -> Option<Arc<FileFacts>> {
        self.text_in(name);
        let file = self.known.templates.named_files.get(name);
        file.cloned().flatten()
    }

    /// What a data file says, a table with this delimiter. It is read once, however often templates ask.
    fn data_in(&self, name: &str, delimiter: char) -> Result<Value, String> {
        let Some(text) = self.text_in(name) else {
            return Ok(Value::Nil);
        };
        let mut read = self.data.lock().unwrap_or_else(PoisonError::into_inner);
        let key = format!("{delimiter}{name}");
        let read = read
            .entry(key)
            .or_insert_with(|| unmarshaled(name, &text, delimiter));
        read.clone()
    }

    /// The address that the shortcode `ref` gives for a path.
    pub(super) fn own_reference(
        &self,
        path: &str,
        language: Option<&str>,
    ) -> Result<String, String> {
        self.reference(&self.post().path, path, language)
    }

    /// The address that `ref` gives for these arguments.
    pub(super) fn refer(&self, arguments: &[Value]) -> Result<String, String> {
        functions::refer(self, None, arguments)
    }

    /// A page as the one at a path names it.
    fn named_from(&self, path: &str, name: &str) -> PageName {
        let is_post = self.asker.depth == 0 && path == self.post().path;
        PageName {
            name: name.to_owned(),
            from: if is_post { "" } else { path }.to_owned(),
            ..PageName::default()
        }
    }

    /// A page as this one names it.
    fn named(&self, name: &str) -> PageName {
        self.named_from(&self.post().path, name)
    }

    /// The page that a name means, if templates may see it.
    fn page(&self, name: &PageName) -> Option<Arc<PageFacts>> {
        let own = self.post();
        self.named_page(name)
            .filter(|page| !page.is_unpublished || page.path == own.path)
    }

    /// The same also if all that may be seen of it is its address.
    fn named_page(&self, name: &PageName) -> Option<Arc<PageFacts>> {
        self.note(|asked| {
            asked.references.insert(name.clone());
        });
        self.known.templates.pages.get(name).cloned().flatten()
    }

    /// The address of the page that `ref` names on the page at `from`, with its fragment; in another language
    /// than that page's, if one is given.
    fn reference(&self, from: &str, path: &str, language: Option<&str>) -> Result<String, String> {
        let (page, fragment) = match path.find('#') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        if page.is_empty() {
            return Ok(fragment.to_owned());
        }
        let language = language.filter(|language| !language.is_empty());
        let name = PageName {
            language: language.map(str::to_owned),
            ..self.named_from(from, page)
        };
        match self.named_page(&name) {
            Some(page) => {
                let address = encode(&page.url);
                Ok(format!("{}{address}{fragment}", self.known.base.path))
            }
            // What was not looked up yet will be.
            None if !self.known.templates.pages.contains_key(&name) => Ok(String::new()),
            None => Err(format!("There is no page `{page}`.")),
        }
    }

    /// An address from the root with the host that the blog is published on.
    pub(super) fn absolute(&self, path: &str) -> String {
        let base = &self.known.base;
        if base.host.is_empty() || !path.starts_with('/') {
            return path.to_owned();
        }
        let scheme = base.url.split_once("://");
        let scheme = scheme.map_or("https", |(scheme, _)| scheme);
        format!("{scheme}://{}{path}", base.host)
    }

    /// What a template gives for `data`, within a budget.
    pub(super) fn run(
        self: &Arc<Self>,
        template: &Template,
        data: &Value,
        budget: &mut Budget,
    ) -> Result<String, String> {
        execute_within(template, data, self, budget).map_err(|error| {
            let message = error.message.trim_end_matches('.');
            let is_unknown = error.kind == Kind::Unsupported;
            let end = if is_unknown {
                " is not known here."
            } else {
                "."
            };
            format!(
                "{}, line {}, column {}: {message}{end}",
                error.template, error.line, error.column
            )
        })
    }

    /// The render hooks of what templates have read as Markdown.
    pub(super) fn hooks(self: &Arc<Self>, reader: Reader) -> Hooks<'_> {
        Hooks::of(&self.known, reader, || self.clone())
    }

    /// Something is wrong in what was read for the page.
    pub(super) fn tell(&self, mistakes: Vec<Mistake>) {
        if !mistakes.is_empty() {
            let told = mistakes.into_iter().map(Told::of);
            self.note(|asked| asked.problems.extend(told));
        }
    }

    /// What is left for a render hook; `None`: it would run in too many others.
    pub(super) fn left_for_hooks(&self) -> Option<MutexGuard<'_, Budget>> {
        // Whoever holds one is a hook that this one runs in.
        self.hooks.iter().find_map(|left| left.try_lock().ok())
    }

    /// Markdown as HTML, without the paragraph around a single one.
    pub(super) fn phrase(self: &Arc<Self>, markdown: &str, reader: Reader) -> String {
        let html = self.block(markdown, reader);
        let inner = html.trim_end().strip_prefix("<p>");
        let inner = inner.and_then(|inner| inner.strip_suffix("</p>"));
        match inner.filter(|inner| !inner.contains("<p>")) {
            Some(inner) => inner.to_owned(),
            None => html,
        }
    }

    /// Markdown as HTML.
    pub(super) fn block(self: &Arc<Self>, markdown: &str, reader: Reader) -> String {
        // Here what shortcodes of other pages give is read as well.
        let markdown = self.with_included(markdown.to_owned());
        super::fragment(&markdown, &self.rules, &self.known, Some((self, reader)))
    }

    /// The numbers of lines that code has in this blog.
    pub(super) fn numbers(&self) -> Numbers {
        self.rules.numbers
    }

    /// A block of code, and what is in it.
    fn code_block(&self, language: &str, text: &str, options: &Options) -> (String, String) {
        if !language.is_empty() {
            let block = self.code(language, text, options);
            let begin = block.rfind("<code class=").and_then(|at| {
                let tag_end = block[at..].find('>')?;
                Some(at + tag_end + 1)
            });
            let inner = begin.map_or("", |at| &block[at..]);
            let inner = inner
                .split_once("</code>")
                .map_or(inner, |(inner, _)| inner);
            return (block.trim_end().to_owned(), inner.to_owned());
        }
        let mut inner = String::new();
        escape::text(&mut inner, text);
        let block = format!("<pre tabindex=\"0\"><code>{inner}</code></pre>");
        (block, inner)
    }

    /// A block of code.
    pub(super) fn code(&self, language: &str, text: &str, options: &Options) -> String {
        let language = self.rules.goldmark.guessed(language);
        let code = Code::new(language, text);
        let known = self.known.code.get(&code.key);
        let mut plain = String::new();
        escape::text(&mut plain, text);
        if !language.is_empty() {
            self.note(|asked| asked.code.push((language.to_owned(), text.to_owned())));
        }
        let inner = known.map_or(plain.as_str(), |html| html);
        let mut html = String::new();
        let inner = without_blank_lines(language, inner);
        write_lines(&mut html, language, &inner, options);
        html
    }

    /// The value at a path in the site's parameters.
    fn parameter_of_site(&self, path: &str) -> Option<Value> {
        at(&site::all_parameters(self), &path.to_lowercase())
    }

    /// What a page is called in links to it.
    fn link_title(&self, page: &PageFacts) -> String {
        let said = at(&page::parameters(page, self), "linktitle");
        said.map_or_else(|| page.title.clone(), |said| said.printed())
    }

    /// The value at a path in the front matter's parameters, else in the site's.
    pub(super) fn parameter(&self, path: &str) -> Option<Value> {
        let own = at(&page::parameters(&self.post(), self), &path.to_lowercase());
        own.or_else(|| self.parameter_of_site(path))
    }

    /// Parameters, made once, however often templates ask.
    fn parameters(&self, of: &str, make: impl FnOnce() -> Value) -> Value {
        let mut known = self
            .parameters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match known.get(of) {
            Some(parameters) => parameters.clone(),
            None => known.entry(of.to_owned()).or_insert(make()).clone(),
        }
    }
}

/// What a text says in the format of files of this name, a table with this delimiter.
fn unmarshaled(name: &str, text: &str, delimiter: char) -> Result<Value, String> {
    let ending = name.rsplit('.').next().unwrap_or_default();
    if ending.eq_ignore_ascii_case("csv") {
        let rows = parse::rows(text, delimiter).into_iter();
        let row =
            |row: Vec<String>| Value::list(row.iter().map(|field| Value::text(field)).collect());
        return Ok(Value::list(rows.map(row).collect()));
    }
    let shown = name.trim_start_matches("@/");
    let said = parse::data(name, text);
    let said =
        said.ok_or_else(|| format!("{shown}: only TOML, YAML, JSON and CSV are read here"))?;
    let said = said.map_err(|message| format!("{shown}: {message}"))?;
    Ok(Value::of(&said))
}

/// The value at a path, whose parts are in lower case.
fn at(all: &Value, path: &str) -> Option<Value> {
    let mut found = all.clone();
    for part in path.split('.') {
        found = match &found {
            Value::Object(group) => group.member(part, &[]).ok().flatten()?,
            found => found.entries()?.get(part)?.clone(),
        };
    }
    (!matches!(found, Value::Nil)).then_some(found)
}

impl Host for Arc<World> {
    fn partial(&self, name: &str) -> Option<Arc<Template>> {
        self.note(|asked| {
            asked.partials.insert(name.to_owned());
        });
        let partials = &self.known.templates.partials;
        partials.get(name).cloned().flatten().map(Arc::new)
    }

    fn function(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        functions::call(self, name, arguments)
    }

    fn locale(&self) -> &str {
        self.locale.get_or_init(|| self.known_locale())
    }
}

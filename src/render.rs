//! The body of a post → blocks. Pure: what it needs from outside the text comes in as [`Known`].

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use crate::dialect::{Values, name};
use crate::gotemplate::{Template, Value};
use crate::parse::Metadata;
use crate::problem::{Place, Severity};

mod attributes;
mod autolink;
mod brackets;
mod code;
mod containers;
mod context;
mod destinations;
mod document;
mod emoji;
mod escape;
mod footnotes;
mod formulas;
mod goldmark;
mod headings;
pub(crate) mod highlight;
mod hints;
mod hooks;
mod inline;
mod joints;
mod lines;
mod picture;
mod plurals;
mod raw_html;
mod reading;
mod shortcodes;
mod strikethrough;
mod summary;
mod tera;
mod title;
mod tree;
mod typography;
mod words;
mod writer;
mod zola;

pub use autolink::Autolinks;
pub use code::Numbers;
pub use context::OtherTexts;
use context::{Asked, Reader, World};
pub(crate) use context::{original_pictures, picture_digest, resource_kind};
pub use destinations::Base;
pub(crate) use destinations::is_local;
pub use formulas::{Delimiter, Delimiters};
pub use goldmark::{
    Contents, EmbeddedHooks, Fences, Goldmark, Hooked, LineEnds, Marks, Signs, Tilde,
};
use hooks::Hooks;
pub use hooks::RenderHooks;
use lines::LineCursor;
pub use plurals::Form as PluralForm;
pub use pulldown_cmark::Options;
pub use raw_html::Memory;
pub use shortcodes::Shortcode;
pub(crate) use shortcodes::is_zola_call;
use shortcodes::{Expanded, Origins, Parted};
pub use summary::summary;
pub use title::first_heading;
pub(crate) use tree::{Changes, Fate, Named, rewrite};
pub use typography::{Sign, Typography};
pub(crate) use words::WORDS_A_MINUTE;
use writer::Writer;
pub use zola::{AnchorPlace, Around, CodeForm, ExternalLinks, Notes, SectionAnchors, Zola};

/// How a blog wants its Markdown read and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What is read beyond CommonMark.
    pub options: Options,
    /// Straight quotes, `--` and `...` become typographic ones.
    pub typography: Typography,
    /// Which bare addresses are links.
    pub autolinks: Option<Autolinks>,
    /// How headings without an explicit `{#id}` get theirs; `None`: they get none.
    pub heading_ids: Option<HeadingIds>,
    /// What becomes of HTML in the text.
    pub raw_html: RawHtml,
    /// Whose way of writing HTML is followed where it can be seen.
    pub form: Form,
    /// Whether a line `{.class}` below a block gives it attributes.
    pub block_attributes: bool,
    /// Whose shortcodes are read.
    pub calls: Calls,
    /// The numbers of lines of code where a block does not say otherwise.
    pub numbers: Numbers,
    /// What Hugo's configuration says besides.
    pub goldmark: Goldmark,
    /// What Zola's configuration says besides.
    pub zola: Zola,
}

impl Rules {
    /// Bare CommonMark.
    pub const COMMONMARK: Self = Self {
        options: Options::empty(),
        typography: Typography::Straight,
        autolinks: None,
        heading_ids: None,
        raw_html: RawHtml::Kept,
        form: Form::Pulldown,
        block_attributes: false,
        calls: Calls::None,
        numbers: Numbers::None,
        goldmark: Goldmark::DEFAULT,
        zola: Zola::DEFAULT,
    };
    /// What the parser is asked to read. How goldmark strikes text and reads attributes it does not know.
    fn parsed(&self) -> Options {
        match self.form {
            Form::Pulldown | Form::Zola => self.options,
            Form::Goldmark => self.options.difference(
                Options::ENABLE_STRIKETHROUGH.union(Options::ENABLE_HEADING_ATTRIBUTES),
            ),
        }
    }

    /// What all dialects read beyond CommonMark: GitHub's tables, footnotes, strikethrough and task
    /// lists, attributes of headings.
    pub const EXTENSIONS: Options = Options::ENABLE_TABLES
        .union(Options::ENABLE_FOOTNOTES)
        .union(Options::ENABLE_STRIKETHROUGH)
        .union(Options::ENABLE_TASKLISTS)
        .union(Options::ENABLE_HEADING_ATTRIBUTES);
}

/// What becomes of HTML that the author writes among Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// It is part of the page.
    Kept,
    /// Its tags are left out; Hugo does that unless it is told otherwise.
    Omitted,
}

/// Whose way of writing HTML is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// pulldown-cmark's.
    Pulldown,
    /// goldmark's: cells of tables stand on lines of their own, a line is drawn above footnotes.
    Goldmark,
    /// Zola's: pulldown-cmark's with headings, code and footnotes of its own.
    Zola,
}

/// Whose shortcodes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// There are none.
    None,
    /// Hugo's: `{{< x >}}` and `{{% x %}}`.
    Hugo,
    /// Zola's: `{{ x() }}`, and `{% x() %}` up to `{% end %}`.
    Zola,
}

/// The ways in which generators make a heading's id from its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingIds {
    /// Hugo's default and GitHub's way.
    Github,
    /// The same without accents and in ASCII alone.
    GithubAscii,
    /// That of Hugo's former parser.
    Blackfriday,
    /// Jekyll's: kramdown with the GFM parser.
    Kramdown,
    /// Zola's `slug` crate: transliterated to ASCII.
    Slug,
    /// Zola's `anchors = "safe"` and `"off"`: blanks become `_`.
    Underscored,
}

impl HeadingIds {
    /// Whether it is one of Hugo's.
    fn are_hugos(self) -> bool {
        matches!(self, Self::Github | Self::GithubAscii | Self::Blackfriday)
    }
}

/// What is known of the world outside the text.
///
/// What [`render`] misses it lists in [`Rendered::wanted`]; the caller looks it up and renders
/// again. A page rendered without it is whole but plainer.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Where the blog is published: addresses there are its own.
    pub base: Arc<Base>,
    /// Where links and pictures lead, by the destination as the author wrote it (entities and
    /// Markdown escapes resolved).
    pub targets: HashMap<String, Target>,
    /// Highlighted code, by [`Code::key`].
    pub code: HashMap<u64, Arc<str>>,
    /// What the templates of shortcodes may ask for.
    pub templates: Arc<Templates>,
    /// What became of raw HTML before.
    pub raw_html: Memory,
    /// What other pages said before.
    pub others: OtherTexts,
}

/// A page as another names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageName {
    /// `other.md`, `/posts/a`
    pub name: String,
    /// The file of the page that names it; empty for the post itself.
    pub from: String,
    /// The code of the language that it is in, if that is not that page's own.
    pub language: Option<String>,
    /// Whether the name alone is meant, wherever the page lies, if no other has it.
    pub is_alone: bool,
}

impl From<String> for PageName {
    fn from(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}

/// The templates of a blog's shortcodes, and what they may ask for.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// By name: `figure`, `ui/button`.
    pub shortcodes: HashMap<String, Shortcode>,
    /// What writes Markdown in the place of Hugo; `None`: nobody has looked.
    pub hooks: Option<Arc<RenderHooks>>,
    /// Partial templates by name: `icon.html`.
    pub partials: HashMap<String, Option<Template>>,
    /// Templates of Zola's by their names: `macros.html`; `None`: there is none.
    pub sources: HashMap<String, Option<Arc<str>>>,
    /// Pages by how this post names them.
    pub pages: HashMap<PageName, Option<Arc<PageFacts>>>,
    /// Files beside the post (`a.png`) and of the blog (`/a.png`).
    pub files: HashMap<String, Target>,
    /// The files in the folders of pages, in Hugo's order, by the files of those.
    pub resources: HashMap<String, Arc<[ResourceFacts]>>,
    /// The state of the blog's posts of which the lists of pages tell here. See `Site::listing`.
    pub listing: u64,
    /// The published posts in the post's language, and it itself, in Hugo's order; `None`: nobody has looked.
    pub all_pages: Option<Arc<[Arc<PageFacts>]>>,
    /// All sections in the post's language, the first page among them; `None`: nobody has looked.
    pub sections: Option<Arc<[Arc<PageFacts>]>>,
    /// All posts and sections in all languages; `None`: nobody has looked.
    pub everywhere: Option<Arc<[Arc<PageFacts>]>>,
    /// What the blog and its themes say in the post's language, by key; `None`: nobody has looked.
    pub phrases: Option<Arc<Phrases>>,
    /// What is in the blog's data files; `None`: nobody has looked.
    pub data: Option<Value>,
    /// Files by how templates name them, below the posts' folder with `@/`; `None`: there is none.
    pub named_files: HashMap<String, Option<Arc<FileFacts>>>,
    /// What of pictures' bytes is in the names of those that are made of them, by their destinations and
    /// fingerprints.
    pub digests: HashMap<(String, u64), u64>,
    /// The post itself.
    pub post: Arc<PageFacts>,
    /// What lies around it in a blog of Zola's.
    pub around: Around,
    /// What the blog's configuration says in the post's language.
    pub values: Arc<Values>,
    /// What it says for all languages.
    pub all_values: Arc<Values>,
    /// The time that templates are told.
    pub now: jiff::Zoned,
}

/// What a template is told of a file in the folder of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceFacts {
    /// Its name in the folder.
    pub name: String,
    /// The same without its language.
    pub plain: String,
    /// Its permalink: that of the page in its language, and its name.
    pub address: String,
    /// That page's file, relative to the blog's root.
    pub page: String,
    /// What that page's front matter says.
    pub metadata: Arc<Metadata>,
}

/// What a blog and its themes say in a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    /// By key.
    pub all: HashMap<String, Phrase>,
    /// What is wrong with the first file that cannot be read.
    pub broken: Option<String>,
}

/// What is said in some language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The code of the language, whose numbers go with its forms.
    pub language: Arc<str>,
    /// The forms that it has.
    pub forms: Vec<(PluralForm, Wording)>,
}

/// One form of what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wording {
    /// A text.
    Plain(Arc<str>),
    /// Another text for other values.
    Template(Template),
    /// What cannot be read, of which Hugo shows nothing.
    Broken,
}

/// What a page is a page of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageKind {
    /// A post.
    #[default]
    Page,
    /// A folder of posts.
    Section,
    /// The whole blog: the first page.
    Home,
    /// Words that posts are filed under: tags.
    Taxonomy,
    /// One such word.
    Term,
}

impl PageKind {
    /// What Hugo calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Section => "section",
            Self::Home => "home",
            Self::Taxonomy => "taxonomy",
            Self::Term => "term",
        }
    }
}

/// What a template is told of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// What it is a page of.
    pub kind: PageKind,
    /// Its permalink.
    pub url: String,
    /// Its file, relative to the blog's root; empty where it has none.
    pub path: String,
    /// The same, relative to the folder of posts; of a section its folder there.
    pub inner: String,
    /// Its title.
    pub title: String,
    /// The code of its language; empty where that is not known.
    pub language: String,
    /// What its front matter says.
    pub metadata: Arc<Metadata>,
    /// It is a post that is not published. Its own templates alone see it: what others show of it would reach
    /// whoever may see those.
    pub is_unpublished: bool,
}

/// What a template is told of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// The address that serves it, if one does.
    pub address: Option<String>,
    /// Width and height of a picture.
    pub pixels: Option<(u32, u32)>,
    /// What a text holds.
    pub text: Option<Arc<str>>,
    /// How many bytes it has.
    pub size: u64,
    /// What lies in it, if it is a folder.
    pub folder: Option<Arc<[FolderEntry]>>,
}

/// What lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// How many bytes it has.
    pub size: u64,
}

impl PageFacts {
    /// What the front matter gives as its weight; 0: nothing.
    #[must_use]
    pub fn weight(&self) -> i64 {
        let weight = self.metadata.keys.get("weight");
        weight.and_then(serde_yaml::Value::as_i64).unwrap_or(0)
    }

    /// The order that Hugo gives pages where nothing is said: by weight, what has none last, the newest first,
    /// by title.
    #[must_use]
    pub fn usual_order(&self, other: &Self) -> std::cmp::Ordering {
        let weight = |page: &Self| (page.weight() == 0, page.weight());
        let date = |page: &Self| page.metadata.date.map(|date| date.civil);
        let by_weight = weight(self).cmp(&weight(other));
        let by_date = date(other).cmp(&date(self));
        let by_title = || {
            self.title
                .cmp(&other.title)
                .then_with(|| self.path.cmp(&other.path))
        };
        by_weight.then(by_date).then_with(by_title)
    }

    /// Whether it has a folder of its own.
    #[must_use]
    pub fn is_bundle(&self) -> bool {
        name::bundle(&self.path).is_some()
    }
}

/// A mistake in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the file.
    pub place: Place,
    /// How bad it is.
    pub severity: Severity,
    /// In the author's words.
    pub message: String,
}

impl Mistake {
    /// A mistake of which no more is known than its line.
    fn of_line(line: u32, message: String) -> Self {
        Self {
            place: Place {
                line,
                column: 1,
                length: 1,
            },
            severity: Severity::Error,
            message,
        }
    }
}

/// Where a destination leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The address to put in the page: relative to the page itself, percent-encoded, with the
    /// query and fragment as written.
    pub address: String,
    /// The same in a link or picture of Markdown, where Hugo's own hooks look it up.
    pub hooked: Hooked<String>,
    /// Width and height in pixels, of a local picture.
    pub pixels: Option<(u32, u32)>,
    /// Changes when the file's bytes change; `None` for what is no local file.
    pub fingerprint: Option<u64>,
}

/// What would have made the page better.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Destinations missing in [`Known::targets`], each once. Addresses that leave this machine
    /// (with a scheme, or `//`) and bare fragments are never wanted.
    pub destinations: Vec<String>,
    /// Code blocks missing in [`Known::code`], each once.
    pub code: Vec<Code>,
    /// Shortcodes missing in [`Templates::shortcodes`], by name.
    pub shortcodes: Vec<String>,
    /// Partial templates missing in [`Templates::partials`], by name.
    pub partials: Vec<String>,
    /// Templates missing in [`Templates::sources`], by name.
    pub sources: Vec<String>,
    /// Pages missing in [`Templates::pages`], by how they are named.
    pub pages: Vec<PageName>,
    /// Files missing in [`Templates::files`].
    pub files: Vec<String>,
    /// Pages missing in [`Templates::resources`], by their files.
    pub resources: Vec<String>,
    /// What is missing of what [`Templates`] hold as a whole.
    pub wholes: BTreeSet<Whole>,
    /// Files missing in [`Templates::named_files`], by how they are named.
    pub named_files: Vec<String>,
    /// Pictures missing in [`Templates::digests`].
    pub digests: Vec<(String, u64)>,
}

/// What is looked up as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whole {
    /// [`Templates::hooks`]
    Hooks,
    /// [`Templates::all_pages`]
    Pages,
    /// [`Templates::sections`]
    Sections,
    /// [`Templates::everywhere`]
    Everywhere,
    /// [`Templates::phrases`]
    Phrases,
    /// [`Templates::data`]
    Data,
}

impl Templates {
    /// Whether lists of pages are among what is known.
    pub(crate) fn lists_pages(&self) -> bool {
        self.all_pages.is_some() || self.everywhere.is_some()
    }

    fn has(&self, whole: Whole) -> bool {
        match whole {
            Whole::Hooks => self.hooks.is_some(),
            Whole::Pages => self.all_pages.is_some(),
            Whole::Sections => self.sections.is_some(),
            Whole::Everywhere => self.everywhere.is_some(),
            Whole::Phrases => self.phrases.is_some(),
            Whole::Data => self.data.is_some(),
        }
    }
}

impl Wanted {
    /// Whether nothing is wanted of what [`Templates`] hold.
    #[must_use]
    pub(crate) fn wants_no_template(&self) -> bool {
        let mut names = [
            &self.shortcodes,
            &self.partials,
            &self.sources,
            &self.files,
            &self.resources,
            &self.named_files,
        ]
        .into_iter();
        let has_names = !self.pages.is_empty()
            || !self.digests.is_empty()
            || names.any(|names| !names.is_empty());
        !has_names && self.wholes.is_empty()
    }
}

/// A code block to be highlighted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Hash of language and text.
    pub key: u64,
    /// First word of the fence's info string.
    pub language: String,
    /// The code.
    pub text: Arc<str>,
}

/// A rendered body.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// In the order of the text.
    pub blocks: Vec<Block>,
    /// The headings, in the order of the text.
    pub outline: Vec<Heading>,
    /// Words in the text; a CJK character counts as one.
    pub words: u32,
    /// What was looked for in [`Known::targets`], found or not, each once.
    pub destinations: Vec<String>,
    /// The paths of destinations that the blog's render hooks do not leave as they are written,
    /// percent-decoded.
    pub rewritten: Arc<BTreeSet<String>>,
    /// The [`Code::key`]s that were looked for in [`Known::code`], found or not.
    pub code: HashSet<u64>,
    /// What was missing.
    pub wanted: Wanted,
    /// What is wrong with the body.
    pub mistakes: Vec<Mistake>,
}

/// One balanced top-level element of a page.
#[derive(Clone, Debug)]
pub struct Block {
    /// The element, without `data-line`. Invariant: exactly one element; begins with `<` and its
    /// tag name.
    pub html: Box<str>,
    /// xxh3 of `html`: two blocks are equal when these are.
    pub hash: u64,
    /// Its lines in the file. Not part of its identity.
    pub lines: Lines,
    /// Whether a line ends behind it: Zola ends none behind code that it has highlighted and behind what
    /// shortcodes give, and begins one before some elements only. Neither is this.
    pub ends_line: bool,
}

/// First and last line in the file, from 1, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lines {
    /// First.
    pub first: u32,
    /// Last.
    pub last: u32,
}

/// One entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id in the page.
    pub id: String,
    /// Its text, without markup.
    pub text: String,
}

/// The blocks of `body`, which begins on line `first_line` of its file, read by `rules`, with what
/// is `known` of the world outside.
#[must_use]
pub fn render(body: &str, first_line: u32, rules: &Rules, known: &Known) -> Rendered {
    let made = OnceCell::new();
    let world = || made.get_or_init(|| World::new(body, known, rules)).clone();
    let mut expanded = shortcodes::expand(body, first_line, rules, known, &world, Parted::Text);
    let Parsed { text, taken } = to_be_parsed(expanded.text, rules, &mut expanded.origins);
    let mut writer = Writer::new(&text, taken, rules, known, &expanded.outputs);
    writer.hooks = Hooks::of(known, Reader::Post, world);
    let cursor = LineCursor::new(&text, first_line, &expanded.origins);
    let mut drafts = document::write(&mut writer, cursor);
    if !expanded.outputs.are_none() || !writer.hooks.are_none() {
        shortcodes::write_contents(&mut drafts, &writer.outline, rules.goldmark.contents);
    }
    let Writer {
        mut destinations,
        mut highlighted,
        outline,
        words,
        mut anchors,
        mut hooks,
        wrong,
        ..
    } = writer;
    let blocks = raw_html::balance(drafts, &known.raw_html, &mut |destination| {
        destinations.look_up(destination).cloned()
    });
    let mut mistakes = [expanded.mistakes, Vec::from_iter(expanded.outputs.left())].concat();
    let mut asked = expanded.asked;
    anchors.ask(&mut asked);
    if let Some(world) = made.get() {
        asked.extend(world.end());
    }
    if hooks::may_write(rules) {
        asked.wholes.insert(Whole::Hooks);
    }
    let line_of = |at| {
        let mut cursor = LineCursor::new(&text, first_line, &expanded.origins);
        cursor.lines(&(at..at)).first
    };
    let failed = anchors.failed.into_iter();
    mistakes.extend(failed.map(|(at, message)| zola::anchor_mistake(line_of(at), &message)));
    hooks.failed.extend(wrong);
    let rewritten = Arc::new(std::mem::take(&mut hooks.rewritten));
    let elsewhere = std::mem::take(&mut asked.problems);
    mistakes.extend(hooks.mistakes(elsewhere, first_line, line_of));
    for (language, text) in &asked.code {
        highlighted.look_up(language, text);
    }
    Rendered {
        blocks,
        outline,
        words: words.count(),
        destinations: destinations.asked,
        rewritten,
        code: highlighted.keys,
        wanted: Wanted {
            destinations: destinations.wanted,
            code: highlighted.wanted,
            ..asked.missing(&known.templates)
        },
        mistakes,
    }
}

/// A text as the parser must be given it.
struct Parsed<'t> {
    text: Cow<'t, str>,
    taken: writer::Taken,
}

/// A text without what the parser does not see: formulas and lines of attributes.
fn to_be_parsed<'t>(text: Cow<'t, str>, rules: &Rules, origins: &mut Origins) -> Parsed<'t> {
    let text = reading::with_blocks(text, rules, origins);
    let (text, formulas) = formulas::take(text, rules, origins);
    let text = reading::as_goldmark(text, rules, origins);
    let (text, attributes) = attributes::take(text, rules, &formulas, origins);
    let taken = writer::Taken {
        formulas,
        attributes,
        is_whole: matches!(text, Cow::Borrowed(_)),
    };
    Parsed { text, taken }
}

impl Asked {
    /// What of it is not known yet.
    fn missing(self, known: &Templates) -> Wanted {
        let wholes = self.wholes.into_iter();
        Wanted {
            shortcodes: missing(self.shortcodes, &known.shortcodes),
            partials: missing(self.partials, &known.partials),
            sources: missing(self.sources, &known.sources),
            pages: missing(self.references, &known.pages),
            files: missing(self.files, &known.files),
            named_files: missing(self.named_files, &known.named_files),
            digests: missing(self.digests, &known.digests),
            resources: missing(self.resources, &known.resources),
            wholes: wholes.filter(|whole| !known.has(*whole)).collect(),
            ..Wanted::default()
        }
    }
}

fn missing<N: Eq + Hash, T>(asked: BTreeSet<N>, known: &HashMap<N, T>) -> Vec<N> {
    let asked = asked.into_iter();
    asked.filter(|name| !known.contains_key(name)).collect()
}

/// A piece of Markdown as HTML, with addresses as they are written. In a world render hooks write it, or
/// its addresses are marked, for Hugo's own to look up.
fn fragment(
    markdown: &str,
    rules: &Rules,
    known: &Known,
    hooks: Option<(&Arc<World>, Reader)>,
) -> String {
    let known = Known {
        base: known.base.clone(),
        ..Known::default()
    };
    let mut rules = Rules {
        calls: Calls::None,
        ..rules.clone()
    };
    // Zola's headings in a piece have no links to themselves.
    rules.zola.has_templates = false;
    html_of(Expanded::of(markdown), 0, &rules, &known, hooks)
}

/// What another page says, whose body begins on that line, as HTML with addresses as they are written, and where in it the author says that the
/// summary ends. Its templates see its `world`.
fn included(
    body: &str,
    first_line: u32,
    rules: &Rules,
    known: &Known,
    world: &Arc<World>,
) -> (String, Option<usize>) {
    let get_world = || world.clone();
    let mut expanded = shortcodes::expand(body, first_line, rules, known, &get_world, Parted::Html);
    world.tell(std::mem::take(&mut expanded.mistakes));
    let reader = Some((world, Reader::Post));
    let mut html = html_of(expanded, first_line, rules, known, reader);
    let parting = summary::take_parting(&mut html);
    (html, parting)
}

/// The text of another page, in which words stand for what its shortcodes give that is not Markdown. Each is
/// handed on for a number.
fn with_shortcodes(
    body: &str,
    first_line: u32,
    rules: &Rules,
    known: &Known,
    world: &Arc<World>,
    hand_on: impl FnMut(String) -> usize,
) -> String {
    let get_world = || world.clone();
    let mut expanded = shortcodes::expand(body, first_line, rules, known, &get_world, Parted::Text);
    world.tell(std::mem::take(&mut expanded.mistakes));
    expanded.outputs.included(&expanded.text, hand_on)
}

/// A text as HTML, in which render hooks write if there is a world for them. It begins on that line of its file,
/// or where nobody knows, on line 0.
fn html_of(
    mut expanded: Expanded<'_>,
    first_line: u32,
    rules: &Rules,
    known: &Known,
    hooks: Option<(&Arc<World>, Reader)>,
) -> String {
    let Parsed { text, taken } = to_be_parsed(expanded.text, rules, &mut expanded.origins);
    let mut writer = Writer::new(&text, taken, rules, known, &expanded.outputs);
    if let Some((world, reader)) = hooks {
        writer.hooks = world.hooks(reader);
        writer.hooks.are_in_fragment = true;
    }
    let cursor = || LineCursor::new(&text, first_line, &expanded.origins);
    let mut drafts = document::write(&mut writer, cursor());
    if let Some((world, _)) = hooks {
        let failed = std::mem::take(&mut writer.hooks.failed).into_iter();
        let wrong = failed.chain(std::mem::take(&mut writer.wrong));
        let line_of = |at| match first_line {
            0 => 0,
            _ => cursor().lines(&(at..at)).first,
        };
        let mistake = |(at, message)| Mistake::of_line(line_of(at), message);
        world.tell(wrong.map(mistake).collect());
    }
    shortcodes::write_contents(&mut drafts, &writer.outline, rules.goldmark.contents);
    let mut html = String::with_capacity(text.len() * 2);
    let mut drafts = drafts.into_iter().peekable();
    while let Some(draft) = drafts.next() {
        html.push_str(&draft.html);
        if draft.ends_line || drafts.peek().is_some_and(|next| next.begins_line) {
            html.push('\n');
        }
    }
    html
}

impl Block {
    /// A block of one element, `html`, standing on `lines`.
    #[must_use]
    pub fn new(html: impl Into<Box<str>>, lines: Lines) -> Self {
        let html = html.into();
        let hash = xxhash_rust::xxh3::xxh3_64(html.as_bytes());
        Self {
            html,
            hash,
            lines,
            ends_line: true,
        }
    }

    /// Appends the element with its `data-line`, as it stands in the page.
    pub fn write_html(&self, out: &mut String) {
        let name_end = self.html[1..]
            .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
            .map_or(self.html.len(), |at| at + 1);
        let (name, rest) = self.html.split_at(name_end);
        let Lines { first, last } = self.lines;
        out.push_str(name);
        // What stands in no file, a row of the index for instance, has no lines.
        if first > 0 {
            write!(out, " data-line=\"{first}-{last}\"").expect("a String takes any text");
        }
        out.push_str(rest);
    }
}

/// Bytes of the body.
pub type Span = Range<usize>;

#[cfg(test)]
mod tests;

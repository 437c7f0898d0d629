//! HTML as a browser's parser understands it, in a small tree of our own.
//!
//! html5ever does the reading; a [`Reader`] takes the text piece by piece and says after each
//! whether something is still open. Nothing here recurses: tags may nest as deep as they like.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, CommentToken, StartTag, Tag, TagToken, Token, TokenSink,
    TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{QualName, TokenizerResult, local_name, ns};

pub(super) use nodes::{Id, Kind, Tree};
pub(crate) use rewrite::{Changes, Fate, Named, rewrite};
pub(super) use write::write_text;

use sink::{Handle, HandleCount, Sink};

mod nodes;
mod rewrite;
mod sink;
mod write;

/// How deep elements may nest; start tags beyond are passed over. Chromium's own limit. Every
/// token may look at all open elements, so without a limit the time would grow with the square.
const DEPTH: usize = 512;

/// How many nodes a text may make beyond one for each of its bytes. Formatting elements that are
/// never closed are made again in each paragraph that follows, all of them.
const SPARE_NODES: usize = 10_000;

/// What is open where one piece of HTML ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// Nothing: what follows is read as if it stood alone.
    Nothing,
    /// Formatting elements alone: what follows stands beside what was before, but in their style.
    Formatting,
    /// An element, a comment, a tag: what follows is inside.
    Element,
    /// The text made more nodes than it may; nothing more is read.
    TooMuch,
}

/// Reads pieces of HTML into one tree.
pub(super) struct Reader<'a> {
    tokenizer: Tokenizer<Builder<'a>>,
}

/// Where the children of interest stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// They are the tree's own children, which no end tag can leave.
    Root,
    /// They are in an `<article>`, as in the page, which an end tag can leave.
    Article,
}

impl<'a> Reader<'a> {
    /// A reader of what stands inside an article. It reads each start tag as `change_tag` leaves it.
    pub(super) fn new(place: Place, change_tag: impl FnMut(&mut Tag) + 'a) -> Self {
        let sink = Sink::new();
        let context = match place {
            Place::Root => local_name!("article"),
            Place::Article => local_name!("body"),
        };
        let context = create_element(&sink, QualName::new(None, ns!(html), context), Vec::new());
        let options = TreeBuilderOpts::default();
        let builder = Builder {
            inner: TreeBuilder::new_for_fragment(sink, context, None, options),
            change_tag: RefCell::new(Box::new(change_tag)),
            raw_text: Cell::new(false),
            drops_line_break: Cell::new(false),
            end: Cell::new(End::NotAwaited),
            node_limit: Cell::new(SPARE_NODES),
            handles_at_rest: Cell::new(0),
        };
        let reader = Self {
            tokenizer: Tokenizer::new(builder, TokenizerOpts::default()),
        };
        if place == Place::Article {
            reader.read("<article>");
            reader.builder().sink().enter_last_element();
        }
        let builder = reader.builder();
        builder.handles_at_rest.set(builder.handle_count());
        reader
    }

    fn builder(&self) -> &Builder<'a> {
        &self.tokenizer.sink
    }

    /// Reads on.
    pub(super) fn read(&self, html: &str) {
        let limit = &self.builder().node_limit;
        limit.set(limit.get() + html.len());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        // Scripts are not run, and the encoding is known: both results mean "go on".
        while !matches!(self.tokenizer.feed(&queue), TokenizerResult::Done) {}
    }

    /// Ends a piece and says what is open.
    ///
    /// Where no element is open, a [`Kind::Boundary`] is put into the tree; elsewhere a line break.
    pub(super) fn end_piece(&self) -> Between {
        let builder = self.builder();
        builder.end.set(End::Awaited);
        self.read("\n");
        match builder.end.replace(End::NotAwaited) {
            _ if builder.is_full() => Between::TooMuch,
            End::Free if builder.holds_formatting() => Between::Formatting,
            End::Free => Between::Nothing,
            // In a tag, a comment or the like, a line break is no text and does not even arrive.
            End::Awaited | End::NotAwaited => Between::Element,
        }
    }

    /// What was read. What is still open is closed.
    pub(super) fn finish(self) -> Tree {
        self.builder().sink().expect_end();
        self.tokenizer.end();
        self.tokenizer.sink.inner.sink.into_tree()
    }
}

/// What changes a start tag before it is read.
type ChangeTag<'a> = Box<dyn FnMut(&mut Tag) + 'a>;

/// The tree builder, watched: it says little about its state, so we look at what goes in.
struct Builder<'a> {
    inner: TreeBuilder<Handle, Sink>,
    change_tag: RefCell<ChangeTag<'a>>,
    /// Whether the text is that of a script, a style sheet, a text area and so on.
    raw_text: Cell<bool>,
    /// Whether the last token was a start tag after which a line break means nothing.
    drops_line_break: Cell<bool>,
    end: Cell<End>,
    node_limit: Cell<usize>,
    /// How many nodes the tree builder holds on to while nothing is open.
    handles_at_rest: Cell<usize>,
}

/// What is known of the end of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// None is at hand.
    NotAwaited,
    /// The next line break is the end of the piece.
    Awaited,
    /// It came, and no element was open.
    Free,
}

impl Builder<'_> {
    fn sink(&self) -> &Sink {
        &self.inner.sink
    }

    fn is_full(&self) -> bool {
        self.sink().node_count() > self.node_limit.get()
    }

    /// Whether `token` is the end of a piece, and no element is open there.
    fn is_free_end(&self, token: &Token) -> bool {
        let is_end = self.end.get() == End::Awaited
            && matches!(token, CharacterTokens(text) if &**text == "\n");
        // The tree builder knows no comments in raw text, and after `<pre>` one would count.
        let is_free =
            is_end && !self.raw_text.get() && !self.drops_line_break.get() && self.add_boundary();
        if is_free {
            self.end.set(End::Free);
        }
        is_free
    }

    /// Puts a boundary where a comment would stand now, if that is among the children of interest.
    fn add_boundary(&self) -> bool {
        self.sink().expect_boundary();
        let _continue = self.inner.process_token(CommentToken(StrTendril::new()), 1);
        self.sink().boundary_was_added()
    }

    /// Whether formatting elements or a form wait for what follows, while no element is open.
    fn holds_formatting(&self) -> bool {
        self.handle_count() > self.handles_at_rest.get()
    }

    fn handle_count(&self) -> usize {
        let handles = HandleCount::default();
        self.inner.trace_handles(&handles);
        handles.into_inner()
    }

    /// Whether `token` is to be passed over.
    fn is_too_much(&self, token: &Token) -> bool {
        let is_start = matches!(token, TagToken(tag) if tag.kind == StartTag);
        is_start && self.sink().depth() >= DEPTH || self.is_full()
    }
}

impl TokenSink for Builder<'_> {
    type Handle = Handle;

    fn process_token(&self, mut token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        if self.is_too_much(&token) || self.is_free_end(&token) {
            return TokenSinkResult::Continue;
        }
        self.drops_line_break.set(false);
        if let TagToken(tag) = &mut token {
            if tag.kind == StartTag {
                (self.change_tag.borrow_mut())(tag);
            }
            let names = [local_name!("pre"), local_name!("listing")];
            self.drops_line_break
                .set(tag.kind == StartTag && names.contains(&tag.name));
            // The tokenizer finds no end tag in raw text but the one that ends it.
            self.raw_text
                .set(self.raw_text.get() && tag.kind == StartTag);
        }
        let result = self.inner.process_token(token, line_number);
        if let TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext = result {
            self.raw_text.set(true);
        }
        result
    }

    fn end(&self) {
        self.inner.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.inner
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The tree of a whole page, read by html5ever's own driver as a browser loads it.
#[cfg(test)]
pub(super) fn read_page(html: &str) -> Tree {
    use html5ever::tendril::TendrilSink;

    html5ever::parse_document(Sink::new(), html5ever::ParseOpts::default()).one(html)
}

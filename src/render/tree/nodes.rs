//! The tree: nodes in one list, linked by their indices.

use std::rc::Rc;

use html5ever::{Attribute, QualName, local_name, ns};

/// Index of a node in its tree.
pub(in crate::render) type Id = usize;

/// Nodes that refer to each other by index. Node 0 is the document.
#[derive(Debug)]
pub(in crate::render) struct Tree {
    nodes: Vec<Node>,
    /// Whose children are of interest.
    pub(super) home: Id,
    /// Whether the parser found fault with the text.
    pub(super) had_errors: bool,
}

#[derive(Debug)]
struct Node {
    parent: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
    first_child: Option<Id>,
    last_child: Option<Id>,
    /// How many ancestors it had when it was put into the tree.
    depth: usize,
    kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub(in crate::render) enum Kind {
    /// The document, or the contents of a template, which stand in it as its only child.
    Fragment,
    /// An element.
    Element(Element),
    /// Text, as it is meant: entities are resolved.
    Text(String),
    /// Comments and processing instructions, without what they say.
    Comment,
    /// The end of a piece of the text.
    Boundary,
}

/// An element.
#[derive(Debug)]
pub(in crate::render) struct Element {
    /// Its namespace and name.
    pub(in crate::render) name: Rc<QualName>,
    /// Its attributes, in the order of the text.
    pub(super) attributes: Vec<Attribute>,
    /// Whether it is an `annotation-xml` whose content is HTML.
    pub(super) holds_html: bool,
    /// Whether it is a script that the text does not end: browsers do not run it.
    pub(super) unfinished_script: bool,
}

impl Kind {
    fn is_visible(&self) -> bool {
        match self {
            Self::Element(element) => !element.acts_on_document(),
            Self::Text(text) => text.contains(|c: char| !c.is_ascii_whitespace()),
            Self::Fragment | Self::Comment | Self::Boundary => false,
        }
    }
}

impl Element {
    /// Whether it would change the whole document: where addresses lead, or where to go next.
    pub(super) fn acts_on_document(&self) -> bool {
        let is_http_equiv =
            |attribute: &Attribute| attribute.name.local == local_name!("http-equiv");
        self.name.ns == ns!(html)
            && match self.name.local {
                local_name!("base") => true,
                local_name!("meta") => self.attributes.iter().any(is_http_equiv),
                _ => false,
            }
    }
}

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self {
            nodes: Vec::new(),
            home: 0,
            had_errors: false,
        };
        tree.create(Kind::Fragment);
        tree
    }

    pub(super) fn create(&mut self, kind: Kind) -> Id {
        self.nodes.push(Node {
            parent: None,
            previous: None,
            next: None,
            first_child: None,
            last_child: None,
            depth: 0,
            kind,
        });
        self.nodes.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn depth(&self, node: Id) -> usize {
        self.nodes[node].depth
    }

    pub(in crate::render) fn parent(&self, node: Id) -> Option<Id> {
        self.nodes[node].parent
    }

    pub(super) fn previous(&self, node: Id) -> Option<Id> {
        self.nodes[node].previous
    }

    pub(in crate::render) fn next(&self, node: Id) -> Option<Id> {
        self.nodes[node].next
    }

    pub(in crate::render) fn first_child(&self, node: Id) -> Option<Id> {
        self.nodes[node].first_child
    }

    pub(super) fn last_child(&self, node: Id) -> Option<Id> {
        self.nodes[node].last_child
    }

    /// What `node` is.
    pub(in crate::render) fn kind(&self, node: Id) -> &Kind {
        &self.nodes[node].kind
    }

    pub(super) fn kind_mut(&mut self, node: Id) -> &mut Kind {
        &mut self.nodes[node].kind
    }

    /// The children of interest between boundaries: what is to be seen of them, so neither
    /// comments nor white space nor what [is not for the page](Element::acts_on_document).
    pub(in crate::render) fn segments(&self) -> Vec<Vec<Id>> {
        let mut segments = vec![Vec::new()];
        let mut next = self.first_child(self.home);
        while let Some(child) = next {
            next = self.next(child);
            match self.kind(child) {
                Kind::Boundary => segments.push(Vec::new()),
                kind if kind.is_visible() => segments.last_mut().expect("never empty").push(child),
                // White space between two nodes is seen, before the first and behind the last not.
                Kind::Text(_) => {
                    let segment = segments.last_mut().expect("never empty");
                    if !segment.is_empty() {
                        segment.push(child);
                    }
                }
                _ => {}
            }
        }
        for segment in &mut segments {
            let is_blank = |node: &&Id| !self.kind(**node).is_visible();
            let blank = segment.iter().rev().take_while(is_blank).count();
            segment.truncate(segment.len() - blank);
        }
        segments
    }

    /// Whether the text is without the parser's reproach, and so reads the same once written.
    pub(in crate::render) fn is_regular(&self) -> bool {
        !self.had_errors
    }

    /// Puts `child`, which has no parent, in front of `next`, or last.
    pub(super) fn insert(&mut self, parent: Id, child: Id, next: Option<Id>) {
        let previous = next.map_or(self.nodes[parent].last_child, |next| {
            self.nodes[next].previous
        });
        let depth = self.nodes[parent].depth + 1;
        let node = &mut self.nodes[child];
        node.parent = Some(parent);
        node.depth = depth;
        node.previous = previous;
        node.next = next;
        self.link(parent, previous, Some(child));
        self.link_back(parent, next, Some(child));
    }

    /// Takes `node` from its parent, if it has one.
    pub(super) fn detach(&mut self, node: Id) {
        let Some(parent) = self.nodes[node].parent.take() else {
            return;
        };
        let previous = self.nodes[node].previous.take();
        let next = self.nodes[node].next.take();
        self.link(parent, previous, next);
        self.link_back(parent, next, previous);
    }

    /// Says what follows `previous`, or comes first in `parent`.
    fn link(&mut self, parent: Id, previous: Option<Id>, next: Option<Id>) {
        match previous {
            Some(previous) => self.nodes[previous].next = next,
            None => self.nodes[parent].first_child = next,
        }
    }

    /// Says what precedes `next`, or comes last in `parent`.
    fn link_back(&mut self, parent: Id, next: Option<Id>, previous: Option<Id>) {
        match next {
            Some(next) => self.nodes[next].previous = previous,
            None => self.nodes[parent].last_child = previous,
        }
    }
}

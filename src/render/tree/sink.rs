//! What html5ever's tree builder does to the tree.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{
    AppendNode, AppendText, ElementFlags, NodeOrText, QuirksMode, Tracer, TreeSink,
};
use html5ever::{Attribute, ExpandedName, QualName, local_name, ns};

use super::nodes::{Element, Id, Kind, Tree};

/// A node as the tree builder holds it. It bears its name, which is asked for all the time.
#[derive(Clone, Debug)]
pub(super) struct Handle {
    id: Id,
    name: Rc<QualName>,
}

/// Takes the tree builder's orders.
pub(super) struct Sink {
    tree: RefCell<Tree>,
    /// Depth of the element that is open, about: it may be one or two too much.
    depth: Cell<usize>,
    boundary: Cell<Boundary>,
    /// Whether the text is over.
    at_end: Cell<bool>,
    no_name: Rc<QualName>,
}

/// What becomes of the next comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Boundary {
    /// It is a comment.
    None,
    /// It is a boundary.
    Expected,
    /// It is this boundary, not yet in the tree.
    Created(Id),
    /// It was put among the children of interest.
    Added,
}

impl Sink {
    pub(super) fn new() -> Self {
        Self {
            tree: RefCell::new(Tree::new()),
            depth: Cell::new(0),
            boundary: Cell::new(Boundary::None),
            at_end: Cell::new(false),
            no_name: Rc::new(QualName::new(None, ns!(), local_name!(""))),
        }
    }

    pub(super) fn into_tree(self) -> Tree {
        self.tree.into_inner()
    }

    pub(super) fn node_count(&self) -> usize {
        self.tree.borrow().len()
    }

    pub(super) fn depth(&self) -> usize {
        self.depth.get()
    }

    /// Makes the children of the element that was put in last those of interest.
    pub(super) fn enter_last_element(&self) {
        let mut tree = self.tree.borrow_mut();
        tree.home = tree.len() - 1;
    }

    /// Takes scripts that are closed from now on for unfinished.
    pub(super) fn expect_end(&self) {
        self.at_end.set(true);
    }

    /// Takes the next comment for a boundary.
    pub(super) fn expect_boundary(&self) {
        self.boundary.set(Boundary::Expected);
    }

    /// Whether the boundary that was expected stands among the children of interest; it is in no
    /// other place.
    pub(super) fn boundary_was_added(&self) -> bool {
        self.boundary.replace(Boundary::None) == Boundary::Added
    }

    fn handle(&self, id: Id) -> Handle {
        Handle {
            id,
            name: Rc::clone(&self.no_name),
        }
    }

    /// Puts `child` into `parent`, in front of `next` or last.
    fn insert(&self, parent: Id, child: NodeOrText<Handle>, next: Option<Id>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            AppendText(text) => {
                self.depth.set(tree.depth(parent));
                let before = match next {
                    Some(next) => tree.previous(next),
                    None => tree.last_child(parent),
                };
                if let Some(Kind::Text(before)) = before.map(|before| tree.kind_mut(before)) {
                    before.push_str(&text);
                } else {
                    let text = tree.create(Kind::Text(text.to_string()));
                    tree.insert(parent, text, next);
                }
            }
            AppendNode(child) if self.boundary.get() == Boundary::Created(child.id) => {
                if parent == tree.home {
                    tree.insert(parent, child.id, next);
                    self.boundary.set(Boundary::Added);
                }
            }
            AppendNode(child) => {
                tree.detach(child.id);
                tree.insert(parent, child.id, next);
                self.depth.set(tree.depth(child.id));
                // The first thing in the document is the root.
                if parent == 0 && tree.home == 0 {
                    tree.home = child.id;
                }
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        self.into_tree()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {
        self.tree.borrow_mut().had_errors = true;
    }

    fn get_document(&self) -> Handle {
        self.handle(0)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Handle {
        let name = Rc::new(name);
        let mut tree = self.tree.borrow_mut();
        // Foreign names and attributes do not always survive writing and reading.
        tree.had_errors |= name.ns != ns!(html);
        let id = tree.create(Kind::Element(Element {
            name: Rc::clone(&name),
            attributes,
            holds_html: flags.mathml_annotation_xml_integration_point,
            unfinished_script: false,
        }));
        if flags.template {
            let contents = tree.create(Kind::Fragment);
            tree.insert(id, contents, None);
        }
        Handle { id, name }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        let mut tree = self.tree.borrow_mut();
        if self.boundary.get() == Boundary::Expected {
            let id = tree.create(Kind::Boundary);
            self.boundary.set(Boundary::Created(id));
            self.handle(id)
        } else {
            self.handle(tree.create(Kind::Comment))
        }
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.handle(self.tree.borrow_mut().create(Kind::Comment))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, child, None);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let parent = self.tree.borrow().parent(element.id);
        match parent {
            Some(parent) => self.insert(parent, child, Some(element.id)),
            None => self.insert(previous.id, child, None),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn mark_script_already_started(&self, node: &Handle) {
        // In a fragment it is said of every script; only the end of the text matters here.
        if self.at_end.get()
            && let Kind::Element(script) = self.tree.borrow_mut().kind_mut(node.id)
        {
            script.unfinished_script = true;
        }
    }

    fn pop(&self, node: &Handle) {
        self.depth
            .set(self.tree.borrow().depth(node.id).saturating_sub(1));
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let contents = self.tree.borrow().first_child(target.id);
        self.handle(contents.expect("a template is made with its contents"))
    }

    fn same_node(&self, a: &Handle, b: &Handle) -> bool {
        a.id == b.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        let parent = self.tree.borrow().parent(sibling.id);
        if let Some(parent) = parent {
            self.insert(parent, node, Some(sibling.id));
        }
    }

    fn add_attrs_if_missing(&self, _target: &Handle, _attributes: Vec<Attribute>) {
        // Only `<html>` and `<body>` get attributes later; ours are not the author's.
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.first_child(node.id) {
            tree.detach(child);
            tree.insert(new_parent.id, child, None);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        matches!(self.tree.borrow().kind(target.id), Kind::Element(element) if element.holds_html)
    }

    fn allow_declarative_shadow_roots(&self, _parent: &Handle) -> bool {
        false
    }
}

/// Counts the nodes that the tree builder holds on to.
#[derive(Default)]
pub(super) struct HandleCount(Cell<usize>);

impl HandleCount {
    pub(super) fn into_inner(self) -> usize {
        self.0.get()
    }
}

impl Tracer for HandleCount {
    type Handle = Handle;

    fn trace_handle(&self, _node: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

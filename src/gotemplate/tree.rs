//! A parsed template.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::gotemplate::escape::StaticText;
use crate::gotemplate::functions::Function;
use crate::gotemplate::value::Value;

/// A sequence of nodes.
pub(crate) type Nodes = Vec<Node>;

/// A piece of a template.
#[derive(Debug)]
pub(crate) enum Node {
    Text(StaticText),
    Action(Pipeline),
    Branch(Branch),
    Range(Range),
    /// `{{ template "name" pipeline }}`
    Template {
        name: Arc<str>,
        argument: Option<Pipeline>,
        at: usize,
    },
    Break,
    Continue,
    Return(Option<Pipeline>),
}

/// `if` and `with`, with all of their `else if` and `else with`: a long chain does not nest.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) arms: Vec<Arm>,
    pub(crate) otherwise: Nodes,
}

/// One condition and what happens if it is true.
#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) condition: Pipeline,
    /// Whether the condition's value becomes the dot: `with`.
    pub(crate) sets_dot: bool,
    pub(crate) then: Nodes,
}

/// `range`; its variables are slots, not declarations of the pipeline.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) over: Pipeline,
    pub(crate) variables: Vec<usize>,
    pub(crate) body: Nodes,
    pub(crate) otherwise: Nodes,
}

/// `$x := a | b c`
#[derive(Debug)]
pub(crate) struct Pipeline {
    /// The slot of the variable that gets the value.
    pub(crate) target: Option<usize>,
    pub(crate) commands: Vec<Command>,
    pub(crate) at: usize,
}

/// `head argument argument`
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) head: Operand,
    pub(crate) arguments: Vec<Operand>,
    pub(crate) at: usize,
}

/// Something that has a value.
#[derive(Debug)]
pub(crate) enum Operand {
    Dot,
    Nil,
    Literal(Value),
    /// `.A.B`
    Field {
        path: Vec<Arc<str>>,
        at: usize,
    },
    /// `$x.A.B`
    Variable {
        slot: usize,
        path: Vec<Arc<str>>,
        at: usize,
    },
    /// `name` or `namespace.Name`
    Function(FunctionName),
    /// `(…)`
    Pipeline(Box<Pipeline>),
    /// `(…).A.B` and `name.A.B`
    Chain {
        base: Box<Operand>,
        path: Vec<Arc<str>>,
        at: usize,
    },
}

/// A function, looked up among the built-in ones when the template was parsed.
#[derive(Debug)]
pub(crate) struct FunctionName {
    pub(crate) name: Arc<str>,
    pub(crate) built_in: Option<&'static Function>,
    pub(crate) at: usize,
}

/// The nodes of a template or of a `define`, and how many variables they need.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) nodes: Nodes,
    pub(crate) slots: usize,
}

impl Body {
    /// Whether there is nothing but white space in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.nodes
            .iter()
            .all(|node| matches!(node, Node::Text(text) if text.is_blank()))
    }
}

/// Everything parsing one source gave.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) body: Body,
    pub(crate) defined: HashMap<Arc<str>, Body>,
    /// The names of the members that it asks anything for.
    pub(crate) members: HashSet<Arc<str>>,
}

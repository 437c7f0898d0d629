//! Running a tree.

mod call;
mod iterate;
mod operand;

use std::collections::HashSet;
use std::sync::Arc;

use crate::gotemplate::error::{Error, Failure};
use crate::gotemplate::escape::Output;
use crate::gotemplate::number;
use crate::gotemplate::tree::{Body, Branch, Node, Pipeline, Tree};
use crate::gotemplate::value::Value;
use crate::gotemplate::{Budget, Host, Template};

/// More nesting than this could overflow a small stack.
const MAX_DEPTH: u32 = 150;

/// An error with its place; boxed because results are passed up through every node.
pub(crate) type Thrown = Box<Error>;

/// The state of one execution.
pub(crate) struct Machine<'a> {
    pub(crate) host: &'a dyn Host,
    steps: u64,
    longest: usize,
    depth: u32,
    out: Output,
    /// The template that runs: its `define`s are what `template` and `partial` look in first.
    current: Arc<Tree>,
    pub(crate) counter: i64,
    /// The regular expressions that were paid for.
    pub(crate) used_patterns: HashSet<String>,
}

/// The variables of the body that runs.
struct Frame<'t> {
    tree: &'t Tree,
    variables: Vec<Value>,
    is_partial: bool,
}

/// Where control goes after a node.
enum Flow {
    Next,
    Break,
    Continue,
    /// The end of the body; in a partial with the value it gives instead of its output.
    Return(Option<Value>),
}

pub(crate) fn execute(
    template: &Template,
    data: &Value,
    host: &dyn Host,
    budget: &mut Budget,
    out: Output,
) -> Result<String, Thrown> {
    let mut machine = Machine {
        host,
        steps: budget.steps,
        longest: budget.output,
        depth: budget.depth.min(MAX_DEPTH),
        out,
        current: Arc::clone(&template.tree),
        counter: 0,
        used_patterns: HashSet::new(),
    };
    machine
        .out
        .text
        .reserve(template.tree.source.len().min(4096));
    let flow = machine.body(&template.tree, &template.tree.body, data, false);
    budget.steps = machine.steps;
    if !matches!(flow?, Flow::Return(_)) {
        machine.check_end(&template.tree)?;
    }
    budget.output = budget.output.saturating_sub(machine.out.text.len());
    Ok(machine.out.text)
}

impl Machine<'_> {
    /// Uses up `steps` of the budget.
    pub(crate) fn spend(&mut self, steps: u64) -> Result<(), Failure> {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(Failure::Budget("the template takes too many steps")),
        }
    }

    /// How many bytes a function may produce at most.
    pub(crate) fn limit(&self) -> usize {
        usize::try_from(self.steps)
            .unwrap_or(usize::MAX)
            .min(self.longest)
    }

    /// A partial (or the `define` of one): what it prints, or what it returns.
    pub(crate) fn partial(&mut self, name: &str, data: &Value) -> Result<Value, Failure> {
        let current = Arc::clone(&self.current);
        let inline = ["_partials/", "partials/"].iter().find_map(|folder| {
            let full = format!("{folder}{name}");
            current
                .defined
                .get(&*full)
                .or_else(|| current.defined.get(&*format!("{full}.html")))
        });
        if let Some(body) = inline {
            return self.isolated(&current, body, data);
        }
        let name = name.trim_start_matches('/');
        let template = self.host.partial(name).or_else(|| {
            let has_extension = name.rsplit('/').next().is_some_and(|it| it.contains('.'));
            (!has_extension).then(|| self.host.partial(&format!("{name}.html")))?
        });
        let template = template.ok_or_else(|| format!("partial {name:?} not found"))?;
        self.current = Arc::clone(&template.tree);
        let result = self.isolated(&template.tree, &template.tree.body, data);
        self.current = current;
        result
    }

    /// Whether the host or the template at hand has the partial.
    pub(crate) fn has_template(&self, name: &str) -> bool {
        let partial = name
            .strip_prefix("partials/")
            .or_else(|| name.strip_prefix("_partials/"));
        self.current.defined.contains_key(name)
            || partial.is_some_and(|it| self.host.partial(it).is_some())
    }

    /// Runs a body with an output of its own.
    fn isolated(&mut self, tree: &Tree, body: &Body, data: &Value) -> Result<Value, Failure> {
        let outer = std::mem::take(&mut self.out);
        // A partial takes more of the stack than other constructs: it counts twice.
        let result = self
            .nested(tree, 0, |it| it.body(tree, body, data, true))
            .and_then(|flow| match flow {
                Flow::Return(value) => Ok(value),
                _ => self.check_end(tree).map(|()| None),
            });
        let inner = std::mem::replace(&mut self.out, outer);
        match result {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Ok(Value::html(&inner.text)),
            Err(error) => Err(Failure::Placed(error)),
        }
    }

    fn check_end(&self, tree: &Tree) -> Result<(), Thrown> {
        if self.out.ends_well() {
            return Ok(());
        }
        let failure = Failure::from("html/template: ends in a non-text context");
        Err(thrown(tree, tree.source.len(), failure))
    }

    fn body(
        &mut self,
        tree: &Tree,
        body: &Body,
        data: &Value,
        is_partial: bool,
    ) -> Result<Flow, Thrown> {
        let mut variables = vec![Value::Nil; body.slots];
        if let Some(root) = variables.first_mut() {
            *root = data.clone();
        }
        let mut frame = Frame {
            tree,
            variables,
            is_partial,
        };
        self.nested(tree, 0, |it| it.nodes(&mut frame, &body.nodes, data))
    }

    /// Runs something one level deeper.
    fn nested<T>(
        &mut self,
        tree: &Tree,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<T, Thrown>,
    ) -> Result<T, Thrown> {
        if self.depth == 0 {
            return Err(thrown(
                tree,
                at,
                Failure::Budget("the template nests too deeply"),
            ));
        }
        self.depth -= 1;
        let result = inner(self);
        self.depth += 1;
        result
    }

    fn nodes(
        &mut self,
        frame: &mut Frame<'_>,
        nodes: &[Node],
        dot: &Value,
    ) -> Result<Flow, Thrown> {
        for node in nodes {
            match self.node(frame, node, dot)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, frame: &mut Frame<'_>, node: &Node, dot: &Value) -> Result<Flow, Thrown> {
        match node {
            Node::Text(text) => {
                let before = self.out.text.len();
                let written = self.out.write_text(text);
                self.account(frame.tree, 0, before, written)?;
            }
            Node::Action(pipeline) => {
                let value = self.pipeline(frame, pipeline, dot)?;
                if pipeline.target.is_none() {
                    let before = self.out.text.len();
                    let limit = self.limit().saturating_add(before).min(self.longest);
                    let written = self.out.write_value(&value, limit);
                    self.account(frame.tree, pipeline.at, before, written)?;
                }
            }
            Node::Branch(branch) => return self.branch(frame, branch, dot),
            Node::Range(range) => return self.range(frame, range, dot),
            Node::Template { name, argument, at } => {
                return self.template(frame, name, argument.as_ref(), *at, dot);
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
            Node::Return(None) => return Ok(Flow::Return(None)),
            Node::Return(Some(pipeline)) => {
                let value = self.pipeline(frame, pipeline, dot)?;
                if !frame.is_partial {
                    let failure = "return with a value is only supported in partials".into();
                    return Err(thrown(frame.tree, pipeline.at, failure));
                }
                return Ok(Flow::Return(Some(value)));
            }
        }
        Ok(Flow::Next)
    }

    /// Charges what was written since the output was `before` bytes long.
    fn account(
        &mut self,
        tree: &Tree,
        at: usize,
        before: usize,
        written: Result<(), Failure>,
    ) -> Result<(), Thrown> {
        let looked_at = self.out.take_looked_at() / 4;
        let bytes = number::cost(self.out.text.len().saturating_sub(before) + looked_at);
        let checked = written.and_then(|()| self.spend(bytes + 1)).and_then(|()| {
            if self.out.text.len() > self.longest {
                return Err(crate::gotemplate::print::TOO_LARGE);
            }
            Ok(())
        });
        checked.map_err(|failure| thrown(tree, at, failure))
    }

    fn branch(
        &mut self,
        frame: &mut Frame<'_>,
        branch: &Branch,
        dot: &Value,
    ) -> Result<Flow, Thrown> {
        let tree = frame.tree;
        for arm in &branch.arms {
            let condition = self.pipeline(frame, &arm.condition, dot)?;
            if condition.is_true() {
                let dot = if arm.sets_dot { &condition } else { dot };
                return self.nested(tree, arm.condition.at, |it| it.nodes(frame, &arm.then, dot));
            }
        }
        self.nested(tree, 0, |it| it.nodes(frame, &branch.otherwise, dot))
    }

    fn template(
        &mut self,
        frame: &mut Frame<'_>,
        name: &str,
        argument: Option<&Pipeline>,
        at: usize,
        dot: &Value,
    ) -> Result<Flow, Thrown> {
        let data = match argument {
            Some(pipeline) => self.pipeline(frame, pipeline, dot)?,
            None => Value::Nil,
        };
        let is_partial = frame.is_partial;
        let flow = if let Some(body) = frame.tree.defined.get(name) {
            self.body(frame.tree, body, &data, is_partial)?
        } else {
            let partial = name
                .strip_prefix("_partials/")
                .or_else(|| name.strip_prefix("partials/"));
            let Some(template) = self.host.partial(partial.unwrap_or(name)) else {
                let failure = Failure::Failed(format!("template {name:?} not defined"));
                return Err(thrown(frame.tree, at, failure));
            };
            let current = std::mem::replace(&mut self.current, Arc::clone(&template.tree));
            let result = self.body(&template.tree, &template.tree.body, &data, is_partial);
            self.current = current;
            result?
        };
        Ok(match flow {
            // A value ends the partial, not only the template it is returned in.
            Flow::Return(Some(value)) => Flow::Return(Some(value)),
            _ => Flow::Next,
        })
    }
}

fn set(frame: &mut Frame<'_>, slot: usize, value: Value) {
    if let Some(variable) = frame.variables.get_mut(slot) {
        *variable = value;
    }
}

/// The error `failure` is when it happens at byte `at`.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "results carry the box upwards"
)]
fn thrown(tree: &Tree, at: usize, failure: Failure) -> Thrown {
    match failure {
        Failure::Placed(error) => error,
        failure => Box::new(failure.place(&tree.name, &tree.source, at)),
    }
}

#[cfg(test)]
mod tests;

//! What html/template refuses before a template runs: branches that leave the document in
//! different places, and values in places that depend on a branch.

use std::collections::HashMap;
use std::sync::Arc;

use super::StaticText;
use super::context::{Context, Slash, State, UrlPart};
use super::transition::write_text;
use crate::gotemplate::error::{Error, Failure};
use crate::gotemplate::tree::{Branch, Node, Pipeline, Range, Tree};

/// What nests deeper is taken for harmless: following it further could overflow the stack.
const MAX_NESTING: u32 = 150;

/// So many nodes and bytes of text are looked at, which is more than any sensible template needs;
/// ranges in ranges double the work each time.
const MAX_WORK: usize = 1_000_000;

/// Follows all ways through `tree`.
pub(crate) fn check(tree: &Tree) -> Result<(), Error> {
    let mut checker = Checker {
        tree,
        ends: HashMap::new(),
        nesting: 0,
        work: 0,
    };
    let end = checker.nodes(Context::default(), &tree.body.nodes);
    if checker.work > MAX_WORK {
        return Ok(());
    }
    let end = end?;
    if end.is_some_and(|it| it.state != State::Text) {
        return Err(checker.error(tree.source.len(), "ends in a non-text context"));
    }
    Ok(())
}

struct Checker<'t> {
    tree: &'t Tree,
    /// Where bodies lead that start in a context; while one is followed: where it started.
    ends: HashMap<(Arc<str>, Context), Option<Context>>,
    nesting: u32,
    work: usize,
}

impl Checker<'_> {
    fn error(&self, at: usize, message: &str) -> Error {
        let failure = Failure::Failed(format!("html/template: {message}"));
        failure.place(&self.tree.name, &self.tree.source, at)
    }

    /// The context after the nodes, nothing if control never gets there.
    fn nodes(&mut self, start: Context, nodes: &[Node]) -> Result<Option<Context>, Error> {
        if self.nesting >= MAX_NESTING {
            return Ok(Some(start));
        }
        self.nesting += 1;
        let end = self.nodes_inside(start, nodes);
        self.nesting -= 1;
        end
    }

    fn nodes_inside(&mut self, start: Context, nodes: &[Node]) -> Result<Option<Context>, Error> {
        let mut context = start;
        for node in nodes {
            self.work += 1;
            if self.work > MAX_WORK {
                return Ok(Some(start));
            }
            context = match node {
                Node::Text(text) => self.text(context, text)?,
                Node::Action(pipeline) => self.action(context, pipeline)?,
                Node::Branch(branch) => match self.branch(context, branch)? {
                    Some(end) => end,
                    None => return Ok(None),
                },
                Node::Range(range) => self.range(context, range)?,
                Node::Template { name, .. } => match self.template(context, name)? {
                    Some(end) => end,
                    None => return Ok(None),
                },
                Node::Break | Node::Continue | Node::Return(_) => return Ok(None),
            };
        }
        Ok(Some(context))
    }

    fn text(&mut self, mut context: Context, text: &StaticText) -> Result<Context, Error> {
        self.work += text.text.len();
        let mut ignored = String::new();
        match write_text(&mut ignored, &mut context, &text.text) {
            Ok(()) => Ok(context),
            Err(failure) => Err(failure.place(&self.tree.name, &self.tree.source, 0)),
        }
    }

    fn action(&self, mut context: Context, pipeline: &Pipeline) -> Result<Context, Error> {
        if pipeline.target.is_some() {
            return Ok(context);
        }
        context.nudge();
        if context.state == State::Js {
            context.after_js_value();
        }
        if context.url_part == UrlPart::Unknown {
            return Err(self.error(pipeline.at, "a value in an ambiguous context within a URL"));
        }
        Ok(context)
    }

    fn branch(&mut self, start: Context, branch: &Branch) -> Result<Option<Context>, Error> {
        let mut end = self.nodes(start, &branch.otherwise)?;
        for arm in &branch.arms {
            let other = self.nodes(start, &arm.then)?;
            end = self.join(end, other, arm.condition.at)?;
        }
        Ok(end)
    }

    /// The body may run not at all, once, or again and again.
    fn range(&mut self, start: Context, range: &Range) -> Result<Context, Error> {
        let at = range.over.at;
        let once = self.nodes(start, &range.body)?;
        let again = match once {
            Some(once) => self.nodes(once, &range.body)?,
            None => None,
        };
        let body = self.join(once, again, at)?;
        let otherwise = self.nodes(start, &range.otherwise)?;
        Ok(self.join(body, otherwise, at)?.unwrap_or(start))
    }

    fn template(&mut self, start: Context, name: &Arc<str>) -> Result<Option<Context>, Error> {
        let key = (Arc::clone(name), start);
        if let Some(end) = self.ends.get(&key) {
            return Ok(*end);
        }
        let tree = self.tree;
        // Of what the host has nothing is known; it is taken to lead back to where it started.
        let Some(body) = tree.defined.get(name) else {
            return Ok(Some(start));
        };
        self.ends.insert(key.clone(), Some(start));
        // A `return` ends the template only.
        let end = self.nodes(start, &body.nodes)?.or(Some(start));
        self.ends.insert(key, end);
        Ok(end)
    }

    fn join(
        &self,
        left: Option<Context>,
        right: Option<Context>,
        at: usize,
    ) -> Result<Option<Context>, Error> {
        let (Some(left), Some(right)) = (left, right) else {
            return Ok(left.or(right));
        };
        match joined(left, right) {
            Some(context) => Ok(Some(context)),
            None => Err(self.error(at, "branches end in different contexts")),
        }
    }
}

/// The context that stands for both, if there is one.
fn joined(left: Context, right: Context) -> Option<Context> {
    if left == right {
        return Some(left);
    }
    let unknown = Context {
        url_part: UrlPart::Unknown,
        ..left
    };
    if unknown
        == (Context {
            url_part: UrlPart::Unknown,
            ..right
        })
    {
        return Some(unknown);
    }
    let unknown = Context {
        slash: Slash::Unknown,
        ..left
    };
    if unknown
        == (Context {
            slash: Slash::Unknown,
            ..right
        })
    {
        return Some(unknown);
    }
    // `title={{ if .C }}{{ . }}{{ end }}`: a value may have begun.
    let (mut nudged, mut other) = (left, right);
    nudged.nudge();
    other.nudge();
    if nudged == left && other == right {
        return None;
    }
    joined(nudged, other)
}

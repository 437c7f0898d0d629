//! Puts calls into a template that Tera has read, which pay for what comes behind them.
//!
//! Before each node stands a call that is given what the node's expressions look up, as often as they
//! do. So nothing is copied, joined or compared that has not been paid for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tera::ast::{Expr, ExprVal, FunctionCall, Node, WS};
use tera::{Template, Tera};

use super::meter::{BYTES_A_STEP, Meter};

/// The most indexes that one name may have: `a[b][c]`.
const MOST_INDEXES: usize = 16;
/// In how many places Tera looks for a name in one step.
const FRAMES_A_STEP: usize = 16;
/// How many values one call pays for.
const MOST_VALUES: usize = 4;

/// Puts them into all templates.
pub(super) fn put_in(tera: &mut Tera) -> Result<(), String> {
    let mut paying = Paying::default();
    for template in tera.templates.values() {
        for body in bodies(template) {
            paying.frames += 1 + paying.note_loops(body);
        }
    }
    for template in tera.templates.values_mut() {
        paying.pay_in(&mut template.ast);
        for called in template.macros.values_mut() {
            paying.pay_in_macro(&mut called.body);
        }
        let blocks = template.blocks_definitions.values_mut().flatten();
        for (_, block) in blocks {
            paying.pay_in(&mut block.body);
        }
    }
    if paying.is_too_deep {
        return Err("a name in it has too many indexes.".to_owned());
    }
    Ok(())
}

/// All that a template is made of.
fn bodies(template: &Template) -> impl Iterator<Item = &[Node]> {
    let macros = template.macros.values().map(|called| &*called.body);
    let blocks = template.blocks_definitions.values().flatten();
    let blocks = blocks.map(|(_, block)| &*block.body);
    macros.chain(blocks).chain([&*template.ast])
}

#[derive(Default)]
struct Paying {
    /// The names that loops give: looking up a part of such a value copies all of it.
    loops: BTreeSet<String>,
    /// In how many loops and templates something may stand, at most: so many places Tera looks for a
    /// name.
    frames: usize,
    is_too_deep: bool,
}

/// What the expressions of a node use up.
#[derive(Default)]
struct Uses {
    /// How often what is looked up.
    names: BTreeMap<String, usize>,
    /// What stands in brackets, what is inside before what it is in.
    indexes: Vec<String>,
    /// How many parts they have.
    parts: usize,
    /// How many bytes of text stand in them.
    bytes: usize,
}

impl Paying {
    /// Notes what loops give, and how deep they are in each other.
    fn note_loops(&mut self, body: &[Node]) -> usize {
        let mut deepest = 0;
        for node in body {
            let depth = match node {
                Node::Forloop(_, forloop, _) => {
                    self.loops.insert(forloop.value.clone());
                    let empty = forloop.empty_body.as_deref().unwrap_or_default();
                    let empty = self.note_loops(empty);
                    empty.max(1 + self.note_loops(&forloop.body))
                }
                Node::If(branches, _) => {
                    let bodies = branches.conditions.iter().map(|(_, _, body)| body);
                    let bodies = bodies.chain(branches.otherwise.iter().map(|(_, body)| body));
                    let depths = bodies.map(|body| self.note_loops(body));
                    depths.max().unwrap_or_default()
                }
                Node::FilterSection(_, section, _) => self.note_loops(&section.body),
                Node::Block(_, block, _) => self.note_loops(&block.body),
                Node::MacroDefinition(_, called, _) => self.note_loops(&called.body),
                _ => 0,
            };
            deepest = deepest.max(depth);
        }
        deepest
    }

    fn pay_in_macro(&mut self, body: &mut Vec<Node>) {
        self.pay_in(body);
        body.insert(0, call("blog_serve_enter", HashMap::new()));
        body.push(call("blog_serve_leave", HashMap::new()));
    }

    fn pay_in(&mut self, body: &mut Vec<Node>) {
        let text = |node: &Node| match node {
            Node::Text(text) | Node::Raw(_, text, _) => text.len(),
            _ => 0,
        };
        let bytes = body.iter().map(text).sum();
        let mut paid = vec![Self::call_for(1, bytes, Vec::new())];
        for mut node in std::mem::take(body) {
            let mut uses = Uses::default();
            self.look_at(&mut node, &mut uses);
            Self::pay_for(uses, &mut paid);
            paid.push(node);
        }
        *body = paid;
    }

    fn look_at(&mut self, node: &mut Node, uses: &mut Uses) {
        match node {
            Node::VariableBlock(_, expression) => self.look(expression, uses),
            Node::Set(_, set) => self.look(&mut set.value, uses),
            Node::Forloop(_, forloop, _) => {
                self.look(&mut forloop.container, uses);
                forloop.container.filters.push(FunctionCall {
                    name: "blog_serve_list".to_owned(),
                    args: HashMap::new(),
                });
                self.pay_in(&mut forloop.body);
                if let Some(body) = &mut forloop.empty_body {
                    self.pay_in(body);
                }
            }
            Node::If(branches, _) => {
                for (_, condition, body) in &mut branches.conditions {
                    self.look(condition, uses);
                    self.pay_in(body);
                }
                if let Some((_, body)) = &mut branches.otherwise {
                    self.pay_in(body);
                }
            }
            Node::FilterSection(_, section, _) => {
                self.pay_in(&mut section.body);
                // Its arguments are looked up when the text in it is there.
                let mut late = Uses::default();
                self.look_in_call(&mut section.filter, &mut late);
                Self::pay_for(late, &mut section.body);
            }
            Node::Block(_, block, _) => self.pay_in(&mut block.body),
            Node::Include(_, names, _) => uses.parts += names.len(),
            Node::Super | Node::Extends(..) | Node::ImportMacro(..) => uses.parts += 1,
            _ => {}
        }
    }

    fn look(&mut self, expression: &mut Expr, uses: &mut Uses) {
        self.look_at_value(&mut expression.val, uses);
        for filter in &mut expression.filters {
            self.look_in_call(filter, uses);
        }
    }

    fn look_in_call(&mut self, called: &mut FunctionCall, uses: &mut Uses) {
        uses.parts += 1;
        for argument in called.args.values_mut() {
            self.look(argument, uses);
        }
    }

    fn look_at_value(&mut self, value: &mut ExprVal, uses: &mut Uses) {
        uses.parts += 1;
        match value {
            ExprVal::String(text) => uses.bytes += text.len(),
            ExprVal::Ident(name) => self.look_up(name, uses),
            ExprVal::Math(math) => {
                self.look(&mut math.lhs, uses);
                self.look(&mut math.rhs, uses);
            }
            ExprVal::Logic(logic) => {
                self.look(&mut logic.lhs, uses);
                self.look(&mut logic.rhs, uses);
            }
            ExprVal::In(both) => {
                self.look(&mut both.lhs, uses);
                self.look(&mut both.rhs, uses);
            }
            ExprVal::Test(test) => {
                self.look_up(&test.ident, uses);
                for argument in &mut test.args {
                    self.look(argument, uses);
                }
            }
            ExprVal::MacroCall(called) => {
                for argument in called.args.values_mut() {
                    self.look(argument, uses);
                }
            }
            ExprVal::FunctionCall(called) => self.look_in_call(called, uses),
            ExprVal::Array(values) => {
                for value in values {
                    self.look(value, uses);
                }
            }
            ExprVal::StringConcat(joined) => {
                for value in &mut joined.values {
                    self.look_at_value(value, uses);
                }
            }
            ExprVal::Int(_) | ExprVal::Float(_) | ExprVal::Bool(_) => {}
        }
    }

    fn look_up(&mut self, name: &str, uses: &mut Uses) {
        let indexes = indexes(name);
        self.is_too_deep |= name.matches('[').count() > MOST_INDEXES;
        for index in indexes {
            self.look_up(index, uses);
            uses.indexes.push(index.to_owned());
        }
        uses.bytes += name.len();
        uses.parts += self.frames / FRAMES_A_STEP;
        let root = name.split(['.', '[']).next().unwrap_or_default();
        let name = if self.loops.contains(root) {
            root
        } else {
            name
        };
        *uses.names.entry(name.to_owned()).or_default() += 1;
    }

    /// Appends the calls that pay for this.
    fn pay_for(uses: Uses, paid: &mut Vec<Node>) {
        if uses.parts == 0 {
            return;
        }
        for index in uses.indexes {
            let given = [("index".to_owned(), or_nothing(index))];
            paid.push(call("blog_serve_index", given.into()));
        }
        let mut values: Vec<(String, usize)> = uses.names.into_iter().collect();
        let rest = values.split_off(values.len().min(MOST_VALUES));
        paid.push(Self::call_for(uses.parts, uses.bytes, values));
        for values in rest.chunks(MOST_VALUES) {
            paid.push(Self::call_for(0, 0, values.to_vec()));
        }
    }

    /// The call that pays for so many parts and bytes, and for these values.
    fn call_for(parts: usize, bytes: usize, values: Vec<(String, usize)>) -> Node {
        let steps = parts.saturating_add(bytes / BYTES_A_STEP);
        let steps = ExprVal::Int(i64::try_from(steps).unwrap_or(i64::MAX));
        let mut given = HashMap::from([("steps".to_owned(), Expr::new(steps))]);
        for (at, (name, times)) in values.into_iter().enumerate() {
            given.insert(format!("{at} {times}"), or_nothing(name));
        }
        call("blog_serve_pay", given)
    }
}

/// `name | default(value="")`
fn or_nothing(name: String) -> Expr {
    let nothing = Expr::new(ExprVal::String(String::new()));
    let default = FunctionCall {
        name: "default".to_owned(),
        args: [("value".to_owned(), nothing)].into(),
    };
    Expr::with_filters(ExprVal::Ident(name), vec![default])
}

fn call(name: &str, args: HashMap<String, Expr>) -> Node {
    let name = name.to_owned();
    let called = ExprVal::FunctionCall(FunctionCall { name, args });
    Node::VariableBlock(WS::default(), Expr::new(called))
}

/// What stands in brackets in a name and is a name itself: `b` and `c` in `a[b][0]["d"][c]`.
fn indexes(name: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = name;
    while let Some(at) = rest.find('[') {
        rest = &rest[at + 1..];
        if rest.starts_with(['"', '\'']) {
            continue;
        }
        let mut depth = 1_usize;
        let end = rest.bytes().position(|byte| {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some(end) = end else { break };
        let inner = &rest[..end];
        if inner.parse::<usize>().is_err() {
            found.push(inner);
        }
        rest = &rest[end..];
    }
    found
}

impl Meter {
    /// What a call of `blog_serve_pay` pays.
    pub(super) fn pays(&self, given: &super::functions::Arguments) -> tera::Result<()> {
        for (name, value) in given {
            match name.split_once(' ') {
                Some((_, times)) => {
                    let times = times.parse().unwrap_or(1);
                    self.copies(value, times)?;
                }
                None => self.step(value.as_u64().unwrap_or(1))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_found() {
        assert_eq!(indexes("a[b][0][\"d\"][c[e]].f"), ["b", "c[e]"]);
        assert!(indexes("a.b").is_empty());
    }
}

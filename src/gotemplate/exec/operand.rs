//! Pipelines, commands and operands.

use std::sync::Arc;

use super::{Frame, Machine, Thrown, set, thrown};
use crate::gotemplate::error::{Failure, Kind};
use crate::gotemplate::functions::attempt::attempt;
use crate::gotemplate::member::{field, member};
use crate::gotemplate::tree::{Command, FunctionName, Operand, Pipeline};
use crate::gotemplate::value::Value;

impl Machine<'_> {
    pub(super) fn pipeline(
        &mut self,
        frame: &mut Frame<'_>,
        pipeline: &Pipeline,
        dot: &Value,
    ) -> Result<Value, Thrown> {
        let mut piped = None;
        for command in &pipeline.commands {
            self.spend(1)
                .map_err(|failure| thrown(frame.tree, command.at, failure))?;
            piped = Some(self.command(frame, command, piped, dot)?);
        }
        let value = piped.unwrap_or_default();
        if let Some(slot) = pipeline.target {
            set(frame, slot, value.clone());
        }
        Ok(value)
    }

    fn command(
        &mut self,
        frame: &mut Frame<'_>,
        command: &Command,
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, Thrown> {
        let has_arguments = !command.arguments.is_empty() || piped.is_some();
        match &command.head {
            Operand::Function(function) => self.function(frame, function, command, piped, dot),
            Operand::Nil => Err(thrown(
                frame.tree,
                command.at,
                "nil is not a command".into(),
            )),
            head if !has_arguments => self.operand(frame, head, dot),
            Operand::Field { path, at } => {
                let base = dot.clone();
                self.method(frame, base, path, *at, command, piped, dot)
            }
            Operand::Variable { slot, path, at } if !path.is_empty() => {
                let base = variable(frame, *slot);
                self.method(frame, base, path, *at, command, piped, dot)
            }
            Operand::Chain { base, path, at } => {
                let base = self.operand(frame, base, dot)?;
                self.method(frame, base, path, *at, command, piped, dot)
            }
            _ => {
                let message = "can't give argument to non-function";
                Err(thrown(frame.tree, command.at, message.into()))
            }
        }
    }

    fn arguments(
        &mut self,
        frame: &mut Frame<'_>,
        command: &Command,
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Vec<Value>, Thrown> {
        let mut arguments = Vec::with_capacity(command.arguments.len() + 1);
        for argument in &command.arguments {
            arguments.push(self.operand(frame, argument, dot)?);
        }
        arguments.extend(piped);
        Ok(arguments)
    }

    /// The last element of the path is called with arguments.
    #[expect(clippy::too_many_arguments, reason = "the pieces of one call")]
    fn method(
        &mut self,
        frame: &mut Frame<'_>,
        base: Value,
        path: &[Arc<str>],
        at: usize,
        command: &Command,
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, Thrown> {
        let Some((last, path)) = path.split_last() else {
            return Ok(base);
        };
        let base = self.walk(frame, base, path, at)?;
        let arguments = self.arguments(frame, command, piped, dot)?;
        let weight: u64 = arguments.iter().map(Value::weight).sum();
        self.spend(weight + looked_through(&base))
            .and_then(|()| self.check_nesting(&arguments))
            .and_then(|()| member(&base, last, &arguments))
            .and_then(|value| self.spend(value.weight()).map(|()| value))
            .map_err(|failure| thrown(frame.tree, at, failure))
    }

    /// Follows fields.
    fn walk(
        &mut self,
        frame: &Frame<'_>,
        base: Value,
        path: &[Arc<str>],
        at: usize,
    ) -> Result<Value, Thrown> {
        let mut value = base;
        let mut stored = false;
        for name in path {
            // A nil that a map holds has no fields; a key that is missing has any.
            let found = if stored && matches!(value, Value::Nil) {
                Err(Failure::Failed(format!(
                    "nil pointer evaluating interface {{}}.{name}"
                )))
            } else {
                self.spend(1 + looked_through(&value))
                    .and_then(|()| field(&value, name))
            };
            (value, stored) = found.map_err(|failure| thrown(frame.tree, at, failure))?;
            if matches!(value, Value::Text(_)) {
                continue;
            }
            self.spend(value.weight() / 16)
                .map_err(|failure| thrown(frame.tree, at, failure))?;
        }
        Ok(value)
    }

    pub(super) fn operand(
        &mut self,
        frame: &mut Frame<'_>,
        operand: &Operand,
        dot: &Value,
    ) -> Result<Value, Thrown> {
        match operand {
            Operand::Dot => Ok(dot.clone()),
            Operand::Nil => Ok(Value::Nil),
            Operand::Literal(value) => Ok(value.clone()),
            Operand::Field { path, at } => self.walk(frame, dot.clone(), path, *at),
            Operand::Variable { slot, path, at } => {
                let base = variable(frame, *slot);
                self.walk(frame, base, path, *at)
            }
            Operand::Function(function) => self
                .call(&function.name, function.built_in, &[])
                .map_err(|failure| thrown(frame.tree, function.at, failure)),
            Operand::Pipeline(pipeline) => {
                let tree = frame.tree;
                self.nested(tree, pipeline.at, |it| it.pipeline(frame, pipeline, dot))
            }
            Operand::Chain { base, path, at } => {
                let base = self.operand(frame, base, dot)?;
                self.walk(frame, base, path, *at)
            }
        }
    }

    fn function(
        &mut self,
        frame: &mut Frame<'_>,
        function: &FunctionName,
        command: &Command,
        piped: Option<Value>,
        dot: &Value,
    ) -> Result<Value, Thrown> {
        match &*function.name {
            "and" => self.short_circuit(frame, command, piped, dot, false),
            "or" => self.short_circuit(frame, command, piped, dot, true),
            "try" => match self.arguments(frame, command, piped, dot) {
                Ok(arguments) => {
                    let value = attempt(Ok(arguments.into_iter().next().unwrap_or_default()));
                    self.check_nesting(std::slice::from_ref(&value))
                        .map_err(|failure| thrown(frame.tree, function.at, failure))?;
                    Ok(value)
                }
                Err(error) if error.kind == Kind::Failed => Ok(attempt(Err(error.to_string()))),
                Err(error) => Err(error),
            },
            name => {
                let arguments = self.arguments(frame, command, piped, dot)?;
                self.call(name, function.built_in, &arguments)
                    .map_err(|failure| thrown(frame.tree, function.at, failure))
            }
        }
    }

    /// `and` and `or` give the argument that decides and do not evaluate those after it.
    fn short_circuit(
        &mut self,
        frame: &mut Frame<'_>,
        command: &Command,
        piped: Option<Value>,
        dot: &Value,
        until: bool,
    ) -> Result<Value, Thrown> {
        let mut value = None;
        for argument in &command.arguments {
            let argument = self.operand(frame, argument, dot)?;
            if argument.is_true() == until {
                return Ok(argument);
            }
            value = Some(argument);
        }
        piped.or(value).ok_or_else(|| {
            let name = if until { "or" } else { "and" };
            let message = format!("wrong number of args for {name}: want at least 1 got 0");
            thrown(frame.tree, command.at, message.into())
        })
    }
}

/// A member of a list may look at all that is in it.
fn looked_through(value: &Value) -> u64 {
    match value {
        Value::List(items) => items.len() as u64,
        _ => 0,
    }
}

fn variable(frame: &Frame<'_>, slot: usize) -> Value {
    frame.variables.get(slot).cloned().unwrap_or_default()
}

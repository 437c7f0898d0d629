//! `range`.

use super::{Flow, Frame, Machine, Thrown, set, thrown};
use crate::gotemplate::tree::Range;
use crate::gotemplate::value::Value;

impl Machine<'_> {
    pub(super) fn range(
        &mut self,
        frame: &mut Frame<'_>,
        range: &Range,
        dot: &Value,
    ) -> Result<Flow, Thrown> {
        let over = self.pipeline(frame, &range.over, dot)?;
        let tree = frame.tree;
        let at = range.over.at;
        self.nested(tree, at, |it| {
            let ran = if let Value::Int(count) = over {
                it.range_number(frame, range, count)
            } else if let Some(entries) = over.entries() {
                let mut pairs = entries
                    .iter()
                    .map(|(key, value)| (Value::Text(key.clone()), value.clone()));
                it.iterate(frame, range, &mut pairs)
            } else if let Some(items) = over.items() {
                let mut pairs = (0..).map(Value::Int).zip(items.iter().cloned());
                it.iterate(frame, range, &mut pairs)
            } else if matches!(over, Value::Nil) {
                Ok((Flow::Next, false))
            } else {
                let shown = crate::gotemplate::print::printed(&over, 100).unwrap_or_default();
                let message = format!("range can't iterate over {shown}");
                Err(thrown(tree, at, message.into()))
            };
            match ran? {
                (_, false) => it.nodes(frame, &range.otherwise, dot),
                (flow, true) => Ok(flow),
            }
        })
    }

    fn range_number(
        &mut self,
        frame: &mut Frame<'_>,
        range: &Range,
        count: i64,
    ) -> Result<(Flow, bool), Thrown> {
        if range.variables.len() > 1 {
            let message = format!("can't use {count} to iterate over more than one variable");
            return Err(thrown(frame.tree, range.over.at, message.into()));
        }
        let mut pairs = (0..count).map(|it| (Value::Int(it), Value::Int(it)));
        self.iterate(frame, range, &mut pairs)
    }

    /// Runs the body for each pair; also says whether there was any.
    fn iterate(
        &mut self,
        frame: &mut Frame<'_>,
        range: &Range,
        pairs: &mut dyn Iterator<Item = (Value, Value)>,
    ) -> Result<(Flow, bool), Thrown> {
        let mut any = false;
        for (key, item) in pairs {
            any = true;
            self.spend(1)
                .map_err(|failure| thrown(frame.tree, range.over.at, failure))?;
            match range.variables[..] {
                [value] => set(frame, value, item.clone()),
                [index, value] => {
                    set(frame, index, key);
                    set(frame, value, item.clone());
                }
                _ => {}
            }
            match self.nodes(frame, &range.body, &item)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Return(value) => return Ok((Flow::Return(value), true)),
            }
        }
        Ok((Flow::Next, any))
    }
}

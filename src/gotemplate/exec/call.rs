//! Calling functions.

use super::Machine;
use crate::gotemplate::error::Failure;
use crate::gotemplate::functions::{self, Function};
use crate::gotemplate::value::{MAX_NESTING, Value};

/// What a call of the host costs, beside the bytes that it reads and gives.
const HOST_CALL: u64 = 500;

impl Machine<'_> {
    /// Calls a function of the host or, if the host has none of that name, a built-in one.
    pub(super) fn call(
        &mut self,
        name: &str,
        built_in: Option<&'static Function>,
        arguments: &[Value],
    ) -> Result<Value, Failure> {
        if let Some(result) = self.host.function(name, arguments) {
            // Whatever it did, it did more than a node of the template does.
            self.spend(HOST_CALL)?;
            let value = result?;
            let texts: u64 = arguments.iter().map(Value::reading_cost).sum();
            self.spend(value.weight() + texts)?;
            return Ok(value);
        }
        let Some(function) = built_in else {
            return self.call_alias(name, arguments);
        };
        let count = arguments.len();
        if count < function.least || count > function.most {
            let want = match (function.least, function.most) {
                (least, usize::MAX) => format!("at least {least}"),
                (least, most) if least == most => least.to_string(),
                (least, most) => format!("{least} to {most}"),
            };
            let message = format!("wrong number of args for {name}: want {want} got {count}");
            return Err(message.into());
        }
        let reading: u64 = arguments.iter().map(Value::reading_cost).sum();
        self.spend(reading / 16)?;
        let value = (function.run)(self, arguments).map_err(|failure| match failure {
            Failure::Failed(message) => Failure::Failed(format!("error calling {name}: {message}")),
            other => other,
        })?;
        self.spend(value.weight())?;
        if function.builds {
            self.check_nesting(std::slice::from_ref(&value))?;
        }
        Ok(value)
    }

    /// Asks the host for the function by its other name.
    fn call_alias(&mut self, name: &str, arguments: &[Value]) -> Result<Value, Failure> {
        let unsupported = || Failure::Unsupported(format!("the function `{name}`"));
        let alias = functions::alias(name).ok_or_else(unsupported)?;
        let value = self
            .host
            .function(alias, arguments)
            .ok_or_else(unsupported)??;
        self.spend(value.weight())?;
        Ok(value)
    }

    /// Calls a function by a name that is itself a value, as `apply` does.
    pub(crate) fn call_named(&mut self, name: &str, arguments: &[Value]) -> Result<Value, Failure> {
        self.spend(1)?;
        self.call(name, functions::find(name), arguments)
    }

    /// Values that nest without bound would overflow the stack when they are dropped.
    pub(super) fn check_nesting(&mut self, values: &[Value]) -> Result<(), Failure> {
        for value in values {
            if matches!(value, Value::List(_) | Value::Map(_)) {
                self.measure(value, MAX_NESTING)?;
            }
        }
        Ok(())
    }

    fn measure(&mut self, value: &Value, left: u32) -> Result<(), Failure> {
        let Some(left) = left.checked_sub(1) else {
            return Err(Failure::Budget("a value nests too deeply"));
        };
        match value {
            Value::List(items) => {
                self.spend(1)?;
                for item in items.iter() {
                    if matches!(item, Value::List(_) | Value::Map(_)) {
                        self.measure(item, left)?;
                    }
                }
            }
            Value::Map(entries) => {
                self.spend(1)?;
                for item in entries.values() {
                    if matches!(item, Value::List(_) | Value::Map(_)) {
                        self.measure(item, left)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

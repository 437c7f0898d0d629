//! YAML whose aliases are followed only so far.
//!
//! A text of some kilobytes can say gigabytes: a list that names another list a thousand times, and that one
//! a third. What is read says at most some times as much as is written.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Mapping, Number, Value};

/// So much any text may say, however short it is: values, and bytes of texts.
const LEAST: usize = 10_000;

/// So much a text may say for each byte.
const PER_BYTE: usize = 4;

/// What a text says. Of several documents it is the first where `takes_first`; otherwise they are an error.
pub(super) fn read(text: &str, takes_first: bool) -> Result<Value, serde_yaml::Error> {
    let may_repeat = text.contains('&') && text.contains('*');
    if !may_repeat && !takes_first {
        return serde_yaml::from_str(text);
    }
    let left = Cell::new(if may_repeat {
        text.len().saturating_mul(PER_BYTE).max(LEAST)
    } else {
        usize::MAX
    });
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let Some(first) = documents.next() else {
        return Ok(Value::Null);
    };
    let value = Bounded(&left).deserialize(first)?;
    if !takes_first && documents.next().is_some() {
        // The parser has words for it.
        return Value::deserialize(serde_yaml::Deserializer::from_str(text));
    }
    Ok(value)
}

/// Reads a value while some are left.
#[derive(Clone, Copy)]
struct Bounded<'c>(&'c Cell<usize>);

impl Bounded<'_> {
    fn take<E: Error>(self, amount: usize) -> Result<(), E> {
        let left = self.0.get().checked_sub(amount);
        self.0
            .set(left.ok_or_else(|| E::custom("its aliases repeat more than is read"))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.take(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any YAML value")
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(Number::from(number)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.take(text.len())?;
        Ok(Value::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        self.take(text.len())?;
        Ok(Value::String(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut sequence = Vec::new();
        while let Some(value) = values.next_element_seed(self)? {
            sequence.push(value);
        }
        Ok(Value::Sequence(sequence))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut mapping = Mapping::new();
        while let Some(key) = pairs.next_key_seed(self)? {
            if mapping.contains_key(&key) {
                let named = key.as_str().map(|key| format!(" with key {key:?}"));
                let named = named.unwrap_or_default();
                return Err(Error::custom(format!("duplicate entry{named}")));
            }
            let value = pairs.next_value_seed(self)?;
            mapping.insert(key, value);
        }
        Ok(Value::Mapping(mapping))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (tag, contents) = tagged.variant::<String>()?;
        let value = contents.newtype_variant_seed(self)?;
        Ok(Value::Tagged(Box::new(TaggedValue {
            tag: Tag::new(tag),
            value,
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_serde_reads() {
        for text in [
            "",
            "a: &x [1, 2.5, ~, true, text]\nb: *x\nc: {d: *x}",
            "a: &x {b: c}\nd:\n  <<: *x\n  e: f",
            "a: &x !tag [1]\nb: *x",
            "1: &x -2\n? [a]\n: *x",
            "- &a 18446744073709551615\n- *a",
        ] {
            let expected: Value = serde_yaml::from_str(text).unwrap();
            assert_eq!(read(text, false).unwrap(), expected, "{text}");
            assert_eq!(read(text, true).unwrap(), expected, "{text}");
        }
        for text in [
            "a: &x 1\nb: *x\na: 2",
            "a: &x 1\nb: *x\n---\nc: 1",
            "a: *x & [",
            "a: *nosuch #&",
        ] {
            let expected = serde_yaml::from_str::<Value>(text).unwrap_err();
            assert_eq!(
                read(text, false).unwrap_err().to_string(),
                expected.to_string(),
                "{text}"
            );
        }
        assert_eq!(read("a: 1\n---\nb: [", true).unwrap()["a"], 1);
    }

    #[test]
    fn aliases_are_followed_only_so_far() {
        let list = ["1"; 1000].join(",");
        let aliases = ["*a"; 1000].join(",");
        let error = read(&format!("a: &a [{list}]\nb: [{aliases}]"), false).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("its aliases repeat more than is read"),
            "{error}"
        );
        assert!(read(&format!("a: &a [{list}]\nb: [*a, *a]"), false).is_ok());
        let long = "x".repeat(100_000);
        let error = read(&format!("a: &a {long}\nb: [{aliases}]"), false).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("its aliases repeat more than is read"),
            "{error}"
        );
    }
}

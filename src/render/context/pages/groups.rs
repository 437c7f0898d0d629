//! Pages in groups, as templates ask for them.

use std::sync::Arc;

use super::{Key, key_of};
use crate::gotemplate::{Object, Value, format_time};

/// Pages that have something in common.
#[derive(Debug)]
struct Group {
    key: Value,
    pages: Value,
}

impl Object for Group {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(match name {
            "Key" => Some(self.key.clone()),
            "Pages" => Some(self.pages.clone()),
            _ => None,
        })
    }

    fn member_of_list(
        &self,
        list: &[Value],
        name: &str,
        _arguments: &[Value],
    ) -> Result<Option<Value>, String> {
        let mut list = list.to_vec();
        if name != "Reverse" {
            return Ok(None);
        }
        list.reverse();
        Ok(Some(Value::list(list)))
    }

    fn text(&self) -> String {
        self.key.printed()
    }

    fn type_name(&self) -> &'static str {
        "page.PageGroup"
    }

    fn can_be_stored(&self) -> bool {
        false
    }
}

/// `GroupBy "Section" "desc"`, `GroupByDate "2006" "asc"`, `GroupByParam "author"`.
pub(super) fn of(pages: &[Value], how: &str, arguments: &[Value]) -> Result<Value, String> {
    let text = |index: usize| {
        let text = arguments.get(index).and_then(Value::as_text);
        text.map(ToString::to_string)
    };
    let first = text(0).ok_or_else(|| format!("{how} needs a text"))?;
    match how {
        "GroupBy" | "GroupByParam" => {
            let (member, asked) = match how {
                "GroupBy" => (&*first, Vec::new()),
                _ => ("Param", vec![Value::text(&first)]),
            };
            let is_down = text(1).is_some_and(|order| order == "desc");
            Ok(by_value(pages, member, &asked, is_down))
        }
        "GroupByParamDate" => {
            let layout = text(1).ok_or("GroupByParamDate needs a layout")?;
            let is_up = text(2).is_some_and(|order| order == "asc");
            Ok(by_date(
                pages,
                "Param",
                &[Value::text(&first)],
                &layout,
                is_up,
            ))
        }
        how => {
            let is_up = text(1).is_some_and(|order| order == "asc");
            Ok(by_date(pages, &how["GroupBy".len()..], &[], &first, is_up))
        }
    }
}

fn asked(page: &Value, member: &str, arguments: &[Value]) -> Option<Value> {
    let Value::Object(page) = page else {
        return None;
    };
    let value = page.member(member, arguments).ok().flatten();
    value.filter(|value| !matches!(value, Value::Nil))
}

/// In the order of what they have in common.
fn by_value(pages: &[Value], member: &str, arguments: &[Value], is_down: bool) -> Value {
    let mut keyed: Vec<(Key, &Value)> = pages
        .iter()
        .map(|page| (key_of(page, member, arguments), page))
        .filter(|(key, _)| *key != Key::None)
        .collect();
    keyed.sort_by(|one, other| {
        let order = one.0.cmp(&other.0);
        if is_down { order.reverse() } else { order }
    });
    let groups = keyed.chunk_by(|one, other| one.0 == other.0);
    let groups = groups.map(|group| {
        let key = group
            .first()
            .and_then(|(_, page)| asked(page, member, arguments));
        let pages = group.iter().map(|(_, page)| (*page).clone()).collect();
        made(key.unwrap_or_default(), pages)
    });
    Value::list(groups.collect())
}

/// The newest first, by how their dates are written.
fn by_date(pages: &[Value], member: &str, arguments: &[Value], layout: &str, is_up: bool) -> Value {
    let mut dated: Vec<(jiff::Zoned, &Value)> = pages
        .iter()
        .filter_map(|page| match asked(page, member, arguments)? {
            Value::Time(time) => Some((time, page)),
            _ => None,
        })
        .collect();
    dated.sort_by(|one, other| one.0.cmp(&other.0));
    if !is_up {
        // Those of one time too, as in Hugo.
        dated.reverse();
    }
    let written: Vec<(String, &Value)> = dated
        .into_iter()
        .map(|(time, page)| (format_time(&time, layout), page))
        .collect();
    let groups = written.chunk_by(|one, other| one.0 == other.0);
    let groups = groups.map(|group| {
        let key = group.first().map(|(key, _)| Value::text(key));
        let pages = group.iter().map(|(_, page)| (*page).clone()).collect();
        made(key.unwrap_or_default(), pages)
    });
    Value::list(groups.collect())
}

fn made(key: Value, pages: Vec<Value>) -> Value {
    let pages = Value::list(pages);
    Value::Object(Arc::new(Group { key, pages }))
}

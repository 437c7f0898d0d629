//! The data files of a Hugo blog, as its templates are told of them.

use std::fs;
use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::templates::text_within;
use crate::blog::Blog;
use crate::parse;

/// How many folders deep files are looked for.
const DEEPEST: usize = 16;
/// The most bytes of all files together.
const MOST_BYTES: u64 = 8 << 20;

/// What the files in `data/` of the blog and its themes hold, by folder and name. Blocks.
///
/// Of two files of one name that of the blog counts, as far as its outermost keys go. What is neither
/// TOML nor YAML nor JSON is left out.
///
/// # Errors
///
/// What is wrong with one of them.
pub fn data(blog: &Blog) -> Result<Mapping, String> {
    let mut reader = Reader {
        blog,
        room: MOST_BYTES,
    };
    let mut values = Mapping::new();
    for folder in blog.data_folders() {
        reader.read_folder(&folder, &mut values, 0)?;
    }
    Ok(values)
}

struct Reader<'a> {
    blog: &'a Blog,
    /// How many bytes may still be read.
    room: u64,
}

impl Reader<'_> {
    /// Adds what a folder holds and `into` does not.
    fn read_folder(
        &mut self,
        folder: &Path,
        into: &mut Mapping,
        deep: usize,
    ) -> Result<(), String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            // A link may lead anywhere.
            let kind = entry.file_type().ok()?;
            (!name.starts_with('.')).then_some((name, kind))
        });
        let mut named: Vec<_> = named.collect();
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (name, kind) in named {
            let path = folder.join(&name);
            if kind.is_dir() && deep < DEEPEST {
                let inner = into
                    .entry(Value::from(name))
                    .or_insert_with(|| Value::Mapping(Mapping::new()));
                if let Value::Mapping(inner) = inner {
                    self.read_folder(&path, inner, deep + 1)?;
                }
            } else if kind.is_file()
                && let Some((stem, _)) = name.rsplit_once('.')
                && let Some(value) = self.read_file(&path)?
            {
                match (into.get_mut(stem), value) {
                    (None, value) => {
                        into.insert(Value::from(stem), value);
                    }
                    (Some(Value::Mapping(known)), Value::Mapping(more)) => {
                        for (key, value) in more {
                            known.entry(key).or_insert(value);
                        }
                    }
                    (Some(_), _) => {}
                }
            }
        }
        Ok(())
    }

    fn read_file(&mut self, path: &Path) -> Result<Option<Value>, String> {
        let name = self.blog.relative(path).unwrap_or_default();
        if parse::data(&name, "").is_none() {
            return Ok(None);
        }
        let Some(text) = text_within(path, &name, self.room) else {
            return Ok(None);
        };
        let text = text.map_err(|_| format!("{name}: the files in `data` are too large."))?;
        self.room -= text.len() as u64;
        let value = parse::data(&name, &text).transpose();
        value.map_err(|message| format!("{name}: {message}."))
    }
}

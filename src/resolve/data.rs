//! The data files of a Hugo blog, as its templates are told of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_yaml::Value;

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
/// One that cannot be read tells whoever asks what is wrong with it.
#[must_use]
pub fn data(blog: &Blog) -> Data {
    let mut reader = Reader {
        blog,
        room: MOST_BYTES,
    };
    let mut data = BTreeMap::new();
    for folder in blog.data_folders() {
        reader.read_folder(&folder, &mut data, 0);
    }
    Data::Folder(data)
}

/// What is in a data file, or in a folder of them.
pub enum Data {
    /// By name.
    Folder(BTreeMap<String, Data>),
    /// What a file says.
    File(Value),
    /// What is wrong with a file.
    Broken(String),
}

impl Data {
    /// Takes in what is said elsewhere and not here.
    fn add(&mut self, more: Self) {
        match (self, more) {
            (Self::File(Value::Mapping(known)), Self::File(Value::Mapping(more))) => {
                for (key, value) in more {
                    known.entry(key).or_insert(value);
                }
            }
            (Self::Folder(known), Self::File(Value::Mapping(more))) => {
                for (key, value) in more {
                    if let Value::String(key) = key {
                        known.entry(key).or_insert(Self::File(value));
                    }
                }
            }
            _ => {}
        }
    }
}

struct Reader<'a> {
    blog: &'a Blog,
    /// How many bytes may still be read.
    room: u64,
}

impl Reader<'_> {
    /// Adds what a folder holds and `into` does not.
    fn read_folder(&mut self, folder: &Path, into: &mut BTreeMap<String, Data>, deep: usize) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            // A link may lead anywhere.
            let kind = entry.file_type().ok()?;
            (!name.starts_with('.')).then_some((name, kind))
        });
        let mut named: Vec<_> = named.collect();
        // A folder goes before a file of its name.
        named.sort_by(|(one, its), (other, others)| {
            (!its.is_dir(), one).cmp(&(!others.is_dir(), other))
        });
        for (name, kind) in named {
            let path = folder.join(&name);
            if kind.is_dir() && deep < DEEPEST {
                let inner = into
                    .entry(name)
                    .or_insert_with(|| Data::Folder(BTreeMap::new()));
                if let Data::Folder(inner) = inner {
                    self.read_folder(&path, inner, deep + 1);
                }
            } else if kind.is_file()
                && let Some((stem, _)) = name.rsplit_once('.')
                && let Some(data) = self.read_file(&path)
            {
                match into.get_mut(stem) {
                    Some(known) => known.add(data),
                    None => {
                        into.insert(stem.to_owned(), data);
                    }
                }
            }
        }
    }

    fn read_file(&mut self, path: &Path) -> Option<Data> {
        let name = self.blog.relative(path).unwrap_or_default();
        if !parse::is_data(&name) {
            return None;
        }
        let length = fs::metadata(path).map_or(0, |metadata| metadata.len());
        let read = if length > self.room {
            Err(format!(
                "the files in `data` are larger than the {} MB that are read",
                MOST_BYTES >> 20
            ))
        } else {
            text_within(path, &name, self.room)?.and_then(|text| {
                self.room -= text.len() as u64;
                parse::data(&name, &text).unwrap_or(Ok(Value::Null))
            })
        };
        Some(match read {
            Ok(value) => Data::File(value),
            Err(message) => {
                let message = message.trim_end_matches('.');
                let message = message
                    .strip_prefix(&format!("{name}: "))
                    .unwrap_or(message);
                let sign = if message.starts_with("line ") {
                    ","
                } else {
                    ":"
                };
                Data::Broken(format!("{name}{sign} {message}"))
            }
        })
    }
}

//! `os.*`: the files and folders of a blog as templates see them.

use std::sync::Arc;

use super::World;
use super::functions::text_of;
use crate::gotemplate::{Object, Value};
use crate::render::FolderEntry;

/// What a function of files gives; `None`: it is none of these.
pub(super) fn call(
    world: &World,
    name: &str,
    arguments: &[Value],
) -> Option<Result<Value, String>> {
    let run = match name {
        "fileExists" | "os.FileExists" => |world: &World, path: &str| {
            let is_there = !path.is_empty() && world.file(&in_project(path)).is_some();
            Ok(Value::Bool(is_there))
        },
        "readFile" | "os.ReadFile" => |world: &World, path: &str| {
            let file = world.file(&in_project(path));
            match file {
                Some(file) if file.folder.is_some() => Err(format!("`{path}` is a folder")),
                // Of what is not there Hugo reads nothing, as where it is not looked up yet.
                None => Ok(Value::text("")),
                Some(file) => match &file.text {
                    Some(text) => Ok(Value::Text(text.clone())),
                    None => Err(format!("`{path}` cannot be read as a text")),
                },
            }
        },
        "readDir" | "os.ReadDir" => |world: &World, path: &str| {
            let name = in_project(path);
            let Some(file) = world.file(&name) else {
                return Ok(Value::list(Vec::new()));
            };
            let folder = file.folder.as_ref();
            let entries = folder.ok_or_else(|| format!("`{path}` is no folder"))?;
            let entries = entries.iter().cloned();
            let entries = entries.map(|entry| Value::Object(Arc::new(Info(entry))));
            Ok(Value::list(entries.collect()))
        },
        "os.Stat" => |world: &World, path: &str| {
            let name = in_project(path);
            let file = world.file(&name);
            let info = file.filter(|_| !path.is_empty()).map(|file| {
                let last = name.rsplit('/').next().unwrap_or_default();
                Value::Object(Arc::new(Info(FolderEntry {
                    name: last.to_owned(),
                    is_folder: file.folder.is_some(),
                    size: file.size,
                })))
            });
            Ok(info.unwrap_or_default())
        },
        _ => return None,
    };
    Some(text_of(arguments).and_then(|path| run(world, &path)))
}

/// How a file is asked for that is named from the blog's folder. What leads out of it, or is hidden, is not found.
fn in_project(path: &str) -> String {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix('/')) {
        path = rest;
    }
    let path = path.trim_end_matches('/');
    format!("./{}", if path == "." { "" } else { path })
}

/// What is known of a file or a folder.
#[derive(Debug)]
struct Info(FolderEntry);

impl Object for Info {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Name" => Value::text(&self.0.name),
            "IsDir" => Value::Bool(self.0.is_folder),
            "Size" => Value::Int(i64::try_from(self.0.size).unwrap_or(i64::MAX)),
            _ => return Ok(None),
        }))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.0.name.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_blogs_folder() {
        for (path, expected) in [
            ("a/b.md", "./a/b.md"),
            ("/a/b/", "./a/b"),
            ("./a", "./a"),
            (".//a", "./a"),
            (".env", "./.env"),
            ("/.env", "./.env"),
            ("../a", "./../a"),
            ("..", "./.."),
            ("", "./"),
            (".", "./"),
            ("/", "./"),
        ] {
            assert_eq!(in_project(path), expected, "{path}");
        }
    }
}

//! The file of a page as templates see it.

use std::sync::Arc;

use crate::gotemplate::{Object, Value, md5};
use crate::render::{PageFacts, PageKind};

/// The file of a page.
#[derive(Debug)]
pub(super) struct File {
    /// From the folder of posts.
    path: String,
    language: String,
}

impl File {
    /// That of a page, if it has one.
    pub(super) fn of(page: &PageFacts) -> Value {
        if page.path.is_empty() {
            return Value::Nil;
        }
        let path = match (page.kind, page.inner.as_str()) {
            (PageKind::Page, inner) => inner.to_owned(),
            (_, folder) => {
                let name = page.path.rsplit('/').next().unwrap_or_default();
                let separator = if folder.is_empty() { "" } else { "/" };
                format!("{folder}{separator}{name}")
            }
        };
        Value::Object(Arc::new(Self {
            path,
            language: page.language.clone(),
        }))
    }

    /// Its folder with a slash behind it, and its name.
    fn parts(&self) -> (&str, &str) {
        match self.path.rfind('/') {
            Some(at) => self.path.split_at(at + 1),
            None => ("", &self.path),
        }
    }

    /// The name without its ending, and without its language.
    fn plain_stem<'s>(&self, stem: &'s str) -> &'s str {
        let plain = stem.rsplit_once('.');
        let plain = plain.filter(|(_, code)| code.eq_ignore_ascii_case(&self.language));
        plain.map_or(stem, |(plain, _)| plain)
    }
}

impl Object for File {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        let (folder, file) = self.parts();
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let plain = self.plain_stem(stem);
        let own_folder = folder.trim_end_matches('/').rsplit('/').next();
        Ok(Some(Value::text(match name {
            "Path" => &self.path,
            "Dir" if folder.is_empty() => "/",
            "Dir" => folder,
            "LogicalName" => file,
            "ContentBaseName" if matches!(plain, "index" | "_index") => own_folder.unwrap_or(plain),
            "BaseFileName" => stem,
            "TranslationBaseName" | "ContentBaseName" => plain,
            "Ext" => ending,
            "Section" => match self.path.split_once('/') {
                Some((section, _)) => section,
                None => "",
            },
            "UniqueID" => return Ok(Some(Value::text(&md5(&self.path)))),
            _ => return Ok(None),
        })))
    }

    fn has_more(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        self.path.clone()
    }
}

//! An author's style sheet with the files that it names inside it.

use std::fs;
use std::path::Path;

use percent_encoding::percent_decode_str;

use super::inside::held;
use crate::problem::Problem;

/// The style sheet with every local `url(…)` as an address that holds the file. Blocks.
pub(super) fn inside(path: &Path) -> Result<String, Box<Problem>> {
    let text = fs::read_to_string(path).map_err(|cause| {
        Box::new(Problem::unreadable(
            &path.to_string_lossy(),
            cause.to_string(),
        ))
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    Ok(with_files(&text, folder))
}

fn with_files(css: &str, folder: &Path) -> String {
    let mut whole = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + "url(".len());
        whole.push_str(before);
        let Some(end) = after.find(')') else {
            rest = after;
            break;
        };
        let written = after[..end].trim().trim_matches(['"', '\'']);
        match file(written, folder) {
            Some(address) => whole.push_str(&address),
            None => whole.push_str(&after[..end]),
        }
        rest = &after[end..];
    }
    whole + rest
}

/// What a style sheet's address holds, if it is that of a file beside it or below.
fn file(written: &str, folder: &Path) -> Option<String> {
    let is_elsewhere = written.contains(':') || written.starts_with(['/', '#']);
    let path = written.split(['?', '#']).next().filter(|_| !is_elsewhere)?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    held(&folder.join(&*path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::tests::Tree;

    #[test]
    fn files_of_a_style_sheet_are_inside() {
        let tree = Tree::of(&["a.svg=<svg/>"]);
        let check = |css: &str, expected: &str| assert_eq!(with_files(css, tree.root()), expected);
        check(
            "a { b: url(a.svg) }",
            "a { b: url(data:image/svg+xml;base64,PHN2Zy8+) }",
        );
        check(
            "url('a.svg')url( \"a.svg#x\" )",
            "url(data:image/svg+xml;base64,PHN2Zy8+)url(data:image/svg+xml;base64,PHN2Zy8+)",
        );
        check(
            "url(gone.svg) url(https://a/b) url(#x) url(",
            "url(gone.svg) url(https://a/b) url(#x) url(",
        );
    }
}

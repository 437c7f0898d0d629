//! Quotes that begin with `[!NOTE]`, as the hooks of quotes are told of them.

/// What such a quote says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Alert {
    /// `note`
    pub(super) kind: String,
    /// What follows on its line, as HTML.
    pub(super) title: String,
    /// `+`, `-` or nothing: whether it is open at first where it can be closed.
    pub(super) sign: &'static str,
    /// All else, as HTML.
    pub(super) text: String,
}

/// What the HTML in a quote says, if it begins as an alert does.
pub(super) fn alert(html: &str) -> Option<Alert> {
    let (kind, rest) = html.trim_start().strip_prefix("<p>[!")?.split_once(']')?;
    if kind.is_empty() || !kind.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let sign = ["+", "-"].into_iter().find(|sign| rest.starts_with(sign));
    let sign = sign.unwrap_or_default();
    let rest = &rest[sign.len()..];
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let (title, text) = match line.strip_suffix("</p>") {
        Some(title) => (title, after.to_owned()),
        None if after.is_empty() => (line, String::new()),
        None => (line, format!("<p>{after}")),
    };
    let title = title.trim_end_matches("<br />").trim();
    Some(Alert {
        kind: kind.to_lowercase(),
        title: title.to_owned(),
        sign,
        text: text.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Hugo 0.168 tells its hooks.
    #[test]
    fn alerts_are_told_from_quotes() {
        let check = |html: &str, expected: Option<[&str; 4]>| {
            let found = alert(html);
            let found = found.as_ref().map(|it| {
                let Alert {
                    kind,
                    title,
                    sign,
                    text,
                } = it;
                [kind.as_str(), title.as_str(), sign, text.as_str()]
            });
            assert_eq!(found, expected, "{html}");
        };
        check(
            "<p>[!NOTE]\nalert <em>text</em></p>\n",
            Some(["note", "", "", "<p>alert <em>text</em></p>"]),
        );
        check(
            "<p>[!warning]- My <em>title</em> here\nbody</p>\n<p>second</p>\n",
            Some([
                "warning",
                "My <em>title</em> here",
                "-",
                "<p>body</p>\n<p>second</p>",
            ]),
        );
        check("<p>[!tip]+</p>\n", Some(["tip", "", "+", ""]));
        check(
            "<p>[!tip]</p>\n<p>x</p>\n",
            Some(["tip", "", "", "<p>x</p>"]),
        );
        check("<p>[!x y]\nno</p>\n", None);
        check("<p>[!]\nno</p>\n", None);
        check("<p>no [!note]</p>\n", None);
        check("<ul>\n<li>[!note]</li></ul>\n", None);
    }
}

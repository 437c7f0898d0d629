//! Whether a shortcode has an end where Hugo wants one.
//!
//! Hugo looks into a template for that: what asks for `.Inner` has an end or is `{{< x />}}`, all else
//! has none. It builds no site where that is otherwise; here nothing of the text is lost.

use super::scan::{self, Call, Node};
use super::{Shortcode, Writer, embedded};
use crate::problem::Severity;
use crate::render::Calls;

impl Writer<'_, '_> {
    /// Whether a shortcode of Hugo's reads what stands in it; `None` where that is not known.
    pub(super) fn reads_inner(&self, call: &Call) -> Option<bool> {
        if self.rules.calls != Calls::Hugo || call.name.ends_with(".inline") {
            return None;
        }
        match self.known.templates.shortcodes.get(&call.name)? {
            Shortcode::Template(template) => {
                let mut members = ["Inner", "InnerDeindent"].into_iter();
                Some(members.any(|name| template.mentions(name)))
            }
            Shortcode::None | Shortcode::Elsewhere => embedded::reads_inner(&call.name),
            Shortcode::Tera { .. } | Shortcode::Broken(_) => None,
        }
    }

    /// What stands in a shortcode that does not read it: it goes on as if nothing had begun.
    pub(super) fn left_by<'c>(&self, call: &'c Call) -> Option<&'c [Node]> {
        let inner = call.inner.as_deref()?;
        (self.reads_inner(call) == Some(false)).then_some(inner)
    }

    pub(super) fn has_no_end(&mut self, call: &Call) {
        if call.is_too_deep {
            let message = scan::too_deep();
            let mut told = self.expanded.mistakes.iter();
            if told.all(|mistake| mistake.message != message) {
                self.complain_of(call, Severity::Warning, message);
            }
            return;
        }
        let name = &call.name;
        let [open, close] = marks(call);
        self.complain_of(
            call,
            Severity::Error,
            format!(
                "Nothing ends the shortcode `{name}`, which reads what is in it: write `{open} /{name} {close}` \
                 behind that, or `{open} {name} /{close}` if nothing is."
            ),
        );
    }

    pub(super) fn has_needless_end(&mut self, call: &Call) {
        let at = call.closing_at.unwrap_or(call.span.start);
        let message = format!(
            "The shortcode `{}` reads nothing that is in it, and Hugo stops at this end.",
            call.name
        );
        self.complain(&(at..call.span.end), Severity::Error, message);
    }
}

/// The marks of a shortcode that the author sees.
fn marks(call: &Call) -> [&'static str; 2] {
    if call.is_markdown {
        ["{{%", "%}}"]
    } else {
        ["{{<", ">}}"]
    }
}

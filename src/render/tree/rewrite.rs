//! HTML changed element by element, for who sends it where other rules hold than in our page.

use html5ever::{Attribute, QualName, local_name, ns};

use super::nodes::{Element, Id, Kind, Tree};
use super::{Place, Reader};

/// Changes what is in a piece of HTML.
pub(crate) trait Changes {
    /// Changes an element, all of whose ancestors have been changed; says what becomes of it.
    fn element(&mut self, element: &mut Named<'_>) -> Fate;

    /// Says what becomes of an element that waited, when what is in it has been changed.
    fn after(&mut self, element: &mut Named<'_>) -> Fate;

    /// Changes the text of a `<style>`.
    fn style_sheet(&mut self, css: &mut String);
}

/// An element as its [`Changes`] see it.
pub(crate) struct Named<'a>(&'a mut Element);

/// What becomes of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays, and what is in it is looked at next.
    Stays,
    /// It stays for now: what is in it decides.
    Waits,
    /// It goes, with what is in it.
    Goes,
    /// It stays with this text in it and nothing else.
    Says(String),
}

impl Named<'_> {
    /// Its name, in lower case for what is HTML.
    pub(crate) fn name(&self) -> &str {
        &self.0.name.local
    }

    /// Makes it an element of HTML with another name.
    pub(crate) fn rename(&mut self, name: &str) {
        self.0.name = QualName::new(None, ns!(html), name.into()).into();
    }

    /// Its attributes, in the order of the text.
    pub(crate) fn attributes(&mut self) -> &mut Vec<Attribute> {
        &mut self.0.attributes
    }
}

/// Where the walk through a tree goes next.
#[derive(Clone, Copy)]
enum Step {
    /// To a node, and then to what is in it.
    Into(Id),
    /// Back to an element, after what is in it.
    After(Id),
}

/// `html`, read as what stands in an article, with its elements changed.
///
/// What is changed is what a browser would make of the text, and what comes back is written from
/// that: no trick with the text gets an element past `changes`.
pub(crate) fn rewrite(html: &str, changes: &mut dyn Changes) -> String {
    let reader = Reader::new(Place::Root, |_| {});
    reader.read(html);
    let mut tree = reader.finish();
    let home = tree.home;
    let into = |nodes: Vec<Id>| nodes.into_iter().map(Step::Into);
    let mut waiting: Vec<Step> = into(tree.children(home)).collect();
    while let Some(step) = waiting.pop() {
        let (node, fate) = match step {
            Step::Into(node) => (node, tree.change(node, changes)),
            Step::After(node) => (node, tree.change_after(node, changes)),
        };
        match (fate, step) {
            (Fate::Stays | Fate::Waits, Step::After(_)) => {}
            (Fate::Stays, Step::Into(_)) => waiting.extend(into(tree.children(node))),
            (Fate::Waits, Step::Into(_)) => {
                waiting.push(Step::After(node));
                waiting.extend(into(tree.children(node)));
            }
            (Fate::Goes, _) => tree.detach(node),
            (Fate::Says(text), _) => {
                for child in tree.children(node) {
                    tree.detach(child);
                }
                let text = tree.create(Kind::Text(text));
                tree.insert(node, text, None);
            }
        }
    }
    let mut out = String::with_capacity(html.len());
    for node in tree.children(home).into_iter().rev() {
        tree.write(node, &mut out);
    }
    out
}

impl Tree {
    /// The children of a node, the last one first.
    fn children(&self, node: Id) -> Vec<Id> {
        std::iter::successors(self.last_child(node), |child| self.previous(*child)).collect()
    }

    fn change(&mut self, node: Id, changes: &mut dyn Changes) -> Fate {
        let parent = self.parent(node).map(|parent| self.kind(parent));
        let is_in_style = matches!(
            parent,
            Some(Kind::Element(element)) if element.name.local == local_name!("style")
        );
        match self.kind_mut(node) {
            Kind::Element(element) => changes.element(&mut Named(element)),
            Kind::Text(text) if is_in_style => {
                changes.style_sheet(text);
                Fate::Stays
            }
            Kind::Fragment | Kind::Text(_) | Kind::Comment | Kind::Boundary => Fate::Stays,
        }
    }

    fn change_after(&mut self, node: Id, changes: &mut dyn Changes) -> Fate {
        match self.kind_mut(node) {
            Kind::Element(element) => changes.after(&mut Named(element)),
            Kind::Fragment | Kind::Text(_) | Kind::Comment | Kind::Boundary => Fate::Stays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes scripts away, makes forms plain, and shouts in style sheets.
    struct Plain;

    impl Changes for Plain {
        fn element(&mut self, element: &mut Named<'_>) -> Fate {
            match element.name() {
                "script" => return Fate::Goes,
                "iframe" => return Fate::Says("a < b".to_owned()),
                "form" => element.rename("div"),
                "audio" => return Fate::Waits,
                _ => {}
            }
            let is_kept = |attribute: &Attribute| !attribute.name.local.starts_with("on");
            element.attributes().retain(is_kept);
            Fate::Stays
        }

        fn after(&mut self, element: &mut Named<'_>) -> Fate {
            element.rename("i");
            Fate::Says("a sound".to_owned())
        }

        fn style_sheet(&mut self, css: &mut String) {
            css.make_ascii_uppercase();
        }
    }

    #[test]
    fn elements_are_changed_wherever_they_stand() {
        let check = |html: &str, expected: &str| {
            assert_eq!(rewrite(html, &mut Plain), expected, "{html}");
        };
        check("<p>a <b>b</b>c &amp; d</p>", "<p>a <b>b</b>c &amp; d</p>");
        check("<p>a<script>b</script>c</p>", "<p>ac</p>");
        check(
            "<svg onload=\"x\"><script>b</script><g></g></svg>",
            "<svg><g></g></svg>",
        );
        check(
            "<template><p onclick=x>a</p></template>",
            "<template><p>a</p></template>",
        );
        check("<form><p onclick=\"x\">a</p></form>", "<div><p>a</p></div>");
        check(
            "<p><iframe>x<script></iframe></p>",
            "<p><iframe>a < b</iframe></p>",
        );
        check("<style>a{}</style>", "<style>A{}</style>");
        check("<IMG SRC=a ONERROR=b>", "<img src=\"a\">");
        check("<scr<script>ipt>a", "<scr<script>ipt&gt;a</scr<script>");
        check("a<audio>b<b>c</b></audio>d", "a<i>a sound</i>d");
        check("one<p>two</p>three", "one<p>two</p>three");
    }
}

use super::{check_places, facts, problems_in};
use crate::check::{Facts, Off};
use crate::dialect::Dialect;
use crate::problem::Kind;

#[test]
fn a_comment_silences_what_follows_it() {
    check_places("<!-- check: off -->\n\n![](gone.png) TODO\n", &[]);
    check_places(
        "TODO\n\n<!-- check: off todo, alt -->\n\n![](gone.png) TODO\n",
        &["1:1 todo", "5:5 picture"],
    );
    check_places(
        "<!-- check: off -->\n\nTODO\n\n<!-- check: on -->\n\nTODO\n",
        &["7:1 todo"],
    );
    check_places(
        "<!-- check: off todos -->\n\nTODO\n",
        &["1:5 settings", "3:1 todo"],
    );
    check_places("<!--CHECK: Off TODO-->\n\nTODO\n", &[]);
    check_places(
        "<!-- check: of todo -->\n\nTODO\n",
        &["1:5 settings", "3:1 todo"],
    );
    check_places(
        "<!-- check: todo -->\n\nTODO\n",
        &["1:5 settings", "3:1 todo"],
    );
    check_places("<!-- check: link to it? -->\n\nTODO\n", &["3:1 todo"]);
    check_places(
        "<!-- check: is this link right? -->\n\nTODO\n",
        &["3:1 todo"],
    );
    check_places("```\n<!-- check: off -->\n```\n\nTODO\n", &["5:1 todo"]);
}

#[test]
fn the_front_matter_silences_the_whole_post() {
    let post = |key: &str| format!("---\ntitle: x\n{key}\n---\n\n![](bars.png) TODO\n");
    check_places(&post("check: off"), &[]);
    check_places(&post("check: false"), &[]);
    check_places(&post("check: off todo"), &["6:5 alt"]);
    check_places(&post("extra:\n  check: off todo"), &["7:5 alt"]);
    check_places(&post("check: on"), &["6:5 alt", "6:15 todo"]);
    check_places(&post("check: [off, todo]"), &["6:5 alt"]);
    check_places(&post("check: {off: [todo, alt]}"), &[]);
    check_places(&post("check: {off: true}"), &[]);
    check_places(&post("check: {off: []}"), &["6:5 alt", "6:15 todo"]);
    check_places(&post("check: {by: me}"), &["6:5 alt", "6:15 todo"]);
    check_places(&post("check: the numbers"), &["6:5 alt", "6:15 todo"]);
    check_places(
        &post("check: offf"),
        &["3:1 settings", "6:5 alt", "6:15 todo"],
    );
    let unknown = ["3:1 settings", "6:5 alt", "6:15 todo"];
    check_places(&post("check: off toto"), &unknown);
    let back_on = format!("{}\n<!-- check: on -->\n\nTODO\n", post("check: off"));
    check_places(&back_on, &["10:1 todo"]);
}

#[test]
fn a_blog_can_silence_kinds() {
    let silent = |off| {
        let facts = Facts { off, ..facts() };
        problems_in("![](bars.png) TODO\n", Dialect::Hugo, &facts).len()
    };
    assert_eq!(silent(Off::None), 2);
    assert_eq!(silent(Off::Kinds(vec![Kind::Todo])), 1);
    assert_eq!(silent(Off::All), 0);
}

#[test]
fn every_check_has_the_name_that_json_has() {
    for kind in Kind::CHECKS {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        assert_eq!(Kind::of_check(kind.name()), Some(kind));
    }
    assert_eq!(Kind::of_check("front-matter"), None);
}

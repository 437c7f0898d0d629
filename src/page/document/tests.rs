use super::*;
use crate::page::{Region, index};
use crate::render::{Block, Lines};

fn post(title: &str) -> Page {
    let block = |html: &str, line| {
        Block::new(
            html,
            Lines {
                first: line,
                last: line + 1,
            },
        )
    };
    Page::new(
        "/posts/a&b/",
        title,
        vec![
            Region {
                name: "header",
                html: "<h1>A</h1>".to_owned(),
            },
            Region {
                name: "banner",
                html: "<p>Draft</p>".to_owned(),
            },
        ],
        vec![block("<p>one</p>", 6), block("<hr />", 9)],
        Vec::new(),
    )
}

fn shell(kind: Kind) -> Shell<'static> {
    Shell {
        to_root: "../../",
        nonce: "n0nce",
        build: "b1",
        css: None,
        kind,
        reader: Reader::Author,
    }
}

#[test]
fn the_article_holds_the_blocks_and_nothing_else() {
    let page = post("A");
    let html = document(&page, &shell(Kind::Post));
    let opening = format!(
        "<article data-post=\"/posts/a&#38;b/\" data-revision=\"{}\" data-view=\"post\">",
        page.revision
    );
    let blocks = "<p data-line=\"6-7\">one</p>\n<hr data-line=\"9-10\" />\n</article>";
    assert!(html.contains(&format!("{opening}{blocks}")), "{html}");
}

#[test]
fn regions_stand_where_the_page_has_them() {
    let html = document(&post("A"), &shell(Kind::Post));
    assert!(html.contains("data-region=\"header\"><h1>A</h1></header>"));
    assert!(html.contains("data-region=\"banner\"><p>Draft</p></div>"));
}

#[test]
fn a_title_is_text() {
    let html = document(
        &post("</title><script>x</script> & \"co\""),
        &shell(Kind::Post),
    );
    assert!(
        html.contains(
            "<title>&#60;/title&#62;&#60;script&#62;x&#60;/script&#62; &#38; &#34;co&#34;</title>"
        ),
        "{html}"
    );
}

#[test]
fn every_address_of_ours_is_relative() {
    for kind in [Kind::Post, Kind::Index] {
        let mut shell = shell(kind);
        shell.css = Some("../../_/style.css");
        let html = document(&post("A"), &shell);
        let mut addresses = 0;
        for attribute in ["href=\"", "src=\""] {
            for (at, _) in html.match_indices(attribute) {
                let rest = &html[at + attribute.len()..];
                addresses += 1;
                assert!(
                    rest.starts_with("../../") || rest.starts_with('#'),
                    "{}",
                    &rest[..40]
                );
            }
        }
        assert!(addresses > 4, "only {addresses} addresses found");
        assert!(html.contains("href=\"../../_/style.css\""));
    }
}

#[test]
fn scripts_bear_the_nonce_and_nothing_is_inline() {
    let html = document(&post("A"), &shell(Kind::Post));
    for (at, _) in html.match_indices("<script") {
        let tag = &html[at..at + html[at..].find('>').unwrap()];
        assert!(tag.contains("nonce=\"n0nce\""), "{tag}");
        assert!(tag.contains(" src="), "{tag}");
    }
    assert!(!html.contains(" onclick") && !html.contains("<style"));
}

/// Everything that a script imports, directly or not.
fn imports(entry: &str) -> std::collections::BTreeSet<String> {
    let mut imported = std::collections::BTreeSet::new();
    let mut open = vec![entry.to_owned()];
    while let Some(module) = open.pop() {
        let asset = crate::assets::asset(&module).expect(&module);
        let text = String::from_utf8(asset.plain.into_owned()).unwrap();
        for (at, opening) in ["from \"./", "import \"./"]
            .iter()
            .flat_map(|it| text.match_indices(it))
        {
            let rest = &text[at + opening.len()..];
            let path = rest[..rest.find('"').unwrap()].to_owned();
            if imported.insert(path.clone()) {
                open.push(path);
            }
        }
    }
    imported
}

#[test]
fn every_module_that_is_imported_is_fetched_ahead() {
    for scripts in [&LIVE, &READER] {
        let named = scripts.modules.iter().map(ToString::to_string).collect();
        assert_eq!(imports(scripts.entry), named, "{}", scripts.entry);
    }
}

#[test]
fn a_reviewer_gets_no_script_that_is_for_the_author() {
    let html = document(&post("A"), &for_reviewer(None, false));
    for name in [
        "live.js", "strip.js", "share", "panel", "copy.js", "checks", "margin", "notes", "keys",
        "rows.js", "editor",
    ] {
        assert!(!html.contains(name), "{name}");
    }
    assert!(html.contains("_/assets/reader.js\""));
}

fn for_reviewer(line: Option<&'static str>, list: bool) -> Shell<'static> {
    Shell {
        reader: Reader::Reviewer {
            author: "Ada <3",
            line,
            list,
        },
        ..shell(Kind::Post)
    }
}

#[test]
fn a_reviewer_is_told_whose_draft_it_is_and_what_is_asked() {
    let html = document(&post("A"), &for_reviewer(Some("Too \"harsh\"?"), false));
    assert!(html.contains("A draft by Ada &#60;3"), "{html}");
    assert!(html.contains("Too &#34;harsh&#34;?"));
    assert!(html.contains("data-author=\"Ada &#60;3\""));
    let before = html.split("<article").next().unwrap();
    assert!(before.contains("review-line"), "outside the article");
    let without = document(&post("A"), &for_reviewer(None, false));
    assert!(!without.contains("review-line"));
}

#[test]
fn a_reviewer_goes_back_to_a_list_where_there_is_one() {
    let home = "class=\"bar-home\"";
    assert!(document(&post("A"), &for_reviewer(None, true)).contains(home));
    assert!(!document(&post("A"), &for_reviewer(None, false)).contains(home));
    assert!(document(&post("A"), &shell(Kind::Post)).contains(home));
}

#[test]
fn only_the_author_shares() {
    let share = "data-ui=\"share\"";
    let mut shell = shell(Kind::Post);
    assert!(document(&post("A"), &shell).contains(share));
    shell.reader = Reader::OwnDevice;
    let own = document(&post("A"), &shell);
    assert!(!own.contains(share) && own.contains("data-reader=\"own\""));
    assert!(own.contains("data-ui=\"strip\""), "but sees problems");
    assert!(own.contains("data-ui=\"margin\""), "and checks");
}

#[test]
fn a_page_says_what_it_shows_as_its_socket_will() {
    for kind in [Kind::Post, Kind::Index, Kind::Nothing] {
        let html = document(&post("A"), &shell(kind));
        let (_, rest) = html.split_once("data-view=\"").unwrap();
        let name = serde_json::Value::from(rest.split('"').next());
        assert_eq!(serde_json::from_value::<Kind>(name).unwrap(), kind);
    }
}

#[test]
fn an_index_has_a_filter_and_a_post_has_none() {
    let nothing = index::Nothing {
        blog: "blog",
        looked_in: &[],
        example_path: "posts/hello.md",
        today: jiff::civil::date(2026, 11, 22),
    };
    let index = document(&Page::empty_index(&nothing), &shell(Kind::Index));
    assert!(index.contains("type=\"search\""));
    assert!(index.contains("data-post=\"/\""));
    assert!(!document(&post("A"), &shell(Kind::Post)).contains("type=\"search\""));
}

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::page::Revision;

/// One change of a page, with indices that are taken modulo its length.
#[derive(Clone, Debug)]
enum Change {
    Insert(usize, String),
    Delete(usize),
    Rewrite(usize, String),
    Append(usize, String),
    Duplicate(usize, usize),
    Move(usize, usize),
    SwapRuns(usize, usize, usize),
}

fn block(html: &str) -> Block {
    Block::new(html, Lines { first: 1, last: 1 })
}

/// A page of these blocks, each as many lines long as its text has words, an empty line between.
fn page(title: &str, htmls: &[String]) -> Page {
    let mut line = 5;
    let blocks = htmls.iter().map(|html| {
        let last = line + u32::try_from(html.split(' ').count()).unwrap() - 1;
        let block = Block::new(html.as_str(), Lines { first: line, last });
        line = last + 2;
        block
    });
    let blocks: Vec<_> = blocks.collect();
    let mut identity = title.to_owned();
    for block in &blocks {
        block.write_html(&mut identity);
    }
    Page {
        url: "/posts/a/".to_owned(),
        title: title.to_owned(),
        regions: vec![
            Region {
                name: "header",
                html: format!("<h1>{title}</h1>"),
            },
            Region {
                name: "banner",
                html: "Draft".to_owned(),
            },
        ],
        blocks,
        files: Vec::new(),
        revision: Revision(xxhash_rust::xxh3::xxh3_64(identity.as_bytes())),
    }
}

fn paragraphs(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| format!("<p>{text}</p>")).collect()
}

/// Few words and few names, so that equal and similar blocks are common.
fn html() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("one"),
        Just("two"),
        Just("three"),
        Just("four"),
        Just("<b>x</b>"),
        Just("a &amp; b"),
        Just("ä😀"),
    ];
    let name = prop_oneof![4 => Just("p"), 1 => Just("h2"), 1 => Just("ul")];
    prop_oneof![
        8 => (name, vec(word, 0..9))
            .prop_map(|(name, words)| format!("<{name}>{}</{name}>", words.join(" "))),
        1 => Just("<hr>".to_owned()),
        1 => Just("<img src=\"a.png\" alt=\"an a\">".to_owned()),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let at = 0_usize..1000;
    prop_oneof![
        (at.clone(), html()).prop_map(|(at, html)| Change::Insert(at, html)),
        at.clone().prop_map(Change::Delete),
        (at.clone(), html()).prop_map(|(at, html)| Change::Rewrite(at, html)),
        (at.clone(), "[a-e]{1,3}").prop_map(|(at, word)| Change::Append(at, word)),
        (at.clone(), at.clone()).prop_map(|(from, to)| Change::Duplicate(from, to)),
        (at.clone(), at.clone()).prop_map(|(from, to)| Change::Move(from, to)),
        (at.clone(), at.clone(), at).prop_map(|(a, b, c)| Change::SwapRuns(a, b, c)),
    ]
}

fn changed(htmls: &[String], changes: &[Change]) -> Vec<String> {
    let mut htmls = htmls.to_vec();
    for change in changes {
        let count = htmls.len();
        match change {
            Change::Insert(at, html) => htmls.insert(at % (count + 1), html.clone()),
            _ if count == 0 => {}
            Change::Delete(at) => drop(htmls.remove(at % count)),
            Change::Rewrite(at, html) => htmls[at % count].clone_from(html),
            Change::Append(at, word) => {
                let html = &mut htmls[at % count];
                if let Some(end) = html.rfind("</") {
                    html.insert_str(end, &format!(" {word}"));
                }
            }
            Change::Duplicate(from, to) => htmls.insert(to % count, htmls[from % count].clone()),
            Change::Move(from, to) => {
                let html = htmls.remove(from % count);
                htmls.insert(to % count, html);
            }
            Change::SwapRuns(a, b, c) => {
                let mut ends = [a % (count + 1), b % (count + 1), c % (count + 1)];
                ends.sort_unstable();
                htmls[ends[0]..ends[2]].rotate_left(ends[1] - ends[0]);
            }
        }
    }
    htmls
}

/// An old page and a new one that comes of it.
fn edited_page() -> impl Strategy<Value = (Page, Page)> {
    let titles = prop_oneof![Just("A"), Just("B")];
    (vec(html(), 0..40), vec(change(), 0..8), titles).prop_map(|(htmls, changes, title)| {
        (page("A", &htmls), page(title, &changed(&htmls, &changes)))
    })
}

fn content(page: &Page) -> Vec<(&str, Lines)> {
    page.blocks
        .iter()
        .map(|block| (&*block.html, block.lines))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_patch_leads_from_the_old_page_to_the_new((old, new) in edited_page()) {
        let shown = apply(&diff(&old, &new), &old).unwrap();
        prop_assert_eq!(content(&shown), content(&new));
        prop_assert_eq!(shown.title, new.title);
        prop_assert_eq!(shown.regions, new.regions);
        prop_assert_eq!(shown.revision, new.revision);
    }

    #[test]
    fn a_patch_leads_between_pages_that_have_nothing_in_common(
        old in vec(html(), 0..70), new in vec(html(), 0..70),
    ) {
        let (old, new) = (page("A", &old), page("B", &new));
        let shown = apply(&diff(&old, &new), &old).unwrap();
        prop_assert_eq!(content(&shown), content(&new));
    }

    #[test]
    fn each_block_is_in_one_pair_and_in_order((old, new) in edited_page()) {
        let pairs = pairs(&old.blocks, &new.blocks);
        let olds: Vec<_> = pairs.iter().filter_map(|pair| pair.old).collect();
        let news: Vec<_> = pairs.iter().filter_map(|pair| pair.new).collect();
        prop_assert_eq!(olds, (0..old.blocks.len()).collect::<Vec<_>>());
        prop_assert_eq!(news, (0..new.blocks.len()).collect::<Vec<_>>());
        prop_assert!(pairs.iter().all(|pair| pair.old.is_some() || pair.new.is_some()));
    }

    #[test]
    fn a_page_differs_in_nothing_from_itself(htmls in vec(html(), 0..40)) {
        let page = page("A", &htmls);
        prop_assert!(diff(&page, &page).is_empty());
    }

    #[test]
    fn one_changed_block_touches_no_other(
        htmls in vec(html(), 1..40), at in 0_usize..1000, new in html(),
    ) {
        let at = at % htmls.len();
        prop_assume!(htmls[at] != new);
        let mut after = htmls.clone();
        after[at] = new;
        let patch = diff(&page("A", &htmls), &page("A", &after));
        let touched: usize = patch.edits.iter().map(|edit| match edit {
            Edit::Keep(_) => 0,
            Edit::Delete(count) => *count,
            Edit::Change(_) | Edit::Text(_) | Edit::Insert(_) => 1,
        }).sum();
        // A change is one edit; an element of another name is a deletion and an insertion.
        prop_assert!(touched <= 2, "{:?}", patch.edits);
    }
}

fn check(old: &[&str], new: &[&str], expected: &str) {
    let patch = diff(&page("A", &paragraphs(old)), &page("A", &paragraphs(new)));
    let json = serde_json::to_value(&patch).unwrap();
    let part = |name| json.get(name).cloned().unwrap_or_default();
    assert_eq!(format!("{} {}", part("edits"), part("shifts")), expected);
}

#[test]
fn equal_pages_need_no_edit() {
    check(&["a", "b"], &["a", "b"], "null null");
}

#[test]
fn a_changed_word_is_that_word() {
    check(
        &["first", "it was a dark night", "last"],
        &["first", "it was a light night", "last"],
        r#"[{"keep":1},{"text":{"node":0,"start":9,"length":19,"removed":"dark","added":"light"}},{"keep":1}] null"#,
    );
}

#[test]
fn two_changed_words_are_one_change() {
    check(
        &["it was a dark and stormy night"],
        &["it is a dark and calm night"],
        r#"[{"change":"<p>it is a dark and calm night</p>"}] null"#,
    );
}

#[test]
fn an_inserted_paragraph_moves_the_lines_below_in_one_shift() {
    check(
        &["a", "b", "c"],
        &["a", "new", "b", "c"],
        r#"[{"keep":1},{"insert":"<p data-line=\"7-7\">new</p>"},{"keep":2}] [[2,2,2,2]]"#,
    );
}

#[test]
fn a_longer_paragraph_moves_its_own_end_and_all_below() {
    check(
        &["a b c", "last"],
        &["a b c d", "last"],
        r#"[{"text":{"node":0,"start":5,"length":5,"removed":"","added":" d"}},{"keep":1}] [[0,1,0,1],[1,1,1,1]]"#,
    );
}

#[test]
fn a_paragraph_inserted_above_a_changed_one_does_not_take_its_place() {
    check(
        &["the owl and the pussycat went to sea", "end"],
        &["something else altogether", "the owl and the cat went to sea", "end"],
        r#"[{"insert":"<p data-line=\"5-7\">something else altogether</p>"},{"text":{"node":0,"start":16,"length":36,"removed":"pussy","added":""}},{"keep":1}] [[0,0,0,0]]"#
            .replace("[[0,0,0,0]]", "[[1,2,4,4]]").as_str(),
    );
}

#[test]
fn an_element_of_another_name_is_not_a_change() {
    let (old, new) = ([block("<p>a b c</p>")], [block("<h2>a b c</h2>")]);
    let expected = [
        Pair {
            old: Some(0),
            new: None,
        },
        Pair {
            old: None,
            new: Some(0),
        },
    ];
    assert_eq!(pairs(&old, &new), expected);
}

#[test]
fn a_region_that_is_gone_is_sent_empty() {
    let old = page("A", &[]);
    let mut new = old.clone();
    new.regions.remove(1);
    let regions = diff(&old, &new).regions;
    assert_eq!(
        regions,
        [Region {
            name: "banner",
            html: String::new()
        }]
    );
    let back = diff(&new, &old).regions;
    assert_eq!(back, [old.regions[1].clone()]);
}

#[test]
fn files_are_loaded_again_when_they_change_come_or_go() {
    let file = |address: &str, fingerprint| File {
        address: address.to_owned(),
        fingerprint,
    };
    let htmls =
        ["a.png", "b.png?x&amp;y", "c.png"].map(|address| format!("<img src=\"{address}\">"));
    let mut old = page("A", &htmls);
    let mut new = old.clone();
    old.files = vec![file("a.png", 1), file("c.png", 1), file("same.png", 1)];
    new.files = vec![
        file("same.png", 1),
        file("a.png", 2),
        file("b.png?x&y", 1),
        file("new.png", 1),
    ];
    assert_eq!(diff(&old, &new).files, ["a.png", "b.png?x&y", "c.png"]);
    assert!(diff(&new, &new).files.is_empty());
}

#[test]
fn a_patch_for_another_page_does_not_apply() {
    let [a, b, c] =
        [&["a"][..], &["a", "b"], &["c", "d", "e"]].map(|texts| page("A", &paragraphs(texts)));
    let mut patch = diff(&a, &b);
    assert_eq!(apply(&patch, &c).unwrap_err(), Misfit::Revision);
    patch.from = c.revision.to_string();
    assert_eq!(apply(&patch, &c).unwrap_err(), Misfit::Blocks);
}

use super::*;
use crate::render::Lines;

fn date(text: &str) -> Date {
    Date {
        civil: text.parse().unwrap(),
        offset: None,
    }
}

fn heading(level: u8, text: &str) -> Heading {
    Heading {
        level,
        id: text.to_lowercase(),
        text: text.to_owned(),
    }
}

fn view<'a>(title: &'a str, metadata: Option<&'a Metadata>, status: Status) -> View<'a> {
    View {
        url: "/posts/a/",
        title,
        metadata,
        is_doubtful: false,
        status,
        words: 450,
        outline: &[],
        blocks: Vec::new(),
        files: Vec::new(),
        now: "2026-11-22T12:00:00Z".parse().unwrap(),
    }
}

fn block(html: &str) -> Block {
    Block::new(html, Lines { first: 1, last: 1 })
}

fn check_banner(metadata: &Metadata, status: Status, expected: &str) {
    let page = Page::of_post(view("A", Some(metadata), status));
    assert_eq!(page.region("banner"), expected);
}

#[test]
fn a_draft_says_what_publishing_it_today_would_do() {
    let dated = |date| Metadata {
        date,
        ..Metadata::default()
    };
    check_banner(
        &dated(Some(date("2019-11-06T12:01:42"))),
        Status::Draft,
        "<p><strong>Draft</strong> Published today, it would appear under 6 November 2019.</p>",
    );
    check_banner(
        &dated(Some(date("2026-12-06T00:00:00"))),
        Status::Draft,
        "<p><strong>Draft</strong> Published today, it would wait until 6 December 2026.</p>",
    );
    check_banner(
        &dated(None),
        Status::Draft,
        "<p><strong>Draft</strong> It has no date yet.</p>",
    );
}

#[test]
fn a_date_that_could_not_be_read_is_not_said_to_be_lacking() {
    let page = Page::of_post(View {
        is_doubtful: true,
        ..view("A", Some(&Metadata::default()), Status::Draft)
    });
    assert_eq!(page.region("banner"), "<p><strong>Draft</strong></p>");
}

#[test]
fn a_draft_with_a_publish_date_waits_for_that_and_bears_the_other() {
    let metadata = |publish| Metadata {
        date: Some(date("2026-10-01T00:00:00")),
        publish_date: Some(date(publish)),
        ..Metadata::default()
    };
    check_banner(
        &metadata("2026-12-24T00:00:00"),
        Status::Draft,
        "<p><strong>Draft</strong> Published today, it would wait until 24 December 2026.</p>",
    );
    check_banner(
        &metadata("2026-10-02T00:00:00"),
        Status::Draft,
        "<p><strong>Draft</strong> Published today, it would appear under 1 October 2026.</p>",
    );
}

#[test]
fn a_scheduled_and_an_expired_post_name_their_day() {
    let metadata = Metadata::default();
    check_banner(
        &metadata,
        Status::Scheduled(date("2026-12-06T09:30:00")),
        "<p><strong>Scheduled</strong> It goes out on 6 December 2026, 09:30.</p>",
    );
    check_banner(
        &metadata,
        Status::Expired(date("2020-01-31T00:00:00")),
        "<p><strong>Expired</strong> It was taken down on 31 January 2020.</p>",
    );
}

#[test]
fn a_published_post_has_no_banner() {
    check_banner(&Metadata::default(), Status::Published, "");
}

#[test]
fn the_header_shows_title_date_reading_time_and_tags_as_text() {
    let metadata = Metadata {
        date: Some(date("2019-11-06T12:01:42")),
        tags: vec!["rust".to_owned(), "<b>".to_owned()],
        ..Metadata::default()
    };
    let page = Page::of_post(view("A & <i>", Some(&metadata), Status::Published));
    assert_eq!(
        page.region("header"),
        "<h1>A &#38; &#60;i&#62;</h1>\n<p class=\"facts\">\
         <time datetime=\"2019-11-06T12:01:42\">6 November 2019</time>\
         <span class=\"dot\" aria-hidden=\"true\">·</span><span>3 min</span></p>\n\
         <ul class=\"tags\"><li>rust</li><li>&#60;b&#62;</li></ul>"
    );
    assert_eq!(page.region("name"), "A &#38; &#60;i&#62;");
    assert_eq!(
        page.region("counts"),
        "<span>450 words</span> <span class=\"minutes\">3 min</span>"
    );
    assert_eq!(page.title, "A & <i>");
}

#[test]
fn a_title_that_the_body_begins_with_is_not_shown_twice() {
    let outline = [heading(1, "Same"), heading(2, "B"), heading(2, "C")];
    let with_body = |title, html: &str| {
        let mut view = view(title, None, Status::Draft);
        view.outline = &outline;
        view.blocks = vec![block(html)];
        Page::of_post(view)
    };
    let same = with_body("Same", "<h1 id=\"same\">Same</h1>");
    assert!(!same.region("header").contains("<h1>"));
    assert!(!same.region("outline").contains("Same"));
    assert!(
        with_body("Other", "<h1 id=\"same\">Same</h1>")
            .region("header")
            .contains("<h1>Other</h1>")
    );
    assert!(
        with_body("Same", "<p>first</p>")
            .region("header")
            .contains("<h1>Same</h1>")
    );
}

fn check_outline(levels: &[u8], expected: &str) {
    let outline: Vec<_> = levels
        .iter()
        .enumerate()
        .map(|(at, &level)| heading(level, &at.to_string()))
        .collect();
    let mut view = view("A", None, Status::Draft);
    view.outline = &outline;
    let html = Page::of_post(view).region("outline").to_owned();
    let mut short = html;
    for at in 0..levels.len() {
        short = short.replace(&format!("<a href=\"#{at}\">{at}</a>"), &at.to_string());
    }
    let short: String = short.split_whitespace().collect();
    let short = short
        .replace("<ol><li>", "(")
        .replace("</li></ol>", ")")
        .replace("</li><li>", " ");
    assert_eq!(short, expected, "for {levels:?}");
}

#[test]
fn the_outline_nests_whatever_levels_are_skipped() {
    check_outline(&[2], "");
    check_outline(&[2, 2], "(0 1)");
    check_outline(&[2, 3, 3, 2], "(0(1 2) 3)");
    check_outline(&[1, 2, 4, 3, 2], "(0(1(2 3) 4))");
    check_outline(&[2, 4, 3, 1, 2], "(0(1 2) 3(4))");
    check_outline(&[3, 2, 3], "(0 1(2))");
    check_outline(&[1, 6, 1], "(0(1) 2)");
}

#[test]
fn outline_texts_and_ids_are_escaped() {
    let outline = [
        Heading {
            level: 2,
            id: "a\"b c".to_owned(),
            text: "<script>".to_owned(),
        },
        heading(2, "B"),
    ];
    let mut view = view("A", None, Status::Draft);
    view.outline = &outline;
    let html = Page::of_post(view).region("outline").to_owned();
    assert!(
        html.contains("<a href=\"#a%22b%20c\">&#60;script&#62;</a>"),
        "{html}"
    );
}

#[test]
fn an_empty_post_has_no_reading_time() {
    let mut view = view("A", None, Status::Draft);
    view.words = 0;
    assert_eq!(
        Page::of_post(view).region("header"),
        "<h1>A</h1>\n<p class=\"facts\"></p>"
    );
}

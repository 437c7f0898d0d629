use super::*;

fn row(title: &str) -> Row<'_> {
    Row {
        address: "posts/a/",
        title,
        summary: None,
        path: None,
        status: Status::Draft,
        date: Some(Date {
            civil: civil::date(2019, 11, 6).at(12, 1, 42, 0),
            offset: None,
        }),
        tags: &[],
        words: Some(450),
        gain: 37,
        problems: 0,
        notes: 0,
        saved: civil::date(2026, 11, 22).at(14, 3, 12, 0),
    }
}

fn view<'a>(rows: &'a [Row<'a>], filter: &'a str, matching: usize) -> View<'a> {
    View {
        blog: "my <blog>",
        total: Total {
            posts: 10_000,
            drafts: 1,
            scheduled: 1,
            expired: 0,
        },
        today: 0,
        filter,
        matching,
        rows,
    }
}

#[test]
fn a_row_is_one_block_with_its_facts() {
    let rows = [row("A & <b>")];
    let page = Page::of_index(&view(&rows, "", 1));
    let html = &page.blocks[0].html;
    assert!(html.starts_with("<div class=\"row\" role=\"listitem\" data-status=\"draft\">"));
    for part in [
        "<a class=\"row-title\" href=\"posts/a/\">A &#38; &#60;b&#62;</a>",
        "<span class=\"status\">Draft</span>",
        "<time datetime=\"2019-11-06T12:01:42\">6 Nov 2019</time>",
        "<span>450 words</span> <span class=\"row-gain\" title=\"Words since blog-serve was started\">+37</span> <span>3 min</span>",
        "saved <time datetime=\"2026-11-22T14:03\">22 Nov 2026, 14:03</time>",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(html.ends_with("</div>"));
    assert!(!html.contains("problem") && !html.contains("note"));
}

#[test]
fn a_row_leaves_out_what_is_not_known() {
    let rows = [Row {
        status: Status::Published,
        date: None,
        words: None,
        gain: 0,
        problems: 2,
        notes: 74,
        ..row("A")
    }];
    let page = Page::of_index(&view(&rows, "", 1));
    let html = &page.blocks[0].html;
    assert!(html.contains(
        "<span class=\"problems\">2 problems</span> <span class=\"notes\">74 notes</span>"
    ));
    assert!(
        !html.contains("words") && !html.contains("min<") && !html.contains("class=\"status\"")
    );
}

#[test]
fn a_row_tells_its_path_where_the_title_is_not_enough() {
    let path = |path| {
        let rows = [Row { path, ..row("A") }];
        Page::of_index(&view(&rows, "", 1)).blocks[0].html.clone()
    };
    assert!(!path(None).contains("row-path"));
    assert!(path(Some("a/<b>.md")).contains("<p class=\"row-path\">a/&#60;b&#62;.md</p>"));
}

#[test]
fn the_summary_counts_what_there_is() {
    let rows = [row("A")];
    let page = Page::of_index(&view(&rows, "", 1));
    assert_eq!(page.region("summary"), "10,000 posts, 1 draft, 1 scheduled");
    assert_eq!(page.region("name"), "my &#60;blog&#62;");
    let written = Page::of_index(&View {
        today: 1512,
        ..view(&rows, "", 1)
    });
    assert_eq!(
        written.region("summary"),
        "10,000 posts, 1 draft, 1 scheduled<span class=\"today\">+1,512 words today</span>"
    );
    let filtered = Page::of_index(&view(&rows, "rust", 37));
    assert_eq!(filtered.region("summary"), "37 of 10,000 posts");
}

#[test]
fn what_is_not_shown_is_offered() {
    let rows = [row("A")];
    let page = Page::of_index(&view(&rows, "", 9_901));
    assert_eq!(
        page.region("more"),
        "<button type=\"button\" data-more>Show 9,900 more</button>"
    );
    assert_eq!(Page::of_index(&view(&rows, "", 1)).region("more"), "");
}

#[test]
fn a_filter_that_nothing_matches_is_named() {
    let page = Page::of_index(&view(&[], "<x>", 0));
    assert!(page.region("more").contains("“&#60;x&#62;”"));
}

#[test]
fn an_empty_blog_says_where_it_looked_and_shows_a_post() {
    let looked_in = ["~/blog/content".to_owned(), "~/blog/posts".to_owned()];
    let page = Page::empty(&Nothing {
        blog: "blog",
        looked_in: &looked_in,
        example_path: "content/posts/hello.md",
        today: civil::date(2026, 11, 22),
    });
    assert_eq!(page.url, "/");
    let html = &page.blocks[0].html;
    for part in [
        "<code>~/blog/content</code> and <code>~/blog/posts</code>",
        "<code>content/posts/hello.md</code>",
        "date: 2026-11-22",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn an_empty_page_can_become_the_page_of_a_post() {
    let names = |page: &Page| page.regions.iter().map(|it| it.name).collect::<Vec<_>>();
    let empty = Page::empty(&Nothing {
        blog: "blog",
        looked_in: &[],
        example_path: "a.md",
        today: civil::date(2026, 11, 22),
    });
    assert_eq!(
        names(&empty),
        ["name", "counts", "banner", "header", "outline"]
    );
}

use super::*;
use crate::render::{Base, FileFacts, PageFacts, Templates};

fn known(sources: &[(&str, &str)]) -> Known {
    let sources = sources.iter();
    let sources = sources.map(|(name, text)| ((*name).to_owned(), Some(Arc::from(*text))));
    Known {
        base: Arc::new(Base::of("https://a.b/c")),
        templates: Arc::new(Templates {
            sources: sources.collect(),
            post: Arc::new(PageFacts {
                title: "T".into(),
                url: "/p/".into(),
                language: "en".into(),
                ..PageFacts::default()
            }),
            ..Templates::default()
        }),
        ..Known::default()
    }
}

fn run(template: &str, sources: &[(&str, &str)]) -> Result<String, Unrendered> {
    let mut engine = Engine::of(&known(sources), &Rules::COMMONMARK);
    engine.render("shortcodes/x.html", template, Map::new())
}

#[track_caller]
fn check(template: &str, expected: &str) {
    assert_eq!(run(template, &[]).as_deref(), Ok(expected), "{template}");
}

#[test]
fn templates_see_the_page_and_the_configuration() {
    check(
        "{{ page.title }} {{ page.permalink | safe }} {{ lang }}",
        "T https://a.b/c/p/ en",
    );
    check("{{ config.base_url | safe }}", "https://a.b/c");
    check(
        "{{ get_url(path='/x.png') }} {{ get_url(path=\"x.y\", lang=\"fr\") }}",
        "https://a.b/c/x.png https://a.b/c/fr/x.y",
    );
    check("{{ '*a*' | markdown(inline=true) | safe }}", "<em>a</em>");
    check(
        "{{ 'A b' | slugify }} {{ '2024-05-06' | date(format='%Y/%m') | safe }}",
        "a-b 2024/05",
    );
    check("{% for i in range(end=3) -%} {{ i }}{% endfor %}", "012");
}

#[test]
fn other_templates_are_wanted_and_used() {
    let template = "{% import \"m.html\" as m %}{{ m::b(t=1) }}{% include \"p.html\" %}";
    let mut engine = Engine::of(&known(&[]), &Rules::COMMONMARK);
    let waits = engine.render("shortcodes/x.html", template, Map::new());
    assert_eq!(waits, Err(Unrendered::Waiting));
    let asked: Vec<_> = engine.asked.iter().map(String::as_str).collect();
    assert_eq!(asked, ["m.html", "p.html"]);
    let sources = [
        ("m.html", "{% macro b(t) %}<b>{{ t }}</b>{% endmacro b %}"),
        ("p.html", "{{ page.title }}"),
    ];
    assert_eq!(run(template, &sources).as_deref(), Ok("<b>1</b>T"));
}

#[test]
fn what_lies_outside_is_wanted_and_used() {
    let template = "{{ get_url(path='@/a.md#x') | safe }} \
                    {{ load_data(path='d.toml') | get(key='k') }} \
                    {% set i = resize_image(path='i.png', width=20, op='fit_width') %}\
                    {{ i.url | safe }} {{ i.width }}x{{ i.height }} {{ i.orig_width }} \
                    {% set m = get_image_metadata(path='i.png') %}{{ m.width }}x{{ m.height }} \
                    {{ get_taxonomy_url(kind='tags', name='Low Water') | safe }} \
                    {{ load_data(path='no', required=false) }}";
    let mut known = known(&[]);
    let mut engine = Engine::of(&known, &Rules::COMMONMARK);
    let waits = engine.render("shortcodes/x.html", template, Map::new());
    assert_eq!(waits, Err(Unrendered::Waiting));
    let asked: Vec<_> = engine.asked_pages.iter().map(String::as_str).collect();
    assert_eq!(asked, ["@/a.md"]);
    assert!(engine.asked_files.contains("d.toml"));
    let file = |facts| Some(Arc::new(facts));
    let picture = FileFacts {
        address: Some("/i.png".into()),
        pixels: Some((40, 30)),
        text: None,
    };
    let data = FileFacts {
        text: Some("k = 'v'".into()),
        ..FileFacts::default()
    };
    let page = PageFacts {
        url: "/a/".into(),
        ..PageFacts::default()
    };
    known.templates = Arc::new(Templates {
        named_files: [
            ("d.toml".to_owned(), file(data)),
            ("i.png".to_owned(), file(picture)),
            ("no".to_owned(), None),
        ]
        .into(),
        pages: [("@/a.md".to_owned(), Some(Arc::new(page)))].into(),
        ..Templates::clone(&known.templates)
    });
    let mut engine = Engine::of(&known, &Rules::COMMONMARK);
    let given = engine.render("shortcodes/x.html", template, Map::new());
    let expected = "https://a.b/c/a/#x v https://a.b/c/i.png 20x15 40 40x30 \
                    https://a.b/c/tags/low-water/ ";
    assert_eq!(given.as_deref(), Ok(expected));
}

#[test]
fn what_cannot_be_looked_up_is_said() {
    let fails = |template: &str, words: &str| match run(template, &[]) {
        Err(Unrendered::Failed(message)) => assert!(message.contains(words), "{message}"),
        other => panic!("{other:?}"),
    };
    fails(
        "{{ load_data(url='https://a.b/c') }}",
        "nothing from elsewhere",
    );
    fails(
        "{{ get_page(path='a.md') }}",
        "does not know `get_page` in shortcodes",
    );
    fails("{{ load_data(literal='{', format='json') }}", "no JSON");
}

#[test]
fn nothing_goes_on_for_ever() {
    let fails = |template: &str, sources: &[(&str, &str)], words: &str| match run(template, sources)
    {
        Err(Unrendered::Failed(message)) => assert!(message.contains(words), "{message}"),
        other => panic!("{other:?}"),
    };
    let nested = "{% for a in range(end=9999) %}{% for b in range(end=9999) %}{% set c = b %}\
                  {% endfor %}{% endfor %}";
    fails(nested, &[], "too often");
    fails(
        "{% for a in range(end=100000) %}{{ page | json_encode }}{% endfor %}",
        &[],
        "too much",
    );
    fails(
        "{% set_global x = 'aaaaaaaaaa' %}{% for a in range(end=99) %}\
         {% set_global x = x ~ x %}{% endfor %}",
        &[],
        "too long",
    );
    fails("{% for a in range(end=9999999999) %}{% endfor %}", &[], "");
    let macros = "{% macro a(n) %}{{ self::a(n=n) }}{% endmacro a %}";
    fails(
        "{% import \"m.html\" as m %}{{ m::a(n=1) }}",
        &[("m.html", macros)],
        "too deep",
    );
    fails(
        "{% include \"p.html\" %}",
        &[("p.html", "{% include \"p.html\" %}")],
        "uses itself",
    );
    fails("{{ nothing }}", &[], "nothing");
    fails("{{ get_env(name=\"HOME\") }}", &[], "environment");
}

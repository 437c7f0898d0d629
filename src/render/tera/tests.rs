use super::*;
use crate::render::{Base, PageFacts, Templates};

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
        "{{ get_url(path='/x.png') }} {{ get_url(path=\"@/a.md\") }}",
        "https://a.b/c/x.png @/a.md",
    );
    check(
        "{% set i = resize_image(path=\"x.png\", width=9) %}{{ i.url | safe }} {{ i.width }}",
        "/x.png 9",
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

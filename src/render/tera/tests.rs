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
    let asked: Vec<_> = engine.asked_pages.iter().map(|it| &*it.name).collect();
    assert_eq!(asked, ["@/a.md"]);
    assert!(engine.asked_files.contains("d.toml"));
    let file = |facts| Some(Arc::new(facts));
    let picture = FileFacts {
        address: Some("/i.png".into()),
        pixels: Some((40, 30)),
        ..FileFacts::default()
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
        pages: [("@/a.md".to_owned().into(), Some(Arc::new(page)))].into(),
        ..Templates::clone(&known.templates)
    });
    let mut engine = Engine::of(&known, &Rules::COMMONMARK);
    let given = engine.render("shortcodes/x.html", template, Map::new());
    let expected = "https://a.b/c/a/#x v https://a.b/c/i.png 20x15 40 40x30 \
                    https://a.b/c/tags/low-water/ ";
    assert_eq!(given.as_deref(), Ok(expected));
}

#[test]
fn hashes_are_those_that_zola_gives() {
    let check = |arguments: &str, expected: &str| {
        let mut known = known(&[]);
        let style = FileFacts {
            text: Some("a{}".into()),
            ..FileFacts::default()
        };
        known.templates = Arc::new(Templates {
            named_files: [
                ("x.css".to_owned(), Some(Arc::new(style))),
                ("x.png".to_owned(), Some(Arc::default())),
                ("no".to_owned(), None),
            ]
            .into(),
            ..Templates::clone(&known.templates)
        });
        let is_address = arguments.contains("cachebust");
        let function = if is_address { "get_url" } else { "get_hash" };
        let template = format!("{{{{ {function}({arguments}) | safe }}}}");
        let mut engine = Engine::of(&known, &Rules::COMMONMARK);
        match engine.render("shortcodes/x.html", &template, Map::new()) {
            Ok(given) => assert_eq!(given, expected, "{arguments}"),
            Err(Unrendered::Failed(message)) => assert!(message.contains(expected), "{message}"),
            Err(Unrendered::Waiting) => assert_eq!(expected, "waits"),
        }
    };
    let css = "m4Zcd9m9Kerya2aMKZ9CuL1yv7QLjdpmEo79GaQCk1uO2U4trsxWuyqSJsOzpOru";
    check("path='x.css'", css);
    let css = "X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=";
    check("path='x.css', sha_type=256", css);
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    check("literal='abc', sha_type=256, base64=false", abc);
    let abc =
        "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
    check("literal='abc', sha_type=512", abc);
    check("path='x.css', sha_type=1", "`sha_type` is");
    check(
        "path='x.css', literal='x'",
        "either a `path` or a `literal`",
    );
    check("", "either a `path` or a `literal`");
    check("path='no'", "there is no file `no`");
    check("path='x.png'", "cannot be read as text");
    check("path='other'", "waits");
    let busted = "https://a.b/c/x.css?h=5f546eb4606b5c2b7d2a";
    check("path='x.css', cachebust=true", busted);
    check("path='x.png', cachebust=true", "https://a.b/c/x.png");
    check("path='no', cachebust=true", "there is no file `no`");
}

#[test]
fn data_keeps_the_order_in_which_zola_has_it() {
    let check = |text: &str, format: &str, expected: &str| {
        let template = format!(
            "{{% set d = load_data(literal='{text}', format='{format}') %}}\
             {{% for k, v in d %}}{{{{ k }}}} {{% endfor %}}{{{{ d | json_encode | safe }}}}"
        );
        assert_eq!(run(&template, &[]).as_deref(), Ok(expected));
    };
    let json = "z a {\"z\":1,\"a\":{\"y\":2,\"b\":3}}";
    check("{\"z\": 1, \"a\": {\"y\": 2, \"b\": 3}}", "json", json);
    check("z: 1\na: {y: 2, b: 3}", "yaml", json);
    let toml = "a z {\"a\":{\"b\":3,\"y\":2},\"z\":1}";
    check("z = 1\na = {y = 2, b = 3}", "toml", toml);
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

#[track_caller]
fn fails(template: &str, sources: &[(&str, &str)], words: &str) -> u64 {
    let mut engine = Engine::of(&known(sources), &Rules::COMMONMARK);
    match engine.render("shortcodes/x.html", template, Map::new()) {
        Err(Unrendered::Failed(message)) => {
            assert!(message.contains(words), "{template}: {message}");
        }
        Err(Unrendered::Waiting) => panic!("{template} waits"),
        Ok(text) => panic!("{template}: {} bytes", text.len()),
    }
    engine.meter.taken()
}

/// Makes `x` a text of half a megabyte.
const LONG: &str = "{% set_global x = 'aaaaaaaa' %}{% for i in range(end=16) %}\
                    {% set_global x = x ~ x %}{% endfor %}";

#[test]
fn nothing_goes_on_for_ever() {
    let nested = "{% for a in range(end=9999) %}{% for b in range(end=9999) %}{% set c = b %}\
                  {% endfor %}{% endfor %}";
    fails(nested, &[], "too often");
    fails(
        "{% for a in range(end=20000) %}{{ page | json_encode }}{% endfor %}",
        &[],
        "too often",
    );
    let written = format!("{LONG}{{% for a in range(end=99) %}}{{{{ x }}}}{{% endfor %}}");
    fails(&written, &[], "too");
    fails(
        "{% set_global x = 'aaaaaaaaaa' %}{% for a in range(end=99) %}\
         {% set_global x = x ~ x %}{% endfor %}",
        &[],
        "too long",
    );
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
    fails("{{ __tera_context }}", &[], "__tera_context");
    let leaves =
        "{% macro a() %}{{ blog_serve_leave() }}{{ self::a() }}{% endmacro %}{{ self::a() }}";
    fails(leaves, &[], "blog_serve_");
}

#[test]
fn what_is_refused_costs_nothing() {
    let steps = fails(
        "{% for a in range(end=9999999999) %}{% endfor %}",
        &[],
        "100000 numbers at most",
    );
    assert!(steps < 100, "{steps}");
}

#[test]
fn no_expression_makes_too_much() {
    let long = |rest: &str| fails(&format!("{LONG}{rest}"), &[], "too");
    for rest in [
        "{{ x | replace(from='a', to=x) }}",
        "{{ x | replace(from='', to=x) }}",
        "{{ range(end=20000) | join(sep=x) }}",
        "{% set y = x | replace(from='aaaaaaaa', to='a\n') %}{{ y | indent(prefix=x) }}",
        "{{ x | split(pat='') | join(sep=x) }}",
        "{{ x | split(pat='') | length }}",
        "{{ x | regex_replace(pattern='a', rep=x) }}",
        "{{ x | regex_replace(pattern='(?P<n>a+)', rep='$n$n$n$n$n$n$n$n$n$n$n$n$n$n$n$n$n$n$n') }}",
        "{% for a in range(end=900) %}{% set_global l = [x] %}{% set_global l = l | concat(with=x) %}\
         {% endfor %}",
        "{% set_global l = [x] %}{% for a in range(end=99) %}{% set_global l = [l, l] %}{% endfor %}",
        "{% for c in x %}{{ c }}{% endfor %}",
        "{{ page[x] }}",
        "{% if page[x] %}{% endif %}",
        "{% if not page.a[x] %}{% endif %}",
        "{% set loop = x %}{% for a in range(end=999) %}{% set_global y = loop ~ loop %}{% endfor %}",
        "{% set default = x %}{% for a in range(end=999) %}{% set_global y = default %}{% endfor %}",
        "{% set l = [x] %}{% for a in range(end=999) %}{% if l.0 == 'a' %}{% endif %}{% endfor %}",
        "{% set l = [x, x] %}{% for a in range(end=999) %}{% set_global y = l.0 %}{% endfor %}",
        "{% set a = 'b' %}{% for i in range(end=999) %}{% if i and x in x %}{% endif %}{% endfor %}",
        "{% for i in range(end=999) %}{% if x is containing(x) %}{% endif %}{% endfor %}",
        "{% for i in range(end=999) %}{% if i > 2000 %}{% elif x is defined %}{% endif %}{% endfor %}",
        "{% for i in range(end=999) %}{% set y = no | default(value=x) %}{% endfor %}",
        "{% filter upper %}{% for a in range(end=9999) %}{{ x }}{% endfor %}{% endfilter %}",
        "{% filter indent(prefix=x) %}{% for a in range(end=999) %}a\n{% endfor %}{% endfilter %}",
    ] {
        long(rest);
    }
    long(&format!("{{{{ x{} }}}}", " ~ x".repeat(1000)));
    long(&format!("{{{{ [x{}] | length }}}}", ", x".repeat(1000)));
    let deep = "{% set_global l = [1] %}{% for a in range(end=9999) %}{% set_global l = [l] %}{% endfor %}";
    fails(deep, &[], "too deep");
    let macros = format!(
        "{{% macro a(x) %}}{{% for a in range(end=9999) %}}{}{{{{ x }}}}{{% endfor %}}{{% endmacro %}}",
        "b".repeat(9999)
    );
    let template = "{% import \"m.html\" as m %}{% set y = m::a(x='a') %}";
    fails(template, &[("m.html", &macros)], "too often");
}

#[test]
fn what_is_dear_is_paid_for() {
    for dear in [
        "{% set y = x | markdown %}",
        "{% set y = x | json_encode %}",
        "{% set y = x | striptags %}",
        "{% set y = load_data(literal=x | truncate(length=99999), format='plain') %}",
        "{% if x is matching('b') %}{% endif %}",
        "{% if x == x %}{% endif %}",
        "{% if 'b' in x %}{% endif %}",
        "{% if x.y | markdown %}{% elif x is containing('b') %}{% endif %}",
        "{% set y = x %}",
        "{% set y = [x] %}",
        "{% for l in [x] %}{% if l.y %}{% endif %}{% endfor %}",
        "{% set y = a | regex_replace(pattern=a ~ 'b', rep='') %}",
    ] {
        let rounds = format!(
            "{LONG}{{% for b in range(end=30000) %}}{{% set a = b ~ 'a' %}}{dear}{{% endfor %}}"
        );
        fails(&rounds, &[], "too");
    }
}

#[test]
fn ordinary_work_is_cheap() {
    let template = "{% set list = [] %}{% for i in range(end=100) %}\
                    {% set_global list = list | concat(with='item ' ~ i) %}{% endfor %}\
                    {% for item in list %}{{ loop.index }}{{ item | upper | markdown }}{% endfor %}";
    let mut engine = Engine::of(&known(&[]), &Rules::COMMONMARK);
    assert!(
        engine
            .render("shortcodes/x.html", template, Map::new())
            .is_ok()
    );
    let steps = engine.meter.taken();
    assert!(steps < super::meter::MOST_STEPS / 20, "{steps}");
}

#[test]
fn what_pays_changes_nothing() {
    for template in [
        "{% set t = 'äb' %}{% for c in t | upper %}{{ c }}{% if not loop.last %}-{% endif %}{% endfor %}",
        "{% set a = [1, 2] %}{% set i = 1 %}{{ a[i] }}{{ a[0] }}{{ a | first + 1 }}",
        "{% if nothing %}a{% elif not none %}b{% endif %}{{ no | default(value='c') }}",
        "{% for i in range(end=3) %}{% if i == 1 %}{% continue %}{% endif %} {{- i }}{% endfor %}",
        "{{ '<' }}{{ '<' | safe }}{{ 'a' ~ 1 ~ '<' }}{{ [1, '<'] }}",
        "{% filter upper %}a{{ 'b' }}{% endfilter %}{% raw %}{{ c }}{% endraw %}",
        "{{ 'a<b>c<!-- > --><' | striptags }}{% set s = 'ab' %}{% if s is matching('b') %}m{% endif %} {{ '0x1f' | int(base=16) }}",
        "{% for i in [] %}{{ i }}{% else %}none{% endfor %}{% if 1 in [1] and 'a' in 'ab' %}y{% endif %}",
        "{% macro m(a, b='<i>') %}{{ a }}{{ b | safe }}{% endmacro %}{{ self::m(a='<') }}",
    ] {
        let mut plain = Tera::default();
        plain.add_raw_template("x.html", template).unwrap();
        check(template, &plain.render("x.html", &Context::new()).unwrap());
    }
    check(
        "{% for k, v in config.search %}{{ k }}={{ v }}{% endfor %}",
        "index_format=elasticlunr_javascript",
    );
    check(
        "{{ 'x1' | regex_replace(pattern='[0-9]', rep='<$0') | safe }}",
        "x<1",
    );
}

#[test]
fn nothing_takes_long_to_read() {
    let nested = |open: &str, close: &str, count: usize| {
        format!("{{{{ {}1{} }}}}", open.repeat(count), close.repeat(count))
    };
    fails(&nested("f(a=", ")", 20), &[], "brackets in each other");
    fails(&nested("[f(a=", ")]", 9), &[], "brackets in each other");
    fails(&nested("1 | f(a=", ")", 20), &[], "brackets in each other");
    let many = nested("f(a=", ")", 5).repeat(100);
    fails(&many, &[], "brackets in each other");
    check("{{ '((((((((((([[[[[[[[[[[' | length }}", "22");
}

#[test]
fn what_tera_cannot_reckon_is_said() {
    let huge = format!("{}.5", "9".repeat(308));
    fails(
        &format!("{{{{ {huge} + {huge} }}}}"),
        &[],
        "cannot be reckoned",
    );
}

//! What the tests of all modules use: tables of templates and what Hugo prints for them.

use std::sync::Arc;

use crate::gotemplate::{Budget, Error, Host, Template, Value, execute};

/// A host with a page, a clock that stands still, and a few partials.
struct TestHost;

impl Host for TestHost {
    fn partial(&self, name: &str) -> Option<Arc<Template>> {
        let source = match name {
            "p.html" => "<p>{{ . }}</p>",
            "r.html" => "{{ $x := mul . 2 }}{{ return $x }}",
            "x.html" => {
                "<a href=\"{{ .u }}\">{{ template \"i\" . }}</a>{{ define \"i\" }}[{{ .t }}]{{ end }}"
            }
            "rec.html" => "{{ if gt . 0 }}{{ . }}{{ partial \"rec.html\" (sub . 1) }}{{ end }}",
            "c.html" => "a{{ if . }}{{ return 5 }}{{ end }}b",
            "n.html" => "x{{ return }}y",
            "loop.html" => {
                "{{ range . }}{{ if gt . 2 }}{{ return . }}{{ end }}{{ end }}{{ return \"none\" }}"
            }
            "sub/d.html" => "[{{ . }}]",
            "t.html" => "{{ template \"z\" . }}{{ define \"z\" }}<{{ return 7 }}>{{ end }}",
            "attr.html" => "data-x=\"{{ . }}\"",
            "map.html" => "{{ $m := dict \"a\" (slice 1 2) }}{{ return $m }}",
            "err.html" => "{{ div 1 0 }}",
            "q.html" => "{{ return (\"<b>\" | safeHTML) }}",
            "s.html" => "{{ return \"<b>\" }}",
            "forever.html" => "{{ partial \"forever.html\" . }}",
            "apply.html" => "{{ apply (slice 1) \"partial\" \"apply.html\" (print (print 1)) }}",
            _ => return None,
        };
        Some(Arc::new(Template::parse(name, source).unwrap()))
    }

    fn function(&self, name: &str, _arguments: &[Value]) -> Option<Result<Value, String>> {
        (name == "now").then(|| Ok(Value::Time("2026-11-26T03:00:00[UTC]".parse().unwrap())))
    }
}

fn page() -> Value {
    let date = "2024-03-05T14:07:09[UTC]".parse().unwrap();
    let params = Value::map([
        ("foo", "bar".into()),
        ("tags", Value::list(vec!["a".into(), "b".into()])),
        (
            "nested",
            Value::map([("k", "v".into()), ("n", Value::Int(3))]),
        ),
    ]);
    Value::map([
        ("Title", "T & \"q\"".into()),
        ("Date", Value::Time(date)),
        ("Params", params),
    ])
}

/// What the template prints.
pub(crate) fn run(template: &str, budget: Budget) -> Result<String, Error> {
    let data = Value::map([("Page", page()), ("Inner", Value::html("<i>inner</i>"))]);
    execute(
        &Template::parse("test", template)?,
        &data,
        &TestHost,
        budget,
    )
}

/// Checks a table: a template, a line `=>`, what Hugo prints; then a line `----`.
#[track_caller]
pub(crate) fn check(table: &str) {
    let table = table.strip_suffix('\n').unwrap_or(table);
    for case in table.split("\n----\n") {
        let (template, expected) = case.split_once("\n=>\n").unwrap();
        if let Err(error) = Template::parse("test", template).unwrap().check() {
            panic!("check of {template}: {error}");
        }
        match run(template, Budget::default()) {
            Ok(printed) => assert_eq!(printed, expected, "of {template}"),
            Err(error) => panic!("{template}: {error}"),
        }
    }
}

/// Every template of the table fails, as it does in Hugo.
#[track_caller]
pub(crate) fn fails(table: &str) {
    let table = table.strip_suffix('\n').unwrap_or(table);
    for template in table.split("\n----\n") {
        let checked = Template::parse("test", template).and_then(|it| it.check());
        let result = checked.and_then(|()| run(template, Budget::default()));
        assert!(result.is_err(), "{template} printed {result:?}");
    }
}

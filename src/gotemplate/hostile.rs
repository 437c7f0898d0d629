//! Templates that mean harm.

mod random;

use crate::gotemplate::testing::run;
use crate::gotemplate::{Budget, Kind, Template};

/// Every template ends, with an error of the budget or with any result at all.
fn bounded(templates: &[String], wanted: Option<Kind>) {
    let budget = Budget {
        steps: 200_000,
        output: 100_000,
        depth: 100,
    };
    for template in templates {
        let shown: String = template.chars().take(200).collect();
        match run(template, budget) {
            Err(error) => {
                if let Some(wanted) = wanted {
                    assert_eq!(error.kind, wanted, "{shown}: {error}");
                }
            }
            Ok(printed) => {
                assert!(wanted.is_none(), "{shown} printed {} bytes", printed.len());
            }
        }
    }
}

fn texts(templates: &[&str]) -> Vec<String> {
    templates.iter().map(|it| (*it).to_owned()).collect()
}

#[test]
fn endless_work_uses_up_the_budget() {
    let templates = texts(&[
        "{{ range 1000000000 }}{{ end }}",
        "{{ range 9223372036854775807 }}x{{ end }}",
        "{{ range seq 1000000000 }}{{ end }}",
        "{{ seq 1 9223372036854775807 }}",
        "{{ seq -9223372036854775808 9223372036854775807 }}",
        "{{ strings.Repeat 1000000000 \"x\" }}",
        "{{ strings.Repeat 9223372036854775807 \"xx\" }}",
        "{{ printf \"%1000000000d\" 1 }}",
        "{{ printf \"%.1000000000f\" 1.0 }}",
        "{{ printf \"%*d\" 1000000000 1 }}",
        "{{ $x := strings.Repeat 1000 \"x\" }}{{ replace $x \"x\" $x }}",
        "{{ $x := strings.Repeat 1000 \"x\" }}{{ replaceRE \"x\" $x $x }}",
        "{{ $x := strings.Repeat 1000 \"x\" }}{{ replaceRE \"(x+)\" \"$1$1$1$1$1$1$1\" $x | strings.Repeat 1000 }}",
        "{{ $x := \"x\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}",
        "{{ $x := \"x\" }}{{ range 100 }}{{ $x = printf \"%s%s\" $x $x }}{{ end }}",
        "{{ $x := slice 1 }}{{ range 100 }}{{ $x = slice $x $x }}{{ end }}{{ $x }}",
        "{{ $x := slice 1 }}{{ range 100 }}{{ $x = slice $x $x }}{{ end }}{{ jsonify $x }}",
        "{{ $x := slice 1 }}{{ range 100 }}{{ $x = $x | append $x }}{{ end }}{{ len $x }}",
        "{{ $x := dict \"a\" 1 }}{{ range 100 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ $x }}",
        "{{ $x := slice 1 }}{{ range 100000 }}{{ $x = slice $x }}{{ end }}",
        "{{ $x := dict }}{{ range 100000 }}{{ $x = dict \"a\" $x }}{{ end }}",
        "{{ $x := 1 }}{{ range 100000 }}{{ $x = try $x }}{{ end }}",
        "{{ $s := newScratch }}{{ range 100000 }}{{ $s.SetInMap \"m\" \"k\" ($s.Get \"m\") }}{{ end }}",
        "{{ $s := newScratch }}{{ $s.Set \"a\" \"x\" }}{{ range 100 }}{{ $s.Add \"a\" ($s.Get \"a\") }}{{ end }}",
        "{{ $s := newScratch }}{{ range 100000 }}{{ $s.Add \"a\" (slice 1 2 3) }}{{ $s.Get \"a\" }}{{ end }}",
        "{{ template \"a\" }}{{ define \"a\" }}{{ template \"a\" }}{{ end }}",
        "{{ template \"a\" }}{{ define \"a\" }}{{ if true }}{{ template \"a\" }}{{ template \"a\" }}{{ end }}{{ end }}",
        "{{ partial \"forever.html\" 1 }}",
        "{{ $x := seq 3000 }}{{ range $x }}{{ range $x }}{{ end }}{{ end }}",
        "{{ $x := seq 5000 }}{{ range $x }}{{ uniq $x }}{{ sort $x }}{{ end }}",
        "{{ $x := apply (seq 1000) \"slice\" \".\" }}{{ uniq $x }}",
        "{{ range 1000000 }}{{ eq (seq 100) (seq 100) }}{{ end }}",
        "{{ range 1000000 }}{{ findRE \"(x{100}){100}\" \"xxxxxxxx\" }}{{ end }}",
        "{{ $x := strings.Repeat 9000 \"x\" }}{{ range 100 }}{{ findRE \"(x?){300}y\" $x }}{{ end }}",
        "{{ dict (seq 1000) 1 }}",
        "{{ $x := strings.Repeat 50000 \"x\" }}{{ range 1000000 }}{{ $y := strings.Contains $x \"y\" }}{{ end }}",
        "{{ $x := seq 1000 }}{{ $x = slice $x $x $x $x }}<p style=\"{{ range 1000000 }}{{ $x }}{{ end }}\">",
        "{{ range 1000000 }}{{ $x := try (time.AsTime \"2024-01-01\" (print . \"x\")) }}{{ end }}",
        "{{ range 1000000 }}{{ $x := findRE (print . \"x\") \"y\" }}{{ end }}",
        "{{ $x := slice (strings.Repeat 9000 \"a\") (strings.Repeat 9000 \"b\") }}{{ range 1000000 }}{{ $y := sort $x }}{{ end }}",
        "{{ $x := seq 1000 }}<!-- {{ range 1000000 }}{{ $x }}{{ end }} -->",
        "{{ $l := seq 2000 }}{{ range $l }}{{ where (slice (dict \"a\" 1)) \"a\" \"in\" $l }}{{ end }}",
        "{{ $x := strings.Repeat 60000 \"a\" }}{{ range 100 }}{{ $x = htmlEscape (print $x \"&\") }}{{ $x }}{{ end }}",
    ]);
    bounded(&templates, Some(Kind::Budget));
}

#[test]
fn checking_takes_bounded_work() {
    for template in [
        "<a {{ range 2 }}".repeat(90) + &"x{{ end }}".repeat(90),
        "{{ range 2 }}".repeat(90) + "<a" + &"{{ end }}".repeat(90),
        "{{ template \"a\" }}{{ define \"a\" }}<p {{ template \"a\" }}{{ template \"a\" }}{{ end }}".to_owned(),
        (0..500).fold(String::new(), |all, n| {
            all + &format!("{{{{ define \"t{n}\" }}}}{}{{{{ template \"t{}\" }}}}<b {{{{ template \"t{}\" }}}}{}{{{{ end }}}}", "{{ with 1 }}".repeat(50), n + 1, n + 2, "{{ end }}".repeat(50))
        }) + "{{ template \"t0\" }}",
    ] {
        let _ = Template::parse("t", &template).unwrap().check();
    }
}

#[test]
fn following_markup_takes_time_proportional_to_it() {
    // Quadratic work on so much would be noticed.
    for (start, piece) in [
        ("<script>", "''"),
        ("<script>", "</"),
        ("<script>", "`${"),
        ("<style>", "''"),
        ("<style>'", "\\a"),
        ("<p style=\"", "url("),
        ("<p title='", "&"),
        ("", "<"),
        ("", "<!-- -->"),
        ("<a ", "b "),
        ("<textarea>", "</"),
    ] {
        let template = start.to_owned() + &piece.repeat(200_000 / piece.len());
        let _ = run(&template, Budget::default());
    }
    for piece in [
        "<a \">\"", "<!-", "<a '", "<!--", "<script", "&", "<", "<p>x",
    ] {
        let template = format!(
            "{{{{ $x := strings.Repeat 20000 {piece:?} }}}}<p a=\"{{{{ $x }}}}{{{{ safeHTML $x }}}}\">\
             {{{{ plainify $x | len }}}}{{{{ truncate 1000000 (safeHTML $x) | len }}}}{{{{ htmlUnescape $x | len }}}}"
        );
        let _ = run(&template, Budget::default());
    }
}

#[test]
fn a_scratch_cannot_contain_itself() {
    let templates = texts(&[
        "{{ $s := newScratch }}{{ $s.Set \"a\" $s }}",
        "{{ $s := newScratch }}{{ $s.SetInMap \"a\" \"b\" (slice (dict \"x\" $s)) }}",
    ]);
    bounded(&templates, Some(Kind::Failed));
}

#[test]
fn deep_nesting_is_refused() {
    let templates = [
        "{{ if 1 }}".repeat(100_000),
        "{{ if 1 }}".repeat(5_000) + &"{{ end }}".repeat(5_000),
        "{{ if 1 }}{{ else ".repeat(5_000),
        "{{ range 2 }}".repeat(5_000) + &"{{ end }}".repeat(5_000),
        format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)),
        "{{ block \"a\" 1 }}".repeat(5_000) + &"{{ end }}".repeat(5_000),
        "{{ with 1 }}{{ else with 2 }}".repeat(5_000),
    ];
    bounded(&templates, Some(Kind::Syntax));
}

/// Numbers, texts and markup at the edges of what is allowed.
const ODD: &[&str] = &[
    "{{ substr \"héllo\" -9223372036854775808 9223372036854775807 }}",
    "{{ substr \"héllo\" 9223372036854775807 9223372036854775807 }}",
    "{{ slicestr \"é\" 9223372036854775807 -9223372036854775808 }}",
    "{{ div -9223372036854775808 -1 }}{{ mod -9223372036854775808 -1 }}",
    "{{ sub 0 -9223372036854775808 }}{{ math.Abs -9223372036854775808 }}",
    "{{ first 1 \"é\" }}{{ last 1 \"é\" }}{{ after 1 \"é\" }}",
    "{{ truncate 1 \"é\" }}{{ truncate -1 \"é\" }}{{ truncate 3 (safeHTML \"<é<\") }}",
    "{{ (time \"9999-12-31\").AddDate 9223372036854775807 1 1 }}",
    "{{ (time \"9999-12-31\").AddDate 0 0 1 }}",
    "{{ (time \"2024-01-01\").Add 9223372036854775807 }}",
    "{{ time 9223372036854775807 }}{{ time \"éééééééééé\" }}{{ time \"2024-01-01Té\" }}",
    "{{ time.Duration \"hour\" 9223372036854775807 }}{{ time.Duration \"hour\" -9223372036854775807 }}",
    "{{ lang.FormatNumber 9223372036854775807 1e308 }}{{ lang.FormatNumberCustom 2 -0.001 }}",
    "{{ seq 1 9223372036854775807 9223372036854775807 }}{{ seq 0 -9223372036854775808 -9223372036854775808 }}",
    "{{ findRE \"[\" \"x\" }}{{ findRE \"\\\\\" \"x\" }}",
    "{{ findRE \"[[\" \"x\" }}{{ findRE \"[^]\" \"x\" }}{{ findRE \"\\\\Q\" \"x\" }}",
    "{{ replaceRE \"\" \"é\" \"éé\" }}{{ replaceRE \"x*\" \"$9999999999999999\" \"éxé\" }}",
    "{{ humanize -9223372036854775808 }}{{ humanize \"é-é\" }}{{ pluralize \"É\" }}{{ singularize \"ſs\" }}",
    "{{ title \"ǆé:ß-İ\" }}{{ upper \"ŉ\" }}{{ anchorize \"İ\" }}",
    "{{ printf \"%.70000f %.70000g %.70000e %70000d %.70000d\" 1.0 1.0 1.0 1 1 }}",
    "{{ printf \"%[9223372036854775807]d\" 1 }}{{ printf \"%[0]d %[x]d %[\" 1 }}{{ printf \"%.é\" 1 }}",
    "{{ index \"é\" 9223372036854775807 }}{{ index (slice 1) -1 }}",
    "{{ urls.Parse \"::\" }}",
    "{{ urls.Parse \"http://[::1]:80é\" }}",
    "{{ urls.JoinPath \"http://\" \"\" }}",
    "{{ path.Ext \"é.\" }}{{ path.Clean \"../../é//..\" }}",
    "{{ base64Decode \"é\" }}",
    "{{ base64Decode \"A\" }}",
    "{{ htmlUnescape \"&#x110000;&#99999999999;&;&é;&#;&#xD800;\" }}",
    "{{ `\\` | safeCSS }}<p style='a:{{ `\\é\\` }}'>",
    "<script>'{{ 1 }}",
    "<script>`${`${`${`${`${`${`${`${ {{ 1 }} }",
    "<script>/[/é",
    "<script>'\\é{{ 1 }}'\\",
    "<style>\"\\é{{ 1 }}\" url( é {{ 1 }}) /",
    "<é {{ 1 }} <a é='{{ 1 }}' é={{ 1 }} é{{ 1 }}=é>",
    "<a href=\"&#x;&é{{ 1 }}\">",
    "<!-{{ 1 }}-><!--{{ 1 }}--{{ 1 }}>-->",
    "<",
    "</",
    "<a",
    "<a ",
    "<a b",
    "<a b=",
    "<a b='",
    "{{ \"\\xé\" }}",
    "{{ '\\",
    "{{ 'é",
    "{{ \"",
    "{{ `",
    "{{",
    "{{-",
    "{{- ",
    "{{/*",
    "{{- /* */",
    "}}",
    "{{}}",
    "{{-}}",
    "{{ - }}",
    "{{ .é }}",
    "{{ $é := 1 }}{{ $é }}",
    "{{ é }}",
    "{{ 0x }}",
    "{{ 1e }}",
    "{{ . . }}",
    "{{ .. }}",
    "{{ $.x.y }}",
    "{{ $. }}",
];

#[test]
fn a_long_chain_of_else_if_is_no_nesting() {
    let template =
        "{{ if 0 }}".to_owned() + &"{{ else if 0 }}".repeat(5_000) + "{{ else }}x{{ end }}";
    assert_eq!(run(&template, Budget::default()).unwrap(), "x");
}

#[test]
fn the_deepest_nesting_fits_a_small_stack() {
    let budget = Budget {
        depth: u32::MAX,
        ..Budget::default()
    };
    let parens = |inner: &str| {
        format!(
            "{{{{ {}{inner}{} }}}}",
            "(print ".repeat(90),
            ")".repeat(90)
        )
    };
    let mut templates = texts(&[
        "{{ partial \"forever.html\" 1 }}",
        "{{ partial \"apply.html\" 1 }}",
        "{{ template \"a\" }}{{ define \"a\" }}{{ range 1 }}{{ with 1 }}{{ template \"a\" (try (print 1)) }}{{ end }}{{ end }}{{ end }}",
    ]);
    templates.push(parens("(partial \"apply.html\" 1)"));
    let test = move || {
        for template in &templates {
            assert_eq!(
                run(template, budget).unwrap_err().kind,
                Kind::Budget,
                "{template}"
            );
        }
        // A value as deep as values get is printed, compared and dropped.
        let deep = "{{ $x := 1 }}{{ range 190 }}{{ $x = slice $x }}{{ end }}{{ eq $x (slice $x) }}{{ jsonify $x | len }}";
        assert_eq!(run(deep, budget).unwrap(), "false381");
    };
    // What the threads of a server have; without optimisation frames are at their largest.
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(test)
        .unwrap();
    thread.join().unwrap();
}

#[test]
fn odd_input_never_panics() {
    let mut templates = texts(ODD);
    // Every beginning of a template that has everything.
    let everything = "{{- $x := dict `a` (slice 1 2.5 'c' \"é\\n\") -}}<a href=\"{{ $x.a | jsonify }}\" \
        on='f({{ 1 }})'>{{ range $i, $e := $x.a }}{{ if eq $i 1 }}{{ continue }}{{ else with $e }}é{{ end }}\
        {{ end }}</a><script>/x/.y(`${ {{ $x }} }`)</script>{{/* é */}}{{ define \"t\" }}{{ end }}";
    let cuts = everything
        .char_indices()
        .map(|(at, _)| everything[..at].to_owned());
    templates.extend(cuts);
    bounded(&templates, None);
}

#[test]
fn templates_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Template>();
    shared::<crate::gotemplate::Value>();
}

#[test]
fn errors_name_their_place() {
    let error = run("a\n  {{ upper 1 2 }}", Budget::default()).unwrap_err();
    assert_eq!((error.line, error.column, error.kind), (2, 6, Kind::Failed));
    let error = run(
        "{{ if false }}{{ nope 1 }}{{ end }}{{ nope 2 }}",
        Budget::default(),
    )
    .unwrap_err();
    assert_eq!((error.column, error.kind), (39, Kind::Unsupported));
    assert!(error.message.contains("nope"));
    assert_eq!(
        Template::parse("t", "{{ end }}").unwrap_err().kind,
        Kind::Syntax
    );
}

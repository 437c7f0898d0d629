//! Random templates, damaged templates, and every function on odd arguments: nothing panics.

use crate::gotemplate::testing::run;
use crate::gotemplate::{Budget, Template};

/// Arguments that functions do not expect.
const ARGUMENTS: &[&str] = &[
    "nil",
    "\"é\"",
    "-9223372036854775808",
    "9223372036854775807",
    "(slice 1 \"a\" 2.5)",
    "\"a<b> é. 1\"",
    "0",
    "1e308",
    "\"\"",
    "true",
    "(dict \"a\" 1 \"é\" (slice 2))",
    "(slice)",
    "(time \"2024-02-29T10:11:12Z\")",
    "(safeHTML \"<p>x&amp;é</p\")",
    "(slice (dict \"a\" 1) (dict \"a\" \"b\") nil)",
    "\"%[2]*.[1]*f\\x80(\"",
    "(time.Duration \"hour\" 3)",
    "(urls.Parse \"http://é@x:1/y?z#\")",
    "\"desc\"",
    "(newScratch)",
];

#[test]
fn no_function_panics_on_any_arguments() {
    let budget = Budget {
        steps: 100_000,
        output: 10_000,
        depth: 50,
    };
    let few = &ARGUMENTS[..5];
    for name in crate::gotemplate::functions::names() {
        let call = |arguments: &str| run(&format!("{{{{ {name} {arguments} }}}}"), budget);
        let _ = call("");
        for first in ARGUMENTS {
            let _ = call(first);
            for second in &ARGUMENTS[..12] {
                let _ = call(&format!("{first} {second}"));
            }
        }
        for first in few {
            for second in few {
                for third in few {
                    let _ = call(&format!("{first} {second} {third}"));
                }
            }
        }
    }
}

#[test]
fn no_member_panics_on_any_arguments() {
    let budget = Budget {
        steps: 100_000,
        output: 10_000,
        depth: 50,
    };
    let names = [
        "Format",
        "AddDate",
        "Add",
        "Sub",
        "Truncate",
        "Round",
        "Before",
        "Equal",
        "Compare",
        "UTC",
        "Year",
        "Weekday",
        "Get",
        "Set",
        "SetInMap",
        "DeleteInMap",
        "GetSortedMapValues",
        "Values",
        "Query",
        "Port",
        "Hostname",
        "Hours",
        "String",
        "Abs",
    ];
    for name in names {
        for base in ARGUMENTS {
            for first in ARGUMENTS {
                let _ = run(
                    &format!("{{{{ $x := {base} }}}}{{{{ $x.{name} {first} }}}}"),
                    budget,
                );
                let _ = run(
                    &format!("{{{{ $x := {base} }}}}{{{{ $x.{name} {first} {first} {first} }}}}"),
                    budget,
                );
            }
        }
    }
}

/// The templates of the tables.
fn templates() -> Vec<&'static str> {
    let tables = [
        include_str!("../tables/language.txt"),
        include_str!("../tables/escaping.txt"),
        include_str!("../tables/partials.txt"),
    ];
    let cases = tables.iter().flat_map(|table| table.split("\n----\n"));
    cases
        .filter_map(|case| case.split("\n=>\n").next())
        .collect()
}

proptest::proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(source in "[ -~é\n]{0,60}") {
        let _ = run(&source, Budget { steps: 10_000, output: 10_000, depth: 50 });
    }

    #[test]
    fn damaged_templates_are_run_or_refused(
        first in proptest::sample::select(templates()),
        second in proptest::sample::select(templates()),
        cuts in proptest::array::uniform3(0_usize..400),
    ) {
        let cut = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap();
        let [start, end, middle] = cuts;
        let (start, end) = (cut(first, start.min(end)), cut(first, start.max(end)));
        let (left, right) = second.split_at(cut(second, middle));
        let damaged = format!("{left}{}{right}", &first[start..end]);
        let _ = Template::parse("t", &damaged).map(|it| it.check());
        let _ = run(&damaged, Budget { steps: 10_000, output: 10_000, depth: 50 });
    }

    #[test]
    fn any_mix_of_pieces_is_run_or_refused(
        pieces in proptest::collection::vec(
            proptest::sample::select(&[
                "{{ ", " }}", "{{- ", " -}}", "if ", "end", "else ", "range ", "with ", "$x ", ":= ",
                ". ", ".a", "\"q\" ", "1 ", "2.5 ", "(", ")", "| ", "slice ", "dict ", "printf ", "<a ",
                "href=", "'", "\"", ">", "<script>", "</script>", "`", "/", "<style>", "url(", "<!--", "-->",
                "é", "define ", "template ", "index ", "replaceRE ", "substr ", "truncate ", "nil ", ", ",
            ][..]),
            0..40,
        )
    ) {
        let _ = Template::parse("t", &pieces.concat()).map(|it| it.check());
        let _ = run(&pieces.concat(), Budget { steps: 10_000, output: 10_000, depth: 50 });
    }
}

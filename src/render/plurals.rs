//! Which form of a word goes with a number, by the plural rules of the Unicode CLDR.
//!
//! <https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html>

/// The forms that languages have for numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `zero`
    Zero,
    /// `one`
    One,
    /// `two`
    Two,
    /// `few`
    Few,
    /// `many`
    Many,
    /// `other`: the form for all numbers where there is no other one.
    Other,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Zero,
        Self::One,
        Self::Two,
        Self::Few,
        Self::Many,
        Self::Other,
    ];

    /// What files of translations call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// A number as the rules look at it, named as CLDR names its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operands {
    /// The digits before the decimal point.
    i: u64,
    /// How many digits are visible behind it.
    v: u32,
    /// Those digits.
    f: u64,
    /// The same without trailing zeros.
    t: u64,
}

impl Operands {
    /// Of a decimal number as it is written: `1`, `-2.50`; `None`: it is none, or too long.
    pub(super) fn of(number: &str) -> Option<Self> {
        let digits = number.trim().trim_start_matches(['-', '+']);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let parsed = |digits: &str| match digits {
            "" => Some(0),
            digits => digits.parse().ok(),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        Some(Self {
            i: parsed(whole)?,
            v: u32::try_from(fraction.len()).ok()?,
            f: parsed(fraction)?,
            t: parsed(fraction.trim_end_matches('0'))?,
        })
    }

    /// Whether the number itself is one of these.
    fn is(self, numbers: impl IntoIterator<Item = u64>) -> bool {
        self.t == 0 && numbers.into_iter().any(|number| number == self.i)
    }

    /// Whether what is left of the number itself is one of these.
    fn leaves(self, by: u64, numbers: impl IntoIterator<Item = u64>) -> bool {
        self.t == 0 && numbers.into_iter().any(|number| number == self.i % by)
    }

    /// Whether it is a whole million written without a fraction.
    fn is_millions(self) -> bool {
        self.v == 0 && self.i != 0 && self.i.is_multiple_of(1_000_000)
    }
}

/// The form that goes with a number in the language of this code.
pub(super) fn form(language: &str, number: Operands) -> Form {
    let language = language.to_lowercase().replace('_', "-");
    let base = language.split('-').next().unwrap_or_default();
    two_forms(&language, base, number)
        .or_else(|| romance(&language, base, number))
        .or_else(|| slavic(base, number))
        .or_else(|| baltic(base, number))
        .or_else(|| celtic(base, number))
        .or_else(|| other_forms(base, number))
        .unwrap_or(Form::Other)
}

/// `one` where the condition holds.
fn one_if(is_one: bool) -> Form {
    if is_one { Form::One } else { Form::Other }
}

/// Languages with a form for one and a form for all else.
fn two_forms(language: &str, base: &str, number: Operands) -> Option<Form> {
    let Operands { i, v, f, t } = number;
    let is_one = match base {
        "am" | "as" | "bn" | "doi" | "fa" | "gu" | "hi" | "kn" | "pcm" | "zu" => {
            i == 0 || number.is([1])
        }
        "ff" | "hy" | "kab" => i < 2,
        "ast" | "de" | "en" | "et" | "fi" | "fy" | "gl" | "ia" | "io" | "ji" | "lij" | "nl"
        | "sc" | "sv" | "sw" | "ur" | "yi" => i == 1 && v == 0,
        "pt" if language == "pt-pt" => return None,
        "si" => number.is([0, 1]) || (i == 0 && f == 1),
        "ak" | "bho" | "guw" | "ln" | "mg" | "nso" | "pa" | "ti" | "wa" => number.is([0, 1]),
        "tzm" => number.is([0, 1]) || number.is(11..=99),
        "af" | "an" | "asa" | "az" | "bal" | "bem" | "bez" | "bg" | "brx" | "ce" | "cgg"
        | "chr" | "ckb" | "dv" | "ee" | "el" | "eo" | "eu" | "fo" | "fur" | "gsw" | "ha"
        | "haw" | "hu" | "jgo" | "jmc" | "ka" | "kaj" | "kcg" | "kk" | "kkj" | "kl" | "ks"
        | "ksb" | "ku" | "ky" | "lb" | "lg" | "mas" | "mgo" | "ml" | "mn" | "mr" | "nah" | "nb"
        | "nd" | "ne" | "nn" | "nnh" | "no" | "nr" | "ny" | "nyn" | "om" | "or" | "os" | "pap"
        | "ps" | "rm" | "rof" | "rwk" | "saq" | "sd" | "sdh" | "seh" | "sn" | "so" | "sq"
        | "ss" | "ssy" | "st" | "syr" | "ta" | "te" | "teo" | "tig" | "tk" | "tn" | "tr" | "ts"
        | "ug" | "uz" | "ve" | "vo" | "vun" | "wae" | "xh" | "xog" => number.is([1]),
        "da" => number.is([1]) || (t != 0 && i < 2),
        "is" => (t == 0 && ends_in_one(i)) || ends_in_one(t),
        "mk" => (v == 0 && ends_in_one(i)) || ends_in_one(f),
        "ceb" | "fil" | "tl" => {
            let is_other = |digits: u64| matches!(digits % 10, 4 | 6 | 9);
            (v == 0 && !is_other(i)) || (v != 0 && !is_other(f))
        }
        _ => return None,
    };
    Some(one_if(is_one))
}

/// 1, 21, 31 …, not 11.
fn ends_in_one(number: u64) -> bool {
    number % 10 == 1 && number % 100 != 11
}

/// 2, 3, 4, 22 …, not 12, 13 and 14.
fn ends_in_few(number: u64) -> bool {
    matches!(number % 10, 2..=4) && !matches!(number % 100, 12..=14)
}

/// Romance languages, most of which have a form for millions.
fn romance(language: &str, base: &str, number: Operands) -> Option<Form> {
    let Operands { i, v, .. } = number;
    let is_one = match base {
        "pt" if language != "pt-pt" => i < 2,
        "fr" => i < 2,
        "es" => number.is([1]),
        "ca" | "it" | "lld" | "pt" | "scn" | "vec" => i == 1 && v == 0,
        "mo" | "ro" => return Some(romanian(number)),
        _ => return None,
    };
    Some(if !is_one && number.is_millions() {
        Form::Many
    } else {
        one_if(is_one)
    })
}

fn romanian(Operands { i, v, .. }: Operands) -> Form {
    if i == 1 && v == 0 {
        Form::One
    } else if v != 0 || i == 0 || matches!(i % 100, 1..=19) {
        Form::Few
    } else {
        Form::Other
    }
}

fn slavic(base: &str, number: Operands) -> Option<Form> {
    let Operands { i, v, f, t } = number;
    Some(match base {
        "bs" | "hr" | "sh" | "sr" => {
            if (v == 0 && ends_in_one(i)) || ends_in_one(f) {
                Form::One
            } else if (v == 0 && ends_in_few(i)) || ends_in_few(f) {
                Form::Few
            } else {
                Form::Other
            }
        }
        "sl" | "dsb" | "hsb" => {
            let has_fractions = base != "sl";
            let ends = |last: u64| {
                (v == 0 && i % 100 == last) || (has_fractions && v != 0 && f % 100 == last)
            };
            if ends(1) {
                Form::One
            } else if ends(2) {
                Form::Two
            } else if ends(3) || ends(4) || (!has_fractions && v != 0) {
                Form::Few
            } else {
                Form::Other
            }
        }
        "cs" | "sk" => match i {
            _ if v != 0 => Form::Many,
            1 => Form::One,
            2..=4 => Form::Few,
            _ => Form::Other,
        },
        "pl" | "ru" | "uk" if v != 0 => Form::Other,
        "be" if t != 0 => Form::Other,
        "be" | "pl" | "ru" | "uk" => {
            let is_one = if base == "pl" { i == 1 } else { ends_in_one(i) };
            if is_one {
                Form::One
            } else if ends_in_few(i) {
                Form::Few
            } else {
                Form::Many
            }
        }
        _ => return None,
    })
}

fn baltic(base: &str, number: Operands) -> Option<Form> {
    let Operands { i, v, f, t } = number;
    Some(match base {
        "lv" | "prg" => {
            let is_teen = |number: u64| matches!(number % 100, 11..=19);
            if number.leaves(10, [0]) || number.leaves(100, 11..=19) || (v == 2 && is_teen(f)) {
                Form::Zero
            } else if (t == 0 && ends_in_one(i))
                || (v == 2 && ends_in_one(f))
                || (v != 2 && f % 10 == 1)
            {
                Form::One
            } else {
                Form::Other
            }
        }
        "lt" if f != 0 => Form::Many,
        "lt" if matches!(i % 100, 11..=19) => Form::Other,
        "lt" => match i % 10 {
            1 => Form::One,
            2..=9 => Form::Few,
            _ => Form::Other,
        },
        _ => return None,
    })
}

fn celtic(base: &str, number: Operands) -> Option<Form> {
    let Operands { i, v, t, .. } = number;
    if matches!(base, "br" | "cy" | "ga" | "gd" | "kw") && t != 0 {
        return Some(Form::Other);
    }
    let is_nearly = |last: u64| i % 10 == last && !matches!(i % 100 / 10, 1 | 7 | 9);
    Some(match (base, i) {
        ("br", _) if is_nearly(1) => Form::One,
        ("br", _) if is_nearly(2) => Form::Two,
        ("br", _) if is_nearly(3) || is_nearly(4) || is_nearly(9) => Form::Few,
        ("br", i) if i != 0 && i % 1_000_000 == 0 => Form::Many,
        ("cy" | "kw", 0) => Form::Zero,
        ("cy" | "ga" | "kw", 1) | ("gd", 1 | 11) => Form::One,
        ("cy" | "ga", 2) | ("gd", 2 | 12) => Form::Two,
        ("cy", 3) | ("ga", 3..=6) | ("gd", 3..=10 | 13..=19) => Form::Few,
        ("cy", 6) | ("ga", 7..=10) => Form::Many,
        ("kw", i) => cornish(i),
        ("gv", _) if v != 0 => Form::Many,
        ("gv", i) if i % 10 == 1 => Form::One,
        ("gv", i) if i % 10 == 2 => Form::Two,
        ("gv", i) if i % 20 == 0 => Form::Few,
        ("br" | "cy" | "ga" | "gd" | "gv", _) => Form::Other,
        _ => return None,
    })
}

/// Cornish counts in twenties, thousands apart.
fn cornish(i: u64) -> Form {
    let thousands = i % 100_000;
    let is_round = i.is_multiple_of(1000)
        && (matches!(thousands, 1000..=20_000) || matches!(thousands, 40_000 | 60_000 | 80_000));
    match i % 100 {
        2 | 22 | 42 | 62 | 82 => Form::Two,
        _ if is_round || i % 1_000_000 == 100_000 => Form::Two,
        3 | 23 | 43 | 63 | 83 => Form::Few,
        1 | 21 | 41 | 61 | 81 => Form::Many,
        _ => Form::Other,
    }
}

fn other_forms(base: &str, number: Operands) -> Option<Form> {
    let Operands { i, v, t, .. } = number;
    Some(match base {
        "lag" | "ksh" if number.is([0]) => Form::Zero,
        "lag" => one_if(i < 2),
        "ksh" => one_if(number.is([1])),
        "he" | "iw" => match i {
            1 if v == 0 => Form::One,
            0 if v != 0 => Form::One,
            2 if v == 0 => Form::Two,
            _ => Form::Other,
        },
        "iu" | "naq" | "sat" | "se" | "sma" | "smi" | "smj" | "smn" | "sms" => match i {
            1 if t == 0 => Form::One,
            2 if t == 0 => Form::Two,
            _ => Form::Other,
        },
        "shi" if i == 0 || number.is([1]) => Form::One,
        "shi" if number.is(2..=10) => Form::Few,
        "mt" if t == 0 => match (i, i % 100) {
            (1, _) => Form::One,
            (2, _) => Form::Two,
            (0, _) | (_, 3..=10) => Form::Few,
            (_, 11..=19) => Form::Many,
            _ => Form::Other,
        },
        "ar" | "ars" if t == 0 => match (i, i % 100) {
            (0, _) => Form::Zero,
            (1, _) => Form::One,
            (2, _) => Form::Two,
            (_, 3..=10) => Form::Few,
            (_, 11..=99) => Form::Many,
            _ => Form::Other,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: &str = "0 1 2 3 5 11 21 22 100 1000000 1.5 0.0 1.0 2.10 1.01 7 6 12 13 40 101 102 103 111 1000 100000 20.1";

    /// The forms of those numbers by their first letters, `2` for two and `-` for other, as Hugo 0.168 has them.
    #[track_caller]
    fn check(language: &str, forms: &str) {
        let found = NUMBERS.split(' ').map(|number| {
            let operands = Operands::of(number).expect("a number");
            match form(language, operands) {
                Form::Two => '2',
                Form::Other => '-',
                form => form.name().chars().next().expect("a name"),
            }
        });
        assert_eq!(found.collect::<String>(), forms, "{language}");
    }

    #[test]
    fn languages_have_forms_for_numbers() {
        for (language, forms) in [
            ("en", "-o-------------------------"),
            ("de", "-o-------------------------"),
            ("fr", "oo-------mooo-o------------"),
            ("pt", "oo-------mooo-o------------"),
            ("pt-br", "oo-------mooo-o------------"),
            ("pt-pt", "-o-------m-----------------"),
            ("es", "-o-------m--o--------------"),
            ("ru", "moffmmofmm-----mmmmmoffmmm-"),
            ("uk", "moffmmofmm-----mmmmmoffmmm-"),
            ("be", "moffmmofmm-mo--mmmmmoffmmm-"),
            ("pl", "moffmmmfmm-----mmmmmmffmmm-"),
            ("cs", "-off------mmmmm-----------m"),
            ("sl", "-o2f------fffff-----o2f---f"),
            ("hr", "-off--of------o-----off---o"),
            ("ro", "foffff----fffffffff-ffff--f"),
            ("lt", "-offf-of--m-ommff---off---m"),
            ("lv", "zo---zo-zz-zo-o--zzzo--zzzo"),
            ("ar", "zo2ffmmm---zo--ffmmm--fm---"),
            ("he", "-o2--------o---------------"),
            ("ga", "-o2ff-------o--mf----------"),
            ("cy", "zo2f-------zo---m----------"),
            ("gd", "-o2ffo------o--ff2f--------"),
            ("br", "-o2f--o2-m--o-------o2f----"),
            ("gv", "fo2--oo2ffmmmmm--2-fo2-offm"),
            ("kw", "zo2f--m2---zo-------m2f-22-"),
            ("mt", "fo2ffm-----fo--ffmm---fm---"),
            ("da", "-o--------o-o-o------------"),
            ("is", "-o----o-----ooo-----o-----o"),
            ("mk", "-o----o-------o-----o-----o"),
            ("fil", "oooooooooooooooo-oooooooooo"),
            ("ja", "---------------------------"),
            ("zh", "---------------------------"),
            ("hi", "oo---------oo--------------"),
            ("si", "oo---------oo--------------"),
            ("ksh", "zo---------zo--------------"),
            ("shi", "oofff------oo--ff----------"),
            ("se", "-o2---------o--------------"),
            ("hsb", "-o2f----------o-----o2f---o"),
            ("tzm", "oo---ooo---oo----ooo-------"),
        ] {
            check(language, forms);
        }
    }

    #[test]
    fn what_is_no_number_has_no_form() {
        for text in ["", "x", ".", "-", "1e9", "99999999999999999999999"] {
            assert_eq!(Operands::of(text), None, "{text}");
        }
    }
}

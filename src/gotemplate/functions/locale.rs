//! How languages write dates and numbers, by the Unicode CLDR as Hugo 0.168 has it.
//!
//! `locales.txt` has a line for each: its codes; the months, in full and short; the days of the week, from
//! Sunday, in full and short; the dates and times from `:date_full` to `:time_short`; the signs of numbers and
//! a percentage; amounts in [`CURRENCIES`].

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::Zoned;

use super::layout;

/// The currencies of which all languages have symbols here.
const CURRENCIES: [&str; 6] = ["USD", "EUR", "GBP", "JPY", "NOK", "CHF"];

/// What English calls others.
const OTHER_CURRENCIES: [(&str, &str); 13] = [
    ("AUD", "A$"),
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("CNY", "CN¥"),
    ("HKD", "HK$"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("MXN", "MX$"),
    ("NZD", "NZ$"),
    ("PHP", "PHP"),
    ("TWD", "NT$"),
    ("VND", "₫"),
];

/// The customs of a language.
#[derive(Debug)]
pub(super) struct Locale {
    months: Vec<&'static str>,
    short_months: Vec<&'static str>,
    days: Vec<&'static str>,
    short_days: Vec<&'static str>,
    layouts: Vec<&'static str>,
    numbers: Vec<&'static str>,
    amounts: Vec<&'static str>,
}

static LOCALES: LazyLock<HashMap<&'static str, Locale>> = LazyLock::new(|| {
    let lines = include_str!("locales.txt").lines();
    let locales = lines.flat_map(|line| {
        let (codes, rest) = line.split_once('|').unwrap_or_default();
        codes.split(',').map(move |code| (code, Locale::of(rest)))
    });
    locales.collect()
});

/// Whether the customs of this language are known.
pub(crate) fn is_known(code: &str) -> bool {
    LOCALES.contains_key(code)
}

/// The customs of a language, or else those of English.
pub(super) fn of(code: &str) -> &'static Locale {
    let known = LOCALES.get(code).or_else(|| LOCALES.get("en"));
    known.expect("the table has a line for English")
}

impl Locale {
    fn of(line: &'static str) -> Self {
        let mut fields = line.split('|').map(|field| field.split(';').collect());
        let mut next = || fields.next().unwrap_or_default();
        Self {
            months: next(),
            short_months: next(),
            days: next(),
            short_days: next(),
            layouts: next(),
            numbers: next(),
            amounts: next(),
        }
    }

    fn month(names: &[&'static str], time: &Zoned) -> &'static str {
        let index = usize::try_from(time.month() - 1).unwrap_or(0);
        names.get(index).copied().unwrap_or_default()
    }

    fn day(names: &[&'static str], time: &Zoned) -> &'static str {
        let index = usize::try_from(time.weekday().to_sunday_zero_offset()).unwrap_or(0);
        names.get(index).copied().unwrap_or_default()
    }

    /// Formats by a layout, or by one of Hugo's names for the customs of a language.
    pub(super) fn time(&self, time: &Zoned, layout: &str) -> String {
        let named = match layout {
            ":date_full" => 0,
            ":date_long" => 1,
            ":date_medium" => 2,
            ":date_short" => 3,
            ":time_full" => 4,
            ":time_long" => 5,
            ":time_medium" => 6,
            ":time_short" => 7,
            layout => return self.translated(time, layout),
        };
        self.filled(time, self.layouts.get(named).copied().unwrap_or_default())
    }

    /// Hugo formats in English and replaces names in that: of months and of days, the long or the short ones.
    fn translated(&self, time: &Zoned, layout: &str) -> String {
        let mut text = layout::format(time, layout);
        let (month, day) = (layout::month(time.month()), layout::weekday(time.weekday()));
        if layout.contains("January") {
            text = text.replace(month, Self::month(&self.months, time));
        } else if layout.contains("Jan") {
            text = text.replace(&month[..3], Self::month(&self.short_months, time));
        }
        if layout.contains("Monday") {
            text = text.replace(day, Self::day(&self.days, time));
        } else if layout.contains("Mon") {
            text = text.replace(&day[..3], Self::day(&self.short_days, time));
        }
        text
    }

    fn filled(&self, time: &Zoned, layout: &str) -> String {
        let mut text = String::new();
        let mut parts = layout.split('%');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let mut rest = part.chars();
            let element = rest.next().unwrap_or_default();
            let go = match element {
                'y' => "2006",
                'Y' => "06",
                'm' => "1",
                'n' => "01",
                'd' => "2",
                'e' => "02",
                'H' => "15",
                'I' => "03",
                'h' => "3",
                'i' => "04",
                'j' => "4",
                's' => "05",
                't' => "5",
                'p' => "pm",
                'z' => "MST",
                _ => "",
            };
            match element {
                'M' => text.push_str(Self::month(&self.months, time)),
                'A' => text.push_str(Self::month(&self.short_months, time)),
                'W' => text.push_str(Self::day(&self.days, time)),
                'w' => text.push_str(Self::day(&self.short_days, time)),
                'G' => text.push_str(&time.hour().to_string()),
                _ => text.push_str(&layout::format(time, go)),
            }
            text.push_str(rest.as_str());
        }
        text
    }

    /// The signs that stand before a negative number, before its fraction and between its thousands.
    pub(super) fn signs(&self) -> [&'static str; 3] {
        let sign = |index: usize| self.numbers.get(index).copied().unwrap_or_default();
        [sign(2), sign(0), sign(1)]
    }

    /// A number as a percentage.
    pub(super) fn percentage(&self, number: &str) -> String {
        let pattern = self.numbers.get(3).copied().unwrap_or("#%");
        pattern.replace('#', number)
    }

    /// A number as an amount in a currency.
    pub(super) fn amount(&self, number: &str, currency: &str) -> String {
        let known = CURRENCIES.iter().position(|known| *known == currency);
        if let Some(pattern) = known.and_then(|index| self.amounts.get(index)) {
            return pattern.replace('#', number);
        }
        let other = OTHER_CURRENCIES.iter().find(|(code, _)| *code == currency);
        let symbol = other.map_or(currency, |(_, symbol)| symbol);
        // As it is with the last one, of which the symbol is its code.
        let pattern = self.amounts.last().copied().unwrap_or("CHF#");
        pattern.replace("CHF", symbol).replace('#', number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The layouts of Hugo, in a language, for one time; what Hugo 0.168 gives.
    #[test]
    fn languages_write_dates_in_their_own_ways() {
        let time = "2031-03-05T04:06:09[UTC]".parse().expect("a time");
        for (code, layout, expected) in [
            ("en", ":date_full", "Wednesday, March 5, 2031"),
            ("en", ":time_full", "4:06:09\u{202f}am UTC"),
            ("de", ":date_full", "Mittwoch, 5. März 2031"),
            ("de", ":date_medium", "05.03.2031"),
            ("de", "Mon, 2. Jan 2006", "Mi., 5. März 2031"),
            ("fr", ":date_long", "5 mars 2031"),
            ("fr", "2 January 2006", "5 mars 2031"),
            ("fr", "PM pm Mon 2 Jan", "AM am mer. 5 mars"),
            ("fr", "Monday Jan January", "mercredi Mar mars"),
            ("es", ":time_full", "4:06:09 (UTC)"),
            ("ca", ":date_long", "5 de març del 2031"),
            ("zh", ":date_full", "2031年3月5日星期三"),
            ("ru", ":date_long", "5 марта 2031\u{202f}г."),
            ("hu", ":date_full", "2031. március 5., szerda"),
            ("fi", ":date_full", "cccc 5. maaliskuuta 2031"),
            ("eu", ":date_long", "2031(e)ko martxoaren 5(a)"),
            ("fr-ca", ":time_short", "04 h 06"),
            ("xx", ":date_short", "3/5/31"),
        ] {
            assert_eq!(of(code).time(&time, layout), expected, "{code} {layout}");
        }
    }

    #[test]
    fn all_locales_are_whole() {
        for (code, locale) in &*LOCALES {
            let lengths = [
                locale.months.len(),
                locale.short_months.len(),
                locale.days.len(),
                locale.short_days.len(),
                locale.layouts.len(),
                locale.numbers.len(),
            ];
            assert_eq!(lengths, [12, 12, 7, 7, 8, 4], "{code}");
        }
    }
}

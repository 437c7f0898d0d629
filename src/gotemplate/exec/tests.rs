//! The language: tables of what Hugo 0.168 prints.

use crate::gotemplate::testing::{check, fails};

#[test]
fn templates_print_what_hugo_prints() {
    check(include_str!("../tables/language.txt"));
}

#[test]
fn what_hugo_refuses_fails() {
    fails(include_str!("../tables/language_refused.txt"));
}

#[test]
fn partials_print_or_return() {
    check(include_str!("../tables/partials.txt"));
}

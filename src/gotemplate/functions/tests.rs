//! Functions: tables of what Hugo 0.168 prints.

use crate::gotemplate::testing::{check, fails};

#[test]
fn functions_give_what_hugo_gives() {
    check(include_str!("../tables/functions.txt"));
}

#[test]
fn conversions_sorting_and_times_are_those_of_hugo() {
    check(include_str!("../tables/conversions.txt"));
}

#[test]
fn functions_refuse_what_hugo_refuses() {
    fails(include_str!("../tables/functions_refused.txt"));
}

#[test]
fn digests_are_those_of_hugo() {
    check(include_str!("../tables/digests.txt"));
}

//! Escaping: tables of what Hugo 0.168 prints.

use crate::gotemplate::testing::{check, fails};

#[test]
fn values_are_escaped_for_where_they_stand() {
    check(include_str!("../tables/escaping.txt"));
}

#[test]
fn branches_and_ends_in_different_places_are_refused() {
    fails(include_str!("../tables/escaping_refused.txt"));
}

//! One save to 1,000 readers.

fn main() {}

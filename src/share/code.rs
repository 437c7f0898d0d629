//! A link as a code to scan.

/// A QR code.
#[derive(Clone, Debug)]
pub struct Code;

//! Standard output, for what goes there as a whole.

use std::io::{self, Write};

/// Standard output takes nothing.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to standard output: {0}")]
pub(crate) struct Closed(io::Error);

/// Prints a whole file.
///
/// # Errors
///
/// [`Closed`] when it cannot be written; not when who reads has read enough.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Closed> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Closed),
    }
}

//! What the command does besides serving.

use std::io::{self, Write};

pub(crate) mod check;
pub(crate) mod export;
pub(crate) mod reference;

/// Writes to standard output. Nobody who stops reading (`| head`) makes it fail.
fn print(text: &[u8]) -> io::Result<()> {
    let mut stdout = anstream::stdout();
    let printed = stdout.write_all(text).and_then(|()| stdout.flush());
    match printed {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

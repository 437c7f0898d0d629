//! The lines that the author types, read on a thread of their own: tokio's standard input would
//! keep the program from ending.

use std::io;
use std::thread;
use std::time::Duration;

use blog_serve::error::Error;
use tokio::sync::mpsc;

#[cfg(unix)]
mod foreground;

/// How much of a line counts, in bytes: more than any command has.
const LONGEST: usize = 256;
/// How many lines wait to be answered.
const WAITING: usize = 8;
/// The least time from one line to the next: nobody types faster, and a program that writes
/// without end into ours costs nothing.
const PACE: Duration = Duration::from_millis(10);

/// The lines of standard input, without their ends, as they are typed. The channel closes when
/// there are no more, which is no request to end.
///
/// # Errors
///
/// [`Error::Runtime`] when the system gives no thread.
pub(crate) fn lines() -> Result<mpsc::Receiver<String>, Error> {
    let (tx, rx) = mpsc::channel(WAITING);
    let thread = thread::Builder::new().name("keys".to_owned());
    let read = move || read_lines(read_input, &tx);
    thread.spawn(read).map_err(Error::Runtime)?;
    Ok(rx)
}

#[cfg(unix)]
use foreground::read as read_input;

#[cfg(not(unix))]
fn read_input(buffer: &mut [u8]) -> io::Result<usize> {
    io::Read::read(&mut io::stdin(), buffer)
}

/// Sends every line until there are no more or nobody takes them.
fn read_lines(mut read: impl FnMut(&mut [u8]) -> io::Result<usize>, lines: &mpsc::Sender<String>) {
    let mut buffer = [0; 4096];
    let mut line = Vec::new();
    loop {
        let read = match read(&mut buffer) {
            Ok(read) => read,
            Err(error) if is_passing(&error) => {
                thread::sleep(PACE);
                continue;
            }
            // Closed, or a terminal that went away: nothing can be typed any more.
            Err(_) => 0,
        };
        if read == 0 {
            if !line.is_empty() {
                // An error means that nobody listens any more.
                let _ = lines.blocking_send(text(&line));
            }
            return;
        }
        for byte in &buffer[..read] {
            match byte {
                b'\n' => {
                    if lines.blocking_send(text(&line)).is_err() {
                        return;
                    }
                    line.clear();
                    thread::sleep(PACE);
                }
                byte if line.len() < LONGEST => line.push(*byte),
                _ => {}
            }
        }
    }
}

/// Whether the next try may be better: somebody who shares our input may have made it one that does
/// not wait.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock
    )
}

/// A line as text; what is no UTF-8 in it is no command either.
fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &[u8], expected: &[&str]) {
        let (tx, mut rx) = mpsc::channel(1000);
        let mut rest = input;
        read_lines(|buffer| io::Read::read(&mut rest, buffer), &tx);
        drop(tx);
        let mut lines = Vec::new();
        while let Some(line) = rx.blocking_recv() {
            lines.push(line);
        }
        assert_eq!(lines, expected);
    }

    #[test]
    fn lines_come_one_by_one_and_the_last_needs_no_end() {
        check(b"", &[]);
        check(b"s\n", &["s"]);
        check(b"s\r\n\nx 2", &["s", "", "x 2"]);
    }

    #[test]
    fn what_is_no_text_or_no_line_hurts_nobody() {
        check(b"\xff\xfe\n\0\ns\n", &["\u{fffd}\u{fffd}", "\0", "s"]);
        let mut long = vec![b'a'; 1 << 20];
        long.extend(b"\ns\n");
        check(&long, &[&"a".repeat(LONGEST), "s"]);
    }

    #[test]
    fn input_that_fails_has_ended() {
        let (tx, mut rx) = mpsc::channel(1);
        let mut tries = 0;
        let read = |_: &mut [u8]| {
            tries += 1;
            match tries {
                1 => Err(io::ErrorKind::Interrupted.into()),
                2 => Err(io::ErrorKind::WouldBlock.into()),
                _ => Err(io::Error::other("the terminal is gone")),
            }
        };
        read_lines(read, &tx);
        drop(tx);
        assert_eq!(rx.blocking_recv(), None);
        assert_eq!(tries, 3);
    }
}

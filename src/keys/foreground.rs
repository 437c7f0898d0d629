//! Reading a terminal only while it is ours. A shell's job in the background that reads its
//! terminal is stopped by the system (SIGTTIN), and the preview with it.

use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};

/// How long to leave a terminal alone that belongs to another job.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Reads what there is of standard input; waits for it, and for being in the foreground.
pub(super) fn read(buffer: &mut [u8]) -> io::Result<usize> {
    let stdin = io::stdin();
    let is_terminal = stdin.is_terminal();
    loop {
        let mut asked = [PollFd::new(&stdin, PollFlags::IN)];
        // Without a limit: an idle program costs nothing.
        poll(&mut asked, None)?;
        if !is_terminal || is_ours(&stdin) {
            return Ok(rustix::io::read(&stdin, buffer)?);
        }
        if asked[0].revents().contains(PollFlags::HUP) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        thread::sleep(LOOK_AGAIN);
    }
}

/// Whether this program is the one that the terminal talks to. A terminal that controls nothing,
/// as in some containers, can be read by everybody.
fn is_ours(terminal: &impl AsFd) -> bool {
    rustix::termios::tcgetpgrp(terminal).map_or(true, |group| group == rustix::process::getpgrp())
}

//! What stops the program: failures of the environment, each with its path, cause and remedy.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a preview cannot start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// PATH is no blog.
    #[error(transparent)]
    Blog(#[from] crate::blog::Error),
    /// The port that was asked for is taken.
    #[error("cannot listen on {address}: {holder}; choose another with {option}")]
    Busy {
        /// What was asked for.
        address: SocketAddr,
        /// Who holds it, as far as that can be known.
        holder: String,
        /// What chooses another.
        option: &'static str,
    },
    /// The address that was asked for belongs to another machine, or to none.
    #[error("cannot listen on {address}: this machine has no such address; choose one of its own with --bind ({})", own.join(", "))]
    NotHere {
        /// What was asked for.
        address: SocketAddr,
        /// The addresses of this machine.
        own: Vec<String>,
    },
    /// Listening failed for another reason.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A path from the command line cannot be used.
    #[error("cannot use {}: {source}", path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system gives no threads or no event queue.
    #[error("cannot start: {0}")]
    Runtime(io::Error),
}

impl Error {
    /// The port is taken: by whom, as far as that can be known.
    #[must_use]
    pub fn busy(address: SocketAddr, option: &'static str) -> Self {
        let holder = match listeners::get_process_by_port(address.port(), listeners::Protocol::TCP)
        {
            Ok(process) => format!("{} (process {}) has this port", process.name, process.pid),
            Err(_) => "another program has this port".to_owned(),
        };
        Self::Busy {
            address,
            holder,
            option,
        }
    }
}

//! The readers' door: opened for the first link, closed with the last.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::task::spawn_blocking;

use super::lock;
use crate::error::Error;
use crate::preview::Desk;
use crate::serve::ReadersDoor;

impl Desk {
    /// Whether the door was closed until now. Whoever calls this has the turn.
    pub(super) async fn open_door(self: &Arc<Self>) -> Result<bool, Error> {
        if self.is_door_open() {
            return Ok(false);
        }
        let desk = self.clone();
        let open = move || {
            // Nobody else opens it meanwhile, and nobody waits for the system or the disk.
            let (_, last) = desk.links.ports();
            let opened = ReadersDoor::open(&desk, last)?;
            let kept = desk.links.keep_ports(None, opened.port_to_keep());
            desk.tell_if_not_kept(kept);
            // Readers are told whom they read. It was looked up at the start, or is just being.
            desk.author();
            let mut door = lock(&desk.door);
            if desk.is_over.load(Ordering::Relaxed) {
                let ending = "blog-serve is ending";
                return Err(Error::Runtime(std::io::Error::other(ending)));
            }
            *door = Some(opened);
            Ok(true)
        };
        spawn_blocking(open)
            .await
            .map_err(|error| self.contain(&error))?
    }

    /// Closes the readers' door. Its links are paused, and its port is free again.
    pub(super) async fn close_door(&self) {
        let door = lock(&self.door).take();
        if let Some(door) = door {
            // An error means that the program is ending.
            let _ = spawn_blocking(move || door.close()).await;
        }
    }

    /// Closes it for good, without waiting for the port.
    pub(in crate::preview) fn slam_door(&self) {
        let mut door = lock(&self.door);
        self.is_over.store(true, Ordering::Relaxed);
        *door = None;
    }

    pub(super) fn is_door_open(&self) -> bool {
        lock(&self.door).is_some()
    }
}

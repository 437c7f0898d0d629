//! What time and readers bring about: links end, addresses change, somebody comes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::preview::Desk;
use crate::report::Report;
use crate::share::{Door, Lent, LinkId};

/// How often the clock, the network and other processes' changes of the links are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How much later than the first one the next arrival is told: a thousand at once are one.
const ARRIVALS: Duration = Duration::from_millis(200);
/// After how long without readers the next one is somebody new.
const NEW_AGAIN: Duration = Duration::from_mins(1);

/// Looks after what is shared, for as long as the preview runs.
pub(in crate::preview) async fn look_after(desk: Arc<Desk>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut arrivals = Arrivals::default();
    loop {
        tokio::select! {
            _ = look.tick() => end_what_is_over(&desk).await,
            () = desk.links.stirred() => {}
        }
        desk.publish_shared();
        let shared = desk.shared.borrow().clone();
        if let Some(door) = &shared.door {
            arrivals.look(&desk, door, &shared.links);
        }
        sleep(ARRIVALS).await;
    }
}

/// Takes note of links that ended by the clock or by another process.
async fn end_what_is_over(desk: &Arc<Desk>) {
    // During a command of the author's it waits for the next look, and holds up nothing else.
    let Ok(_turn) = desk.commands.try_lock() else {
        return;
    };
    let links = desk.links.clone();
    for notice in desk.links.take_notices() {
        desk.reports.send(Report::Notice(format!("{notice}.")));
    }
    // The disk is asked on a thread that may wait for it. An error means that the program is ending.
    if let Ok(over) = spawn_blocking(move || links.refresh()).await {
        desk.report_ended(&over).await;
    }
}

/// Who has come, as far as the terminal has been told.
#[derive(Default)]
struct Arrivals {
    told: BTreeMap<LinkId, Told>,
    lonely: Vec<LinkId>,
}

/// The most readers that were told of, and when there was last one.
struct Told {
    readers: usize,
    last: Instant,
}

impl Arrivals {
    fn look(&mut self, desk: &Desk, door: &Door, links: &[Lent]) {
        for Lent {
            link,
            readers,
            lonely,
            ..
        } in links
        {
            let now = Instant::now();
            let told = self.told.entry(link.id).or_insert(Told {
                readers: 0,
                last: now,
            });
            if *readers > 0 {
                told.last = now;
            } else if told.last.elapsed() > NEW_AGAIN {
                told.readers = 0;
            }
            if *readers > told.readers {
                told.readers = *readers;
                let opens = link.scope.opens(&desk.sites.borrow());
                let readers = *readers;
                desk.reports.send(Report::Arrived { opens, readers });
            }
            if *lonely && door.is_reached() && !self.lonely.contains(&link.id) {
                self.lonely.push(link.id);
                let port = door.port;
                desk.reports.send(Report::NobodyCame { port });
            }
        }
    }
}

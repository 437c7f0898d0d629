//! What lies between a browser and a server, and can fail without a word.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A way to a server that can be lost: whoever is connected notices nothing, and hears nothing.
/// Connections end with the test.
pub(crate) struct Network {
    /// Where the server can be reached by it.
    pub(crate) port: u16,
    state: watch::Sender<State>,
}

/// Connections live in the state that they were begun in, and in no other.
#[derive(Clone, Copy)]
struct State {
    is_up: bool,
    /// Grows with each loss and each return.
    age: usize,
    /// The age before which connections are closed.
    closed_before: usize,
}

impl Network {
    /// A way to the server at this port.
    pub(crate) async fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("some port is free");
        let port = listener.local_addr().expect("it listens").port();
        let state = watch::Sender::new(State {
            is_up: true,
            age: 0,
            closed_before: 0,
        });
        let mut now = state.subscribe();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let begun = *now.borrow_and_update();
                tokio::spawn(carry(stream, server, begun, now.clone()));
            }
        });
        Self { port, state }
    }

    /// From now on nothing comes through, and nobody is told.
    pub(crate) fn lose(&self) {
        self.state.send_modify(|state| {
            state.age += 1;
            state.is_up = false;
        });
    }

    /// New connections come through; those of before stay dead, as after a sleep or a change of
    /// address.
    pub(crate) fn restore(&self) {
        self.state.send_modify(|state| {
            state.age += 1;
            state.is_up = true;
        });
    }

    /// The dead connections are closed at last, so that the browser uses none of them again.
    pub(crate) fn hang_up(&self) {
        self.state
            .send_modify(|state| state.closed_before = state.age);
    }
}

/// Carries bytes both ways until either end hangs up, or until the network is lost.
async fn carry(mut browser: TcpStream, server: u16, begun: State, mut now: watch::Receiver<State>) {
    let mut server = TcpStream::connect(("127.0.0.1", server))
        .await
        .expect("the server listens");
    let lost = now.wait_for(|now| !begun.is_up || now.age > begun.age);
    tokio::select! {
        biased;
        _ = lost => {}
        // Either end may hang up as it likes.
        _ = copy_bidirectional(&mut browser, &mut server) => return,
    }
    // Both ends stay open, in silence. They close with the network, if not before.
    let _ = now.wait_for(|now| now.closed_before > begun.age).await;
}

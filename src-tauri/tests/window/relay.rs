//! A way to the server that a test can cut, mend and hold an answer in.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Answers that begin with this request wait until they are told to go on.
struct Hold {
    request: String,
    arrived: Sender<()>,
    go_on: Receiver<()>,
}

#[derive(Default)]
struct Switches {
    cut: AtomicBool,
    hold: Mutex<Option<Hold>>,
    open: Mutex<Vec<TcpStream>>,
}

/// Stands between client and server. Its threads end with the connections they serve.
pub(crate) struct Relay {
    port: u16,
    switches: Arc<Switches>,
}

/// The test's end of a held answer.
pub(crate) struct Held {
    arrived: Receiver<()>,
    go_on: Sender<()>,
}

impl Held {
    /// Waits until the server has answered.
    pub(crate) fn arrived(&self, limit: Duration) {
        let arrived = self.arrived.recv_timeout(limit);
        arrived.expect("the server answers what is held");
    }

    /// Lets the answer pass.
    pub(crate) fn pass(&self) {
        let _ = self.go_on.send(());
    }
}

impl Relay {
    pub(crate) fn start(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has free ports");
        let port = listener.local_addr().expect("it is bound").port();
        let switches = Arc::<Switches>::default();
        let shared = Arc::clone(&switches);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if shared.cut.load(Ordering::Acquire) {
                    continue;
                }
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(client, server, &shared));
            }
        });
        Self { port, switches }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends every connection, and every one that comes, at once.
    pub(crate) fn cut(&self) {
        self.switches.cut.store(true, Ordering::Release);
        for stream in lock(&self.switches.open).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn mend(&self) {
        self.switches.cut.store(false, Ordering::Release);
    }

    /// Holds the answer to the next request that begins like this.
    pub(crate) fn hold_answer_to(&self, request: &str) -> Held {
        let (arrived, told) = channel();
        let (go_on, wait) = channel();
        *lock(&self.switches.hold) = Some(Hold {
            request: request.to_owned(),
            arrived,
            go_on: wait,
        });
        Held {
            arrived: told,
            go_on,
        }
    }
}

fn serve(client: TcpStream, port: u16, switches: &Arc<Switches>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
        return;
    };
    let copies = [client.try_clone(), server.try_clone()];
    lock(&switches.open).extend(copies.into_iter().flatten());
    let (Ok(answers), Ok(back)) = (server.try_clone(), client.try_clone()) else {
        return;
    };
    let held = Arc::<Mutex<Option<Hold>>>::default();
    let (asked, shared) = (Arc::clone(&held), Arc::clone(switches));
    thread::spawn(move || {
        pass(client, server, |piece| {
            let mut waiting = lock(&shared.hold);
            if waiting
                .as_ref()
                .is_some_and(|hold| piece.starts_with(hold.request.as_bytes()))
            {
                *lock(&asked) = waiting.take();
            }
        });
    });
    pass(answers, back, |_| {
        if let Some(hold) = lock(&held).take() {
            let _ = hold.arrived.send(());
            let _ = hold.go_on.recv_timeout(Duration::from_secs(20));
        }
    });
}

/// Passes pieces on after `look` has seen them, until either side ends.
fn pass(mut from: TcpStream, mut to: TcpStream, mut look: impl FnMut(&[u8])) {
    let mut piece = [0; 16 * 1024];
    while let Ok(count) = from.read(&mut piece) {
        if count == 0 {
            break;
        }
        look(&piece[..count]);
        if to.write_all(&piece[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

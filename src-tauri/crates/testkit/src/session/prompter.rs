//! Stands in for the desktop's password dialog, as gnome-keyring calls it, and counts how often
//! it is wanted. The user is away or dismisses; nobody here knows a password.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use zbus::blocking::{Connection, connection::Builder};
use zbus::fdo;
use zbus::zvariant::OwnedObjectPath;

#[derive(Debug)]
pub(super) struct Prompter {
    seen: Arc<Seen>,
    _connection: Connection,
}

#[derive(Debug, Default)]
struct Seen {
    count: AtomicUsize,
    dismisses: AtomicBool,
}

impl Prompter {
    pub(super) fn start(builder: Builder<'_>) -> Self {
        let seen = Arc::new(Seen::default());
        let connection = builder
            .serve_at("/org/gnome/keyring/Prompter", Dialog(Arc::clone(&seen)))
            .and_then(|builder| builder.name("org.gnome.keyring.SystemPrompter"))
            .and_then(Builder::build)
            .expect("the prompter owns its name");
        Self {
            seen,
            _connection: connection,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.seen.count.load(Ordering::SeqCst)
    }

    pub(super) fn dismiss(&self) {
        self.seen.dismisses.store(true, Ordering::SeqCst);
    }
}

struct Dialog(Arc<Seen>);

/// The part of gcr's protocol that comes before any dialog is on the screen.
#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Dialog {
    /// `caller` is where gcr would be told that the dialog is ready. It never is.
    fn begin_prompting(&self, caller: OwnedObjectPath) -> fdo::Result<()> {
        self.0.count.fetch_add(1, Ordering::SeqCst);
        if self.0.dismisses.load(Ordering::SeqCst) {
            return Err(fdo::Error::Failed(format!("dismissed for {caller}")));
        }
        Ok(())
    }
}

//! Runs one keychain call on a thread of its own and stops waiting for it in time.
//!
//! The threads are plain and detached: a runtime waits for its own blocking threads when it ends,
//! and a keychain that never answers would then keep the process from exiting.

use std::thread;
use std::time::Duration;

use patwarden_core::error::{CoreError, Result};
use patwarden_core::ports::Patience;
use tokio::sync::oneshot;

use crate::trouble::Trouble;

/// How long a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Where no prompt may appear.
    pub quiet: Duration,
    /// Where the user may have to unlock.
    pub asked: Duration,
}

impl Deadlines {
    /// The one for this patience.
    pub fn of(self, patience: Patience) -> Duration {
        match patience {
            Patience::Quiet => self.quiet,
            Patience::Asked => self.asked,
        }
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            quiet: Duration::from_secs(2),
            asked: Duration::from_secs(120),
        }
    }
}

/// Waits at most `deadline` for `work`. After that the thread is left alone with whatever it
/// opened; what it still achieves counts, and shows when the keychain is asked again.
///
/// # Errors
/// What `work` reports, `KeychainTimedOut`, or `Internal` when there is no thread to be had.
pub(crate) async fn within<T, W>(deadline: Duration, work: W) -> Result<T>
where
    T: Send + 'static,
    W: FnOnce() -> std::result::Result<T, Trouble> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let spawned = thread::Builder::new()
        .name("keychain".into())
        .spawn(move || {
            // Nobody listens any more after the deadline.
            let _ = sender.send(work());
        });
    if spawned.is_err() {
        return Err(CoreError::internal(
            "no thread could be started for the keychain",
        ));
    }
    match tokio::time::timeout(deadline, receiver).await {
        Ok(Ok(outcome)) => outcome.map_err(|trouble| trouble.into_error(deadline)),
        Ok(Err(_)) => Err(CoreError::internal(
            "the keychain's thread ended without an answer",
        )),
        Err(_) => Err(Trouble::TimedOut.into_error(deadline)),
    }
}

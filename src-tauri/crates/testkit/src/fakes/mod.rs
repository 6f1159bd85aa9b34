//! Stand-ins for server, keychain and clock. They keep state, so that several processes of ours can
//! share them, and write every call on a [`Tape`], so that a test can say in which order things
//! happened and stop a process at any moment.

mod clock;
mod provider;
mod server;
mod state;
mod tape;
mod vault;

pub use clock::SetClock;
pub use server::{ADMINISTRATOR, Call, FakeServer, Fault, PASSWORD, USER};
pub use tape::{Side, Tape};
pub use vault::{FakeVault, PutFault};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A failed test must not hide behind the poison it left.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

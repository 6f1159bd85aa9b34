//! What tests stand on: fakes of the ports with scripted faults, a real keychain session, and a
//! sandbox server of its own process.
//!
//! Only ever a dev-dependency.

pub mod fakes;
pub mod server;
#[cfg(target_os = "linux")]
pub mod session;
pub mod zitadel_server;

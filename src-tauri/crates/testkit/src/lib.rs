//! What tests stand on: fakes of the ports with scripted faults, and a real keychain session.
//!
//! Only ever a dev-dependency.

pub mod fakes;
#[cfg(target_os = "linux")]
pub mod session;

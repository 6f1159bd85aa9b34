//! The keychain of the operating system behind core's `SecretVault`, and the states it can be in.
//!
//! Separate because nothing else may speak to a keychain: its libraries block, prompt and print
//! secrets in their errors. Here every call runs on a thread of its own with a deadline outside
//! it, and every failure leaves as one of core's `Keychain…` codes.

mod deadline;
#[cfg_attr(
    not(target_os = "linux"),
    expect(
        dead_code,
        reason = "the other systems' keychains have no place for attributes"
    )
)]
mod names;
mod text;
mod trouble;

#[cfg(target_os = "macos")]
mod apple;
#[cfg(any(target_os = "macos", target_os = "windows", test))]
mod native;
#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "windows")]
mod windows;

use std::sync::Arc;

use patwarden_core::ports::SecretVault;

pub use deadline::Deadlines;
#[cfg(target_os = "linux")]
pub use secret_service::SecretServiceVault;

/// The keychain of this system, for entries under `service`. Opens nothing yet.
pub fn system_vault(service: impl Into<String>) -> Arc<dyn SecretVault> {
    #[cfg(target_os = "linux")]
    return Arc::new(SecretServiceVault::new(service));
    #[cfg(target_os = "macos")]
    return Arc::new(native::NativeVault::new(service, apple::KEYCHAIN));
    #[cfg(target_os = "windows")]
    return Arc::new(native::NativeVault::new(service, windows::KEYCHAIN));
}

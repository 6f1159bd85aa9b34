//! The Secret Service adapter against a real gnome-keyring on a private bus, in every state.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it stands"
)]

mod available;
mod common;
mod hung;
mod locked;
mod missing;

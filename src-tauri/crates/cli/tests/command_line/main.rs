//! `patw` as people and programs use it: the real program, a real gnome-keyring on a private bus, and
//! a sandbox in a process of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod both;
mod exit_codes;
mod journey;
mod keychain;
#[cfg(feature = "fail-points")]
mod killed;
#[cfg(feature = "fail-points")]
mod killing;
mod machine;
mod sentinel;
mod together;
mod world;
mod zitadel;

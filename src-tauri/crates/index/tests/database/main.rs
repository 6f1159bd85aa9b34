//! The database file: private, whole, of a known version, and shared by several processes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod journal;
mod kept;
mod migrated;
mod opening;
mod owners;
mod samples;
mod together;

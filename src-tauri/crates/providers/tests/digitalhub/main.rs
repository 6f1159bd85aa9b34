//! The `DigitalHub` provider over HTTP: what a real server was recorded to answer, and what a broken
//! one, or the way to it, can do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod answers;
mod certificates;
mod discovery;
mod faults;
mod plain_http;
mod proxy;
mod recorded;
mod refusals;
#[path = "../scripted/mod.rs"]
mod scripted;
mod server;
mod trace;
mod tried;

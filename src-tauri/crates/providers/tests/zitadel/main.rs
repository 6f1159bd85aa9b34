//! The ZITADEL provider over HTTP: a life of tokens on each of the server's interfaces, what a real
//! server was recorded to refuse, and what a broken one can do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod changes;
mod discovery;
mod faults;
mod gateways;
mod given;
mod interfaces;
mod life;
mod owners;
mod pages;
mod recorded;
mod refusals;
mod roles;
#[path = "../scripted/mod.rs"]
mod scripted;
mod shown;
mod sign_in;
mod trace;

//! The life of a token, from connect to delete, over the real database and journal, with a server
//! and a keychain that fail as told, and processes that die at any moment.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod always_true;
mod answer_lost;
mod connect;
mod connect_again;
mod crash;
mod create;
mod delete;
mod disconnect;
mod events;
mod hand_over;
mod identity;
mod interleavings;
mod refresh;
mod resume;
mod sentinel;
mod service_users;
mod unsaved;
mod watched;
mod world;

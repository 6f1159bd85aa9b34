//! Accounts, tokens, activity and the journal in one `SQLite` file, shared by every process of ours.
//!
//! Separate from the use cases so that they can be tested without a disk. No secret ever comes here:
//! no type that could hold one is known to this crate.

mod accounts;
mod activity;
mod database;
mod journal;
mod open;
mod owners;
mod process_lock;
mod schema;
mod tokens;

pub use database::Database;
pub use open::OpenedDatabase;

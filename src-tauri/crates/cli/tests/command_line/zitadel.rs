//! `patw` against a ZITADEL.

mod elsewhere;
mod exit_codes;
mod expiry;
mod journey;
#[cfg(feature = "fail-points")]
mod killed;
mod lag;
mod lost_answer;
mod owners;
mod permissions;
mod references;
mod relay;
mod sentinel;
mod sign_in;
mod states;
mod terminal;
mod unsaved;
mod world;

pub(crate) use world::{World, server};

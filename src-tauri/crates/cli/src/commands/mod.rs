//! One file per command.

pub(crate) mod accounts;
pub(crate) mod connect;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod disconnect;
pub(crate) mod expiry_wish;
pub(crate) mod freshness;
pub(crate) mod list;
pub(crate) mod owners;
pub(crate) mod sandbox;
pub(crate) mod show;
pub(crate) mod token;

//! Domain and use cases of Patwarden.
//!
//! Separate from everything else so that the life cycle of a token can be read, and tested in
//! seconds, without a server, a keychain, a database or a window. No I/O happens here: the outside
//! is reached through the traits in [`ports`] alone.

pub mod account;
pub mod activity;
pub mod capabilities;
pub mod custody;
pub mod error;
pub mod fail_point;
pub mod identity;
pub mod journal;
pub mod owner;
pub mod ports;
pub mod reference;
pub mod secret;
pub mod settings;
pub mod status;
pub mod token;
pub mod view;

mod use_cases;

pub use error::{CoreError, ErrorCode};
pub use use_cases::*;

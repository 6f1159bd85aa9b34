//! A stand-in for the servers Patwarden works with: for trying the program without one, and for tests.
//!
//! It behaves on the wire as `DigitalHub` core 0.15 does, as far as a client can act on it, and computes
//! its answers from a small world in memory. [`Sandbox`] runs it inside a test, with faults on
//! request; [`serve`] runs it as a program.

mod asked;
mod clock;
mod config;
mod connections;
pub mod digitalhub;
mod faults;
mod keep;
mod platform;
mod reply;
mod running;
pub mod serve;

pub use config::{PlatformName, SandboxConfig, SandboxError, Seed};
pub use digitalhub::DigitalHubSandbox;
pub use faults::Fault;
pub use running::Sandbox;

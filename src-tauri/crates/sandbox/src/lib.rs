//! A stand-in for the servers Patwarden works with: for trying the program without one, and for tests.
//!
//! It behaves on the wire as `DigitalHub` core 0.15 and ZITADEL of October 2025 do, as far as a client can
//! act on it, and computes its answers from small worlds in memory. [`Sandbox`] runs it inside a test, with faults on
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
pub mod zitadel;

pub use config::{Api, PlatformName, SandboxConfig, SandboxError, Seed};
pub use digitalhub::DigitalHubSandbox;
pub use faults::Fault;
pub use running::Sandbox;
pub use zitadel::ZitadelSandbox;

//! The composition root of every program of ours: which adapters stand behind the ports, where the
//! files are, and the sandbox as a process of its own.

pub mod clock;
pub mod core_dumps;
pub mod logging;
pub mod private_files;
pub mod profile;
pub mod runtime;
pub mod sandbox;
pub mod settings_file;

pub use profile::Profile;
pub use runtime::Runtime;

//! What a machine needs that has git, Rust and Node only. Nothing happens when nothing is missing.

pub(crate) mod packages;
mod page;
mod toolchain;

use anyhow::Result;

use crate::repository::Repository;

/// What it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building the window and looking at it.
    Window,
    /// Compiling everything without running it.
    Lints,
    /// Running every test.
    Tests,
    /// Looking at the window in a session of our own.
    Measures,
}

pub(crate) fn prepare(repository: &Repository, purpose: Purpose) -> Result<()> {
    let wanted: Vec<&str> = match purpose {
        // Asked for together, where it is plain that there is no display.
        Purpose::Window if std::env::var_os("DISPLAY").is_none() => {
            [packages::BUILD, packages::LOOK, packages::SESSION].concat()
        }
        Purpose::Window => [packages::BUILD, packages::LOOK].concat(),
        Purpose::Measures => [packages::BUILD, packages::LOOK, packages::SESSION].concat(),
        Purpose::Lints => packages::BUILD.to_vec(),
        Purpose::Tests => [
            packages::BUILD,
            packages::LOOK,
            packages::SESSION,
            packages::TESTS,
        ]
        .concat(),
    };
    packages::ensure(&wanted)?;
    toolchain::node()?;
    if purpose == Purpose::Lints {
        toolchain::components()?;
    }
    page::modules(repository)?;
    page::built(repository)
}

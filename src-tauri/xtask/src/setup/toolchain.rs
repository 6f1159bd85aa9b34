//! What must have been there before us, and the parts of Rust a minimal installation leaves out.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// The oldest Node the page's tools run on; `engines` in `ui/package.json` says the same.
const NODE: (u32, u32) = (20, 19);

/// Says so when Node is missing or too old.
pub(crate) fn node() -> Result<()> {
    let said = process::answer(Command::new("node").arg("--version"))
        .context("Node is missing; this needs version 20.19 or newer")?;
    let version = version(&said).with_context(|| format!("node --version says \"{said}\""))?;
    if version < NODE {
        bail!("Node {} is too old; this needs 20.19 or newer", said.trim());
    }
    if process::answer(Command::new("npm").arg("--version")).is_none() {
        bail!("npm is missing; it comes with Node, or as a package of its own");
    }
    Ok(())
}

/// rustfmt and clippy.
pub(crate) fn components() -> Result<()> {
    let mut absent = Vec::new();
    for (component, program) in [("rustfmt", "rustfmt"), ("clippy", "cargo-clippy")] {
        if process::answer(Command::new(program).arg("--version")).is_none() {
            absent.push(component);
        }
    }
    if absent.is_empty() {
        return Ok(());
    }
    process::run(
        Command::new("rustup")
            .args(["component", "add"])
            .args(&absent),
    )
    .with_context(|| format!("{} are missing", absent.join(" and ")))
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("v20.19.4\n"), Some((20, 19)));
        assert!(version("v18.20.1") < Some(NODE));
        assert!(version("v20.9.0") < Some(NODE));
        assert!(version("v24.0.0") > Some(NODE));
        assert_eq!(version("unknown"), None);
    }

    #[test]
    fn the_page_asks_for_the_same_node() {
        let package = include_str!("../../../../ui/package.json");
        let wanted = format!("\"node\": \">={}.{}\"", NODE.0, NODE.1);
        assert!(package.contains(&wanted), "ui/package.json says {wanted}");
    }
}

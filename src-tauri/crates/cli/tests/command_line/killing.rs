//! Killing a command in the middle of what it does.

use std::os::unix::process::ExitStatusExt;

use crate::machine::Machine;

/// Kills a command at a named step.
pub(crate) fn kill(machine: &Machine, point: &str, arguments: &[&str]) {
    let status = machine
        .command(arguments)
        .env("PATWARDEN_FAIL_AT", point)
        .output()
        .unwrap()
        .status;
    assert_eq!(
        status.signal(),
        Some(9),
        "the command was killed at {point}, not {status:?}"
    );
}

//! System packages, by apt.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// What the window is compiled against.
pub(crate) const BUILD: &[&str] = &["build-essential", "libwebkit2gtk-4.1-dev", "pkg-config"];

/// What looks at a window from outside, and the letters no bundled font has.
pub(crate) const LOOK: &[&str] = &["fonts-dejavu-core", "imagemagick", "x11-utils"];

/// A desktop session where there is none.
pub(crate) const SESSION: &[&str] = &["dbus", "gnome-keyring", "openbox", "xauth", "xvfb"];

/// What only tests call: the web driver, other programs' view of keychain and clipboard, HTTP without
/// code of ours, the official client's home.
pub(crate) const TESTS: &[&str] = &[
    "curl",
    "libglib2.0-bin",
    "libsecret-tools",
    "procps",
    "python3-venv",
    "webkit2gtk-driver",
    "xclip",
    "xdotool",
];

/// What only measurements call: other programs that ours are measured beside.
pub(crate) const BASELINES: &[&str] = &["gh", "python3"];

/// Installs what is missing of these.
pub(crate) fn ensure(wanted: &[&str]) -> Result<()> {
    let mut query = Command::new("dpkg-query");
    query
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(wanted);
    // It fails when it does not know one of them, and tells about the others all the same.
    let Ok(output) = query.output() else {
        eprintln!(
            "This set-up knows Debian and Ubuntu. Elsewhere these must be there, by whatever name: {}",
            wanted.join(" ")
        );
        return Ok(());
    };
    let missing = missing(wanted, &String::from_utf8_lossy(&output.stdout));
    if missing.is_empty() {
        return Ok(());
    }
    let caller = if rustix::process::geteuid().is_root() {
        Caller::Root
    } else if std::io::stdin().is_terminal() {
        Caller::Person
    } else {
        Caller::Program
    };
    println!("Missing system packages: {}", missing.join(" "));
    match decide(caller, &missing, ask)? {
        Sudo::Without => install(&[], &missing),
        Sudo::With => install(&["sudo"], &missing),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Root,
    /// Somebody who can be asked.
    Person,
    /// Nobody to ask.
    Program,
}

#[derive(Debug, PartialEq, Eq)]
enum Sudo {
    With,
    Without,
}

fn missing<'a>(wanted: &[&'a str], known: &str) -> Vec<&'a str> {
    let installed: BTreeSet<&str> = known
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    let absent = wanted
        .iter()
        .filter(|package| !installed.contains(**package));
    absent.copied().collect()
}

fn decide(caller: Caller, missing: &[&str], ask: impl FnOnce() -> Result<bool>) -> Result<Sudo> {
    let agreed = match caller {
        Caller::Root => return Ok(Sudo::Without),
        Caller::Person => ask()?,
        Caller::Program => false,
    };
    if agreed {
        Ok(Sudo::With)
    } else {
        bail!("please run:\n{}", line(missing))
    }
}

/// The line that does it by hand.
fn line(missing: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo apt-get install --no-install-recommends {}",
        missing.join(" ")
    )
}

fn ask() -> Result<bool> {
    print!("Install them with sudo apt-get? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn install(before: &[&str], missing: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let words = [
            before,
            &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
            arguments,
        ]
        .concat();
        process::run(Command::new(words[0]).args(&words[1..]))
    };
    apt(&["update", "--quiet"])?;
    let options = ["install", "--yes", "--quiet", "--no-install-recommends"];
    apt(&[&options, missing].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody_asked() -> Result<bool> {
        panic!("nobody may be asked here")
    }

    #[test]
    fn nothing_is_missing_when_all_is_installed() {
        let known = "curl installed\nxvfb installed\n";
        assert!(missing(&["curl", "xvfb"], known).is_empty());
    }

    #[test]
    fn a_package_unknown_or_removed_is_missing() {
        let known = "curl installed\nxvfb config-files\n";
        assert_eq!(
            missing(&["curl", "xvfb", "xauth"], known),
            ["xvfb", "xauth"]
        );
    }

    #[test]
    fn root_installs_at_once() {
        let sudo = decide(Caller::Root, &["xauth"], nobody_asked).unwrap();
        assert_eq!(sudo, Sudo::Without);
    }

    #[test]
    fn a_person_is_asked_and_a_no_prints_the_line() {
        let sudo = decide(Caller::Person, &["xauth"], || Ok(true)).unwrap();
        assert_eq!(sudo, Sudo::With);
        let error = decide(Caller::Person, &["xauth"], || Ok(false)).unwrap_err();
        assert!(
            error.to_string().contains("sudo apt-get install"),
            "{error}"
        );
    }

    #[test]
    fn without_a_terminal_the_line_is_printed_and_nobody_asked() {
        let error = decide(Caller::Program, &["xauth", "xvfb"], nobody_asked).unwrap_err();
        assert!(error.to_string().ends_with(" xauth xvfb"), "{error}");
    }
}

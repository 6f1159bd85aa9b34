//! A bus of our own and a real keyring on it.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use super::Variables;
use crate::process::{self, Background};

const PATIENCE: Duration = Duration::from_secs(20);

/// Starts a bus without service files. With them GTK waits 25 s for a desktop portal that cannot
/// start.
pub(super) fn daemon(here: &Path) -> Result<(Background, (&'static str, String))> {
    let socket = here.join("bus");
    let address = format!("unix:path={}", socket.display());
    let configuration = here.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#
    );
    fs::write(&configuration, text)?;
    let log = File::create(here.join("bus.log"))?;
    let daemon = Background::start("dbus-daemon", |command| {
        command
            .args(["--nofork", "--nopidfile"])
            .arg(format!("--config-file={}", configuration.display()))
            .stdout(Stdio::null())
            .stderr(log);
    })?;
    let up = process::wait_for(PATIENCE, || Ok(UnixStream::connect(&socket).ok()))?;
    up.context("dbus-daemon has not started")?;
    Ok((daemon, ("DBUS_SESSION_BUS_ADDRESS", address)))
}

/// Starts gnome-keyring with an unlocked default collection.
pub(super) fn keyring(here: &Path, environment: &Variables) -> Result<Background> {
    let log = File::create(here.join("keyring.log"))?;
    let mut keyring = Background::start("gnome-keyring-daemon", |command| {
        command
            .args(["--foreground", "--components=secrets", "--unlock"])
            .envs(environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log);
    })?;
    // Dropped at once: the end of its input is the end of the password. It guards a keyring that
    // lives in a private folder for as long as this session.
    let mut input = keyring
        .child()
        .stdin
        .take()
        .context("its input is a pipe")?;
    input.write_all(b"password")?;
    drop(input);
    let up = process::wait_for(PATIENCE, || {
        let mut question = Command::new("dbus-send");
        question
            .args(["--session", "--print-reply=literal"])
            .args(["--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
            .args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"])
            .envs(environment.iter().cloned());
        let said = process::answer(&mut question).unwrap_or_default();
        Ok(said.contains("/collection/").then_some(()))
    })?;
    up.context("gnome-keyring has not started")?;
    Ok(keyring)
}

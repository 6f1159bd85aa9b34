//! A display nobody sees, which only we may connect to.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Variables;
use crate::process::{self, Background};

const PATIENCE: Duration = Duration::from_secs(20);

/// Starts Xvfb on a free number.
pub(super) fn server(here: &Path) -> Result<(Background, Variables)> {
    let cookie = cookie()?;
    // The server takes every cookie of its file, whatever number stands beside it.
    let (servers, clients) = (here.join("xauth-server"), here.join("xauth"));
    allow(&servers, "0", &cookie)?;
    let log = File::create(here.join("xvfb.log"))?;
    let mut server = Background::start("Xvfb", |command| {
        command
            .args(["-displayfd", "1", "-screen", "0", "1440x1000x24"])
            .args(["-nolisten", "tcp", "-noreset", "-auth"])
            .arg(&servers)
            .stdout(Stdio::piped())
            .stderr(log);
    })?;
    let output = server
        .child()
        .stdout
        .take()
        .context("its output is a pipe")?;
    let mut number = String::new();
    BufReader::new(output).read_line(&mut number)?;
    let number = number.trim();
    if number.is_empty() {
        let said = std::fs::read_to_string(here.join("xvfb.log")).unwrap_or_default();
        bail!("Xvfb has not started: {said}");
    }
    allow(&clients, number, &cookie)?;
    let variables = vec![
        ("DISPLAY", format!(":{number}")),
        ("XAUTHORITY", clients.display().to_string()),
    ];
    Ok((server, variables))
}

/// Where the key of the display we were given lies: a private home hides the usual place.
pub(super) fn key_of_the_present_one() -> Option<(&'static str, String)> {
    let named = std::env::var_os("XAUTHORITY").map(PathBuf::from);
    let usual = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".Xauthority"));
    let key = named.or_else(usual)?;
    Some(("XAUTHORITY", key.display().to_string()))
}

/// Starts openbox: without a window manager nothing gets the keyboard.
pub(super) fn window_manager(environment: &Variables) -> Result<Background> {
    let manager = Background::start("openbox", |command| {
        command
            .arg("--sm-disable")
            .envs(environment.iter().cloned())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
    })?;
    let there = process::wait_for(PATIENCE, || {
        let mut question = Command::new("xprop");
        question
            .args(["-root", "_NET_SUPPORTING_WM_CHECK"])
            .envs(environment.iter().cloned());
        let said = process::answer(&mut question).unwrap_or_default();
        Ok(said.contains("window id").then_some(()))
    })?;
    there.context("openbox has not started")?;
    Ok(manager)
}

fn cookie() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// By its input: an argument could be read by everybody.
fn allow(file: &Path, number: &str, cookie: &str) -> Result<()> {
    let mut command = Command::new("xauth");
    command.arg("-f").arg(file).stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut xauth = process::spawn(&mut command)?;
    let mut input = xauth.stdin.take().context("its input is a pipe")?;
    input.write_all(format!("add :{number} . {cookie}\n").as_bytes())?;
    drop(input);
    if xauth.wait()?.success() {
        Ok(())
    } else {
        bail!("xauth failed")
    }
}

//! The servers' stand-in, for as long as something is measured against it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::{self, Background};

/// A running `patw sandbox serve`, ended with this value.
pub(super) struct Server {
    _process: Background,
    ready: Value,
}

impl Server {
    /// Starts it and waits for its line.
    pub(super) fn start(patw: &Path, arguments: &[&str]) -> Result<Self> {
        let program = patw
            .to_str()
            .context("the target folder has a plain name")?;
        let mut process = Background::start(program, |command| {
            command
                .args(["sandbox", "serve"])
                .args(arguments)
                .stdout(Stdio::piped());
        })?;
        let output = process.child().stdout.take();
        let mut line = String::new();
        BufReader::new(output.context("its output is a pipe")?).read_line(&mut line)?;
        let ready = serde_json::from_str(&line).context("the sandbox has not started")?;
        Ok(Self {
            _process: process,
            ready,
        })
    }

    /// What its line says about one platform.
    pub(super) fn told(&self, platform: &str, key: &str) -> Result<String> {
        let told = self.ready[platform][key].as_str();
        Ok(told
            .with_context(|| format!("the sandbox says no {key}"))?
            .to_owned())
    }
}

/// Runs a command that reads a secret from its input.
pub(super) fn hand_over(command: &mut Command, secret: &str) -> Result<()> {
    let mut child = process::spawn(command.stdin(Stdio::piped()))?;
    let mut input = child.stdin.take().context("its input is a pipe")?;
    input.write_all(secret.as_bytes())?;
    drop(input);
    let status = child.wait()?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(())
}

//! `cargo xtask run`: from a fresh machine to the painted window.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::interrupt::Interrupted;
use crate::repository::Repository;
use crate::session::{Missing, Session};
use crate::setup::{self, Purpose};
use crate::window::Window;
use crate::{picture, process};

pub(crate) fn run(repository: &Repository, sandbox: bool, once: bool) -> Result<ExitCode> {
    setup::prepare(repository, Purpose::Window)?;
    // Before the long build, so that what cannot work says so at once.
    let missing = Missing::here();
    if missing.any() {
        setup::packages::ensure(setup::packages::SESSION)?;
        println!("{missing}");
    }
    process::run(repository.cargo("build").args([
        "--package",
        "patwarden",
        "--package",
        "patwarden-cli",
        "--bins",
    ]))?;

    let session = missing.any().then(|| Session::start(missing)).transpose()?;
    let environment = session.as_ref().map(Session::whole).unwrap_or_default();
    let mut window = Window::open(
        &repository.program("patwarden"),
        sandbox,
        environment.clone(),
    )?;
    let title = window.first_paint()?;
    let file = repository.left_behind()?.join(if sandbox {
        "window-sandbox.png"
    } else {
        "window.png"
    });
    picture::take(&window.number()?, &environment, &file)
        .context("the page has painted, yet no picture shows it")?;
    println!("ready window={title} screenshot={}", file.display());
    if once {
        return Ok(ExitCode::SUCCESS);
    }
    match window.wait() {
        Ok(status) if status.success() => Ok(ExitCode::SUCCESS),
        Ok(status) => bail!("the window ended with {status}"),
        // The way out that this command offers.
        Err(error) if error.is::<Interrupted>() => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error),
    }
}

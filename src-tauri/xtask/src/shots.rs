//! `cargo xtask shots`: every screen, light and dark, in both languages, from the real window.

use std::process::ExitCode;

use anyhow::Result;

use crate::process;
use crate::repository::{Repository, TEST_FEATURES};
use crate::session::{Missing, Session};
use crate::setup::{self, Purpose};

/// The pictures are taken by the test that knows the way to every screen; told so, it leaves them in
/// `docs/screenshots`.
pub(crate) fn shots(repository: &Repository) -> Result<ExitCode> {
    setup::prepare(repository, Purpose::Tests)?;
    let build = ["--workspace", "--features", TEST_FEATURES];
    // All of it, not the one suite alone: the window needs `patw` beside it.
    process::run(repository.cargo("test").args(build).arg("--no-run"))?;
    let session = Session::start(Missing::everything())?;
    process::run(
        repository
            .cargo("test")
            .args(build)
            .args(["--test", "window", "shots"])
            .env("PATWARDEN_SHOTS", repository.root.join("docs/screenshots"))
            .envs(session.desktop()),
    )?;
    let changed = process::output(
        std::process::Command::new("git")
            .args(["status", "--short", "--", "docs/screenshots"])
            .current_dir(&repository.root),
    )?;
    print!("{changed}");
    Ok(ExitCode::SUCCESS)
}

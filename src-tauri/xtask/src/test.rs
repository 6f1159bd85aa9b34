//! `cargo xtask test`: every test there is, and one line about all of them.

use std::process::ExitCode;

use anyhow::Result;

use crate::interrupt;
use crate::repository::Repository;
use crate::session::{Missing, Session};
use crate::setup::{self, Purpose};
use crate::suites::{Outcome, page, rust};

/// How often the Rust suites run in a soak, to meet what fails now and then.
const SOAK_ROUNDS: u32 = 3;

pub(crate) fn test(repository: &Repository, soak: bool) -> Result<ExitCode> {
    setup::prepare(repository, Purpose::Tests)?;
    let mut all = Outcome::default();
    all.add(ran("the page's tests", page::run(repository))?);
    println!("Tests run in a private Xvfb + D-Bus + keyring session.");
    let session = Session::start(Missing::everything())?;
    for _ in 0..if soak { SOAK_ROUNDS } else { 1 } {
        let outcome = rust::run(repository, &session, soak);
        all.add(ran("the Rust tests", outcome)?);
    }
    for trouble in &all.trouble {
        eprintln!("xtask: {trouble}");
    }
    println!("{}", all.count);
    Ok(if all.count.failed == 0 && all.trouble.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A suite that could not run does not keep the others from running. An interruption does.
fn ran(name: &str, outcome: Result<Outcome>) -> Result<Outcome> {
    interrupt::check()?;
    Ok(outcome.unwrap_or_else(|error| Outcome::not_run(name, &error)))
}

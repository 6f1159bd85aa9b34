//! `cargo xtask check`: everything that can be said without running the product.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::repository::{Repository, TEST_FEATURES};
use crate::setup::{self, Purpose};
use crate::{interrupt, process, rules};

type Step = fn(&Repository) -> Result<()>;

const STEPS: &[(&str, Step)] = &[
    ("formatting", formatting),
    ("house rules", house),
    ("dependency rules", dependencies),
    ("licences and sources", cargo_deny),
    ("types of the page", page_types),
    ("lints", lints),
];

/// Every step runs, whatever the others say.
pub(crate) fn check(repository: &Repository) -> Result<ExitCode> {
    setup::prepare(repository, Purpose::Lints)?;
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        println!("== {name}");
        if let Err(error) = step(repository) {
            interrupt::check()?;
            eprintln!("{error:#}");
            failed.push(*name);
        }
    }
    if failed.is_empty() {
        println!("All checks passed.");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("Failed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

fn formatting(repository: &Repository) -> Result<()> {
    process::run(repository.cargo("fmt").args(["--all", "--check"]))
}

fn lints(repository: &Repository) -> Result<()> {
    let mut clippy = repository.cargo("clippy");
    clippy.args(["--workspace", "--all-targets", "--features", TEST_FEATURES]);
    process::run(clippy.args(["--keep-going", "--", "-D", "warnings"]))
}

fn page_types(repository: &Repository) -> Result<()> {
    process::run(&mut repository.npm(&["run", "check"]))
}

fn dependencies(repository: &Repository) -> Result<()> {
    tell(&rules::dependencies::check(&repository.metadata(&[])?)?)
}

fn house(repository: &Repository) -> Result<()> {
    tell(&rules::house::check(&repository.root)?)
}

/// Without its advisories, which come from outside.
fn cargo_deny(repository: &Repository) -> Result<()> {
    if process::answer(repository.cargo("deny").arg("--version")).is_none() {
        println!("cargo-deny is not installed: skipped");
        return Ok(());
    }
    let mut deny = repository.cargo("deny");
    process::run(deny.args(["--workspace", "check", "bans", "licenses", "sources"]))
}

fn tell(broken: &[String]) -> Result<()> {
    if broken.is_empty() {
        return Ok(());
    }
    bail!("{}", broken.join("\n"))
}

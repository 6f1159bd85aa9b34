//! `cargo xtask bench`: what may not become slow or large, each beside its baseline in one run.

mod document;
mod machine;
mod memory;
mod pairs;
mod programs;
mod row;
mod sandbox;
mod servers;
mod sizes;
mod window;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::repository::Repository;
use crate::session::{Missing, Session};
use crate::setup::{self, Purpose};
use crate::{interrupt, process};
use row::{Outcome, Row};

/// What a measurement stands on.
#[derive(Debug)]
struct Bench<'a> {
    repository: &'a Repository,
    /// The programs of the release build.
    release: PathBuf,
    session: Session,
    /// A real server to measure too.
    server: Option<String>,
}

type Measure = fn(&Bench) -> Result<Vec<Row>>;

const MEASURES: &[(&str, Measure)] = &[
    ("the window", window::measure),
    ("`patw --version`", programs::version),
    ("`patw list --cached`", programs::cached_list),
    ("list of a fleet", servers::list),
    ("a new token", servers::create),
    ("list of a real server", servers::real_list),
    ("sizes", sizes::measure),
];

/// Ends with 1 when a limit is missed or something could not be measured through a fault of ours.
pub(crate) fn bench(repository: &Repository, server: Option<String>) -> Result<ExitCode> {
    setup::prepare(repository, Purpose::Measures)?;
    if let Err(error) = setup::packages::ensure(setup::packages::BASELINES) {
        interrupt::check()?;
        eprintln!("xtask: some rows will have no baseline: {error:#}");
    }
    build(repository)?;
    // Before the run, which is load itself.
    let facts = machine::facts(repository);
    println!(
        "Measuring in a private Xvfb + D-Bus + keyring session. Leave the machine alone meanwhile."
    );
    let bench = Bench {
        repository,
        release: repository.released(),
        session: Session::start(Missing::everything())?,
        server,
    };
    let mut rows = Vec::new();
    for (name, measure) in MEASURES {
        println!("== {name}");
        rows.extend(measured(name, measure(&bench))?);
    }
    let table = row::table(&rows);
    println!("\n{}\n\n{table}", facts.join("\n"));
    document::write(&repository.root.join("docs/performance.md"), &facts, &table)?;
    Ok(if rows.iter().all(Row::is_good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A folder for data of ours, which is refused when others can read it.
fn private_folder() -> Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("patwarden-bench-");
    builder.permissions(Permissions::from_mode(0o700));
    builder.tempdir().context("a private folder cannot be made")
}

/// What fails does not keep the rest from being measured. An interruption does.
fn measured(name: &str, rows: Result<Vec<Row>>) -> Result<Vec<Row>> {
    interrupt::check()?;
    Ok(rows.unwrap_or_else(|error| {
        vec![Row {
            what: name.to_owned(),
            outcome: Outcome::Failed(format!("{error:#}")),
        }]
    }))
}

/// The product as it is handed out, then what it is measured against and with.
fn build(repository: &Repository) -> Result<()> {
    let product = [
        "--package",
        "patwarden",
        "--package",
        "patwarden-cli",
        "--bins",
    ];
    process::run(repository.cargo("build").arg("--release").args(product))?;
    let baselines = repository.root.join("src-tauri/xtask/baselines");
    // The same versions on both sides; cargo strikes out what is not used.
    fs::copy(
        repository.root.join("Cargo.lock"),
        baselines.join("Cargo.lock"),
    )
    .context("the versions cannot be handed to the baselines")?;
    // One by one: together each would get the features that only the others use, and the bare window
    // would be less bare.
    for package in ["bare-window", "first-paint", "servers"] {
        process::run(
            repository
                .cargo("build")
                .args(["--release", "--package", package, "--manifest-path"])
                .arg(baselines.join("Cargo.toml"))
                .arg("--target-dir")
                .arg(repository.target()),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRODUCT: &str = include_str!("../../../Cargo.toml");
    const BASELINES: &str = include_str!("../baselines/Cargo.toml");

    /// The lines from one that begins so to the next empty one.
    fn section<'a>(manifest: &'a str, head: &str) -> Vec<&'a str> {
        let lines = manifest.lines().skip_while(|line| !line.starts_with(head));
        lines.take_while(|line| !line.is_empty()).collect()
    }

    #[test]
    fn the_bare_window_is_built_as_the_product_is() {
        for head in ["tauri = ", "tauri-build = "] {
            let line = |manifest| section(manifest, head)[0];
            assert_eq!(line(BASELINES), line(PRODUCT));
        }
        let profile = section(PRODUCT, "[profile.release]");
        assert!(profile.len() > 1, "{profile:?}");
        assert_eq!(section(BASELINES, "[profile.release]"), profile);
    }

    #[test]
    fn a_measure_that_fails_is_a_row_that_says_so() {
        let rows = measured("the window", Err(anyhow::anyhow!("no display"))).unwrap();
        assert_eq!(rows[0].outcome, Outcome::Failed("no display".to_owned()));
        assert!(!rows[0].is_good());
    }
}

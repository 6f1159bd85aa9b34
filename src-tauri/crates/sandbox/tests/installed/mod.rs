//! The platforms' official clients, installed below the target folder when they are missing. A failing
//! installation fails the test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A Python that has what the requirements name, one `name==version` a line, in the target's `folder`.
pub(crate) fn python(folder: &str, requirements: &str) -> PathBuf {
    let folder = target().join(folder);
    let python = folder.join("bin").join("python");
    if !has_packages(&python, requirements) {
        let made = Command::new("python3")
            .args(["-m", "venv"])
            .arg(&folder)
            .output();
        succeeded("python3 -m venv (package python3-venv)", made);
        let installed = Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--requirement",
                requirements,
            ])
            .output();
        succeeded("pip install", installed);
    }
    python
}

/// Whether all of them are there, at the pinned versions.
fn has_packages(python: &Path, requirements: &str) -> bool {
    let pins = std::fs::read_to_string(requirements).unwrap();
    pins.lines().filter(|line| line.contains("==")).all(|pin| {
        let (name, version) = pin.split_once("==").unwrap();
        let check = format!("from importlib.metadata import version; print(version('{name}'))");
        let run = Command::new(python).args(["-c", &check]).output();
        run.is_ok_and(|run| last_line(&run.stdout) == version)
    })
}

/// The last line of an output, without its end.
pub(crate) fn last_line(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    text.lines().last().unwrap_or_default().trim().to_owned()
}

/// What the program said, if it could be run and was content.
pub(crate) fn succeeded(what: &str, run: std::io::Result<Output>) -> Output {
    let run = run.unwrap_or_else(|error| panic!("{what}: {error}"));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{what}: {said}");
    run
}

/// The folder cargo builds into: two above the one this test lies in.
pub(crate) fn target() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.ancestors().nth(3).unwrap().to_owned()
}

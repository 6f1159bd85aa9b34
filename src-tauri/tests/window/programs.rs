//! The programs under test, and where tests leave pictures.

use std::path::{Path, PathBuf};

/// The window.
pub(crate) fn patwarden() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_patwarden"))
}

/// The command line, built beside the window.
pub(crate) fn patw() -> PathBuf {
    let beside = patwarden().with_file_name("patw");
    assert!(
        beside.exists(),
        "{} is missing: cargo build -p patwarden-cli",
        beside.display()
    );
    beside
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where journeys leave their pictures.
pub(crate) fn journeys() -> PathBuf {
    let target = patwarden().ancestors().nth(2).expect("a target folder");
    let directory = target.join("journeys");
    std::fs::create_dir_all(&directory).expect("the folder for pictures can be made");
    directory
}

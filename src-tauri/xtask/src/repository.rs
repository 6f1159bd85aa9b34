//! Where things are, and cargo on them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// The features that only tests use. One set for build, lints and tests: another set would compile
/// everything a second time.
pub(crate) const TEST_FEATURES: &str = "patwarden/fail-points,patwarden-cli/fail-points,\
     patwarden-core/bindings,patwarden-core/fail-points,patwarden-runtime/fail-points";

/// The checkout this program was built from.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) root: PathBuf,
    target: PathBuf,
}

impl Repository {
    pub(crate) fn find() -> Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .nth(2)
            .context("the repository's root is two folders above xtask")?;
        let mut repository = Self {
            root: root.to_owned(),
            target: PathBuf::new(),
        };
        let metadata = repository.metadata(&["--no-deps"])?;
        let target = metadata["target_directory"].as_str();
        repository.target = target.context("cargo has no target folder")?.into();
        Ok(repository)
    }

    /// `cargo metadata` as JSON.
    pub(crate) fn metadata(&self, more: &[&str]) -> Result<Value> {
        let mut command = self.cargo("metadata");
        command.args(["--format-version", "1"]).args(more);
        let said = process::output(&mut command)?;
        serde_json::from_str(&said).context("cargo metadata is JSON")
    }

    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command.arg(subcommand).current_dir(&self.root);
        // What cargo told this program about itself is not meant for what it builds: build scripts
        // that look at these variables would run again.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(describes_xtask) {
                command.env_remove(name);
            }
        }
        command
    }

    pub(crate) fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.args(arguments).current_dir(self.root.join("ui"));
        command
    }

    /// A program of the debug build.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// Where the programs of the release build are.
    pub(crate) fn released(&self) -> PathBuf {
        self.target.join("release")
    }

    /// Where everything that is built goes.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A folder below `target` for what these commands leave behind.
    pub(crate) fn left_behind(&self) -> Result<PathBuf> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(folder)
    }
}

fn describes_xtask(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
        || [
            "CARGO_BIN_NAME",
            "CARGO_CRATE_NAME",
            "CARGO_PRIMARY_PACKAGE",
        ]
        .contains(&variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_describes_this_package_is_kept_from_other_builds() {
        assert!(describes_xtask("CARGO_PKG_VERSION"));
        assert!(describes_xtask("CARGO_MANIFEST_DIR"));
        assert!(!describes_xtask("CARGO_HOME"));
        assert!(!describes_xtask("CARGO_TARGET_DIR"));
    }
}

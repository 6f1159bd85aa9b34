//! The folder of `--state`: each server's world and port between runs. It holds hashes of tokens, no values.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::SandboxError;

#[derive(Debug)]
pub(crate) struct Keep {
    file: PathBuf,
}

/// What a run leaves to the next.
#[derive(Deserialize)]
pub(crate) struct Kept<W> {
    pub(crate) port: u16,
    pub(crate) world: W,
}

#[derive(Serialize)]
struct Keeping<'a, W> {
    port: u16,
    world: &'a W,
}

impl Keep {
    /// Makes the folder, readable by its owner alone.
    pub(crate) fn open(folder: &Path, file: &str) -> Result<Self, SandboxError> {
        let refuse = |cause| SandboxError::State {
            path: folder.to_owned(),
            cause,
        };
        fs::create_dir_all(folder).map_err(refuse)?;
        private(folder, 0o700).map_err(refuse)?;
        Ok(Self {
            file: folder.join(file),
        })
    }

    /// `None` before the first run.
    pub(crate) fn load<W: DeserializeOwned>(&self) -> Result<Option<Kept<W>>, SandboxError> {
        let read = match fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => Err(cause),
        };
        read.map(Some).map_err(|cause| SandboxError::State {
            path: self.file.clone(),
            cause,
        })
    }

    /// Replaces the file whole, so that a killed sandbox leaves the old one or the new one.
    pub(crate) fn save(&self, port: u16, world: &impl Serialize) -> Result<(), SandboxError> {
        let write = || {
            let text = serde_json::to_vec_pretty(&Keeping { port, world })?;
            let fresh = self.file.with_extension("new");
            let mut file = fs::File::create(&fresh)?;
            private(&fresh, 0o600)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&fresh, &self.file)
        };
        write().map_err(|cause| SandboxError::State {
            path: self.file.clone(),
            cause,
        })
    }
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

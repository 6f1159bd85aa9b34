//! Which process works on what, proven by a lock that the kernel lets go when the process is gone,
//! however it went. No clocks, no process ids that come round again.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use patwarden_core::error::Result;
use patwarden_core::journal::Holder;
use uuid::Uuid;

use crate::open::unusable;

/// This process's lock, held until it ends.
#[derive(Debug)]
pub(crate) struct ProcessLock {
    name: String,
    directory: PathBuf,
    _held: File,
}

impl ProcessLock {
    /// Takes a lock of our own in `<data>/locks/`, and clears away those that nobody holds.
    pub(crate) fn take(data: &Path) -> Result<Self> {
        let directory = data.join("locks");
        make_private(&directory)?;
        sweep(&directory);
        let name = Uuid::new_v4().to_string();
        let path = path_of(&directory, &name);
        let held = new_file(&path).map_err(|error| unusable(&path, &error))?;
        held.lock().map_err(|error| unusable(&path, &error))?;
        Ok(Self {
            name,
            directory,
            _held: held,
        })
    }

    /// Our name in the journal.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Who the process of this name is.
    pub(crate) fn holder(&self, process: Option<&str>) -> Holder {
        match process {
            Some(name) if name == self.name => Holder::Us,
            Some(name) if is_held(&path_of(&self.directory, name)) => Holder::Other,
            None | Some(_) => Holder::Nobody,
        }
    }
}

impl Drop for ProcessLock {
    fn drop(&mut self) {
        let _ = fs::remove_file(path_of(&self.directory, &self.name));
    }
}

fn path_of(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.lock"))
}

fn is_held(path: &Path) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Removes lock files of processes that are gone. One that is being made is held by then or newer
/// than this look: a file vanishes here only after we got its lock.
fn sweep(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let Ok(file) = File::open(&path) else {
            continue;
        };
        let fresh = file
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() < 10));
        if !fresh && file.try_lock().is_ok() {
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(unix)]
fn make_private(directory: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
        .create(directory)
        .map_err(|error| unusable(directory, &error))
}

#[cfg(not(unix))]
fn make_private(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).map_err(|error| unusable(directory, &error))
}

fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

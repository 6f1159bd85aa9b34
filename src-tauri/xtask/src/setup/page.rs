//! The page: its modules and its build, made again only when something newer asks for it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::process;
use crate::repository::Repository;

/// What the build of the page is made from, below `ui/`.
const SOURCES: &[&str] = &[
    "src",
    "index.html",
    "package-lock.json",
    "package.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// `npm ci`, when the lock file is newer than what npm noted about its last run.
pub(crate) fn modules(repository: &Repository) -> Result<()> {
    let ui = repository.root.join("ui");
    let noted = ui.join("node_modules/.package-lock.json");
    if is_stale(&noted, &[&ui.join("package-lock.json")])? {
        println!("Installing the page's modules");
        process::run(&mut repository.npm(&["ci", "--no-audit", "--no-fund"]))?;
    }
    Ok(())
}

/// `npm run build`, when a source is newer than the built page.
pub(crate) fn built(repository: &Repository) -> Result<()> {
    let ui = repository.root.join("ui");
    let sources: Vec<_> = SOURCES.iter().map(|name| ui.join(name)).collect();
    let sources: Vec<&Path> = sources.iter().map(AsRef::as_ref).collect();
    if is_stale(&ui.join("dist/index.html"), &sources)? {
        println!("Building the page");
        process::run(&mut repository.npm(&["run", "build"]))?;
    }
    Ok(())
}

/// Whether `made` is missing or older than anything in `sources`.
fn is_stale(made: &Path, sources: &[&Path]) -> Result<bool> {
    let Ok(made) = fs::metadata(made).and_then(|made| made.modified()) else {
        return Ok(true);
    };
    for source in sources {
        if newest(source)? > made {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The latest change at or below a path. Folders count: their date changes when a file goes.
fn newest(path: &Path) -> Result<SystemTime> {
    let unreadable = || format!("{} cannot be read", path.display());
    let metadata = fs::metadata(path).with_context(unreadable)?;
    let mut latest = metadata.modified()?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).with_context(unreadable)? {
            latest = latest.max(newest(&entry?.path())?);
        }
    }
    Ok(latest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::Duration;

    fn at(path: &Path, seconds: u64) {
        let file = File::options().create(true).append(true).open(path);
        let when = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        file.unwrap().set_modified(when).unwrap();
    }

    #[test]
    fn what_was_never_made_is_stale() {
        let folder = tempfile::tempdir().unwrap();
        at(&folder.path().join("source"), 10);
        let made = folder.path().join("made");
        assert!(is_stale(&made, &[&folder.path().join("source")]).unwrap());
    }

    #[test]
    fn a_newer_source_anywhere_below_makes_it_stale() {
        let folder = tempfile::tempdir().unwrap();
        let (made, source) = (folder.path().join("made"), folder.path().join("src"));
        fs::create_dir_all(source.join("deep")).unwrap();
        at(&source.join("deep/file"), 10);
        for directory in [source.join("deep"), source.clone()] {
            let when = SystemTime::UNIX_EPOCH + Duration::from_secs(10);
            File::open(directory).unwrap().set_modified(when).unwrap();
        }
        at(&made, 20);
        assert!(
            !is_stale(&made, &[&source]).unwrap(),
            "all sources are older"
        );
        at(&source.join("deep/file"), 30);
        assert!(is_stale(&made, &[&source]).unwrap(), "one source is newer");
    }

    #[test]
    fn a_source_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("made");
        at(&made, 20);
        assert!(is_stale(&made, &[&folder.path().join("gone")]).is_err());
    }
}

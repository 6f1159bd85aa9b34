//! Files and folders that only their owner may read: 0600 and 0700, refused when wider.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::path::Path;

use patwarden_core::{CoreError, ErrorCode};

/// Makes sure that a folder exists and that nobody else can look into it.
pub fn private_directory(path: &Path) -> Result<(), CoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| unusable(path, &error))?;
    refuse_exposed(path)
}

/// Refuses a file or folder that others can read or write.
pub fn refuse_exposed(path: &Path) -> Result<(), CoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(path).map_err(|error| unusable(path, &error))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(CoreError::new(
                ErrorCode::FilesExposed,
                format!(
                    "others on this machine can read {}; take their rights away with: chmod go= {}",
                    path.display(),
                    path.display()
                ),
            ));
        }
    }
    Ok(())
}

/// Replaces a file so that a crash leaves either the old or the new one, whole.
pub fn write_private(path: &Path, contents: &[u8]) -> Result<(), CoreError> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let write = || {
        // A temporary file is made 0600.
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(contents)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        fs::File::open(directory)?.sync_all()
    };
    write().map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &std::io::Error) -> CoreError {
    CoreError::new(
        ErrorCode::Internal,
        format!("{} cannot be used: {error}", path.display()),
    )
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_written_only_its_owner_can_read() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("patwarden");
        private_directory(&directory).unwrap();
        let file = directory.join("settings.toml");
        write_private(&file, b"theme = 'dark'").unwrap();
        assert_eq!(
            fs::metadata(&directory).unwrap().permissions().mode() & 0o777,
            0o700
        );
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_folder_that_others_can_read_is_refused() {
        let home = tempfile::tempdir().unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let refused = private_directory(home.path()).unwrap_err();
        assert_eq!(refused.code, ErrorCode::FilesExposed);
        assert!(
            refused.message.contains("chmod go="),
            "the next step is named: {refused}"
        );
    }
}

//! `settings.toml`: read forgivingly, written atomically.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use patwarden_core::settings::Settings;
use patwarden_core::{CoreError, ErrorCode};

use crate::private_files::{private_directory, refuse_exposed, write_private};

/// The settings of one profile.
#[derive(Debug)]
pub struct SettingsFile {
    path: PathBuf,
    current: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads the settings in `directory`; defaults where there are none. A file that makes no sense
    /// is refused, not replaced: someone wrote it.
    pub fn open(directory: &Path) -> Result<Self, CoreError> {
        private_directory(directory)?;
        let path = directory.join("settings.toml");
        let current = if path.exists() {
            refuse_exposed(&path)?;
            read(&path)?
        } else {
            Settings::default()
        };
        Ok(Self {
            path,
            current: Mutex::new(current),
        })
    }

    /// The settings now.
    pub fn get(&self) -> Settings {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Checks and keeps new settings.
    pub fn save(&self, settings: Settings) -> Result<Settings, CoreError> {
        let settings = settings.validate()?;
        let text = toml::to_string(&settings)
            .map_err(|error| CoreError::internal(format!("settings cannot be written: {error}")))?;
        write_private(&self.path, text.as_bytes())?;
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        Ok(settings)
    }
}

fn read(path: &Path) -> Result<Settings, CoreError> {
    let refuse = |why: String| {
        CoreError::new(
            ErrorCode::Invalid,
            format!(
                "{} cannot be read: {why}; mend it or move it away",
                path.display()
            ),
        )
    };
    let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    let settings: Settings =
        toml::from_str(&text).map_err(|error| refuse(error.message().to_owned()))?;
    settings.validate().map_err(|error| refuse(error.message))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use patwarden_core::settings::Theme;

    use super::*;

    #[test]
    fn settings_are_found_again() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("config");
        let file = SettingsFile::open(&directory).unwrap();
        file.save(Settings {
            theme: Theme::Dark,
            ..Settings::default()
        })
        .unwrap();
        assert_eq!(
            SettingsFile::open(&directory).unwrap().get().theme,
            Theme::Dark
        );
    }

    #[test]
    fn settings_that_make_no_sense_are_refused_and_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("config");
        private_directory(&directory).unwrap();
        write_private(&directory.join("settings.toml"), b"clipboardSeconds = 0").unwrap();
        let refused = SettingsFile::open(&directory).unwrap_err();
        assert!(
            refused.message.contains("5 to 300"),
            "the bound is named: {refused}"
        );
        let left = fs::read(directory.join("settings.toml")).unwrap();
        assert_eq!(left, b"clipboardSeconds = 0");
    }
}

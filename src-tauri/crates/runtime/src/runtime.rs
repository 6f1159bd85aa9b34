//! Builds the adapters and puts them behind the use cases.

use std::path::PathBuf;
use std::sync::Arc;

use patwarden_core::ports::{Patience, TokenIndex};
use patwarden_core::{CoreError, Ports, UseCases};
use patwarden_index::Database;
use patwarden_providers::HttpServers;

use crate::clock::SystemClock;
use crate::private_files::private_directory;
use crate::profile::{Folders, Profile};
use crate::settings_file::SettingsFile;

/// Everything a program of ours stands on.
#[derive(Debug)]
pub struct Runtime {
    /// Which world.
    pub profile: Profile,
    /// Where the files are.
    pub folders: Folders,
    /// What the program can do.
    pub use_cases: UseCases,
    /// What the user has set.
    pub settings: SettingsFile,
    /// What people call the store of secrets.
    pub store_name: String,
    /// A damaged database was found and set aside here.
    pub set_aside: Option<PathBuf>,
    database: Arc<Database>,
}

impl Runtime {
    /// Opens files and database. Talks to neither keychain nor server: both wait until they are
    /// needed, so that a window never waits for them.
    pub async fn open(profile: Profile, when_asked: Patience) -> Result<Self, CoreError> {
        let folders = profile.folders()?;
        private_directory(&folders.data)?;
        let settings = SettingsFile::open(&folders.config)?;
        let opened = Database::open(&folders.data).await?;
        let database = Arc::new(opened.database);
        let vault = patwarden_vault::system_vault(profile.keychain_service());
        let store_name = vault.name();
        let use_cases = UseCases::new(Ports {
            servers: Arc::new(HttpServers::new()),
            vault,
            index: Arc::clone(&database) as _,
            journal: Arc::clone(&database) as _,
            clock: Arc::new(SystemClock),
            when_asked,
        });
        let set_aside = opened.set_aside;
        Ok(Self {
            profile,
            folders,
            use_cases,
            settings,
            store_name,
            set_aside,
            database,
        })
    }

    /// A number that changes when the database has changed, by whomever.
    pub async fn data_version(&self) -> Result<i64, CoreError> {
        self.database.data_version().await
    }
}

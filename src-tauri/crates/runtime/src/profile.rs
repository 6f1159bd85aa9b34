//! Which world this process lives in. It alone fixes the folders and the keychain service; the kind
//! of build never does.

use std::path::PathBuf;

use patwarden_core::{CoreError, ErrorCode};

/// The user's own accounts, or the sandbox's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The user's own.
    #[default]
    Default,
    /// The sandbox's, kept apart in everything.
    Sandbox,
}

/// Where the files of a profile are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Database and locks.
    pub data: PathBuf,
    /// Settings.
    pub config: PathBuf,
    /// Logs.
    pub state: PathBuf,
}

impl Profile {
    /// The profile asked for with `--sandbox` or `PATWARDEN_PROFILE=sandbox`.
    pub fn choose(sandbox_flag: bool) -> Result<Self, CoreError> {
        match std::env::var("PATWARDEN_PROFILE").as_deref() {
            _ if sandbox_flag => Ok(Self::Sandbox),
            Ok("sandbox") => Ok(Self::Sandbox),
            Ok("default" | "") | Err(_) => Ok(Self::Default),
            Ok(other) => Err(CoreError::new(
                ErrorCode::Invalid,
                format!("PATWARDEN_PROFILE is \"{other}\"; it can be default or sandbox"),
            )),
        }
    }

    /// Whether this is the sandbox.
    pub fn is_sandbox(self) -> bool {
        self == Self::Sandbox
    }

    /// The service name our keychain entries carry.
    pub fn keychain_service(self) -> &'static str {
        match self {
            Self::Default => "dev.patwarden.Patwarden",
            Self::Sandbox => "dev.patwarden.Patwarden.sandbox",
        }
    }

    /// The folders, from `PATWARDEN_DATA_DIR` and `PATWARDEN_CONFIG_DIR` or the system's rules.
    pub fn folders(self) -> Result<Folders, CoreError> {
        let system = directories::ProjectDirs::from("dev", "patwarden", "patwarden");
        let chosen = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
        let or_system = |chosen: Option<PathBuf>,
                         pick: fn(&directories::ProjectDirs) -> PathBuf| {
            chosen.or_else(|| system.as_ref().map(pick)).ok_or_else(|| {
                CoreError::internal(
                    "there is no home folder; set PATWARDEN_DATA_DIR and PATWARDEN_CONFIG_DIR",
                )
            })
        };
        let data_chosen = chosen("PATWARDEN_DATA_DIR");
        let data = or_system(data_chosen.clone(), |dirs| dirs.data_dir().to_owned())?;
        let config = or_system(chosen("PATWARDEN_CONFIG_DIR"), |dirs| {
            dirs.config_dir().to_owned()
        })?;
        let state = match data_chosen {
            Some(data) => data,
            None => or_system(None, |dirs| {
                dirs.state_dir()
                    .unwrap_or_else(|| dirs.data_local_dir())
                    .to_owned()
            })?,
        };
        Ok(match self {
            Self::Default => Folders {
                data,
                config,
                state,
            },
            Self::Sandbox => Folders {
                data: data.join("sandbox"),
                config: config.join("sandbox"),
                state: state.join("sandbox"),
            },
        })
    }
}

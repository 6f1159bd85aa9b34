//! What the user can set. Where it is kept is not decided here.

use serde::{Deserialize, Serialize};

use crate::error::{CoreError, Field, Result};

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Language {
    /// As the system says.
    #[default]
    System,
    /// English.
    En,
    /// Italian.
    It,
}

/// Everything the user can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Language.
    pub language: Language,
    /// After how many seconds a copied secret leaves the clipboard: 5 to 300.
    pub clipboard_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            language: Language::default(),
            clipboard_seconds: 30,
        }
    }
}

impl Settings {
    /// Refuses values outside their bounds.
    pub fn validate(self) -> Result<Self> {
        if (5..=300).contains(&self.clipboard_seconds) {
            Ok(self)
        } else {
            Err(CoreError::invalid(
                Field::Setting,
                "the clipboard is cleared after 5 to 300 seconds",
            ))
        }
    }
}

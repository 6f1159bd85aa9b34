//! A recorded file: its exchanges and its placeholders.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::forms::Platform;

#[derive(Clone, Deserialize)]
pub(crate) struct Recording {
    pub(crate) placeholders: BTreeMap<String, String>,
    pub(crate) exchanges: Vec<Exchange>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Exchange {
    /// What is tried, in ZITADEL recordings.
    pub(crate) case: Option<String>,
    #[serde(default)]
    pub(crate) note: String,
    pub(crate) request: Request,
    pub(crate) response: Response,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<Value>,
    pub(crate) port: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Response {
    /// None where nobody answered.
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) body: Value,
}

impl Recording {
    pub(crate) fn load(platform: Platform, stem: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(match platform {
                Platform::DigitalHub => "",
                Platform::Zitadel => "zitadel",
            })
            .join(format!("{stem}.json"));
        let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{stem}: {error}"));
        serde_json::from_slice(&text).unwrap()
    }
}

impl Exchange {
    pub(crate) fn title(&self) -> &str {
        self.case.as_deref().unwrap_or(&self.note)
    }

    /// Not on the port the sandbox serves.
    pub(crate) fn is_management(&self) -> bool {
        self.request.port.as_deref() == Some("management")
    }

    /// Recorded after somebody changed the database by hand.
    pub(crate) fn follows_an_edit(&self) -> bool {
        self.note.contains("database")
    }

    pub(crate) fn is_create(&self) -> bool {
        self.request.method == "POST" && self.request.path.ends_with("/tokens/personal")
    }

    pub(crate) fn is_list(&self) -> bool {
        self.request.method == "GET" && self.response.body.get("content").is_some()
    }
}

//! What the server says when it refuses, whatever the interface: REST, Connect and OIDC have a form each
//! (contracts 04, 06).

use reqwest::StatusCode;
use serde::Deserialize;

use crate::http::Answer;

/// A refusal, read.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: StatusCode,
    /// The server's name for the cause. Texts are translated, and some are not; ids are neither.
    pub(super) id: Option<String>,
    pub(super) message: String,
    /// Anything else is no answer of the API, but of something on the way.
    pub(super) is_json: bool,
    is_openid: bool,
}

#[derive(Deserialize)]
struct Body {
    message: Option<String>,
    error_description: Option<String>,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    id: Option<String>,
    debug: Option<Debugged>,
}

#[derive(Deserialize)]
struct Debugged {
    id: Option<String>,
}

impl Said {
    pub(super) fn read(answer: &Answer) -> Self {
        let body = serde_json::from_slice::<Body>(&answer.body).ok();
        let is_json = body.is_some();
        let is_openid = body
            .as_ref()
            .is_some_and(|body| body.message.is_none() && body.error_description.is_some());
        let (message, details) = match body {
            Some(body) => (
                body.message.or(body.error_description).unwrap_or_default(),
                body.details,
            ),
            None => (answer.text(), Vec::new()),
        };
        let named = details
            .into_iter()
            .find_map(|detail| detail.id.or_else(|| detail.debug?.id));
        Self {
            status: answer.status,
            id: named.or_else(|| id_behind(&message)),
            message: message.trim().to_owned(),
            is_json,
            is_openid,
        }
    }

    /// The token did not come with the request, or the answer is not from the server at all: something
    /// on the way has a sign-in of its own.
    pub(super) fn lacks_the_token(&self) -> bool {
        let is_missing = matches!(
            &*self.message,
            "auth header missing" | "access token missing"
        );
        self.status == StatusCode::UNAUTHORIZED && (is_missing || !self.is_json)
    }

    /// The `OpenID` side's word on a token that is none, or none any more (contract 06).
    pub(super) fn is_refused_by_openid(&self) -> bool {
        self.is_openid && self.message == "access token invalid"
    }

    /// The server, or what stands before it, has nothing under this path. Never so where a resource is
    /// missing: that has an id (contracts 04, 10).
    pub(super) fn no_route(&self) -> bool {
        if self.id.is_some() || self.has_no_instance() {
            return false;
        }
        match self.status {
            StatusCode::NOT_FOUND => !self.is_json || matches!(&*self.message, "Not Found" | ""),
            StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => true,
            _ => false,
        }
    }

    /// The server could not even find out which instance was meant: the wrong host, or no database
    /// (contracts 06, 12).
    pub(super) fn has_no_instance(&self) -> bool {
        self.message.starts_with("unable to set instance")
    }

    pub(super) fn has_no_database(&self) -> bool {
        self.message.contains("QUERY-d3fas") || self.message.contains("failed to connect")
    }

    /// Two changes of one user met; this one left nothing behind (contract 10).
    pub(super) fn is_collision(&self) -> bool {
        self.status == StatusCode::INTERNAL_SERVER_ERROR
            && self.message.contains("integrity violation")
    }

    /// The gateway is up, and what it stands before is not yet: nothing was asked of it (contract 12).
    pub(super) fn is_starting(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE
            && self.message.starts_with("connection error")
            && self.message.contains("while dialing")
    }
}

/// The id that stands behind most texts: `membership not found (AUTHZ-cdgFk)`.
fn id_behind(message: &str) -> Option<String> {
    let (_, behind) = message.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (area, number) = behind.split_once('-')?;
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    (is_word(area) && is_word(number)).then(|| behind.to_owned())
}

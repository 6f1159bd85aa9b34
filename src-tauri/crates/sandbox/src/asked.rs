//! A request, taken apart.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use chrono::{DateTime, Utc};

/// One request. `path` is as sent, percent-encoded.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// Of the request's address, where it is a whole one.
    pub(crate) authority: Option<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) from: String,
    pub(crate) now: DateTime<Utc>,
}

impl Asked {
    /// The values of a query parameter, in order.
    pub(crate) fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A header as text; bytes above 127 become other characters, as in Java.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(value.as_bytes().iter().copied().map(char::from).collect())
    }

    /// The host the client named, with its port; over HTTP/2 it is no header.
    pub(crate) fn host(&self) -> Option<String> {
        self.header("host").or_else(|| self.authority.clone())
    }

    /// Whether JSON may be sent back.
    pub(crate) fn takes_json(&self) -> bool {
        self.accepted()
            .is_none_or(|types| types.iter().any(|kind| is_json(kind)))
    }

    /// Whether a web page is wanted rather than JSON.
    pub(crate) fn wants_html(&self) -> bool {
        self.accepted().is_some_and(|types| {
            types
                .iter()
                .find(|kind| is_json(kind) || *kind == "text/html")
                .is_some_and(|kind| kind == "text/html")
        })
    }

    /// The media types of `Accept` without parameters; `None` if it says nothing.
    fn accepted(&self) -> Option<Vec<String>> {
        let header = self.header("accept")?;
        let types: Vec<_> = header
            .split(',')
            .filter_map(|range| range.split(';').next())
            .map(|kind| kind.trim().to_ascii_lowercase())
            .filter(|kind| !kind.is_empty())
            .collect();
        (!types.is_empty()).then_some(types)
    }
}

fn is_json(kind: &str) -> bool {
    matches!(kind, "application/json" | "application/*" | "*/*")
}

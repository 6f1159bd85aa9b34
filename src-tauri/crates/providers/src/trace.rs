//! What `patw --trace` prints: the exchanges without anything that opens a door. Bodies are never
//! traced: those that matter hold secrets.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Request, StatusCode};

const TARGET: &str = "patwarden::http";

pub(crate) fn request(request: &Request) {
    let url = request.url();
    tracing::debug!(target: TARGET, "> {} {url} {}", request.method(), described(request.headers()));
}

pub(crate) fn answer(status: StatusCode, headers: &HeaderMap, took: Duration) {
    tracing::debug!(target: TARGET, "< {status} in {} ms {}", took.as_millis(), described(headers));
}

fn described(headers: &HeaderMap) -> String {
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| {
            let hidden = [AUTHORIZATION, COOKIE, SET_COOKIE].contains(name) || value.is_sensitive();
            let shown = if hidden {
                "<redacted>"
            } else {
                value.to_str().unwrap_or("<binary>")
            };
            format!("{name}: {shown}")
        })
        .collect();
    format!("[{}]", lines.join("; "))
}

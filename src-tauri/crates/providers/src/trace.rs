//! What `patw --trace` prints: the exchanges without anything that opens a door. Bodies are never
//! traced: those that matter hold secrets.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Request, StatusCode, Url};

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
        .map(|(name, value)| format!("{name}: {}", shown(name, value)))
        .collect();
    format!("[{}]", lines.join("; "))
}

fn shown(name: &HeaderName, value: &HeaderValue) -> String {
    if value.is_sensitive() || opens_a_door(name) {
        return "<redacted>".into();
    }
    let Ok(text) = value.to_str() else {
        return "<binary>".into();
    };
    if *name == LOCATION {
        return without_query(text);
    }
    text.to_owned()
}

/// By what the name says, since servers and what stands before them invent their own.
fn opens_a_door(name: &HeaderName) -> bool {
    let name = name.as_str();
    name != "www-authenticate"
        && ["auth", "cookie", "token", "secret", "key", "session"]
            .iter()
            .any(|word| name.contains(word))
}

/// Sign-in pages are sent codes and tokens behind the question mark or the hash.
fn without_query(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.to_string()
        }
        Err(_) => text.split(['?', '#']).next().unwrap_or_default().to_owned(),
    }
}

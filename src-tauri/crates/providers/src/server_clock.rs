//! What a server says about time: its own, and how long to wait.

use std::time::SystemTime;

use chrono::Utc;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// How long the server asks to wait, in seconds: it may say a number or a moment (RFC 9110, 10.2.3).
/// A moment is one of its own clock, and counts from its own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = date(headers).unwrap_or_else(SystemTime::now);
    let wait = until.duration_since(now).unwrap_or_default();
    // Rounded up: a second too early is asked for nothing.
    Some(
        wait.as_millis()
            .div_ceil(1000)
            .try_into()
            .unwrap_or(u64::MAX),
    )
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let text = headers.get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(text).ok()
}

/// Server clock minus ours, in seconds; 0 when it does not say.
pub(crate) fn skew(headers: &HeaderMap) -> i64 {
    date(headers).map_or(0, |server| {
        let seconds = (chrono::DateTime::<Utc>::from(server) - Utc::now()).num_seconds();
        // `Date` has whole seconds: less than two is no difference.
        if seconds.abs() < 2 { 0 } else { seconds }
    })
}

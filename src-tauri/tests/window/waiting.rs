//! Waiting for what will come, never for a fixed time.

use std::thread;
use std::time::{Duration, Instant};

/// Looks again and again until there is something, or says what was waited for.
pub(crate) fn until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    within(limit, &mut look).unwrap_or_else(|| panic!("waited in vain for {what}"))
}

/// The same, and `None` when the time is up.
pub(crate) fn within<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if since.elapsed() > limit {
            return None;
        }
        thread::sleep(Duration::from_millis(40));
    }
}

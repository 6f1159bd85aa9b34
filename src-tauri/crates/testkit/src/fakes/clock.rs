//! Time as a test sets it.

use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use patwarden_core::ports::Clock;

use super::lock;

/// Stands still but for one millisecond at each look, so that what came later reads later.
#[derive(Debug)]
pub struct SetClock(Mutex<DateTime<Utc>>);

impl Default for SetClock {
    fn default() -> Self {
        Self(Mutex::new(
            DateTime::from_timestamp(1_795_600_000, 0).unwrap_or_default(),
        ))
    }
}

impl SetClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        *lock(&self.0) += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        let mut now = lock(&self.0);
        *now += Duration::milliseconds(1);
        *now
    }
}

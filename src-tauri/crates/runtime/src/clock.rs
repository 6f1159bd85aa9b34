//! The real clock.

use chrono::{DateTime, Utc};
use patwarden_core::ports::Clock;

/// What the system says.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

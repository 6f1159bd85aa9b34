//! The sandbox's idea of the time.

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

/// Runs at the speed of the real one, shifted by a settable amount.
#[derive(Debug)]
pub(crate) struct Clock {
    shift: Mutex<TimeDelta>,
}

impl Clock {
    /// A clock that shows `now` at this moment, or the real time.
    pub(crate) fn starting_at(now: Option<DateTime<Utc>>) -> Self {
        Self {
            shift: Mutex::new(now.map_or_else(TimeDelta::zero, |now| now - Utc::now())),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + *self.shift()
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        let mut shift = self.shift();
        *shift += by;
    }

    fn shift(&self) -> std::sync::MutexGuard<'_, TimeDelta> {
        self.shift
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

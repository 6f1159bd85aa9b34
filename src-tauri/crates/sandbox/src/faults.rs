//! Faults that tests ask for.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::Duration;

use chrono::TimeDelta;

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The answer comes this much later. The change is made after the wait.
    Latency(Duration),
    /// This answer instead of the right one; nothing is changed.
    Status {
        status: u16,
        content_type: &'static str,
        body: String,
    },
    /// 429, with `Retry-After` in seconds if given; nothing is changed.
    TooManyRequests { retry_after: Option<u64> },
    /// The connection ends without an answer; nothing is changed.
    DropBeforeCommit,
    /// The change is made, then the connection ends without an answer.
    DropAfterCommit,
    /// The server's clock is off by this much: its `Date` and the dates it writes.
    ClockShift(TimeDelta),
    /// The right answer in pieces of `bytes`, with a pause before each.
    SlowBody { bytes: usize, pause: Duration },
    /// The right answer, complete as HTTP, but its body ends in the middle.
    TruncatedJson,
    /// The change is made, but the body says something else than JSON under the same content type.
    NotJson,
    /// The change is made, but the answer is a JSON string of this many bytes.
    Huge { bytes: usize },
    /// 302 to another place; nothing is changed.
    Redirect { location: String },
}

/// The faults still to come, per route in the order they were asked for.
#[derive(Debug)]
pub(crate) struct FaultScript<R> {
    waiting: Mutex<HashMap<R, Vec<(u32, Fault)>>>,
}

impl<R> Default for FaultScript<R> {
    fn default() -> Self {
        Self {
            waiting: Mutex::default(),
        }
    }
}

impl<R: Copy + Eq + Hash> FaultScript<R> {
    pub(crate) fn add(&self, route: R, times: u32, fault: Fault) {
        if times > 0 {
            let mut waiting = self.waiting();
            waiting.entry(route).or_default().push((times, fault));
        }
    }

    /// The fault of this request, taken off the script.
    pub(crate) fn take(&self, route: R) -> Option<Fault> {
        let mut waiting = self.waiting();
        let queue = waiting.get_mut(&route)?;
        let (times, fault) = queue.first_mut()?;
        *times -= 1;
        let taken = fault.clone();
        if *times == 0 {
            queue.remove(0);
        }
        Some(taken)
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<R, Vec<(u32, Fault)>>> {
        self.waiting
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

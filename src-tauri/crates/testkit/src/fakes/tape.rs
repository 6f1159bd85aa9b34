//! What one process called, in order, and the place where it is made to stop.

use std::future::Future;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use super::lock;

/// On which side of a call a process stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Nothing of the call has happened.
    Before,
    /// The call has had its effect; the process has not seen the answer.
    After,
}

/// The record of one process. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    inner: Arc<Mutex<Inner>>,
    reached: Arc<Notify>,
    released: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Inner {
    calls: Vec<&'static str>,
    moments: usize,
    stop: Option<Stop>,
}

#[derive(Clone, Copy, Debug)]
enum Stop {
    Moment(usize),
    Call(&'static str, Side),
}

impl Tape {
    /// Does `work` as the call named `what`.
    pub async fn call<T>(&self, what: &'static str, work: impl Future<Output = T>) -> T {
        self.pass(what, Side::Before).await;
        let done = work.await;
        lock(&self.inner).calls.push(what);
        self.pass(what, Side::After).await;
        done
    }

    async fn pass(&self, what: &'static str, side: Side) {
        let stops = {
            let mut inner = lock(&self.inner);
            inner.moments += 1;
            let stops = match inner.stop {
                Some(Stop::Moment(moment)) => inner.moments > moment,
                Some(Stop::Call(call, at)) => call == what && at == side,
                None => false,
            };
            if stops {
                inner.stop = None;
            }
            stops
        };
        if stops {
            self.reached.notify_one();
            self.released.notified().await;
        }
    }

    /// Stops the process after so many more moments; each call has two, one on either side.
    pub fn stop_after(&self, moments: usize) {
        let mut inner = lock(&self.inner);
        inner.stop = Some(Stop::Moment(inner.moments + moments));
    }

    /// Stops the process at the next call of this name.
    pub fn stop_at(&self, call: &'static str, side: Side) {
        lock(&self.inner).stop = Some(Stop::Call(call, side));
    }

    /// Waits until the process stands still.
    pub async fn stopped(&self) {
        self.reached.notified().await;
    }

    /// Lets a stopped process go on.
    pub fn go_on(&self) {
        self.released.notify_one();
    }

    /// No stop any more.
    pub fn run_free(&self) {
        lock(&self.inner).stop = None;
    }

    /// The calls so far, in the order of their effects.
    pub fn calls(&self) -> Vec<&'static str> {
        lock(&self.inner).calls.clone()
    }

    /// Forgets the calls so far.
    pub fn rewind(&self) {
        lock(&self.inner).calls.clear();
    }
}

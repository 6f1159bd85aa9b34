//! What is logged while a test runs, kept in memory.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::LevelFilter;

/// Everything that was said on this thread, also by the libraries below, for as long as it lives.
pub(crate) struct Heard {
    said: Said,
    /// While there is one subscriber only, a line that another test comes by first is judged by that
    /// test's thread, which has none, and is silent from then on.
    _second: tracing::Dispatch,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Heard {
    pub(crate) fn listen() -> Self {
        let second = tracing::Dispatch::new(tracing_subscriber::registry());
        let said = Said::default();
        let writer = said.clone();
        let log = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        Self {
            said,
            _second: second,
            _listening: tracing::subscriber::set_default(log),
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.said.0.lock().unwrap().clone()).unwrap()
    }
}

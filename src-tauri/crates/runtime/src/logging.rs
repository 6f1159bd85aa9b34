//! The log: a file a day, seven kept, readable by its owner alone. Secrets cannot get into it by
//! type; fields are opted in one by one.

use std::path::Path;

use patwarden_core::CoreError;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::private_files::{private_directory, refuse_exposed};

/// Begins to log into `<state>/log/`. `PATWARDEN_LOG` sets the filter. With `trace_http` the HTTP
/// exchanges, redacted, are printed to `trace_to` as well.
pub fn start<W>(program: &str, state: &Path, trace_http: Option<W>) -> Result<(), CoreError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let directory = state.join("log");
    private_directory(&directory)?;
    for entry in std::fs::read_dir(&directory)
        .into_iter()
        .flatten()
        .flatten()
    {
        refuse_exposed(&entry.path())?;
    }
    // New files take the process's mask: nobody else may read them.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let file = Builder::new()
        .rotation(Rotation::DAILY)
        .max_log_files(7)
        .filename_prefix(program)
        .filename_suffix("log")
        .build(&directory)
        .map_err(|error| CoreError::internal(format!("the log cannot be written: {error}")))?;
    let mut filter =
        EnvFilter::try_from_env("PATWARDEN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // What a server writes into its headers is for `--trace`, not for a file that stays.
    if let Ok(quiet) = "patwarden::http=off".parse() {
        filter = filter.add_directive(quiet);
    }
    let to_file = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(std::sync::Mutex::new(file));
    let traced = trace_http.map(|writer| {
        tracing_subscriber::fmt::layer()
            .with_target(false)
            .without_time()
            .with_writer(writer)
    });
    let http_only = EnvFilter::new("patwarden::http=debug");
    // A second start in one process (tests) keeps the first.
    let _ = tracing_subscriber::registry()
        .with(tracing_subscriber::Layer::with_filter(to_file, filter))
        .with(traced.map(|layer| tracing_subscriber::Layer::with_filter(layer, http_only)))
        .try_init();
    Ok(())
}

/// A way to stderr that never blocks whoever writes: a reader that stands still must not keep a new
/// secret from the keychain. What is under way is written when the guard goes.
pub fn to_stderr() -> (NonBlocking, WorkerGuard) {
    tracing_appender::non_blocking(std::io::stderr())
}

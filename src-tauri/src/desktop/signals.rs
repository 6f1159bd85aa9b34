//! Being told to end: SIGTERM, SIGINT and SIGHUP never reach Tauri's own exit event.

use std::time::Duration;

use tauri::AppHandle;

use super::closing;

/// What the clean-up may take. Session managers kill soon after they ask.
const LIMIT: Duration = Duration::from_secs(3);

/// Ends the process in order when a signal asks for it.
#[cfg(unix)]
#[allow(clippy::exit, reason = "the watchdog's work")]
pub(crate) fn listen(handle: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    tauri::async_runtime::spawn(async move {
        let signals = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
            signal(SignalKind::hangup()),
        );
        let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = signals else {
            tracing::error!("signals cannot be listened to");
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
        // Needs neither the runtime nor the window's loop.
        std::thread::spawn(|| {
            std::thread::sleep(LIMIT + Duration::from_secs(1));
            std::process::exit(143);
        });
        tokio::select! {
            _ = tokio::time::timeout(LIMIT, closing::clean_up(&handle)) => {}
            _ = terminate.recv() => {}
        }
        handle.exit(0);
    });
}

/// Other systems end programs through their windows.
#[cfg(not(unix))]
pub(crate) fn listen(_handle: AppHandle) {}

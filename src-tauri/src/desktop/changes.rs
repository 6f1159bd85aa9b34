//! Telling the page that something changed, whoever changed it, and asking servers regularly.

use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager};

use super::window::MAIN;
use crate::app::App;

/// How often the database is looked at while a window is open.
const LOOK: Duration = Duration::from_millis(500);

/// How often servers are asked.
const REFRESH: Duration = Duration::from_secs(15 * 60);

/// Emits `changed` when this or another process has changed the database.
pub(crate) fn watch(handle: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let app = std::sync::Arc::clone(&handle.state::<std::sync::Arc<App>>());
        let Ok(runtime) = app.runtime() else { return };
        let mut seen = None;
        loop {
            tokio::time::sleep(LOOK).await;
            if handle.get_webview_window(MAIN).is_none() {
                continue;
            }
            match runtime.data_version().await {
                Ok(version) if seen != Some(version) => {
                    seen = Some(version);
                    let _ = handle.emit("changed", ());
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the database cannot be looked at"),
            }
        }
    });
}

/// Asks every server regularly, without ever prompting. The first time is the page's, once it has
/// painted.
pub(crate) async fn refresh_regularly(app: &App) {
    loop {
        tokio::time::sleep(REFRESH).await;
        refresh(app).await;
    }
}

/// Asks every server now.
pub(crate) async fn refresh(app: &App) {
    let Ok(runtime) = app.runtime() else { return };
    if let Err(error) = runtime.use_cases.refresh(None).await {
        tracing::warn!(%error, "refresh failed");
    }
}

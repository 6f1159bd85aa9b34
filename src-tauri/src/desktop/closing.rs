//! Closing the window ends the process, with three exceptions: an unsaved secret keeps the window;
//! a deletion that can be undone and a value of ours on the clipboard let the window go and the
//! process live out their seconds.

use std::sync::Arc;
use std::time::Duration;

use tauri::{AppHandle, CloseRequestApi, Emitter, ExitRequestApi, Manager};

use super::window::MAIN;
use crate::app::App;

/// How often the last seconds are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Longer than any hold or clipboard setting: the process never stays for ever.
const LONGEST_STAY: Duration = Duration::from_secs(330);

/// How long a forced end waits for a secret that is on its way to the keychain.
const CREATE_LIMIT: Duration = Duration::from_secs(2);

fn app(handle: &AppHandle) -> Arc<App> {
    Arc::clone(&handle.state::<Arc<App>>())
}

/// Keeps the window while a secret is on its way to the keychain, or neither stored nor handed over.
pub(crate) fn close_requested(handle: &AppHandle, api: &CloseRequestApi) {
    let app = app(handle);
    let Ok(runtime) = app.runtime() else { return };
    if runtime.use_cases.has_unhanded_secret() {
        api.prevent_close();
        let _ = handle.emit("unsaved-blocks-close", ());
    } else if runtime.use_cases.is_creating() {
        // The dialog shows that it is at work, and what comes of it.
        api.prevent_close();
    }
}

/// Lets the process outlive its window for what is still running.
pub(crate) fn last_window_closed(handle: &AppHandle, api: &ExitRequestApi) {
    api.prevent_exit();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let app = app(&handle);
        // Closing the window is an answer too: what was copied is the user's now.
        app.begin_to_clear();
        let mut stayed = Duration::ZERO;
        while is_busy(&app) && stayed < LONGEST_STAY {
            tokio::time::sleep(LOOK).await;
            stayed += LOOK;
            if handle.get_webview_window(MAIN).is_some() {
                return; // Opened again meanwhile.
            }
        }
        if let Ok(runtime) = app.runtime() {
            runtime.use_cases.revoke_abandoned().await;
        }
        app.stop_sandbox().await;
        handle.exit(0);
    });
}

fn is_busy(app: &App) -> bool {
    app.clipboard.is_ours()
        || app
            .runtime()
            .is_ok_and(|runtime| runtime.use_cases.is_deleting() || runtime.use_cases.is_creating())
}

/// The user insists, although a secret will be gone: what can be revoked for certain is.
pub(crate) fn quit_anyway(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        clean_up(&handle).await;
        handle.exit(0);
    });
}

/// What a forced end still has to do, within its limit.
pub(crate) async fn clean_up(handle: &AppHandle) {
    let app = app(handle);
    app.clipboard.clear();
    if let Ok(runtime) = app.runtime() {
        let mut waited = Duration::ZERO;
        while runtime.use_cases.is_creating() && waited < CREATE_LIMIT {
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
        }
        runtime.use_cases.revoke_abandoned().await;
    }
    app.stop_sandbox().await;
}

/// The very end: nothing of ours stays on the clipboard.
pub(crate) fn exit(handle: &AppHandle) {
    app(handle).clipboard.clear();
}

//! The one window.

use std::path::PathBuf;
use std::sync::Arc;

use patwarden_core::settings::Theme;
use patwarden_runtime::private_files::write_private;
use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder, WindowEvent};

use super::closing;
use crate::app::App;

/// Name of the window; capabilities refer to it.
pub(crate) const MAIN: &str = "main";

/// The page's background, so that no blank window shows before it paints: `--pw-bg` of tokens.css.
const LIGHT: Color = Color(0xF5, 0xF5, 0xF6, 0xFF);
const DARK: Color = Color(0x36, 0x3D, 0x40, 0xFF);

/// Opens the window.
pub(crate) fn build(handle: &AppHandle, app: &Arc<App>) -> tauri::Result<()> {
    let title = if app.profile.is_sandbox() {
        "Patwarden Sandbox"
    } else {
        "Patwarden"
    };
    let (background, theme) = if starts_dark(app) {
        (DARK, "dark")
    } else {
        (LIGHT, "light")
    };
    let builder = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title(title)
        .inner_size(1180.0, 760.0)
        .min_inner_size(860.0, 560.0)
        .background_color(background)
        // The frame is painted before the page's program runs, and should have its colours already.
        .initialization_script(format!(
            "document.documentElement.dataset.theme = \"{theme}\";"
        ))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .disable_drag_drop_handler();
    // A debug build would let everyone look inside the page, values shown included.
    #[cfg(debug_assertions)]
    let builder = builder.devtools(false);
    let window = builder.build()?;
    let handle = handle.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            closing::close_requested(&handle, api);
        }
    });
    Ok(())
}

/// The page's own address, as each system spells it; nothing else is ever gone to.
fn is_ours(url: &tauri::Url) -> bool {
    if cfg!(windows) {
        matches!(url.scheme(), "http" | "https")
            && url.host_str() == Some("tauri.localhost")
            && url.port().is_none()
    } else {
        url.scheme() == "tauri" && url.host_str() == Some("localhost")
    }
}

/// Raises the window, or opens it again while the process lives out its last seconds.
pub(crate) fn show(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
        return;
    }
    let again = handle.clone();
    let _ = handle.run_on_main_thread(move || {
        let app = Arc::clone(&again.state::<Arc<App>>());
        if let Err(error) = build(&again, &app) {
            tracing::error!(%error, "the window cannot be opened again");
        }
    });
}

/// Keeps whether the page painted dark, for the next start's background.
pub(crate) fn remember_dark(app: &App, dark: bool) {
    if let Some(path) = painted_path(app) {
        let _ = write_private(&path, if dark { b"dark" } else { b"light" });
    }
}

fn starts_dark(app: &App) -> bool {
    let chosen = app
        .runtime()
        .map(|runtime| runtime.settings.get().theme)
        .unwrap_or_default();
    match chosen {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => painted_path(app)
            .and_then(|path| std::fs::read_to_string(path).ok())
            .is_some_and(|painted| painted == "dark"),
    }
}

fn painted_path(app: &App) -> Option<PathBuf> {
    app.runtime()
        .ok()
        .map(|runtime| runtime.folders.state.join("painted"))
}

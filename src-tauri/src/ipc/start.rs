//! Starting, settings, and the way into the sandbox and out of it.

use patwarden_core::settings::Settings;
use patwarden_core::view::{IpcError, Snapshot, StartView};
use patwarden_core::{CoreError, ErrorCode};
use tauri::{AppHandle, Manager};

use super::{Answer, AppState};
use crate::app::App;
use crate::desktop::{closing, window};

#[tauri::command]
pub(super) async fn start(app: AppState<'_>) -> Answer<StartView> {
    let runtime = app.runtime()?;
    Ok(StartView {
        settings: runtime.settings.get(),
        system_language: system_language(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sandbox: app.profile.is_sandbox(),
        products: runtime.use_cases.products(),
        store_name: runtime.store_name.clone(),
        set_aside: runtime
            .set_aside
            .as_ref()
            .map(|path| path.display().to_string()),
    })
}

/// The page has painted. Told to whoever started us for that, such as a test.
#[tauri::command]
#[allow(
    clippy::print_stdout,
    reason = "the line is for the program that started us"
)]
pub(super) async fn first_paint(app: AppState<'_>, handle: AppHandle, dark: bool) -> Answer<()> {
    window::remember_dark(&app, dark);
    if std::env::var_os("PATWARDEN_ANNOUNCE").is_some() {
        let main = handle.get_webview_window(window::MAIN);
        let title = main.and_then(|main| main.title().ok()).unwrap_or_default();
        println!("first-paint title={title}");
    }
    Ok(())
}

#[tauri::command]
pub(super) async fn snapshot(app: AppState<'_>) -> Answer<Snapshot> {
    if let Some(error) = app.sandbox_trouble() {
        return Err(error.into());
    }
    Ok(app
        .runtime()?
        .use_cases
        .snapshot(app.profile.is_sandbox())
        .await?)
}

#[tauri::command]
pub(super) async fn save_settings(app: AppState<'_>, settings: Settings) -> Answer<Settings> {
    Ok(app.runtime()?.settings.save(settings)?)
}

#[tauri::command]
pub(super) async fn open_sandbox(app: AppState<'_>, handle: AppHandle) -> Answer<()> {
    reopen(&app, &handle, &["--sandbox"])
}

#[tauri::command]
pub(super) async fn leave_sandbox(app: AppState<'_>, handle: AppHandle) -> Answer<()> {
    reopen(&app, &handle, &[])
}

#[tauri::command]
pub(super) async fn quit_anyway(handle: AppHandle) -> Answer<()> {
    closing::quit_anyway(&handle);
    Ok(())
}

/// Opens the window of the other profile and ends this one.
fn reopen(app: &App, handle: &AppHandle, arguments: &[&str]) -> Answer<()> {
    if let Ok(runtime) = app.runtime()
        && (runtime.use_cases.has_unhanded_secret() || runtime.use_cases.is_creating())
    {
        return Err(IpcError::from(CoreError::new(
            ErrorCode::NotSaved,
            "a new token is not saved yet: decide what becomes of it first",
        )));
    }
    let failed = |why: std::io::Error| {
        IpcError::from(CoreError::new(
            ErrorCode::Sandbox,
            format!("the other window cannot be opened: {why}"),
        ))
    };
    let program = std::env::current_exe().map_err(failed)?;
    std::process::Command::new(program)
        .args(arguments)
        .env_remove("PATWARDEN_PROFILE")
        .spawn()
        .map_err(failed)?;
    closing::quit_anyway(handle);
    Ok(())
}

/// The language of messages, by the rules of `setlocale(3)`, as a language tag.
fn system_language() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|variable| std::env::var(variable).ok())
        .find(|value| !value.is_empty());
    let locale = set.unwrap_or_default();
    let tag = locale
        .split(['.', '@'])
        .next()
        .unwrap_or_default()
        .replace('_', "-");
    if matches!(tag.as_str(), "" | "C" | "POSIX") {
        "en".to_owned()
    } else {
        tag
    }
}

//! The shell: Tauri lives only here. It opens the window, answers the page with the use cases, and
//! lends them clipboard and desktop. It decides nothing about tokens.

pub mod app;
mod desktop;
pub mod ipc;

use std::sync::Arc;

use patwarden_core::CoreError;
use patwarden_core::ports::Patience;
use patwarden_runtime::{Profile, Runtime, core_dumps, logging};
use tauri::async_runtime::block_on;
use tauri::{AppHandle, Manager, RunEvent};

use app::App;
use desktop::{changes, closing, instance, signals, window};

/// Starts the program and does not return before it ends.
#[allow(
    clippy::print_stderr,
    clippy::exit,
    reason = "there is no window to say it in"
)]
pub fn run() {
    core_dumps::forbid();
    let sandbox_flag = std::env::args()
        .skip(1)
        .any(|argument| argument == "--sandbox");
    let profile = match Profile::choose(sandbox_flag) {
        Ok(profile) => profile,
        Err(error) => {
            eprintln!("patwarden: {error}");
            std::process::exit(2);
        }
    };
    // Files are opened while the toolkit gets ready.
    let opening = std::thread::spawn(move || open(profile));
    let built = tauri::Builder::default()
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(profile.keychain_service())
                .callback(|app: &AppHandle, _, _| window::show(app))
                .build(),
        )
        .invoke_handler(ipc::handler())
        .setup(move |tauri_app| {
            let handle = tauri_app.handle().clone();
            let opened = opening.join().unwrap_or_else(|_| {
                Err(CoreError::internal(
                    "the database could not be opened; start again",
                ))
            });
            let app = Arc::new(App::new(profile, opened, handle.clone()));
            tauri_app.manage(Arc::clone(&app));
            window::build(&handle, &app)?;
            signals::listen(handle.clone());
            changes::watch(handle.clone());
            tauri::async_runtime::spawn(begin(handle));
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(tauri_app) => tauri_app.run(|app, event| {
            if let RunEvent::ExitRequested {
                code: None, api, ..
            } = event
            {
                closing::last_window_closed(app, &api);
            } else if let RunEvent::Exit = event {
                closing::exit(app);
            }
        }),
        Err(error) => {
            instance::start_again_after(&error);
            eprintln!("patwarden: the window cannot be opened: {error}");
            std::process::exit(1);
        }
    }
}

fn open(profile: Profile) -> Result<Runtime, CoreError> {
    let opened = profile.folders().and_then(|folders| {
        logging::start("patwarden", &folders.state, None::<fn() -> std::io::Sink>)?;
        block_on(Runtime::open(profile, Patience::Asked))
    });
    if let Err(error) = &opened {
        tracing::error!(%error, "start failed");
    }
    opened
}

/// What may take a while, and must not keep the window waiting.
async fn begin(handle: AppHandle) {
    let app = Arc::clone(&handle.state::<Arc<App>>());
    let Ok(runtime) = app.runtime() else { return };
    if let Err(error) = runtime.use_cases.end_past_sessions().await {
        tracing::warn!(%error, "past sessions not ended");
    }
    if app.profile.is_sandbox() {
        if let Err(error) = app.start_sandbox().await {
            tracing::error!(code = ?error.code, "no sandbox");
        }
        // The page asked while its server was still starting.
        changes::refresh(&app).await;
    }
    // Neither waits for the other: the keychain may not answer.
    tokio::join!(
        runtime.use_cases.tidy_store(),
        changes::refresh_regularly(&app)
    );
}

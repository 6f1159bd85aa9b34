//! What the shell keeps while it runs.

use std::sync::{Mutex, MutexGuard, PoisonError};

use patwarden_core::CoreError;
use patwarden_core::view::IpcError;
use patwarden_runtime::sandbox::SandboxProcess;
use patwarden_runtime::{Profile, Runtime};
use tauri::AppHandle;

use crate::desktop::clipboard::Clipboard;

/// The program's state, managed by Tauri. What changes has its own lock.
#[derive(Debug)]
pub struct App {
    /// Which world this is.
    pub profile: Profile,
    /// The clipboard, while it may hold a value of ours.
    pub clipboard: Clipboard,
    runtime: Result<Runtime, CoreError>,
    sandbox: Mutex<Option<SandboxProcess>>,
    sandbox_trouble: Mutex<Option<CoreError>>,
}

impl App {
    /// State around a runtime that may have failed to open: the window then says why.
    pub fn new(profile: Profile, runtime: Result<Runtime, CoreError>, handle: AppHandle) -> Self {
        Self {
            profile,
            clipboard: Clipboard::new(handle),
            runtime,
            sandbox: Mutex::new(None),
            sandbox_trouble: Mutex::new(None),
        }
    }

    /// The runtime, or why there is none.
    pub fn runtime(&self) -> Result<&Runtime, IpcError> {
        self.runtime.as_ref().map_err(|error| error.clone().into())
    }

    /// Starts the time of a copied secret that waited for the user's decision.
    pub fn begin_to_clear(&self) {
        if let Ok(runtime) = &self.runtime {
            let seconds = runtime.settings.get().clipboard_seconds;
            self.clipboard.begin_to_clear(seconds);
        }
    }

    /// Starts the sandbox's process and connects its account.
    pub async fn start_sandbox(&self) -> Result<(), CoreError> {
        let started = self.try_start_sandbox().await;
        *lock(&self.sandbox_trouble) = started.as_ref().err().cloned();
        started
    }

    /// Why there is no sandbox, in the sandbox's profile.
    pub fn sandbox_trouble(&self) -> Option<CoreError> {
        lock(&self.sandbox_trouble).clone()
    }

    async fn try_start_sandbox(&self) -> Result<(), CoreError> {
        let runtime = self.runtime.as_ref().map_err(Clone::clone)?;
        let process = SandboxProcess::start(&runtime.folders.data.join("server")).await?;
        let connected = process.connect(runtime).await;
        *lock(&self.sandbox) = Some(process);
        connected
    }

    /// Ends the sandbox's process.
    pub async fn stop_sandbox(&self) {
        let process = lock(&self.sandbox).take();
        if let Some(process) = process {
            process.stop().await;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

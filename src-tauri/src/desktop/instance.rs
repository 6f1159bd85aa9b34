//! The one running instance, and what happens when it ends just as another start speaks to it.

/// How often a start that lost the running instance tries again.
#[cfg(target_os = "linux")]
const TRIES: u32 = 5;

/// Counts the tries. Set for ourselves alone.
#[cfg(target_os = "linux")]
const COUNT: &str = "PATWARDEN_STARTED_AGAIN";

/// Begins this start anew when the running instance ended before it answered: its place is free in a
/// moment. Returns when that is not what went wrong, or when it went wrong too often.
///
/// In place of this process, because a process can set up its window system only once.
#[cfg(target_os = "linux")]
pub(crate) fn start_again_after(error: &tauri::Error) {
    use std::os::unix::process::CommandExt;

    let lost = matches!(error, tauri::Error::PluginInitialization(plugin, why)
        if plugin == "single-instance" && why.contains("running instance"));
    let tried = std::env::var(COUNT).map_or(0, |count| count.parse().unwrap_or(TRIES));
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    if lost && tried < TRIES {
        std::thread::sleep(std::time::Duration::from_millis(200));
        // Returns only when it fails; the error that brought us here is the one to tell.
        let _ = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(COUNT, (tried + 1).to_string())
            .exec();
    }
}

/// Elsewhere the instance is not found over a bus.
#[cfg(not(target_os = "linux"))]
pub(crate) fn start_again_after(_error: &tauri::Error) {}

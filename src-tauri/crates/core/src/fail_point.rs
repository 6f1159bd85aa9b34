//! Named places where a test can have the process killed.
//!
//! Exists only with the `fail-points` feature, which a release build refuses: a program that people
//! trust with production credentials must not die at a word in its environment.

#[cfg(all(feature = "fail-points", not(debug_assertions)))]
compile_error!("fail points must never be in a release build");

/// Dies here, by SIGKILL, when `PATWARDEN_FAIL_AT` names this point.
#[cfg(feature = "fail-points")]
pub fn fail_point(name: &str) {
    if std::env::var_os("PATWARDEN_FAIL_AT").is_some_and(|wanted| wanted == name) {
        let own_id = std::process::id().to_string();
        let _ = std::process::Command::new("kill")
            .args(["-KILL", &own_id])
            .status();
        std::process::abort();
    }
}

/// Nothing: the feature is off.
#[cfg(not(feature = "fail-points"))]
#[inline(always)]
pub fn fail_point(_name: &str) {}

//! The real window, as people use it: `WebKitGTK` on a screen of its own, a real gnome-keyring on a
//! private bus, and a sandbox in a process of its own.
//!
//! Needs Xvfb, openbox, xdotool, xclip, `WebKitWebDriver`, gnome-keyring, secret-tool and curl, the
//! page built (`npm run build` in ui) and `patw` built. Pictures are left in `target/journeys`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod axe;
mod display;
mod doing;
mod driver;
mod http;
mod keyboard;
mod programs;
mod relay;
mod waiting;
mod window;
mod words;
mod world;

mod closing;
mod connecting;
mod keychain;
#[cfg(feature = "fail-points")]
mod killed;
mod locked_down;
mod main_job;
mod sandboxed;
mod shots;
mod unreachable;
mod zitadel;

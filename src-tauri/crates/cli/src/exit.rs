//! Exit codes and the one line that says why. The codes are part of the interface: `docs/cli.md`.

use std::process::ExitCode;

use patwarden_core::{CoreError, ErrorCode};

use crate::output::plain;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: u8,
    pub(crate) code: String,
    pub(crate) message: String,
}

pub(crate) const FAILED: u8 = 1;
pub(crate) const USAGE: u8 = 2;
pub(crate) const NOT_FOUND: u8 = 3;
pub(crate) const KEYCHAIN: u8 = 4;
pub(crate) const UNREACHABLE: u8 = 5;
pub(crate) const INTERRUPTED: u8 = 130;

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            status: USAGE,
            code: "usage".into(),
            message: message.into(),
        }
    }
}

impl From<CoreError> for Failure {
    fn from(error: CoreError) -> Self {
        Self {
            status: status_of(error.code),
            code: code_text(error.code),
            message: error.message,
        }
    }
}

fn status_of(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::Ambiguous | ErrorCode::Invalid => USAGE,
        ErrorCode::AccountNotFound | ErrorCode::TokenNotFound => NOT_FOUND,
        code if code.is_keychain() => KEYCHAIN,
        code if code.is_unreachable() => UNREACHABLE,
        _ => FAILED,
    }
}

fn code_text(code: ErrorCode) -> String {
    serde_json::to_value(code)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_else(|| "internal".into())
}

/// Says what went wrong, on stderr, and ends with its code.
#[allow(clippy::print_stderr, reason = "a command line says what went wrong")]
pub(crate) fn report(failure: &Failure, json: bool) -> ExitCode {
    if json {
        let error = serde_json::json!({
            "error": { "code": failure.code, "message": failure.message }
        });
        eprintln!("{error}");
    } else {
        eprintln!("patw: {}", plain(&failure.message));
    }
    ExitCode::from(failure.status)
}

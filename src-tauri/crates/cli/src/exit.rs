//! Exit codes and the one line that says why. The codes are part of the interface: `docs/cli.md`.

use std::process::ExitCode;

use patwarden_core::error::Field;
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
            message: match error.field.and_then(option_of) {
                Some(option) if error.code == ErrorCode::Invalid => {
                    format!("{option}: {}", error.message)
                }
                _ => error.message,
            },
        }
    }
}

/// The option that a refused value was given with.
fn option_of(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Alias => "--alias",
        Field::Username => "--username",
        Field::ExtraCa => "--extra-ca",
        Field::Name => "--name",
        Field::Scopes => "--scope",
        Field::Owner => "--owner",
        Field::Expires => "--expires",
        Field::Interface => "--interface",
        Field::Url | Field::Secret | Field::Setting => return None,
    })
}

/// Whether nobody could be asked: nothing answers, or what answers has nothing behind it yet.
pub(crate) fn is_out_of_reach(code: ErrorCode) -> bool {
    code.is_unreachable() || matches!(code, ErrorCode::DatabaseDown | ErrorCode::Starting)
}

fn status_of(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::Ambiguous | ErrorCode::Invalid => USAGE,
        ErrorCode::AccountNotFound | ErrorCode::TokenNotFound | ErrorCode::OwnerUnknown => {
            NOT_FOUND
        }
        code if code.is_keychain() => KEYCHAIN,
        code if is_out_of_reach(code) => UNREACHABLE,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_cause_has_its_exit_code() {
        for (code, status) in [
            (ErrorCode::Invalid, USAGE),
            (ErrorCode::Ambiguous, USAGE),
            (ErrorCode::OwnerUnknown, NOT_FOUND),
            (ErrorCode::AccountNotFound, NOT_FOUND),
            (ErrorCode::KeychainLocked, KEYCHAIN),
            (ErrorCode::Unreachable, UNREACHABLE),
            (ErrorCode::DatabaseDown, UNREACHABLE),
            (ErrorCode::Starting, UNREACHABLE),
            // Something answered, and said why not.
            (ErrorCode::InstanceUnknown, FAILED),
            (ErrorCode::InstanceBlocked, FAILED),
            (ErrorCode::QuotaUsedUp, FAILED),
            (ErrorCode::NoRole, FAILED),
            (ErrorCode::Forbidden, FAILED),
            (ErrorCode::OwnerUnfit, FAILED),
            (ErrorCode::SignInExpired, FAILED),
        ] {
            assert_eq!(status_of(code), status, "{code:?}");
        }
    }

    #[test]
    fn a_refused_value_is_named_by_its_option() {
        let refused = Failure::from(CoreError::invalid(Field::Expires, "this moment has passed"));
        assert_eq!(refused.message, "--expires: this moment has passed");
        let unknown = CoreError {
            field: Some(Field::Owner),
            ..CoreError::new(ErrorCode::OwnerUnknown, "nobody")
        };
        assert_eq!(Failure::from(unknown).message, "nobody");
    }
}

//! What can go wrong with a keychain, and the code and sentence each cause gets.
//!
//! A keyring error is never formatted: some of them carry the secret's bytes.

use std::time::Duration;

use patwarden_core::error::{CoreError, ErrorCode};
use patwarden_core::ports::StoreState;

/// One cause, before it is put into words.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "the other systems' keychains have fewer states")
)]
pub(crate) enum Trouble {
    /// There is no D-Bus session at all.
    NoBus,
    /// No keychain service answers.
    Absent,
    /// The service has no default collection.
    NoCollection,
    /// It is locked and the user must not be asked now.
    Locked,
    /// The user was asked and declined.
    Dismissed,
    /// No answer in time.
    TimedOut,
    /// It said no, in its own word: the name of an error, never its text.
    Refused(String),
    /// What was just found is gone: someone else was faster. Look again.
    Vanished,
    /// There is nothing under this key to change.
    NothingThere,
}

impl Trouble {
    /// The cause as far as keyring-core tells it on every system.
    pub(crate) fn of(error: &keyring::Error) -> Self {
        match error {
            keyring::Error::NoEntry => Self::Vanished,
            keyring::Error::NoStorageAccess(_) => Self::Locked,
            keyring::Error::Ambiguous(_) => Self::Refused("several entries under one key".into()),
            keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => Self::not_text(),
            keyring::Error::TooLong(..) | keyring::Error::Invalid(..) => {
                Self::Refused("it does not take an entry like this".into())
            }
            keyring::Error::PlatformFailure(_) => Self::Refused("a failure of its own".into()),
            _ => Self::Refused("for a reason it does not say".into()),
        }
    }

    /// Ours are text; `KWallet` keeps nothing else.
    pub(crate) fn not_text() -> Self {
        Self::Refused("the entry is not text".into())
    }

    /// In words, for a call that could take as long as `deadline`.
    pub(crate) fn into_error(self, deadline: Duration) -> CoreError {
        match self {
            Self::NoBus => CoreError::new(
                ErrorCode::KeychainAbsent,
                "there is no D-Bus session to reach the keychain through; sign in to a desktop \
                 session, or start the program with dbus-run-session",
            ),
            Self::Absent => CoreError::new(
                ErrorCode::KeychainAbsent,
                "no keychain service answers in this session; install one, such as the package \
                 gnome-keyring or KDE's KWallet, sign in again and try again",
            ),
            Self::NoCollection => CoreError::new(
                ErrorCode::KeychainNoCollection,
                "the keychain has no default keyring to put secrets in; create one with Passwords \
                 and Keys (package seahorse), set it as the default and try again",
            ),
            Self::Locked => CoreError::new(
                ErrorCode::KeychainLocked,
                "the keychain is locked; unlock it and try again",
            ),
            Self::Dismissed => CoreError::new(
                ErrorCode::KeychainRefused,
                "the keychain was not unlocked: its question was dismissed, or could not be shown \
                 in this session; unlock it and try again",
            ),
            Self::TimedOut => CoreError::new(
                ErrorCode::KeychainTimedOut,
                format!(
                    "the keychain did not answer within {}; look for an unlock dialog, or restart \
                     the keychain service, and try again",
                    in_words(deadline)
                ),
            ),
            Self::Refused(word) => CoreError::new(
                ErrorCode::KeychainRefused,
                format!("the keychain refused ({word}); unlock it or restart it and try again"),
            ),
            Self::Vanished => CoreError::new(
                ErrorCode::KeychainRefused,
                "the keychain's entry changes under our hands; close other programs that use it \
                 and try again",
            ),
            Self::NothingThere => {
                CoreError::internal("there is no secret under this key to write beside")
            }
        }
    }
}

/// The state a failed call shows.
pub(crate) fn state(code: ErrorCode) -> StoreState {
    match code {
        ErrorCode::KeychainLocked => StoreState::Locked,
        ErrorCode::KeychainAbsent => StoreState::Absent,
        ErrorCode::KeychainNoCollection => StoreState::NoDefaultCollection,
        ErrorCode::KeychainTimedOut => StoreState::TimedOut,
        _ => StoreState::Refused,
    }
}

fn in_words(deadline: Duration) -> String {
    if deadline.subsec_millis() == 0 {
        format!("{} s", deadline.as_secs())
    } else {
        format!("{} ms", deadline.as_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_carries_bytes_is_never_repeated() {
        let error = keyring::Error::BadEncoding(b"SENTINEL".to_vec());
        let sentence = Trouble::of(&error)
            .into_error(Duration::from_secs(2))
            .message;
        assert!(
            !sentence.contains("SENTINEL") && !sentence.contains("83"),
            "{sentence}"
        );
    }

    #[test]
    fn every_cause_a_user_can_act_on_has_a_code_of_its_own_state() {
        for (cause, expected) in [
            (Trouble::NoBus, StoreState::Absent),
            (Trouble::Absent, StoreState::Absent),
            (Trouble::NoCollection, StoreState::NoDefaultCollection),
            (Trouble::Locked, StoreState::Locked),
            (Trouble::Dismissed, StoreState::Refused),
            (Trouble::TimedOut, StoreState::TimedOut),
            (Trouble::Refused("AccessDenied".into()), StoreState::Refused),
        ] {
            let error = cause.into_error(Duration::from_millis(1500));
            assert!(error.code.is_keychain(), "{error}");
            assert_eq!(state(error.code), expected, "{error}");
        }
    }

    #[test]
    fn a_deadline_is_named_in_the_unit_that_fits() {
        assert_eq!(in_words(Duration::from_secs(2)), "2 s");
        assert_eq!(in_words(Duration::from_millis(300)), "300 ms");
    }
}

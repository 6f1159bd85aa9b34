//! Everything that can go wrong, one code per cause a user can act on.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A cause a user can act on. The window keys its advice by it; `patw --json` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ErrorCode {
    // What was asked for.
    /// A field is not acceptable; the message says why.
    Invalid,
    /// Another account has this alias.
    AliasTaken,
    /// This identity on this server is connected already.
    AlreadyConnected,
    /// No such account here.
    AccountNotFound,
    /// No such token here.
    TokenNotFound,
    /// The reference fits several tokens.
    Ambiguous,
    /// The secret is not on this machine.
    NotHeld,
    /// Secret and server id do not belong together for certain.
    Unproven,
    /// Another window or command is changing this token.
    Busy,

    // The keychain.
    /// The keychain must be unlocked first.
    KeychainLocked,
    /// No keychain service answers on this machine.
    KeychainAbsent,
    /// The keychain has no default collection.
    KeychainNoCollection,
    /// The keychain did not answer in time.
    KeychainTimedOut,
    /// The keychain refused, or the unlock was dismissed.
    KeychainRefused,

    // The way to the server.
    /// The host name is not known.
    HostUnknown,
    /// Nothing answers there.
    Unreachable,
    /// It did not answer in time.
    TimedOut,
    /// The certificate's authority is not trusted.
    CertificateUntrusted,
    /// The certificate is for another host, or out of date.
    CertificateMismatch,
    /// Plain http to a public host.
    PlainHttpRefused,
    /// Plain http to a private address, without consent.
    PlainHttpConsent,
    /// The server sends us to another host.
    RedirectRefused,

    // What the server says.
    /// It is not a server we know.
    WrongProduct,
    /// The server does not ask anyone to sign in, so it has no tokens.
    AuthenticationOff,
    /// User name or password is wrong.
    SignInRefused,
    /// The token signed in with has expired.
    SignInExpired,
    /// The server does not know the token signed in with.
    SignInUnknown,
    /// What was given to sign in with is no token of this kind of server.
    SignInMalformed,
    /// The user signed in as is deactivated or locked.
    SignInDeactivated,
    /// The user signed in as, or its organization, has been removed.
    SubjectGone,
    /// Signed in, but without any role there.
    NoRole,
    /// Signed in, with roles of projects only, which do not count there.
    ProjectRolesOnly,
    /// The server has no such organization.
    OrganizationUnknown,
    /// The server has no such owner, or not in this organization.
    OwnerUnknown,
    /// This owner cannot have tokens.
    OwnerUnfit,
    /// Another owner has this user name.
    OwnerNameTaken,
    /// The server has nothing under this host name.
    InstanceUnknown,
    /// The server's database does not answer.
    DatabaseDown,
    /// The server is starting.
    Starting,
    /// The server's quota of requests is used up.
    QuotaUsedUp,
    /// The server is blocked by whoever runs it.
    InstanceBlocked,
    /// Our clock and the server's do not agree.
    ClockOff,
    /// The server does not speak the interface the user pinned.
    InterfaceMissing,
    /// Signed in, but not allowed.
    Forbidden,
    /// The server asks to wait.
    RateLimited,
    /// The server failed.
    ServerFailed,
    /// The answer makes no sense.
    BadAnswer,
    /// The server refused the request.
    Rejected,
    /// A create was sent and its answer lost; the token may exist.
    AnswerLost,
    /// The server still lists what was deleted.
    StillListed,

    // This machine.
    /// The window or command was not given a credential for this account.
    SignedOut,
    /// A new secret is in memory only.
    NotSaved,
    /// The database was written by a newer version.
    IndexTooNew,
    /// The database cannot be read or written.
    IndexFailed,
    /// Files can be read by others.
    FilesExposed,
    /// The clipboard cannot be used.
    Clipboard,
    /// The sandbox could not be started.
    Sandbox,
    /// A fault of ours.
    Internal,
}

impl ErrorCode {
    /// Whether the same request may succeed later without anything being changed.
    pub fn retryable(self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::KeychainLocked
                | Self::KeychainAbsent
                | Self::KeychainTimedOut
                | Self::KeychainRefused
                | Self::HostUnknown
                | Self::Unreachable
                | Self::TimedOut
                | Self::RateLimited
                | Self::ServerFailed
                | Self::DatabaseDown
                | Self::Starting
                | Self::QuotaUsedUp
                | Self::InstanceBlocked
                | Self::StillListed
        )
    }

    /// Whether the cause lies with the keychain.
    pub fn is_keychain(self) -> bool {
        matches!(
            self,
            Self::KeychainLocked
                | Self::KeychainAbsent
                | Self::KeychainNoCollection
                | Self::KeychainTimedOut
                | Self::KeychainRefused
        )
    }

    /// Whether the account has to sign in anew before its server lets it do anything.
    pub fn is_sign_in(self) -> bool {
        matches!(
            self,
            Self::SignInRefused
                | Self::SignInExpired
                | Self::SignInUnknown
                | Self::SignInMalformed
                | Self::SignInDeactivated
                | Self::SubjectGone
                | Self::SignedOut
        )
    }

    /// Whether the server could not be reached at all.
    pub fn is_unreachable(self) -> bool {
        matches!(self, Self::HostUnknown | Self::Unreachable | Self::TimedOut)
    }
}

/// The field a refused value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Field {
    /// Address of a server.
    Url,
    /// Alias of an account.
    Alias,
    /// User name.
    Username,
    /// Password or token.
    Secret,
    /// Extra certificate authority.
    ExtraCa,
    /// Name of a token.
    Name,
    /// Scopes of a token.
    Scopes,
    /// Owner of a token.
    Owner,
    /// End of a token.
    Expires,
    /// Which interface to speak.
    Interface,
    /// A setting.
    Setting,
}

/// An error as core and its ports report it: the code, a sentence that names cause and next step,
/// and what the server asked for, if it asked. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct CoreError {
    /// The cause.
    pub code: ErrorCode,
    /// What happened and what to do, in English, without a trailing full stop.
    pub message: String,
    /// The field to blame, for [`ErrorCode::Invalid`].
    pub field: Option<Field>,
    /// How long the server asked to wait, in seconds.
    pub retry_after_seconds: Option<u64>,
}

impl CoreError {
    /// An error of this code with this sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
            retry_after_seconds: None,
        }
    }

    /// A value refused at the edge.
    pub fn invalid(field: Field, message: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            ..Self::new(ErrorCode::Invalid, message)
        }
    }

    /// A fault of ours.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Internal, message)
    }
}

/// What core's functions return.
pub type Result<T> = std::result::Result<T, CoreError>;

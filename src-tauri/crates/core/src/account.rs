//! An account: one identity signed in to one server.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use uuid::Uuid;

use crate::error::{CoreError, Field};
use crate::token::Owner;

/// Names an account for ever, also after its alias or address changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

impl AccountId {
    /// A new random id.
    pub fn mint() -> Self {
        Self(Uuid::new_v4().to_string())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short name people call an account by: `[a-z0-9-]`, 1 to 32 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Alias(String);

impl Alias {
    /// Longest alias, in characters.
    pub const MAX_LENGTH: usize = 32;

    /// The alias as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A believable alias for a server: its host's first label, with what does not fit replaced.
    pub fn suggest(address: &Address) -> Self {
        let host = address.host();
        let label = if host.parse::<std::net::IpAddr>().is_ok() || host == "localhost" {
            "local"
        } else {
            host.split('.').next().unwrap_or("account")
        };
        let cleaned: String = label
            .to_ascii_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .take(Self::MAX_LENGTH)
            .collect();
        let trimmed = cleaned.trim_matches('-');
        Self(if trimmed.is_empty() {
            "account".into()
        } else {
            trimmed.into()
        })
    }

    /// The same alias with a number behind it, for when the plain one is taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let kept: String = self
            .0
            .chars()
            .take(Self::MAX_LENGTH - suffix.len())
            .collect();
        Self(kept + &suffix)
    }
}

impl FromStr for Alias {
    type Err = CoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // One that began with a dash would be taken for an option of `patw`.
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len())
            && !text.starts_with('-')
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(CoreError::invalid(
                Field::Alias,
                "an alias has 1 to 32 characters out of a-z, 0-9 and -, and begins with no dash",
            ))
        }
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names a kind of server, such as `zitadel`. Which there are, the adapters know; nothing here
/// depends on one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ProviderId(Cow<'static, str>);

impl ProviderId {
    /// The kind of this name.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ProviderId {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How an account proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum SignInMethod {
    /// User name and password.
    Basic,
    /// A personal access token, sent as bearer.
    Pat,
    /// An access token (JWT), sent as bearer; ends within hours.
    AccessToken,
}

/// The address of a server: `https`, or `http` where [`PlainHttp`] allows it; may have a path;
/// never carries credentials, a query or a fragment; never ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(Url);

/// Whether an address needs the user's consent before anything is sent to it unencrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainHttp {
    /// The address uses TLS.
    No,
    /// Plain http to this very machine: allowed.
    Loopback,
    /// Plain http to a private address: by consent for this account, with a badge.
    Private,
    /// Plain http to a public host: refused.
    Public,
}

impl Address {
    /// The address with `path` (which starts with a slash) behind it.
    pub fn join(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// Host name or IP address, without brackets or port.
    pub fn host(&self) -> String {
        match self.0.host() {
            Some(Host::Ipv6(ip)) => ip.to_string(),
            Some(host) => host.to_string(),
            None => String::new(),
        }
    }

    /// The parsed form.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether the address is one of this very machine.
    pub fn is_this_machine(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
    }

    /// The host, where it is a name that stands for this machine.
    pub fn localhost_name(&self) -> Option<&str> {
        match self.0.host() {
            Some(Host::Domain(name)) if self.is_this_machine() => Some(name),
            _ => None,
        }
    }

    /// Whether, and how far, the address lacks encryption.
    pub fn plain_http(&self) -> PlainHttp {
        if self.0.scheme() == "https" {
            return PlainHttp::No;
        }
        match self.0.host() {
            _ if self.is_this_machine() => PlainHttp::Loopback,
            Some(Host::Ipv4(ip)) if ip.is_private() || ip.is_link_local() => PlainHttp::Private,
            Some(Host::Ipv6(ip)) if ip.is_unique_local() || ip.is_unicast_link_local() => {
                PlainHttp::Private
            }
            _ => PlainHttp::Public,
        }
    }
}

impl FromStr for Address {
    type Err = CoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = |why: &str| Err(CoreError::invalid(Field::Url, why));
        let text = text.trim();
        if !text.contains("://") {
            return refuse("the address needs a scheme: write https:// in front of it");
        }
        let Ok(mut url) = Url::parse(text) else {
            return refuse("this is not an address: it should look like https://hub.example.org");
        };
        if !matches!(url.scheme(), "https" | "http") {
            return refuse("only https:// and http:// addresses can be used");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(
                "take the user name and password out of the address; they have their own fields",
            );
        }
        if url.host_str().is_none_or(str::is_empty) {
            return refuse("the address names no host");
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Why an account could not be asked the last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The cause, as the user can act on it.
    pub code: crate::ErrorCode,
    /// The sentence that was shown.
    pub message: String,
    /// Since when it has failed without a success in between.
    pub since: DateTime<Utc>,
}

/// One identity signed in to one server. Holds no secret: that is in the keychain under
/// `<account id>/credential`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Never changes.
    pub id: AccountId,
    /// What people call it.
    pub alias: Alias,
    /// Kind of server.
    pub provider: ProviderId,
    /// Where the server is.
    pub address: Address,
    /// Who the server says we are.
    pub subject: Owner,
    /// How we proved it.
    pub method: SignInMethod,
    /// User name for [`SignInMethod::Basic`].
    pub username: Option<String>,
    /// Certificates of a private authority, PEM.
    pub extra_ca: Option<String>,
    /// The user agreed to plain http for this private address.
    pub plain_http_agreed: bool,
    /// The credential is kept in this process's memory only, and the account ends with it.
    pub session_only: bool,
    /// Which of the server's interfaces is spoken, where it has several: the one that worked last, or
    /// the one the user wants.
    pub interface: Option<String>,
    /// The user chose that interface: no other is tried.
    pub interface_pinned: bool,
    /// What the server said its version is.
    pub server_version: Option<String>,
    /// Server clock minus ours, in seconds.
    pub clock_skew_seconds: i64,
    /// When its tokens were last listed in full.
    pub refreshed_at: Option<DateTime<Utc>>,
    /// Why it could not be asked since.
    pub trouble: Option<Trouble>,
}

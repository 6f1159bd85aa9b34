//! How an entry is called and what stands beside its secret, on every kind of keychain.

use std::collections::HashMap;

use patwarden_core::account::AccountId;
use patwarden_core::ports::{SecretAttributes, SecretKey};
use patwarden_core::token::RecordId;

const CREDENTIAL: &str = "credential";
const PROBE: &str = "probe";

/// User name of the entry that proves an account's secrets could be stored.
pub(crate) fn probe(account: &AccountId) -> String {
    format!("{account}/{PROBE}")
}

/// Whether this user name is a probe's.
pub(crate) fn is_probe(user: &str) -> bool {
    user.split_once('/').is_some_and(|(_, rest)| rest == PROBE)
}

/// The key a user name stands for; `None` for probes and for what is not ours.
pub(crate) fn key(user: &str) -> Option<SecretKey> {
    let (account, rest) = user.split_once('/')?;
    if account.is_empty() || rest.is_empty() || rest.contains('/') || rest == PROBE {
        return None;
    }
    let account = AccountId(account.to_owned());
    Some(if rest == CREDENTIAL {
        SecretKey::Credential(account)
    } else {
        SecretKey::Token(account, RecordId(rest.to_owned()))
    })
}

/// What people read in their keychain's own program.
pub(crate) fn label(key: &SecretKey, attributes: &SecretAttributes) -> String {
    let name = match attributes.name.trim() {
        "" => "unnamed",
        name => name,
    };
    match key {
        SecretKey::Token(..) => printable(&format!("Patwarden: {name}")),
        SecretKey::Credential(_) => printable(&format!("Patwarden: {name} (sign-in)")),
    }
}

/// The attributes as names and values. An unknown server id is left out.
pub(crate) fn to_map(attributes: &SecretAttributes) -> HashMap<&'static str, String> {
    let mut map = HashMap::from([
        ("url", printable(&attributes.url)),
        ("provider", printable(&attributes.provider)),
        ("subject", printable(&attributes.subject)),
        ("owner", printable(&attributes.owner)),
        ("name", printable(&attributes.name)),
    ]);
    if let Some(id) = &attributes.server_id {
        map.insert("server_id", printable(id));
    }
    map
}

/// Back from names and values; what is missing is empty.
pub(crate) fn from_map(map: &HashMap<String, String>) -> SecretAttributes {
    let read = |name: &str| map.get(name).cloned().unwrap_or_default();
    SecretAttributes {
        url: read("url"),
        provider: read("provider"),
        // Entries from before there were owners besides oneself have no subject.
        subject: Some(read("subject"))
            .filter(|subject| !subject.is_empty())
            .unwrap_or_else(|| read("owner")),
        owner: read("owner"),
        name: read("name"),
        server_id: Some(read("server_id")).filter(|id| !id.is_empty()),
    }
}

/// Names come from servers, and a keychain's wire has no room for a NUL byte.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

    use super::*;

    #[test]
    fn a_key_survives_being_written_as_a_user_name() {
        for original in [
            SecretKey::Token(AccountId("a".into()), RecordId("r".into())),
            SecretKey::Credential(AccountId("a".into())),
        ] {
            assert_eq!(key(&original.to_string()).unwrap(), original);
        }
    }

    #[test]
    fn a_probe_and_what_is_not_ours_have_no_key() {
        for user in ["a/probe", "a", "a/", "/r", "a/b/c", ""] {
            assert_eq!(key(user), None, "{user:?}");
        }
        assert!(is_probe(&probe(&AccountId("a".into()))));
        assert!(!is_probe("a/credential"));
    }

    #[test]
    fn attributes_survive_being_written_as_a_map() {
        let original = SecretAttributes {
            url: "https://dh.example".into(),
            provider: "digitalhub".into(),
            subject: "boss".into(),
            owner: "alice".into(),
            name: "nightly".into(),
            server_id: Some("17".into()),
        };
        let map = to_map(&original)
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect();
        assert_eq!(from_map(&map), original);
        assert_eq!(from_map(&HashMap::new()).server_id, None);
    }

    #[test]
    fn a_label_has_no_control_characters_and_says_what_it_is() {
        let named = |name: &str| SecretAttributes {
            name: name.into(),
            ..Default::default()
        };
        let credential = SecretKey::Credential(AccountId("a".into()));
        assert_eq!(
            label(&credential, &named("lab")),
            "Patwarden: lab (sign-in)"
        );
        let token = SecretKey::Token(AccountId("a".into()), RecordId("r".into()));
        assert_eq!(label(&token, &named("x\0y")), "Patwarden: x y");
        assert_eq!(label(&token, &named("  ")), "Patwarden: unnamed");
    }
}

//! Secrets that stayed in the keychain when their account was disconnected, found again when the
//! same identity is connected anew.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::UseCases;
use super::connect::provider_text;
use crate::account::{Account, AccountId};
use crate::custody::Custody;
use crate::error::{ErrorCode, Result};
use crate::identity::Identity;
use crate::ports::{SecretAttributes, SecretKey};
use crate::token::{Owner, RecordId, ServerId, Token};

/// What is left of one account.
pub(super) struct KeptSecrets {
    /// The id its keychain entries are named after.
    pub(super) account: AccountId,
    tokens: Vec<(RecordId, SecretAttributes)>,
}

impl UseCases {
    /// Secrets of the identity of `account` that belong to none of `accounts`. Asks the user to
    /// unlock where names are hidden until then: the credential is about to be written anyway.
    pub(super) async fn kept_secrets(
        &self,
        account: &Account,
        accounts: &[Account],
    ) -> Result<Option<KeptSecrets>> {
        let keys = match self.all_keys().await {
            Ok(keys) => keys,
            Err(error) if error.code == ErrorCode::KeychainRefused => return Err(error),
            // Without names there is nothing to find; the write that follows says what is wrong.
            Err(_) => return Ok(None),
        };
        let mut left: BTreeMap<String, KeptSecrets> = BTreeMap::new();
        for (key, attributes) in keys {
            let SecretKey::Token(id, record) = key else {
                continue;
            };
            let same_identity = attributes.provider == provider_text(account)
                && attributes.url == account.address.to_string()
                && attributes.subject == account.subject.id;
            if same_identity && !accounts.iter().any(|known| known.id == id) {
                let of_account = left.entry(id.to_string()).or_insert_with(|| KeptSecrets {
                    account: id,
                    tokens: Vec::new(),
                });
                of_account.tokens.push((record, attributes));
            }
        }
        // Entries are named after one account; of several the fullest is taken up.
        Ok(left.into_values().max_by_key(|kept| kept.tokens.len()))
    }

    /// Lists the tokens of these secrets; the server's next list completes them.
    pub(super) async fn list_again(&self, account: &Account, kept: KeptSecrets) -> Result<()> {
        let (store, now) = (self.ports.vault.name(), self.ports.clock.now());
        // Older than any list that is asked for from now on.
        let recorded_at = now - chrono::Duration::seconds(1);
        let tokens: Vec<Token> = kept
            .tokens
            .into_iter()
            .map(|(record, attributes)| token(account, record, attributes, &store, recorded_at))
            .collect();
        let add = Box::new(move |mut records: Vec<Token>| {
            records.extend(tokens);
            records
        });
        self.ports.index.change_tokens(&account.id, add).await
    }
}

fn token(
    account: &Account,
    record: RecordId,
    attributes: SecretAttributes,
    store: &str,
    recorded_at: DateTime<Utc>,
) -> Token {
    let server_id = attributes.server_id.map(ServerId);
    let identity = if server_id.is_some() {
        Identity::Known
    } else {
        Identity::Unproven {
            candidates: Vec::new(),
        }
    };
    let owner = Owner {
        id: attributes.owner.clone(),
        name: attributes.owner,
        organization_id: None,
    };
    let custody = Custody::Held {
        store: store.to_owned(),
    };
    Token {
        server_id,
        name: Some(attributes.name).filter(|name| !name.is_empty()),
        ..Token::bare(
            record,
            account.id.clone(),
            owner,
            custody,
            identity,
            recorded_at,
        )
    }
}

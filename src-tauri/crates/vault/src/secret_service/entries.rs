//! The entries themselves, through keyring-core: the only place where a secret meets the keychain.
//!
//! Each visit opens a store of its own: a connection that a hung service keeps, or that a
//! restarted one forgot, is then nobody else's. Call only what the reads of `bus` allow.

use std::collections::HashMap;
use std::sync::Arc;

use keyring::api::CredentialStoreApi;
use keyring::{Entry, Error};
use patwarden_core::secret::StoredSecret;
use zbus_secret_service_keyring_store::{Store, cred::Specifier};
use zeroize::Zeroizing;

use super::blame;
use crate::text::text;
use crate::trouble::Trouble;

/// Entries of one service on one connection.
pub(super) struct Entries<'a> {
    store: Arc<Store>,
    service: &'a str,
}

impl<'a> Entries<'a> {
    /// Connects and agrees on a key with the service, so that no secret crosses the bus in clear.
    pub(super) fn open(service: &'a str) -> Result<Self, Trouble> {
        let store = Store::new().map_err(|error| blame::store(&error))?;
        Ok(Self { store, service })
    }

    /// Writes a secret, replacing what stands under this user name.
    pub(super) fn write(
        &self,
        user: &str,
        label: &str,
        secret: &StoredSecret,
    ) -> Result<(), Trouble> {
        let set = |entry: &Entry| {
            // EXPOSE: on its way into the keychain.
            entry.set_password(secret.expose_secret())
        };
        let entry = self.entry(user, Some(label))?;
        let written = match set(&entry) {
            Err(Error::Ambiguous(doubles)) => {
                // Two programs wrote at the same moment: one entry is meant, one stays.
                each(doubles.into_iter().skip(1), &Entry::delete_credential)?;
                set(&entry)
            }
            other => other,
        };
        written.map_err(|error| blame::store(&error))
    }

    /// Writes what stands beside a secret: label and attributes.
    pub(super) fn describe(
        &self,
        user: &str,
        label: &str,
        attributes: &HashMap<&'static str, String>,
    ) -> Result<(), Trouble> {
        let entry = self.entry(user, Some(label))?;
        let mut wanted: HashMap<&str, &str> = attributes
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let present = entry
            .get_attributes()
            .map_err(|error| blame::store(&error))?;
        if present.contains_key("server_id") {
            // The store crate adds and changes attributes but cannot take one away.
            wanted.entry("server_id").or_default();
        }
        entry
            .update_attributes(&wanted)
            .map_err(|error| blame::store(&error))?;
        match entry.as_any().downcast_ref::<Specifier>() {
            Some(specifier) => specifier
                .set_label(label)
                .map_err(|error| blame::store(&error)),
            None => Ok(()),
        }
    }

    /// Reads a secret.
    pub(super) fn read(&self, user: &str) -> Result<StoredSecret, Trouble> {
        match self.entry(user, None)?.get_secret() {
            Ok(bytes) => text(bytes),
            Err(Error::Ambiguous(doubles)) => {
                let mut found: Option<Zeroizing<Vec<u8>>> = None;
                for entry in doubles {
                    let next = entry.get_secret().map_err(|error| blame::store(&error))?;
                    let next = Zeroizing::new(next);
                    if found.as_ref().is_some_and(|first| *first != next) {
                        return Err(Trouble::Refused("different secrets under one key".into()));
                    }
                    found = Some(next);
                }
                found.map_or(Err(Trouble::Vanished), |mut bytes| {
                    text(std::mem::take(&mut *bytes))
                })
            }
            Err(error) => Err(blame::store(&error)),
        }
    }

    /// Removes whatever stands under this user name; `false` when there was nothing.
    pub(super) fn remove(&self, user: &str) -> Result<bool, Trouble> {
        match self.entry(user, None)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(Error::Ambiguous(doubles)) => {
                each(doubles.into_iter(), &Entry::delete_credential).map(|()| true)
            }
            Err(error) => Err(blame::store(&error)),
        }
    }

    fn entry(&self, user: &str, label: Option<&str>) -> Result<Entry, Trouble> {
        let modifiers = label.map(|label| HashMap::from([("label", label)]));
        self.store
            .build(self.service, user, modifiers.as_ref())
            .map_err(|error| blame::store(&error))
    }
}

fn each(
    entries: impl Iterator<Item = Entry>,
    act: &dyn Fn(&Entry) -> keyring::Result<()>,
) -> Result<(), Trouble> {
    for entry in entries {
        act(&entry).map_err(|error| blame::store(&error))?;
    }
    Ok(())
}

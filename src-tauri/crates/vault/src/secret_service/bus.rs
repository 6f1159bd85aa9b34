//! What can be asked of the Secret Service over D-Bus without any prompt, and the one prompt.
//!
//! Separate from the entries because the store crate unlocks whatever it meets: it must not be
//! called before these reads have said that nothing it would meet is locked. Names and meanings
//! are those of the Secret Service API, draft 0.2 (specifications.freedesktop.org/secret-service).

use std::collections::HashMap;
use std::time::Duration;

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::message::Body;
use zbus::proxy::CacheProperties;
use zbus::zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue};

use super::blame;
use crate::trouble::Trouble;

const SERVICE: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";
const PROMPT_INTERFACE: &str = "org.freedesktop.Secret.Prompt";
const PROPERTIES_INTERFACE: &str = "org.freedesktop.DBus.Properties";
/// The path that stands for "none".
const NONE: &str = "/";

/// Entries found by their attributes, in any collection.
pub(super) struct Found {
    pub(super) unlocked: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.unlocked.is_empty() && self.locked.is_empty()
    }
}

/// A connection of its own to the session bus.
pub(super) struct Bus {
    connection: Connection,
}

impl Bus {
    /// Connects. A method not answered within `deadline` fails, so that its thread ends too.
    pub(super) fn open(deadline: Duration) -> Result<Self, Trouble> {
        let connection = Builder::session()
            .map_err(|_| Trouble::NoBus)?
            .method_timeout(deadline)
            .build()
            .map_err(|_| Trouble::NoBus)?;
        Ok(Self { connection })
    }

    /// The collection new entries go to.
    pub(super) fn default_collection(&self) -> Result<Option<OwnedObjectPath>, Trouble> {
        let body = self.call(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", &("default",))?;
        let path: OwnedObjectPath = read(&body)?;
        Ok(Some(path).filter(|path| path.as_str() != NONE))
    }

    pub(super) fn is_locked(&self, collection: &ObjectPath<'_>) -> Result<bool, Trouble> {
        self.property(collection, COLLECTION_INTERFACE, "Locked")
    }

    pub(super) fn label(&self, collection: &ObjectPath<'_>) -> Result<String, Trouble> {
        self.property(collection, COLLECTION_INTERFACE, "Label")
    }

    /// Searches every collection. Locked ones answer too.
    pub(super) fn search(&self, attributes: &[(&str, &str)]) -> Result<Found, Trouble> {
        let wanted: HashMap<&str, &str> = attributes.iter().copied().collect();
        let body = self.call(SERVICE_PATH, SERVICE_INTERFACE, "SearchItems", &(wanted,))?;
        let (unlocked, locked) = read(&body)?;
        Ok(Found { unlocked, locked })
    }

    /// Attributes of an entry. A keyring that was not opened since it was loaded from disk knows
    /// only their hashes, under other names.
    pub(super) fn attributes(
        &self,
        item: &ObjectPath<'_>,
    ) -> Result<HashMap<String, String>, Trouble> {
        self.property(item, ITEM_INTERFACE, "Attributes")
    }

    /// Deletes an unlocked entry. Should the service want to ask first, the entry stays.
    pub(super) fn delete_quietly(&self, item: &ObjectPath<'_>) -> Result<(), Trouble> {
        self.call(item.as_str(), ITEM_INTERFACE, "Delete", &())
            .map(|_| ())
    }

    /// Unlocks, asking the user if need be, for as long as that takes.
    pub(super) fn unlock(&self, objects: &[ObjectPath<'_>]) -> Result<(), Trouble> {
        let body = self.call(SERVICE_PATH, SERVICE_INTERFACE, "Unlock", &(objects,))?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = read(&body)?;
        if prompt.as_str() == NONE {
            Ok(())
        } else {
            self.ask(&prompt)
        }
    }

    fn ask(&self, prompt: &ObjectPath<'_>) -> Result<(), Trouble> {
        let proxy: Proxy<'_> = zbus::blocking::proxy::Builder::new(&self.connection)
            .cache_properties(CacheProperties::No)
            .destination(SERVICE)
            .and_then(|builder| builder.path(prompt.to_owned()))
            .and_then(|builder| builder.interface(PROMPT_INTERFACE))
            .and_then(zbus::blocking::proxy::Builder::build)
            .map_err(|error| blame::bus(&error))?;
        // Listening comes first: the answer may be faster than the reply to the call.
        let mut completed = proxy
            .receive_signal("Completed")
            .map_err(|error| blame::bus(&error))?;
        proxy
            .call_method("Prompt", &("",))
            .map_err(|error| blame::bus(&error))?;
        let answer = completed.next().ok_or(Trouble::Absent)?;
        let (dismissed, _): (bool, OwnedValue) = read(&answer.body())?;
        if dismissed {
            Err(Trouble::Dismissed)
        } else {
            Ok(())
        }
    }

    fn property<T>(&self, path: &ObjectPath<'_>, interface: &str, name: &str) -> Result<T, Trouble>
    where
        T: TryFrom<OwnedValue>,
    {
        let body = self.call(
            path.as_str(),
            PROPERTIES_INTERFACE,
            "Get",
            &(interface, name),
        )?;
        let value: OwnedValue = read(&body)?;
        T::try_from(value).map_err(|_| nonsense())
    }

    fn call<B>(&self, path: &str, interface: &str, method: &str, body: &B) -> Result<Body, Trouble>
    where
        B: serde::Serialize + DynamicType,
    {
        self.connection
            .call_method(Some(SERVICE), path, Some(interface), method, body)
            .map(|reply| reply.body())
            .map_err(|error| blame::bus(&error))
    }
}

fn read<'b, T>(body: &'b Body) -> Result<T, Trouble>
where
    T: zbus::zvariant::DynamicDeserialize<'b>,
{
    body.deserialize().map_err(|_| nonsense())
}

fn nonsense() -> Trouble {
    Trouble::Refused("its answer makes no sense".into())
}

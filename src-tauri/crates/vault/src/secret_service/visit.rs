//! One call to the keychain from beginning to end, on its own thread and connection.
//!
//! Every method first looks, over D-Bus and without a prompt, at what the call would meet; unlocks
//! it if the user was told to expect that; and only then lets the store crate work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use patwarden_core::ports::{Patience, SecretAttributes, SecretKey};
use patwarden_core::secret::StoredSecret;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use super::bus::{Bus, Found};
use super::entries::Entries;
use crate::names;
use crate::trouble::Trouble;

/// How often to look again when another program changed an entry under our hands: commands that run
/// at once prove the keychain with one and the same entry.
const TRIES: u32 = 8;

/// What each further look waits, longer from one to the next and drawn anew each time, so that two
/// who are in step, in one process or in two, get out of it.
fn pause(tries: u32) -> Duration {
    Duration::from_millis(rand::random_range(1..=u64::from(tries) * 20))
}

/// Calls that change or unlock something take turns, so that no two prompts stand side by side and
/// no two writes miss each other.
pub(super) type Turn = Arc<Mutex<()>>;

/// What a call needs to know.
pub(super) struct Visit {
    pub(super) service: String,
    pub(super) patience: Patience,
    pub(super) deadline: Duration,
    pub(super) turn: Turn,
}

/// What the keychain says about itself.
pub(super) struct Facts {
    pub(super) collection: String,
    pub(super) locked: bool,
    pub(super) secrets: usize,
}

impl Visit {
    /// Facts about the keychain, without a prompt.
    pub(super) fn look(&self) -> Result<Facts, Trouble> {
        let bus = self.bus()?;
        let collection = default_collection(&bus)?;
        let found = bus.search(&[("service", &self.service)])?;
        Ok(Facts {
            locked: bus.is_locked(&collection)?,
            collection: bus.label(&collection)?,
            secrets: found.unlocked.len() + found.locked.len(),
        })
    }

    /// Unlocks the default collection.
    pub(super) fn unlock(&self) -> Result<(), Trouble> {
        let bus = self.bus()?;
        let _turn = self.wait();
        self.make_room(&bus)
    }

    /// Writes and removes an entry. One that a crash left behind is overwritten and goes with it.
    pub(super) fn probe(&self, user: &str) -> Result<(), Trouble> {
        self.change(user, true, |entries, _| {
            entries.write(user, "Patwarden: probe", &StoredSecret::new("probe"))?;
            entries.remove(user).map(|_| ())
        })
    }

    /// Stores a secret and what stands beside it.
    pub(super) fn put(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        secret: &StoredSecret,
    ) -> Result<(), Trouble> {
        let user = key.to_string();
        let label = names::label(key, attributes);
        self.change(&user, true, |entries, _| {
            entries.write(&user, &label, secret)?;
            // The secret is safe now; an error would say that it is not. What stands beside it is
            // written again with the next `annotate`.
            if entries
                .describe(&user, &label, &names::to_map(attributes))
                .is_err()
            {
                tracing::warn!("a secret was stored without its attributes");
            }
            Ok(())
        })
    }

    /// Rewrites what stands beside a secret.
    pub(super) fn annotate(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
    ) -> Result<(), Trouble> {
        let user = key.to_string();
        let label = names::label(key, attributes);
        self.change(&user, false, |entries, found| {
            if found.is_empty() {
                return Err(Trouble::NothingThere);
            }
            entries.describe(&user, &label, &names::to_map(attributes))
        })
    }

    /// Reads a secret.
    pub(super) fn get(&self, key: &SecretKey) -> Result<Option<StoredSecret>, Trouble> {
        let user = key.to_string();
        self.change(&user, false, |entries, found| {
            if found.is_empty() {
                Ok(None)
            } else {
                entries.read(&user).map(Some)
            }
        })
    }

    /// Removes a secret.
    pub(super) fn remove(&self, key: &SecretKey) -> Result<bool, Trouble> {
        let user = key.to_string();
        self.change(&user, false, |entries, found| {
            if found.is_empty() {
                Ok(false)
            } else {
                entries.remove(&user)
            }
        })
    }

    /// Whether there is an entry, also in a locked keychain.
    pub(super) fn contains(&self, key: &SecretKey) -> Result<bool, Trouble> {
        let bus = self.bus()?;
        self.find(&bus, &key.to_string())
            .map(|found| !found.is_empty())
    }

    /// Every entry of ours. Removes probes that a crash left behind, where that needs no prompt.
    pub(super) fn keys(&self) -> Result<Vec<(SecretKey, SecretAttributes)>, Trouble> {
        let bus = self.bus()?;
        let found = bus.search(&[("service", &self.service)])?;
        if found.is_empty() {
            default_collection(&bus)?;
        }
        let mut keys = Vec::new();
        let unlocked = found.unlocked.iter().map(|item| (item, false));
        for (item, locked) in unlocked.chain(found.locked.iter().map(|item| (item, true))) {
            let attributes = match bus.attributes(item) {
                Err(Trouble::Vanished) => continue,
                other => other?,
            };
            match attributes.get("username") {
                Some(user) if names::is_probe(user) && !locked => {
                    // Whoever wrote it just now does not mind: it is about to be removed anyway.
                    let _ = bus.delete_quietly(item);
                }
                Some(user) => {
                    keys.extend(names::key(user).map(|key| (key, names::from_map(&attributes))));
                }
                // gnome-keyring keeps only hashes of them until it was unlocked once.
                None if locked => return Err(Trouble::Locked),
                None => {}
            }
        }
        Ok(keys)
    }

    fn change<T>(
        &self,
        user: &str,
        writes: bool,
        work: impl Fn(&Entries<'_>, &Found) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let bus = self.bus()?;
        if self.patience == Patience::Quiet {
            // Before the turn, which someone else may hold while the user is being asked.
            self.make_ready(&bus, user, writes)?;
        }
        let _turn = self.wait();
        let mut tries = 1;
        loop {
            let found = self.make_ready(&bus, user, writes)?;
            match Entries::open(&self.service).and_then(|entries| work(&entries, &found)) {
                Err(Trouble::Vanished) if tries < TRIES => {
                    std::thread::sleep(pause(tries));
                    tries += 1;
                }
                other => return other,
            }
        }
    }

    /// What stands under this user name, with all of it unlocked, and with room to write.
    fn make_ready(&self, bus: &Bus, user: &str, writes: bool) -> Result<Found, Trouble> {
        let found = self.find(bus, user)?;
        if !found.locked.is_empty() {
            self.open_up(bus, &found.locked)?;
        }
        if writes && found.is_empty() {
            self.make_room(bus)?;
        }
        Ok(found)
    }

    fn make_room(&self, bus: &Bus) -> Result<(), Trouble> {
        let collection = default_collection(bus)?;
        if bus.is_locked(&collection)? {
            self.open_up(bus, &[collection])
        } else {
            Ok(())
        }
    }

    fn open_up(&self, bus: &Bus, objects: &[OwnedObjectPath]) -> Result<(), Trouble> {
        match self.patience {
            Patience::Quiet => Err(Trouble::Locked),
            Patience::Asked => {
                let objects: Vec<ObjectPath<'_>> = objects.iter().map(|o| o.as_ref()).collect();
                bus.unlock(&objects)
            }
        }
    }

    /// Finding nothing proves something only where there is a default collection to find it in.
    fn find(&self, bus: &Bus, user: &str) -> Result<Found, Trouble> {
        let found = bus.search(&[("service", &self.service), ("username", user)])?;
        if found.is_empty() {
            default_collection(bus)?;
        }
        Ok(found)
    }

    fn bus(&self) -> Result<Bus, Trouble> {
        Bus::open(self.deadline)
    }

    fn wait(&self) -> MutexGuard<'_, ()> {
        // Nothing is guarded but the order; a thread that panicked broke nothing.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn default_collection(bus: &Bus) -> Result<OwnedObjectPath, Trouble> {
    bus.default_collection()?.ok_or(Trouble::NoCollection)
}

//! A keychain in any state.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use patwarden_core::account::AccountId;
use patwarden_core::error::Result;
use patwarden_core::ports::{
    Patience, SecretAttributes, SecretKey, SecretVault, StoreReport, StoreState,
};
use patwarden_core::secret::StoredSecret;
use patwarden_core::{CoreError, ErrorCode};

use super::{Tape, lock};

/// What happens to one write, although the store seems well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutFault {
    /// It is refused.
    Refused,
    /// The answer does not come in time, and the secret never arrives.
    Lost,
    /// The answer does not come in time; the secret arrives at [`FakeVault::arrive`].
    Late,
}

/// A keychain of which each process holds a door of its own.
#[derive(Clone, Debug)]
pub struct FakeVault {
    chest: Arc<Mutex<Chest>>,
    tape: Tape,
}

#[derive(Debug)]
struct Chest {
    entries: HashMap<SecretKey, (SecretAttributes, StoredSecret)>,
    state: StoreState,
    put_faults: VecDeque<PutFault>,
    on_the_way: Vec<(SecretKey, SecretAttributes, StoredSecret)>,
    prompts: usize,
    removed: Vec<SecretKey>,
}

impl Default for FakeVault {
    fn default() -> Self {
        let chest = Chest {
            entries: HashMap::new(),
            state: StoreState::Available,
            put_faults: VecDeque::new(),
            on_the_way: Vec::new(),
            prompts: 0,
            removed: Vec::new(),
        };
        Self {
            chest: Arc::new(Mutex::new(chest)),
            tape: Tape::default(),
        }
    }
}

impl FakeVault {
    /// The same keychain, seen by a process with this tape.
    #[must_use]
    pub fn for_process(&self, tape: &Tape) -> Self {
        Self {
            chest: Arc::clone(&self.chest),
            tape: tape.clone(),
        }
    }

    /// Puts the keychain into this state. A locked one refuses: nobody answers its prompt.
    pub fn set(&self, state: StoreState) {
        lock(&self.chest).state = state;
    }

    /// What happens to the next write of a token's secret.
    pub fn fail_next_put(&self, fault: PutFault) {
        lock(&self.chest).put_faults.push_back(fault);
    }

    /// Forgets faults that did not come about.
    pub fn clear_faults(&self) {
        lock(&self.chest).put_faults.clear();
    }

    /// What was late is there now.
    pub fn arrive(&self) {
        let mut chest = lock(&self.chest);
        for (key, attributes, secret) in std::mem::take(&mut chest.on_the_way) {
            chest.entries.insert(key, (attributes, secret));
        }
    }

    /// How often the user was asked something.
    pub fn prompts(&self) -> usize {
        lock(&self.chest).prompts
    }

    /// Every key that was removed on purpose.
    pub fn removed(&self) -> Vec<SecretKey> {
        lock(&self.chest).removed.clone()
    }

    /// Everything that is stored, whatever the state.
    pub fn stored(&self) -> Vec<(SecretKey, SecretAttributes, StoredSecret)> {
        let chest = lock(&self.chest);
        let entries = chest.entries.iter();
        entries
            .map(|(key, (attributes, secret))| (key.clone(), attributes.clone(), secret.clone()))
            .collect()
    }

    /// Writes beside every secret that another identity signs in for it.
    pub fn rename_subject(&self, subject: &str) {
        for (attributes, _) in lock(&self.chest).entries.values_mut() {
            subject.clone_into(&mut attributes.subject);
        }
    }

    /// The secrets that are on their way since a write timed out.
    pub fn late_secrets(&self) -> Vec<StoredSecret> {
        let chest = lock(&self.chest);
        let late = chest.on_the_way.iter();
        late.map(|(_, _, secret)| secret.clone()).collect()
    }

    /// The secrets of tokens that are stored.
    pub fn token_secrets(&self) -> Vec<(SecretKey, StoredSecret)> {
        let stored = self.stored().into_iter();
        stored
            .filter(|(key, ..)| matches!(key, SecretKey::Token(..)))
            .map(|(key, _, secret)| (key, secret))
            .collect()
    }
}

impl Chest {
    fn refusal(&self) -> Option<CoreError> {
        let (code, message) = match self.state {
            StoreState::Available => return None,
            StoreState::Locked => (ErrorCode::KeychainLocked, "locked"),
            StoreState::Absent => (ErrorCode::KeychainAbsent, "absent"),
            StoreState::NoDefaultCollection => (ErrorCode::KeychainNoCollection, "no collection"),
            StoreState::TimedOut => (ErrorCode::KeychainTimedOut, "timed out"),
            StoreState::Refused => (ErrorCode::KeychainRefused, "refused"),
        };
        Some(CoreError::new(code, message))
    }

    /// What needs an unlocked store.
    fn open(&mut self, patience: Patience) -> Result<&mut Self> {
        if self.state == StoreState::Locked && patience == Patience::Asked {
            self.prompts += 1;
            return Err(CoreError::new(ErrorCode::KeychainRefused, "dismissed"));
        }
        match self.refusal() {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// What works on a locked store too.
    fn look(&self) -> Result<&Self> {
        match self.refusal() {
            Some(error) if error.code != ErrorCode::KeychainLocked => Err(error),
            _ => Ok(self),
        }
    }
}

#[async_trait]
impl SecretVault for FakeVault {
    fn name(&self) -> String {
        "Fake Store".into()
    }

    async fn report(&self) -> StoreReport {
        let state = lock(&self.chest).state;
        StoreReport {
            name: self.name(),
            state,
            collection: None,
            secrets: None,
            answered_in_ms: 0,
        }
    }

    async fn unlock(&self) -> Result<()> {
        let mut chest = lock(&self.chest);
        chest.prompts += 1;
        if chest.state == StoreState::Locked {
            chest.state = StoreState::Available;
        }
        chest.refusal().map_or(Ok(()), Err)
    }

    async fn probe(&self, _account: &AccountId, patience: Patience) -> Result<()> {
        let work = async { lock(&self.chest).open(patience).map(|_| ()) };
        self.tape.call("vault.probe", work).await
    }

    async fn put(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        secret: &StoredSecret,
        patience: Patience,
    ) -> Result<()> {
        let work = async {
            let mut chest = lock(&self.chest);
            let chest = chest.open(patience)?;
            let of_token = matches!(key, SecretKey::Token(..));
            let timed_out = CoreError::new(ErrorCode::KeychainTimedOut, "timed out");
            match of_token.then(|| chest.put_faults.pop_front()).flatten() {
                None => {
                    let entry = (attributes.clone(), secret.clone());
                    chest.entries.insert(key.clone(), entry);
                    Ok(())
                }
                Some(PutFault::Refused) => {
                    Err(CoreError::new(ErrorCode::KeychainRefused, "refused"))
                }
                Some(PutFault::Lost) => Err(timed_out),
                Some(PutFault::Late) => {
                    let entry = (key.clone(), attributes.clone(), secret.clone());
                    chest.on_the_way.push(entry);
                    Err(timed_out)
                }
            }
        };
        self.tape.call("vault.put", work).await
    }

    async fn annotate(
        &self,
        key: &SecretKey,
        attributes: &SecretAttributes,
        patience: Patience,
    ) -> Result<()> {
        let work = async {
            let mut chest = lock(&self.chest);
            if let Some((old, _)) = chest.open(patience)?.entries.get_mut(key) {
                *old = attributes.clone();
            }
            Ok(())
        };
        self.tape.call("vault.annotate", work).await
    }

    async fn get(&self, key: &SecretKey, patience: Patience) -> Result<Option<StoredSecret>> {
        let work = async {
            let mut chest = lock(&self.chest);
            let found = chest.open(patience)?.entries.get(key);
            Ok(found.map(|(_, secret)| secret.clone()))
        };
        self.tape.call("vault.get", work).await
    }

    async fn contains(&self, key: &SecretKey) -> Result<bool> {
        let work = async { Ok(lock(&self.chest).look()?.entries.contains_key(key)) };
        self.tape.call("vault.contains", work).await
    }

    async fn remove(&self, key: &SecretKey, patience: Patience) -> Result<bool> {
        let work = async {
            let mut chest = lock(&self.chest);
            let was_there = chest.open(patience)?.entries.remove(key).is_some();
            if was_there {
                chest.removed.push(key.clone());
            }
            Ok(was_there)
        };
        self.tape.call("vault.remove", work).await
    }

    async fn keys(&self) -> Result<Vec<(SecretKey, SecretAttributes)>> {
        let chest = lock(&self.chest);
        let entries = chest.look()?.entries.iter();
        Ok(entries
            .map(|(key, (attributes, _))| (key.clone(), attributes.clone()))
            .collect())
    }
}

//! The keychain as the user sees it.

use super::UseCases;
use crate::error::{CoreError, ErrorCode, Result};
use crate::ports::{Patience, SecretAttributes, SecretKey, StoreReport, StoreState};
use crate::view::{IpcError, StoreView};

impl UseCases {
    /// State of the keychain, within 2 s and without a prompt.
    pub async fn store_report(&self) -> StoreView {
        view(self.ports.vault.report().await)
    }

    /// Takes away what a crash may have left in the keychain beside secrets, without a prompt.
    pub async fn tidy_store(&self) {
        // Looking at every entry does it; a keychain that cannot be looked at now keeps it until then.
        let _ = self.ports.vault.keys().await;
    }

    /// Every entry of ours. A keychain that hides names until it is unlocked is unlocked, where the
    /// user can answer its question.
    pub(super) async fn all_keys(&self) -> Result<Vec<(SecretKey, SecretAttributes)>> {
        match self.ports.vault.keys().await {
            Err(error)
                if error.code == ErrorCode::KeychainLocked
                    && self.ports.when_asked == Patience::Asked =>
            {
                self.ports.vault.unlock().await?;
                self.ports.vault.keys().await
            }
            keys => keys,
        }
    }

    /// Asks the user to unlock, then finishes what waited for it.
    pub async fn unlock_store(&self) -> Result<StoreView> {
        self.ports.vault.unlock().await?;
        self.refresh(None).await?;
        Ok(self.store_report().await)
    }
}

fn view(report: StoreReport) -> StoreView {
    let trouble = trouble_of(&report).map(IpcError::from);
    StoreView {
        name: report.name,
        state: report.state,
        collection: report.collection,
        secrets: report.secrets,
        answered_in_ms: report.answered_in_ms,
        trouble,
    }
}

fn trouble_of(report: &StoreReport) -> Option<CoreError> {
    let name = &report.name;
    let (code, message) = match report.state {
        StoreState::Available => return None,
        StoreState::Locked => (
            ErrorCode::KeychainLocked,
            format!("{name} is locked; unlock it"),
        ),
        StoreState::Absent => (
            ErrorCode::KeychainAbsent,
            format!(
                "no {name} answers on this machine; install and start one, such as gnome-keyring"
            ),
        ),
        StoreState::NoDefaultCollection => (
            ErrorCode::KeychainNoCollection,
            format!("{name} has no default keyring; create one, for example with Seahorse"),
        ),
        StoreState::TimedOut => (
            ErrorCode::KeychainTimedOut,
            format!("{name} does not answer; restart it or sign in to the desktop again"),
        ),
        StoreState::Refused => (
            ErrorCode::KeychainRefused,
            format!("{name} refuses to work with us; look into its own log"),
        ),
    };
    Some(CoreError::new(code, message))
}

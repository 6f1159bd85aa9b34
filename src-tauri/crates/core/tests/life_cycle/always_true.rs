//! What must be true whatever has happened to two processes.

use std::collections::HashSet;

use patwarden_core::journal::Step;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::{Journal, SecretKey};
use patwarden_core::token::{RecordId, ServerId};
use patwarden_core::view::{CustodyState, IdentityState, TokenRow};

use crate::interleavings::Play;
use crate::sentinel::assert_absent_from_files;
use crate::world::{Process, ROBOT, custody};

impl Play {
    /// Whether a secret of ours is here whose token nobody has told from others yet. Should it be
    /// deleted before that, and a twin of the same moment be left, no list can tell the twin from
    /// it: the one thing the rule of identity does not cover, and so not played.
    pub(crate) async fn is_unlooked(&self, id: &ServerId) -> bool {
        if self.has_service_users() {
            // There the answer or the mark tells it.
            return false;
        }
        let Some(value) = self.world.value_of(&id.0) else {
            return false;
        };
        let stored = self.world.vault.token_secrets().into_iter();
        let here = stored.map(|(_, secret)| secret);
        let late = self.world.vault.late_secrets();
        let ours = here.chain(late).any(|secret| {
            // EXPOSE: the test looks which token it belongs to.
            secret.expose_secret() == value
        });
        let rows = self.processes[0].rows().await;
        let known = rows
            .iter()
            .any(|row| row.server_id.as_ref() == Some(&id.0) && custody(row) == CustodyState::Held);
        ours && !known
    }

    pub(crate) fn alive(&self) -> HashSet<ServerId> {
        let tokens = self.world.server.tokens().into_iter();
        tokens.map(|(remote, _)| remote.id).collect()
    }

    /// A record called known is the token whose secret it has.
    async fn check_truth(&self, process: &Process, rows: &[TokenRow]) {
        for row in rows {
            let record = RecordId(row.token.id.clone());
            if custody(row) != CustodyState::Held || row.token.identity != IdentityState::Known {
                continue;
            }
            let id = row.server_id.as_ref().expect("known means which");
            let value = self.world.value_of(id);
            assert_eq!(process.revealed(&record).await.ok(), value, "{row:#?}");
        }
    }

    /// Everything heals, everyone dies, and a new process looks.
    pub(crate) async fn end(mut self) {
        self.processes.clear();
        self.world.heal();
        if !self.is_robot_removed {
            self.world.server.set_owner_state(ROBOT, OwnerState::Active);
        }
        let alive_before = self.alive();
        let stored_before = self.world.vault.token_secrets();
        let last = self.world.process().await;
        last.refreshed().await;
        self.world.wait_long();
        let rows = last.refreshed().await;

        let alive = self.alive();
        assert_eq!(alive, alive_before, "nothing is deleted by itself");
        for id in &alive {
            let shown = rows
                .iter()
                .filter(|row| row.server_id.as_deref() == Some(&id.0));
            assert_eq!(shown.count(), 1, "{id} is shown once: {rows:#?}");
        }
        for id in self.world.server.deleted() {
            assert!(
                self.doomed.contains(&id),
                "{id} was deleted and nobody asked for it"
            );
        }
        if self.has_service_users() {
            self.check_claims(&last, &rows).await;
        }
        self.check_truth(&last, &rows).await;
        self.check_secrets(&last, &rows, &stored_before).await;
        assert_absent_from_files(self.world.folder.path());
    }

    /// Where the answer or the mark tells it, nothing is left open and nothing of others is claimed.
    async fn check_claims(&self, last: &Process, rows: &[TokenRow]) {
        let issued = self.world.server.issued();
        for row in rows {
            assert_eq!(
                row.token.identity == IdentityState::Known,
                row.server_id.is_some(),
                "{row:#?}"
            );
            let Some(id) = row.server_id.clone().map(ServerId) else {
                assert_eq!(custody(row), CustodyState::Orphaned, "{row:#?}");
                continue;
            };
            assert!(
                custody(row) == CustodyState::Elsewhere || issued.contains(&id),
                "{row:#?}"
            );
        }
        for entry in last.database.open_entries().await.unwrap() {
            assert!(
                matches!(entry.step, Step::Delete(_)),
                "a create stays open: {entry:#?}"
            );
        }
    }

    /// A stored secret of a live token is there and can be revealed through its record.
    async fn check_secrets(
        &self,
        last: &Process,
        rows: &[TokenRow],
        stored: &[(SecretKey, patwarden_core::secret::StoredSecret)],
    ) {
        let values: HashSet<String> = self
            .world
            .server
            .tokens()
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        for (key, secret) in stored {
            // EXPOSE: the test looks which token it belongs to.
            let value = secret.expose_secret();
            let SecretKey::Token(_, record) = key else {
                continue;
            };
            if !values.contains(value) || self.forgotten.contains(record) {
                continue;
            }
            let row = rows.iter().find(|row| row.token.id == record.0);
            let row = row
                .unwrap_or_else(|| panic!("{record} is in the keychain and not shown: {rows:#?}"));
            assert_eq!(custody(row), CustodyState::Held, "{row:#?}");
            assert_eq!(last.revealed(record).await.unwrap(), value);
        }
        for key in self.world.vault.removed() {
            let SecretKey::Token(_, record) = key else {
                continue;
            };
            assert!(
                self.forgotten.contains(&record),
                "{record} was removed and nobody asked"
            );
        }
    }
}

/// At any time: no server id is claimed by two records.
pub(crate) fn check_ids(rows: &[TokenRow]) {
    let ids: Vec<&String> = rows
        .iter()
        .filter_map(|row| row.server_id.as_ref())
        .collect();
    let unique: HashSet<&&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{rows:#?}");
}

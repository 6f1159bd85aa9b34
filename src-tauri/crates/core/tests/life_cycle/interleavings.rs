//! Two processes, a stranger, a keychain and a server that fail, and crashes at any moment, in any
//! order: what must always be true, is.

use std::collections::HashSet;

use chrono::Duration;
use patwarden_core::ErrorCode;
use patwarden_core::ports::SecretKey;
use patwarden_core::token::{RecordId, ServerId};
use patwarden_core::view::{CustodyState, IdentityState, Pending, TokenRow};
use patwarden_testkit::fakes::{Call, Fault};
use proptest::prelude::*;

use crate::events::{Event, Unsaved, event};
use crate::sentinel::assert_absent_from_files;
use crate::world::{NAME, Process, World, custody, error, finished};

struct Play {
    world: World,
    processes: Vec<Process>,
    /// The server ids the user, or a stranger, has asked to be gone.
    doomed: HashSet<ServerId>,
    /// Secrets whose removal the user has asked for, by record.
    forgotten: HashSet<RecordId>,
}

impl Play {
    async fn begin() -> Self {
        let (world, first) = World::connected().await;
        let second = world.process().await;
        Self {
            world,
            processes: vec![first, second],
            doomed: HashSet::new(),
            forgotten: HashSet::new(),
        }
    }

    async fn restart(&mut self, by: usize) {
        let fresh = self.world.process().await;
        self.processes[by] = fresh;
    }

    async fn pick(&self, by: usize, which: usize) -> Option<TokenRow> {
        let rows = self.processes[by].rows().await;
        (!rows.is_empty()).then(|| rows[which % rows.len()].clone())
    }

    fn doom(&mut self, row: &TokenRow) {
        self.doomed.extend(row.server_id.clone().map(ServerId));
        self.forgotten.insert(RecordId(row.token.id.clone()));
    }

    async fn happen(&mut self, event: Event) {
        match event {
            Event::Create { by, cut } => {
                let process = &self.processes[by];
                stop_after(process, cut);
                let died = finished(&process.tape, process.create(NAME))
                    .await
                    .is_none();
                self.after(by, died).await;
            }
            Event::Refresh { by, cut } => {
                let process = &self.processes[by];
                stop_after(process, cut);
                let refreshing = process.use_cases.refresh(None);
                let done = finished(&process.tape, refreshing).await;
                let died = done.is_none();
                done.transpose()
                    .expect("only a failing database is an error");
                self.after(by, died).await;
            }
            Event::Delete { by, which, cut } => {
                let Some(row) = self.pick(by, which).await else {
                    return;
                };
                if let Some(id) = row.server_id.clone()
                    && self.is_unlooked(&ServerId(id)).await
                {
                    return;
                }
                self.doom(&row);
                let record = RecordId(row.token.id);
                let process = &self.processes[by];
                stop_after(process, cut);
                let deleting = async {
                    process.use_cases.begin_delete(&record, true).await?;
                    process.use_cases.finish_delete(&record).await
                };
                let died = finished(&process.tape, deleting).await.is_none();
                self.after(by, died).await;
            }
            Event::HoldAndDie { by, which } => {
                let Some(row) = self.pick(by, which).await else {
                    return;
                };
                let record = RecordId(row.token.id);
                let _ = self.processes[by]
                    .use_cases
                    .begin_delete(&record, false)
                    .await;
                self.restart(by).await;
            }
            Event::Decide { by, which, delete } => {
                let Some(row) = self.pick(by, which).await else {
                    return;
                };
                if row.pending != Some(Pending::Interrupted) {
                    return;
                }
                if delete {
                    self.doom(&row);
                }
                let record = RecordId(row.token.id);
                let decided = self.processes[by]
                    .use_cases
                    .decide_interrupted(&record, delete);
                let _ = decided.await;
            }
            Event::Settle { by, what } => self.settle(by, what).await,
            Event::Crash { by } => self.restart(by).await,
            Event::Keychain(state) => self.world.vault.set(state),
            Event::Put(fault) => self.world.vault.fail_next_put(fault),
            Event::Server { call, after, code } => {
                let code = if call == Call::Create {
                    ErrorCode::AnswerLost
                } else {
                    code
                };
                let fault = if after {
                    Fault::After(error(code))
                } else {
                    Fault::Before(error(code))
                };
                self.world.server.fail_next(call, fault);
            }
            Event::StrangerMakes => {
                self.world.server.make_elsewhere(NAME, &["openid"]);
            }
            Event::StrangerDeletes(which) => self.stranger_deletes(which).await,
            Event::Twins => self.world.server.twins_at_next_create(1),
            Event::Wait(seconds) => self.world.clock.advance(Duration::seconds(seconds)),
            Event::Arrive => self.world.vault.arrive(),
        }
    }

    async fn stranger_deletes(&mut self, which: usize) {
        let tokens = self.world.server.tokens();
        if tokens.is_empty() {
            return;
        }
        let id = tokens[which % tokens.len()].0.id.clone();
        if !self.is_unlooked(&id).await {
            self.world.server.delete_elsewhere(&id);
            self.doomed.insert(id);
        }
    }

    async fn after(&mut self, by: usize, died: bool) {
        if died {
            self.restart(by).await;
        } else {
            self.processes[by].tape.run_free();
        }
    }

    async fn settle(&mut self, by: usize, what: Unsaved) {
        let use_cases = &self.processes[by].use_cases;
        let waiting = use_cases.snapshot(false).await.unwrap().unsaved;
        let Some(view) = waiting.first() else { return };
        let record = RecordId(view.id.clone());
        match what {
            Unsaved::Store => drop(use_cases.store_unsaved(&record).await),
            Unsaved::Reveal => drop(self.processes[by].revealed(&record).await),
            Unsaved::Settle => drop(use_cases.settle_unsaved(&record).await),
            Unsaved::Revoke | Unsaved::End => {
                let before: HashSet<ServerId> = self.alive();
                if matches!(what, Unsaved::Revoke) {
                    drop(use_cases.revoke_unsaved(&record).await);
                } else {
                    use_cases.revoke_abandoned().await;
                }
                let after = self.alive();
                let gone: Vec<&ServerId> = before.difference(&after).collect();
                assert!(
                    gone.len() <= waiting.len(),
                    "only what was in memory: {gone:?}"
                );
                if matches!(what, Unsaved::End) {
                    assert!(waiting.iter().any(|view| !view.handed) || gone.is_empty());
                }
                self.doomed.extend(gone.into_iter().cloned());
                self.forgotten
                    .extend(waiting.iter().map(|view| RecordId(view.id.clone())));
            }
        }
    }

    /// Whether a secret of ours is here whose token nobody has told from others yet. Should it be
    /// deleted before that, and a twin of the same moment be left, no list can tell the twin from
    /// it: the one thing the rule of identity does not cover, and so not played.
    async fn is_unlooked(&self, id: &ServerId) -> bool {
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

    fn alive(&self) -> HashSet<ServerId> {
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
    async fn end(mut self) {
        self.processes.clear();
        self.world.heal();
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
        self.check_truth(&last, &rows).await;
        self.check_secrets(&last, &rows, &stored_before).await;
        assert_absent_from_files(self.world.folder.path());
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

/// A few dozen in every test run; `PROPTEST_CASES` asks for more.
fn plays() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: asked.and_then(|text| text.parse().ok()).unwrap_or(48),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(plays())]

    #[test]
    fn whatever_happens_every_token_is_shown_and_no_stored_secret_is_lost(
        events in prop::collection::vec(event(), 1..20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut play = Play::begin().await;
            for event in events {
                play.happen(event).await;
                for process in &play.processes {
                    check_ids(&process.rows().await);
                }
            }
            play.end().await;
        });
    }
}

/// At any time: no server id is claimed by two records.
fn check_ids(rows: &[TokenRow]) {
    let ids: Vec<&String> = rows
        .iter()
        .filter_map(|row| row.server_id.as_ref())
        .collect();
    let unique: HashSet<&&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{rows:#?}");
}

/// Kills the process so many moments into what it does next, if it is to die.
fn stop_after(process: &Process, cut: Option<usize>) {
    if let Some(cut) = cut {
        process.tape.stop_after(cut);
    }
}

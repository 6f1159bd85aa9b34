//! Two processes, a stranger, a keychain and a server that fail, and crashes at any moment, in any
//! order: what must always be true, is.

use std::collections::HashSet;

use chrono::Duration;
use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::token::{Ends, RecordId, ServerId};
use patwarden_core::view::{CreateRequest, Pending, TokenRow};
use patwarden_testkit::fakes::{ADMINISTRATOR, Call, Fault};
use proptest::prelude::*;

use crate::always_true::check_ids;
use crate::events::{Event, Unsaved, event, owned_event};
use crate::world::{NAME, Process, ROBOT, World, error, finished, wish, wish_of};

pub(crate) struct Play {
    pub(crate) world: World,
    pub(crate) processes: Vec<Process>,
    /// What is made: on a server with service users, for one of them.
    pub(crate) wish: CreateRequest,
    pub(crate) is_robot_removed: bool,
    /// The server ids the user, or a stranger, has asked to be gone.
    pub(crate) doomed: HashSet<ServerId>,
    /// Secrets whose removal the user has asked for, by record.
    pub(crate) forgotten: HashSet<RecordId>,
}

impl Play {
    async fn begin() -> Self {
        let (world, first) = World::connected().await;
        Self::of(world, first, wish(NAME)).await
    }

    async fn begin_with_service_users() -> Self {
        let (world, first) = World::of_service_users().await;
        Self::of(world, first, wish_of(ROBOT)).await
    }

    async fn of(world: World, first: Process, wish: CreateRequest) -> Self {
        let second = world.process().await;
        Self {
            world,
            wish,
            is_robot_removed: false,
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
        let mut rows = self.processes[by].rows().await;
        // What we sign in with is left alone.
        rows.retain(|row| row.token.owner.id != ADMINISTRATOR);
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
                let creating = process.use_cases.create(&self.wish);
                let died = finished(&process.tape, creating).await.is_none();
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
            Event::Decide { by, which, delete } => self.decide(by, which, delete).await,
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
                if self.has_service_users() {
                    self.world.server.make_for(ROBOT, &Ends::Never);
                } else {
                    self.world.server.make_elsewhere(NAME, &["openid"]);
                }
            }
            Event::StrangerDeletes(which) => self.stranger_deletes(which).await,
            Event::Twins => self.world.server.twins_at_next_create(1),
            Event::Wait(seconds) => self.world.clock.advance(Duration::seconds(seconds)),
            Event::Arrive => self.world.vault.arrive(),
            Event::Owner(state) => {
                if !self.is_robot_removed {
                    self.world.server.set_owner_state(ROBOT, state);
                }
                self.is_robot_removed |= state == OwnerState::Removed;
            }
            Event::MayList(may) => self.world.server.forbid_listing(!may),
            Event::Lag(seconds) => self.world.server.set_lag(Duration::seconds(seconds)),
        }
    }

    pub(crate) fn has_service_users(&self) -> bool {
        self.wish.owner.is_some()
    }

    async fn decide(&mut self, by: usize, which: usize, delete: bool) {
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

    async fn stranger_deletes(&mut self, which: usize) {
        let mut tokens = self.world.server.tokens();
        tokens.retain(|(remote, _)| remote.owner.id != ADMINISTRATOR);
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

proptest! {
    #![proptest_config(plays())]

    #[test]
    fn whatever_happens_to_service_users_too(
        events in prop::collection::vec(owned_event(), 1..20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut play = Play::begin_with_service_users().await;
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

/// Kills the process so many moments into what it does next, if it is to die.
fn stop_after(process: &Process, cut: Option<usize>) {
    if let Some(cut) = cut {
        process.tape.stop_after(cut);
    }
}

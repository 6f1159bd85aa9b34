//! A process killed at every single call, on either side of its effect, with a list that is up to
//! date and one that lags behind.

use chrono::Duration;
use patwarden_core::token::RecordId;
use patwarden_core::view::{Created, CustodyState, IdentityState};
use patwarden_testkit::fakes::{PutFault, Side};

use crate::world::{Process, ROBOT, World, custody, finished, kept_records, wish_of};

/// More moments than any act here has.
const FAR: usize = 200;

const LAGS: [i64; 2] = [0, 5];

async fn world(lag: i64) -> (World, Process) {
    let (world, process) = World::of_service_users().await;
    world.server.set_lag(Duration::seconds(lag));
    // What someone else made for the same owner is never taken for ours.
    world.server.twins_at_next_create(1);
    (world, process)
}

/// What must be true where a process died while it made one token for the robot.
async fn nothing_is_lost_or_mistaken(world: &World, at: usize) {
    let on_server: Vec<_> = world
        .server
        .tokens()
        .into_iter()
        .filter(|(remote, _)| remote.owner.id == ROBOT)
        .collect();
    let ours = on_server
        .last()
        .map(|(remote, value)| (remote.id.0.clone(), value.clone()));
    let in_keychain = kept_records(&world.vault);
    let next = world.process().await;
    let early = next.refreshed_of(ROBOT).await;
    for row in &early {
        let is_ours = row.server_id == ours.as_ref().map(|(id, _)| id.clone());
        if custody(row) == CustodyState::Held {
            assert!(
                is_ours || row.server_id.is_none(),
                "killed at {at}: {early:#?}"
            );
        } else if is_ours {
            assert_eq!(
                custody(row),
                CustodyState::Lost,
                "killed at {at}: {early:#?}"
            );
        } else {
            assert_eq!(
                custody(row),
                CustodyState::Elsewhere,
                "killed at {at}: {early:#?}"
            );
        }
    }
    assert_eq!(
        early
            .iter()
            .filter(|row| custody(row) == CustodyState::Held)
            .count(),
        in_keychain.len(),
        "killed at {at}: what is stored is shown at once: {early:#?}"
    );
    world.wait_long();
    let rows = next.refreshed_of(ROBOT).await;
    assert_eq!(rows.len(), on_server.len(), "killed at {at}: {rows:#?}");
    for row in &rows {
        let id = row.server_id.clone();
        let Some((_, value)) = ours.as_ref().filter(|(ours, _)| id.as_ref() == Some(ours)) else {
            assert_eq!(
                custody(row),
                CustodyState::Elsewhere,
                "killed at {at}: the twin is nobody's: {rows:#?}"
            );
            continue;
        };
        assert_eq!(row.token.identity, IdentityState::Known, "killed at {at}");
        if in_keychain.is_empty() {
            assert_eq!(custody(row), CustodyState::Lost, "killed at {at}");
        } else {
            assert_eq!(custody(row), CustodyState::Held, "killed at {at}");
            let record = RecordId(row.token.id.clone());
            assert_eq!(
                &next.revealed(&record).await.unwrap(),
                value,
                "killed at {at}"
            );
        }
    }
    assert_eq!(kept_records(&world.vault), in_keychain, "killed at {at}");
    assert!(
        world.server.deleted().is_empty(),
        "killed at {at}: nothing is deleted by itself"
    );
    assert_eq!(next.open_changes().await, 0, "killed at {at}");
}

#[tokio::test]
async fn a_create_killed_anywhere_loses_nothing() {
    for lag in LAGS {
        let mut whole = false;
        for at in 0..FAR {
            let (world, process) = world(lag).await;
            let act = async |process: &Process| process.use_cases.create(&wish_of(ROBOT)).await;
            let done = process.killed_after(at, act).await;
            nothing_is_lost_or_mistaken(&world, at).await;
            if done.is_some() {
                assert!(at > 10, "the process really died at each of its calls");
                whole = true;
                break;
            }
        }
        assert!(whole, "the create never came to its end");
    }
}

#[tokio::test]
async fn a_second_try_at_storing_killed_anywhere_loses_nothing() {
    for lag in LAGS {
        let mut whole = false;
        for at in 0..FAR {
            let (world, process) = world(lag).await;
            world.vault.fail_next_put(PutFault::Refused);
            let record = match process.use_cases.create(&wish_of(ROBOT)).await.unwrap() {
                Created::Unsaved { unsaved } => RecordId(unsaved.id),
                Created::Saved { token } => panic!("stored: {token:?}"),
            };
            let act = async |process: &Process| process.use_cases.store_unsaved(&record).await;
            let done = process.killed_after(at, act).await;
            nothing_is_lost_or_mistaken(&world, at).await;
            if let Some(stored) = done {
                assert!(matches!(stored.unwrap(), Created::Saved { .. }));
                whole = true;
                break;
            }
        }
        assert!(whole, "the second try never came to its end");
    }
}

/// Whoever resumes can be killed too.
#[tokio::test]
async fn a_resume_killed_anywhere_is_resumed_itself() {
    for lag in LAGS {
        for put in [Side::Before, Side::After] {
            for at in 0..FAR {
                let (world, process) = world(lag).await;
                process.tape.stop_at("vault.put", put);
                finished(&process.tape, process.use_cases.create(&wish_of(ROBOT))).await;
                drop(process);
                let second = world.process().await;
                let act = async |process: &Process| process.use_cases.refresh(None).await;
                let done = second.killed_after(at, act).await;
                nothing_is_lost_or_mistaken(&world, at).await;
                if done.is_some() {
                    break;
                }
                assert!(at + 1 < FAR, "the resume never came to its end");
            }
        }
    }
}

#[tokio::test]
async fn a_delete_killed_anywhere_keeps_the_secret_until_the_token_is_gone() {
    for lag in LAGS {
        let mut whole = false;
        for at in 0..FAR {
            let (world, process) = World::of_service_users().await;
            world.server.set_lag(Duration::seconds(lag));
            let record = process.made_for_robot().await;
            let id = process.only_row_of(ROBOT).await.server_id.unwrap();
            let act = async |process: &Process| {
                process.use_cases.begin_delete(&record, true).await?;
                process.use_cases.finish_delete(&record).await
            };
            let done = process.killed_after(at, act).await;
            for long in [false, true] {
                if long {
                    world.wait_long();
                }
                let alive = world.value_of(&id).is_some();
                let rows = world.process().await.refreshed_of(ROBOT).await;
                let stored = !world.vault.token_secrets().is_empty();
                assert!(
                    stored || !alive,
                    "killed at {at}, lag {lag}: a live token kept its secret: {rows:#?}"
                );
                if alive {
                    assert_eq!(rows.len(), 1, "killed at {at}: {rows:#?}");
                    assert_eq!(custody(&rows[0]), CustodyState::Held, "killed at {at}");
                } else if long {
                    assert!(
                        rows.is_empty() && !stored,
                        "killed at {at}, lag {lag}: {rows:#?}"
                    );
                }
                assert_eq!(
                    world.value_of(&id).is_some(),
                    alive,
                    "nothing is deleted by itself"
                );
            }
            if done.is_some() {
                whole = true;
                break;
            }
        }
        assert!(whole, "the delete never came to its end");
    }
}

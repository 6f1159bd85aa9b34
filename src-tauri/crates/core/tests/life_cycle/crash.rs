//! A process killed at every single call it makes, on either side of its effect. Whatever it was
//! doing, the next one shows every token of the server, and no stored secret is lost.

use patwarden_core::view::Created;
use patwarden_core::view::CustodyState;
use patwarden_testkit::fakes::PutFault;

use crate::world::{NAME, Process, World, custody, kept_records};

/// More moments than any act here has.
const FAR: usize = 200;

/// What must be true of a world in which a process died while it made one token.
async fn nothing_is_lost(world: &World, at: usize) {
    let on_server = world.server.tokens();
    let in_keychain = kept_records(&world.vault);
    let next = world.process().await;
    let rows = next.refreshed().await;
    world.wait_long();
    let later = next.refreshed().await;
    for rows in [rows, later] {
        for (remote, value) in &on_server {
            let shown: Vec<_> = rows
                .iter()
                .filter(|row| row.server_id.as_deref() == Some(&remote.id.0))
                .collect();
            assert_eq!(
                shown.len(),
                1,
                "killed at {at}: {} is shown once in {rows:#?}",
                remote.id
            );
            let expected = if in_keychain.is_empty() {
                CustodyState::Lost
            } else {
                CustodyState::Held
            };
            assert_eq!(custody(shown[0]), expected, "killed at {at}");
            if expected == CustodyState::Held {
                let record = patwarden_core::token::RecordId(shown[0].token.id.clone());
                assert_eq!(
                    &next.revealed(&record).await.unwrap(),
                    value,
                    "killed at {at}"
                );
            }
        }
        assert_eq!(rows.len(), on_server.len(), "killed at {at}: {rows:#?}");
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
    for at in 0..FAR {
        let (world, process) = World::connected().await;
        let act = async |process: &Process| process.create(NAME).await;
        let done = process.killed_after(at, act).await;
        nothing_is_lost(&world, at).await;
        if done.is_some() {
            assert!(at > 10, "the process really died at each of its calls");
            return;
        }
    }
    panic!("the create never came to its end");
}

#[tokio::test]
async fn a_second_try_at_storing_killed_anywhere_loses_nothing() {
    for at in 0..FAR {
        let (world, process) = World::connected().await;
        world.vault.fail_next_put(PutFault::Refused);
        let (record, _) = process.unsaved(NAME).await;
        let act = async |process: &Process| process.use_cases.store_unsaved(&record).await;
        let done = process.killed_after(at, act).await;
        nothing_is_lost(&world, at).await;
        if let Some(stored) = done {
            assert!(matches!(stored.unwrap(), Created::Saved { .. }));
            return;
        }
    }
    panic!("the second try never came to its end");
}

/// Whoever resumes can be killed too.
#[tokio::test]
async fn a_resume_killed_anywhere_is_resumed_itself() {
    for put in [
        patwarden_testkit::fakes::Side::Before,
        patwarden_testkit::fakes::Side::After,
    ] {
        for at in 0..FAR {
            let (world, process) = World::connected().await;
            process.tape.stop_at("vault.put", put);
            crate::world::finished(&process.tape, process.create(NAME)).await;
            drop(process);
            let second = world.process().await;
            let act = async |process: &Process| process.use_cases.refresh(None).await;
            let done = second.killed_after(at, act).await;
            nothing_is_lost(&world, at).await;
            if done.is_some() {
                break;
            }
            assert!(at + 1 < FAR, "the resume never came to its end");
        }
    }
}

#[tokio::test]
async fn a_delete_killed_anywhere_keeps_the_secret_until_the_token_is_gone() {
    for at in 0..FAR {
        let (world, process) = World::connected().await;
        let record = process.made(NAME).await;
        let act = async |process: &Process| {
            process.use_cases.begin_delete(&record, true).await?;
            process.use_cases.finish_delete(&record).await
        };
        let done = process.killed_after(at, act).await;
        let alive = !world.server.tokens().is_empty();
        let stored = !world.vault.token_secrets().is_empty();
        assert!(
            stored || !alive,
            "killed at {at}: a live token kept its secret"
        );
        let next = world.process().await;
        let rows = next.refreshed().await;
        assert_eq!(rows.len(), usize::from(alive), "killed at {at}: {rows:#?}");
        assert_eq!(
            !world.server.tokens().is_empty(),
            alive,
            "nothing is deleted by itself"
        );
        if alive {
            assert_eq!(custody(&rows[0]), CustodyState::Held, "killed at {at}");
        } else {
            assert!(world.vault.token_secrets().is_empty(), "killed at {at}");
        }
        if done.is_some() {
            return;
        }
    }
    panic!("the delete never came to its end");
}

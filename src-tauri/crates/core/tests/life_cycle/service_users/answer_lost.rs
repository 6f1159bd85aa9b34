//! A create whose answer never came is found by the mark in its end, as exactly that token.

use chrono::{Duration, Timelike};
use patwarden_core::ErrorCode;
use patwarden_core::custody::Custody;
use patwarden_core::identity::CreateFacts;
use patwarden_core::journal::{CreateRecord, CreateStep, Step};
use patwarden_core::ports::{Clock, Journal, TokenIndex};
use patwarden_core::token::{Ends, Owner, RecordId};
use patwarden_core::view::{CreateRequest, CustodyState, ExpiryWish, IdentityState};
use patwarden_testkit::fakes::{Call, Fault, Side};

use crate::world::{NAME, OTHER, Process, ROBOT, World, custody, error, finished, wish_of};

fn wishes(world: &World) -> [CreateRequest; 2] {
    let at = world.clock.now() + Duration::days(30);
    let dated = CreateRequest {
        expires: Some(ExpiryWish::At { at }),
        ..wish_of(ROBOT)
    };
    [dated, wish_of(ROBOT)]
}

/// What the create of this process has written down.
async fn facts(process: &Process) -> CreateFacts {
    let mut open = process.database.open_entries().await.unwrap();
    match open.remove(0).step {
        Step::Create(create) => create.facts,
        Step::Delete(_) => panic!("no create is open"),
    }
}

/// Others make tokens at the same moment: of the same owner with other marks, of the same mark with
/// another end or for another owner.
fn make_doubles(world: &World, facts: &CreateFacts) {
    let mark = facts.mark.unwrap();
    for other in [mark % 999_999 + 1, (mark + 1) % 999_999 + 1] {
        world.server.make_marked(ROBOT, &facts.ends, other);
    }
    world.server.make_marked(OTHER, &facts.ends, mark);
    let another_end = match &facts.ends {
        Ends::At(at) => Ends::At(*at + Duration::seconds(1)),
        Ends::Never | Ends::ByServer => Ends::At(world.clock.now() + Duration::days(30)),
    };
    world.server.make_marked(ROBOT, &another_end, mark);
}

#[tokio::test]
async fn it_is_found_as_exactly_that_stray_among_others_of_the_same_moment() {
    for which in [0, 1] {
        let (world, process) = World::of_service_users().await;
        let request = wishes(&world)[which].clone();
        process.tape.stop_at("server.create", Side::Before);
        let creating = process.use_cases.create(&request);
        tokio::pin!(creating);
        assert!(finished(&process.tape, &mut creating).await.is_none());
        make_doubles(&world, &facts(&process).await);
        world.server.twins_at_next_create(2);
        world
            .server
            .fail_next(Call::Create, Fault::After(error(ErrorCode::AnswerLost)));
        process.tape.go_on();
        assert_eq!(creating.await.unwrap_err().code, ErrorCode::AnswerLost);
        let ours = world.server.tokens().pop().unwrap().0.id.0;
        let rows = process.rows().await;
        let lost: Vec<_> = rows
            .iter()
            .filter(|row| custody(row) == CustodyState::Lost)
            .collect();
        assert_eq!(lost.len(), 1, "{rows:#?}");
        assert_eq!(lost[0].server_id.as_ref(), Some(&ours));
        assert_eq!(lost[0].token.identity, IdentityState::Known);
        assert_eq!(lost[0].token.name.as_deref(), Some(NAME));
        assert!(lost[0].candidates.is_empty());
        let elsewhere = rows
            .iter()
            .filter(|row| custody(row) == CustodyState::Elsewhere);
        assert_eq!(
            elsewhere.count(),
            world.server.tokens().len() - 1,
            "the others are what they are"
        );
        assert_eq!(world.server.count(Call::Create), 1, "never sent twice");
        assert!(
            world.server.deleted().is_empty(),
            "nothing is deleted by itself"
        );
        assert_eq!(process.open_changes().await, 0);
        // And it can be revoked as itself.
        let record = RecordId(lost[0].token.id.clone());
        process.use_cases.begin_delete(&record, true).await.unwrap();
        process.use_cases.finish_delete(&record).await.unwrap();
        assert_eq!(
            world.server.deleted(),
            [patwarden_core::token::ServerId(ours)]
        );
    }
}

#[tokio::test]
async fn nothing_is_claimed_when_it_was_never_made() {
    for which in [0, 1] {
        let (world, process) = World::of_service_users().await;
        let request = wishes(&world)[which].clone();
        process.tape.stop_at("server.create", Side::Before);
        let creating = process.use_cases.create(&request);
        tokio::pin!(creating);
        assert!(finished(&process.tape, &mut creating).await.is_none());
        make_doubles(&world, &facts(&process).await);
        world
            .server
            .fail_next(Call::Create, Fault::Before(error(ErrorCode::AnswerLost)));
        process.tape.go_on();
        creating.await.unwrap_err();
        for _ in 0..2 {
            let rows = process.refreshed().await;
            assert!(
                rows.iter()
                    .all(|row| custody(row) == CustodyState::Elsewhere),
                "{rows:#?}"
            );
            assert_eq!(rows.len(), world.server.tokens().len());
            world.wait_long();
        }
        process.refreshed().await;
        assert_eq!(
            process.open_changes().await,
            0,
            "nobody looks for it for ever"
        );
    }
}

#[tokio::test]
async fn one_that_is_listed_late_is_still_found_and_never_shown_as_a_strangers() {
    let (world, process) = World::of_service_users().await;
    world.server.set_lag(Duration::seconds(20));
    world
        .server
        .fail_next(Call::Create, Fault::After(error(ErrorCode::AnswerLost)));
    process.use_cases.create(&wish_of(ROBOT)).await.unwrap_err();
    assert!(
        process.rows_of(ROBOT).await.is_empty(),
        "the server does not list it yet"
    );
    world.clock.advance(Duration::seconds(30));
    let rows = process.refreshed_of(ROBOT).await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(custody(&rows[0]), CustodyState::Lost);
}

/// Six digits repeat sooner or later; what was there before the request was sent is not its work.
#[tokio::test]
async fn an_older_token_with_the_same_mark_is_not_taken_for_it() {
    let (world, process) = World::of_service_users().await;
    world.server.make_marked(ROBOT, &Ends::Never, 42);
    process.refreshed().await;
    let account = process.use_cases.accounts().await.unwrap().remove(0);
    let intended = Step::Create(CreateRecord {
        facts: CreateFacts {
            name: NAME.into(),
            scopes: std::collections::BTreeSet::default(),
            owner: Owner {
                id: ROBOT.into(),
                name: "robot".into(),
                organization_id: Some("o-1".into()),
            },
            ends: Ends::Never,
            mark: Some(42),
            known_ids: Vec::new(),
            sent_at: world.clock.now(),
            answered_at: None,
            clock_skew_seconds: 0,
            several_seen: false,
        },
        step: CreateStep::Intended,
    });
    process
        .database
        .begin(&account.id, &RecordId::mint(), &intended)
        .await
        .unwrap();
    drop(process);
    let next = world.process().await;
    next.refreshed().await;
    world.wait_long();
    next.refreshed().await;
    let tokens = next.database.tokens(None).await.unwrap();
    assert!(
        tokens
            .iter()
            .all(|token| token.custody == Custody::Elsewhere),
        "{tokens:#?}"
    );
    assert_eq!(next.open_changes().await, 0);
}

#[tokio::test]
async fn marks_differ_and_are_never_all_zeros() {
    let (world, process) = World::of_service_users().await;
    let mut marks = std::collections::BTreeSet::new();
    for _ in 0..20 {
        process.made_for_robot().await;
        marks.insert(world.server.tokens().pop().unwrap().0.mark.unwrap());
    }
    assert!(marks.len() > 15, "{marks:?}");
    assert!(
        marks.iter().all(|mark| (1..1_000_000).contains(mark)),
        "{marks:?}"
    );
    let at = world.clock.now() + Duration::days(1);
    let dated = CreateRequest {
        expires: Some(ExpiryWish::At { at }),
        ..wish_of(ROBOT)
    };
    process.use_cases.create(&dated).await.unwrap();
    let (made, _) = world.server.tokens().pop().unwrap();
    assert_eq!(
        made.expires_at.unwrap().nanosecond(),
        made.mark.unwrap() * 1000
    );
}

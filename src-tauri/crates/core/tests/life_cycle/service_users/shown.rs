//! What the window draws of owners and ends.

use chrono::Duration;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::Clock;
use patwarden_core::token::Ends;
use patwarden_core::view::{CreateRequest, ExpiryWish};
use patwarden_testkit::fakes::ADMINISTRATOR;

use crate::world::{ALIAS, ROBOT, World, wish_of};

#[tokio::test]
async fn everyone_who_can_have_tokens_is_a_row_also_without_one() {
    let owners = [
        ("u-1", "zeta", "o-1"),
        ("u-2", "alpha", "o-2"),
        ("u-3", "beta", "o-1"),
    ];
    let (world, process) = World::of_owners(&owners).await;
    world.server.set_owner_state("u-3", OwnerState::Locked);
    process.refreshed().await;
    let rows = process.use_cases.snapshot(false).await.unwrap().owners;
    let ids: Vec<_> = rows.iter().map(|row| row.owner.id.as_str()).collect();
    assert_eq!(
        ids,
        [ADMINISTRATOR, "u-3", "u-1", "u-2"],
        "by organization, then by name"
    );
    assert!(rows.iter().all(|row| row.account == ALIAS));
    let subjects: Vec<_> = rows
        .iter()
        .filter(|row| row.is_subject)
        .map(|row| row.owner.id.as_str())
        .collect();
    assert_eq!(subjects, [ADMINISTRATOR]);
    assert_eq!(rows[1].state, OwnerState::Locked);
    assert_eq!(
        rows[3].organization_name.as_deref(),
        Some("Organization o-2")
    );
    assert_eq!(rows[3].owner.organization_id.as_deref(), Some("o-2"));
}

#[tokio::test]
async fn two_accounts_of_one_server_show_their_owners_each() {
    let (world, process) = World::of_service_users().await;
    world.also_signed_in(&process, ROBOT, &Ends::Never).await;
    let rows = process.use_cases.snapshot(false).await.unwrap().owners;
    for (account, subject) in [(ALIAS, ADMINISTRATOR), (ROBOT, ROBOT)] {
        let of_account: Vec<_> = rows.iter().filter(|row| row.account == account).collect();
        assert_eq!(of_account.len(), 3);
        assert!(
            of_account
                .iter()
                .all(|row| row.is_subject == (row.owner.id == subject))
        );
    }
}

#[tokio::test]
async fn the_soonest_end_comes_first_then_those_without_then_the_ended_latest_first() {
    let (world, process) = World::of_service_users().await;
    let now = world.clock.now();
    for (name, days) in [
        ("late", Some(90)),
        ("c-ended", Some(2)),
        ("soon", Some(9)),
        ("never", None),
        ("ended-before", Some(1)),
    ] {
        let expires = days.map_or(ExpiryWish::Never, |days| ExpiryWish::At {
            at: now + Duration::days(days),
        });
        let request = CreateRequest {
            name: name.into(),
            expires: Some(expires),
            ..wish_of(ROBOT)
        };
        process.use_cases.create(&request).await.unwrap();
    }
    world.clock.advance(Duration::days(3));
    let rows = process.refreshed_of(ROBOT).await;
    let names: Vec<_> = rows
        .iter()
        .map(|row| row.token.name.clone().unwrap())
        .collect();
    assert_eq!(names, ["soon", "late", "never", "c-ended", "ended-before"]);
    for row in rows {
        let never = row.token.name.as_deref() == Some("never");
        assert_eq!(
            (row.never_expires, row.token.expires_at.is_none()),
            (never, never)
        );
        assert_eq!(row.organization_name.as_deref(), Some("Organization o-1"));
        assert_eq!(row.owner_state, OwnerState::Active);
    }
}

/// Another window looks again when the database changes: what has not changed is not written.
#[tokio::test]
async fn the_same_owners_in_another_order_are_not_written_again() {
    let (_world, process) = World::of_owners(&[("b", "b", "o-1"), ("a", "a", "o-1")]).await;
    process.tape.rewind();
    process.refreshed().await;
    assert!(
        !process.tape.calls().contains(&"index.save_owners"),
        "{:?}",
        process.tape.calls()
    );
}

//! What a create may ask for, refused before anything is sent.

use chrono::{DateTime, Duration, TimeZone, Utc};
use patwarden_core::ErrorCode;
use patwarden_core::error::Field;
use patwarden_core::ports::Clock;
use patwarden_core::view::{CreateRequest, ExpiryWish};
use patwarden_testkit::fakes::Call;

use crate::world::{NAME, ROBOT, World, wish, wish_of};

fn until(at: DateTime<Utc>) -> CreateRequest {
    CreateRequest {
        expires: Some(ExpiryWish::At { at }),
        ..wish_of(ROBOT)
    }
}

#[tokio::test]
async fn an_end_that_has_passed_or_means_never_or_is_missing_is_refused() {
    let (world, process) = World::of_service_users().await;
    let now = world.clock.now();
    let missing = CreateRequest {
        expires: None,
        ..wish_of(ROBOT)
    };
    let far = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    for request in [
        until(now - Duration::seconds(1)),
        until(now),
        until(far(1970)),
        until(far(9999)),
        until(far(12_000)),
        missing,
    ] {
        let refused = process.use_cases.create(&request).await.unwrap_err();
        assert_eq!(
            (refused.code, refused.field),
            (ErrorCode::Invalid, Some(Field::Expires))
        );
    }
    assert!(
        process.tape.calls().is_empty(),
        "nobody was asked: {:?}",
        process.tape.calls()
    );
    for at in [now + Duration::seconds(5), far(9998) + Duration::days(364)] {
        process.use_cases.create(&until(at)).await.unwrap();
    }
    assert_eq!(world.server.count(Call::Create), 2);
}

/// The mark is written into the second that was chosen; it must not bring it forward into the past.
#[tokio::test]
async fn an_end_in_this_very_second_never_reaches_the_server_as_a_past_one() {
    for _ in 0..20 {
        let (world, process) = World::of_service_users().await;
        let at = world.clock.now() + Duration::milliseconds(400);
        let sent = process.use_cases.create(&until(at)).await;
        if sent.is_ok() {
            let end = world.server.tokens().pop().unwrap().0.expires_at.unwrap();
            assert!(end > at - Duration::milliseconds(400), "{end}");
        } else {
            assert_eq!(world.server.count(Call::Create), 0);
        }
    }
}

#[tokio::test]
async fn an_end_is_refused_by_a_server_that_decides_itself_and_an_owner_by_one_without() {
    let (world, process) = World::connected().await;
    let ending = CreateRequest {
        expires: Some(ExpiryWish::Never),
        ..wish(NAME)
    };
    let refused = process.use_cases.create(&ending).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.field),
        (ErrorCode::Invalid, Some(Field::Expires))
    );
    assert!(refused.message.contains("365"), "{refused}");
    let for_another = CreateRequest {
        owner: Some("somebody".into()),
        ..wish(NAME)
    };
    let refused = process.use_cases.create(&for_another).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.field),
        (ErrorCode::Invalid, Some(Field::Owner))
    );
    let for_oneself = CreateRequest {
        owner: Some(patwarden_testkit::fakes::USER.into()),
        ..wish(NAME)
    };
    process.use_cases.create(&for_oneself).await.unwrap();
    assert_eq!(world.server.count(Call::Create), 1);
}

#[tokio::test]
async fn scopes_that_are_fixed_are_not_asked_for() {
    let (world, process) = World::of_service_users().await;
    let request = CreateRequest {
        scopes: vec!["anything".into()],
        ..wish_of(ROBOT)
    };
    process.use_cases.create(&request).await.unwrap();
    assert!(world.server.tokens().pop().unwrap().0.scopes.is_empty());
}

//! Where kept secrets go without anyone asking: only to the address they were kept for, and only
//! where nobody on the way can read them.

use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::status::Status;
use patwarden_core::view::{ConnectRequest, CustodyState, DiscoverRequest};
use patwarden_testkit::fakes::{Call, Fault};

use crate::world::{ALIAS, ROBOT, World, custody, error, sign_in_with};

/// Plain http to a private address, by consent.
const PRIVATE: &str = "http://10.0.0.5";

fn over_plain_http(token: &str, url: &str) -> ConnectRequest {
    ConnectRequest {
        server: DiscoverRequest {
            url: url.into(),
            extra_ca: None,
            allow_plain_http: true,
        },
        ..sign_in_with("plain", token)
    }
}

#[tokio::test]
async fn a_secret_goes_to_another_address_only_after_it_was_tried_there_by_the_user() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let moved = "https://moved.example.org";
    process
        .use_cases
        .change_address(ALIAS, moved)
        .await
        .unwrap();
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    process.refreshed().await;
    assert_eq!(world.server.count(Call::Accepts), 0);

    world.server.set_owner_state(ROBOT, OwnerState::Active);
    assert!(process.use_cases.prove(&record).await.unwrap());
    assert_eq!(world.server.count(Call::Accepts), 1);
    world.server.set_owner_state(ROBOT, OwnerState::Locked);
    process.refreshed().await;
    assert_eq!(world.server.count(Call::Accepts), 2);
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(row.token.status, Status::Refused);
}

#[tokio::test]
async fn no_secret_goes_unasked_where_everyone_on_the_way_can_read_it() {
    let (world, process) = World::of_service_users().await;
    process.use_cases.disconnect(ALIAS, false).await.unwrap();
    let request = over_plain_http(&world.server.administrators_token(), PRIVATE);
    process.use_cases.connect(request).await.unwrap();
    let wish = patwarden_core::view::CreateRequest {
        account: "plain".into(),
        ..crate::world::wish_of(ROBOT)
    };
    process.use_cases.create(&wish).await.unwrap();
    world.server.set_owner_state(ROBOT, OwnerState::Deactivated);
    process.refreshed().await;
    assert_eq!(world.server.count(Call::Accepts), 0);
}

#[tokio::test]
async fn an_owner_nobody_could_be_asked_about_makes_no_token_gone() {
    let (world, process) = World::of_service_users().await;
    let record = process.made_for_robot().await;
    let value = process.revealed(&record).await.unwrap();
    process.refreshed().await;
    world.server.set_owner_state(ROBOT, OwnerState::Hidden);
    world.server.reject(&value);
    let unreachable = Fault::Before(error(ErrorCode::TimedOut));
    world.server.fail_next(Call::OwnerState, unreachable);
    process.refreshed().await;
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(custody(&row), CustodyState::Held);
    // Said by the server itself, it is.
    process.refreshed().await;
    let row = process.only_row_of(ROBOT).await;
    assert_eq!(custody(&row), CustodyState::Orphaned);
}

#[tokio::test]
async fn consent_to_plain_http_is_for_one_place() {
    let (world, process) = World::of_service_users().await;
    process.use_cases.disconnect(ALIAS, false).await.unwrap();
    let token = world.server.administrators_token();
    let account = process
        .use_cases
        .connect(over_plain_http(&token, PRIVATE))
        .await
        .unwrap();
    assert!(account.plain_http_agreed);
    let moved = process
        .use_cases
        .change_address("plain", "http://10.0.0.6")
        .await
        .unwrap();
    assert!(!moved.plain_http_agreed, "it was for {PRIVATE}");
    process.use_cases.disconnect("plain", false).await.unwrap();
    let encrypted = over_plain_http(&token, "https://id.example.org");
    let account = process.use_cases.connect(encrypted).await.unwrap();
    assert!(!account.plain_http_agreed, "there was nothing to agree to");
}

//! When a token shall end.

use chrono::{DateTime, Duration, Utc};

use super::world::{ROBOT, World};
use crate::machine::Run;
use crate::world::NAME;

/// Creates in this time zone, as a person would.
fn create(world: &World, zone: &str, more: &[&str]) -> Run {
    let arguments = [
        "create",
        "--account",
        "prod",
        "--owner",
        ROBOT,
        "--name",
        NAME,
    ];
    world
        .command(&[&arguments, more].concat())
        .env("TZ", zone)
        .output()
        .unwrap()
        .into()
}

/// The end of the robot's only token, as the server has it.
fn end_on_server(world: &World) -> DateTime<Utc> {
    let on_server = world.on_server();
    assert_eq!(on_server.len(), 1);
    let end = on_server[0]["expirationDate"].as_str().unwrap();
    end.parse().unwrap()
}

#[test]
fn without_a_wish_it_ends_in_90_days_and_says_so() {
    let world = World::connected();
    let said = create(&world, "UTC", &[]).ok();
    let end = end_on_server(&world);
    let days = (end.date_naive() - Utc::now().date_naive()).num_days();
    assert_eq!(days, 90, "{end}");
    let shown = end.format("%Y-%m-%d %H:%M +00:00").to_string();
    assert!(
        said.stdout.contains(&shown) && said.stdout.contains("90 days"),
        "{shown} in {said:?}"
    );
    assert!(said.stdout.contains("for robot"), "{said:?}");
    assert_eq!(said.stderr, "", "the usual needs no warning");
}

#[test]
fn a_day_ends_where_the_user_is() {
    let world = World::connected();
    let said = create(&world, "Europe/Rome", &["--expires", "2035-03-25"]).ok();
    // The day the clocks go forward there.
    let end = end_on_server(&world);
    assert_eq!(
        end.format("%Y-%m-%dT%H:%M:%S").to_string(),
        "2035-03-25T21:59:00"
    );
    assert!(said.stdout.contains("2035-03-25 23:59 +02:00"), "{said:?}");
    let listed = world.listed_of_robot();
    let listed: DateTime<Utc> = listed[0]["expiresAt"].as_str().unwrap().parse().unwrap();
    assert!((listed - end).abs() < Duration::seconds(1));
}

#[test]
fn never_is_possible_and_warned_about() {
    let world = World::connected();
    let said = create(&world, "UTC", &["--expires", "never"]).ok();
    assert!(said.stdout.contains("never expires"), "{said:?}");
    assert!(said.stderr.contains("never ends"), "{said:?}");
    let listed = world.listed_of_robot();
    assert_eq!(listed[0]["expiresAt"], serde_json::Value::Null);
    let shown = world.patw(&["show", "prod/ci-deploy", "--json"]).ok();
    assert_eq!(shown.json()["details"]["neverExpires"], true);
    let table = world.patw(&["list", "--owner", ROBOT]).ok().stdout;
    assert!(table.contains("never"), "{table}");
}

#[test]
fn an_end_that_cannot_be_is_a_usage_error_and_nothing_is_sent() {
    let world = World::connected();
    for end in [
        "2020-01-01",
        "9999-12-31",
        "+12000-01-01",
        "99999999d",
        "2027-02-30",
        "tomorrow",
        "",
    ] {
        let refused = create(&world, "UTC", &["--expires", end]);
        assert_eq!(refused.code, Some(2), "{end}: {refused:?}");
        assert!(refused.stderr.contains("--expires"), "{end}: {refused:?}");
    }
    assert!(world.on_server().is_empty());
}

#[test]
fn scopes_that_nobody_can_choose_are_not_taken_for_a_choice() {
    let world = World::connected();
    let refused = create(&world, "UTC", &["--scope", "openid"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("--scope"), "{refused:?}");
    assert!(world.on_server().is_empty());
}

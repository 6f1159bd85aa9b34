//! Which token a secret belongs to is decided only when there is no doubt.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use chrono::{DateTime, Duration, Utc};
use patwarden_core::identity::{CreateFacts, Identified};
use patwarden_core::token::{Ends, Owner, RemoteToken, ServerId};
use proptest::prelude::*;

fn moment() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn admin() -> Owner {
    Owner {
        id: "admin".into(),
        name: "admin".into(),
        organization_id: None,
    }
}

fn facts() -> CreateFacts {
    CreateFacts {
        name: "ci".into(),
        scopes: ["openid".to_owned()].into(),
        owner: admin(),
        ends: Ends::ByServer,
        mark: None,
        known_ids: vec![ServerId("old".into())],
        sent_at: moment(),
        answered_at: Some(moment() + Duration::seconds(1)),
        clock_skew_seconds: 0,
        several_seen: false,
    }
}

fn listed(id: &str, name: &str, at: DateTime<Utc>) -> RemoteToken {
    RemoteToken {
        id: ServerId(id.into()),
        owner: admin(),
        name: Some(name.into()),
        scopes: ["openid".to_owned()].into(),
        created_at: Some(at),
        expires_at: None,
        never_expires: false,
        mark: None,
        details: Vec::new(),
    }
}

fn verdict(facts: &CreateFacts, list: &[RemoteToken]) -> Identified {
    facts.identify(list, &[], moment() + Duration::hours(1))
}

#[test]
fn the_one_new_token_that_fits_is_the_one() {
    let list = [listed("old", "ci", moment()), listed("new", "ci", moment())];
    assert!(matches!(verdict(&facts(), &list), Identified::One(token) if token.id.0 == "new"));
}

#[test]
fn two_that_fit_are_shown_and_none_is_chosen() {
    let list = [
        listed("new", "ci", moment()),
        listed("stranger", "ci", moment()),
    ];
    assert!(matches!(verdict(&facts(), &list), Identified::Several(ids) if ids.len() == 2));
}

#[test]
fn another_name_other_scopes_or_another_moment_do_not_fit() {
    let mut scopes = listed("b", "ci", moment());
    scopes.scopes = ["profile".to_owned()].into();
    let list = [
        listed("a", "other", moment()),
        scopes,
        listed("c", "ci", moment() - Duration::minutes(1)),
        listed("d", "ci", moment() + Duration::minutes(1)),
    ];
    assert_eq!(verdict(&facts(), &list), Identified::None);
}

#[test]
fn a_token_that_another_record_claims_is_not_taken() {
    let list = [
        listed("new", "ci", moment()),
        listed("theirs", "ci", moment()),
    ];
    let claimed = [ServerId("theirs".into())];
    let found = facts().identify(&list, &claimed, moment());
    assert!(matches!(found, Identified::One(token) if token.id.0 == "new"));
}

#[test]
fn a_server_whose_clock_is_off_is_measured_not_guessed() {
    let off = CreateFacts {
        clock_skew_seconds: 3600,
        ..facts()
    };
    let list = [listed("new", "ci", moment() + Duration::hours(1))];
    assert!(matches!(verdict(&off, &list), Identified::One(_)));
    assert_eq!(
        verdict(&facts(), &list),
        Identified::None,
        "without the skew it does not fit"
    );
}

proptest! {
    #[test]
    fn the_verdict_does_not_depend_on_the_order_of_the_list(
        offsets in prop::collection::vec(-10i64..10, 0..6),
        turn in 0usize..6,
    ) {
        let mut list: Vec<RemoteToken> = offsets
            .iter()
            .enumerate()
            .map(|(i, offset)| listed(&format!("id{i}"), "ci", moment() + Duration::seconds(*offset)))
            .collect();
        let sorted = |found: Identified| match found {
            Identified::Several(mut ids) => { ids.sort(); Identified::Several(ids) }
            other => other,
        };
        let before = sorted(verdict(&facts(), &list));
        let length = list.len();
        if length > 0 { list.rotate_left(turn % length); }
        prop_assert_eq!(before, sorted(verdict(&facts(), &list)));
    }

    #[test]
    fn a_known_id_is_never_taken(offset in -10i64..10) {
        let list = [listed("old", "ci", moment() + Duration::seconds(offset))];
        prop_assert_eq!(verdict(&facts(), &list), Identified::None);
    }
}

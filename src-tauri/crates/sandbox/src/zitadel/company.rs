//! A small company: its service users and the tokens they have been given.

use chrono::{DateTime, TimeDelta, Utc};

use super::contracts::{End, OWN};
use super::setup::Setup;
use super::tokens::never;

pub(crate) const NAME: &str = "Meridian";

/// Service users, their names and what they are for.
const USERS: &[(&str, &str, &str)] = &[
    (
        "backup-agent",
        "Backup Agent",
        "nightly backups of all databases",
    ),
    (
        "ci-deploy",
        "CI Deploy",
        "builds and deploys from the pipelines",
    ),
    (
        "grafana-sync",
        "Grafana Sync",
        "dashboards and log shipping",
    ),
    (
        "release-bot",
        "Release Bot",
        "tags, changelogs and packages",
    ),
    (
        "terraform",
        "Terraform",
        "plans and applies the infrastructure",
    ),
];

/// Whose token, days since it was made, and days until it ends (none: never).
const TOKENS: &[(&str, i64, Option<i64>)] = &[
    ("ci-deploy", 81, Some(9)),
    ("grafana-sync", 352, Some(13)),
    ("backup-agent", 43, Some(47)),
    ("ci-deploy", 27, Some(63)),
    ("terraform", 281, Some(84)),
    ("terraform", 6, Some(84)),
    ("backup-agent", 270, Some(95)),
    ("release-bot", 262, Some(103)),
    ("ci-deploy", 250, Some(115)),
    ("grafana-sync", 231, Some(134)),
    ("terraform", 218, Some(147)),
    ("release-bot", 203, Some(162)),
    ("ci-deploy", 190, Some(175)),
    ("backup-agent", 178, Some(187)),
    ("terraform", 160, Some(205)),
    ("release-bot", 151, Some(214)),
    ("ci-deploy", 139, Some(226)),
    ("terraform", 120, Some(245)),
    ("release-bot", 101, Some(264)),
    ("grafana-sync", 88, Some(277)),
    ("ci-deploy", 64, Some(301)),
    ("terraform", 400, None),
    ("backup-agent", 30, Some(335)),
    ("release-bot", 97, Some(-7)),
];

/// The company as it stands at `now`. Nobody knows its tokens' values, as if made on other machines.
pub(crate) fn setup(now: DateTime<Utc>) -> Setup {
    let founded = now - TimeDelta::days(500);
    let mut setup = Setup::new(NAME, End::Never, founded);
    for (user, name, description) in USERS {
        setup.machine(user, OWN, name);
        let id = setup.of("USER", user);
        for stored in &mut setup.world.users {
            if stored.id == id {
                (*description).clone_into(&mut stored.description);
            }
        }
    }
    let mut tokens = TOKENS.to_vec();
    tokens.sort_by_key(|(_, age, _)| -age);
    for (at, (user, age, left)) in tokens.into_iter().enumerate() {
        setup.at(now - TimeDelta::days(age));
        let label = format!("{user}-{at}");
        setup.token(&label, user, End::Never);
        let ends = left.map_or_else(never, |days| now + TimeDelta::days(days));
        if let Some(token) = setup.world.tokens.last_mut() {
            token.expires_at = ends;
        }
    }
    setup
}

/// Many service users with as many tokens each, which end one after another within a year.
pub(crate) fn fleet(users: u32, tokens: u32, now: DateTime<Utc>) -> Setup {
    let mut setup = Setup::new("Fleet", End::Never, now - TimeDelta::days(1));
    for user in 1..=users {
        let user_name = format!("svc-{user:04}");
        setup.machine(&user_name, OWN, &format!("Service {user}"));
        for token in 1..=tokens {
            setup.token(&format!("{user_name}-{token}"), &user_name, End::Never);
            let days = 1 + i64::from((user * 31 + token * 97) % 365);
            if let Some(token) = setup.world.tokens.last_mut() {
                token.expires_at = now + TimeDelta::days(days);
            }
        }
    }
    setup
}

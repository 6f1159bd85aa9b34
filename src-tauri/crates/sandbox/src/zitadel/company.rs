//! A small company: its service users, what they may do, and the tokens they have been given.

use chrono::{DateTime, TimeDelta, Utc};

use super::contracts::Step::{Describe, Grant, Human, Machine, Organization, Project, Role, State};
use super::contracts::{End, OWN, Step};
use super::records::UserState;
use super::setup::Setup;
use super::tokens::never;

pub(crate) const NAME: &str = "Platform";
const DATA: &str = "data";
const PARTNERS: &str = "partners";

/// How it came to be.
const FOUNDED: &[Step] = &[
    Machine("backup-agent", OWN, "Backup Agent"),
    Describe("backup-agent", "nightly backups of all databases"),
    Machine("ci-deploy", OWN, "CI Deploy"),
    Describe("ci-deploy", "builds and deploys from the pipelines"),
    Machine("grafana-sync", OWN, "Grafana Sync"),
    Describe("grafana-sync", "dashboards and log shipping"),
    Machine("release-bot", OWN, "Release Bot"),
    Describe("release-bot", "tags, changelogs and packages"),
    Machine("terraform", OWN, "Terraform"),
    Describe("terraform", "plans and applies the infrastructure"),
    Machine("jenkins-legacy", OWN, "Jenkins"),
    Describe("jenkins-legacy", "replaced by the pipelines"),
    Human("hanna"),
    Project("delivery"),
    Project("billing"),
    Role("terraform", OWN, "ORG_OWNER"),
    Role("grafana-sync", OWN, "ORG_OWNER_VIEWER"),
    Role("ci-deploy", OWN, "ORG_PROJECT_CREATOR"),
    Grant("ci-deploy", "delivery", &["deployer", "reader"]),
    Grant("ci-deploy", "billing", &["reader"]),
    Grant("release-bot", "delivery", &["publisher"]),
    Organization(DATA, "Data"),
    Machine("etl-nightly", DATA, "ETL Nightly"),
    Describe("etl-nightly", "loads the warehouse"),
    // Named as one of the other organization.
    Machine("release-bot-data", DATA, "Release Bot"),
    Machine(
        "b\u{e4}ckerei-\u{673a}\u{5668}",
        DATA,
        "B\u{e4}ckerei \u{673a}\u{5668}",
    ),
    Machine("crawler", DATA, "Crawler"),
    Machine("notebook-runner", DATA, "Notebook Runner"),
    Role("etl-nightly", DATA, "ORG_USER_MANAGER"),
    Organization(PARTNERS, "Partners"),
    Machine("partner-gateway", PARTNERS, "Partner Gateway"),
];

/// What became of some of them; their tokens are listed and refused.
const SINCE: &[Step] = &[
    State("jenkins-legacy", UserState::Inactive),
    State("crawler", UserState::Locked),
];
/// Days since then.
const SINCE_DAYS: i64 = 2;

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
    ("jenkins-legacy", 300, Some(65)),
    ("etl-nightly", 74, Some(16)),
    ("release-bot-data", 52, Some(313)),
    ("b\u{e4}ckerei-\u{673a}\u{5668}", 15, Some(75)),
    ("crawler", 110, None),
];

/// The company as it stands at `now`. Nobody knows its tokens' values, as if made on other machines.
pub(crate) fn setup(now: DateTime<Utc>) -> Setup {
    let founded = now - TimeDelta::days(500);
    let mut setup = Setup::new(NAME, End::Never, founded);
    setup.follow(FOUNDED);
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
    setup.at(now - TimeDelta::days(SINCE_DAYS));
    setup.follow(SINCE);
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

//! The worlds that recordings take for granted, told as what was done before their first exchange.

use super::records::UserState;

/// The organization every instance has.
pub(crate) const OWN: &str = "zitadel";
pub(crate) const OTHER: &str = "other";
/// When a recorded token ends if nothing else is said.
const USUAL: End = End::At("2030-01-01T00:00:00Z");

/// What was done.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Another organization, by key and name.
    Organization(&'static str, &'static str),
    /// A service user, its organization, and its name.
    Machine(&'static str, &'static str, &'static str),
    /// A person of the first organization.
    Human(&'static str),
    Describe(&'static str, &'static str),
    Metadata(&'static str, &'static str, &'static str),
    /// A role of a user in an organization, a project, or, by `IAM_`, in the instance.
    Role(&'static str, &'static str, &'static str),
    /// A project of the first organization, named after its key.
    Project(&'static str),
    /// A user, a project, and roles of it.
    Grant(&'static str, &'static str, &'static [&'static str]),
    /// A token by its label, and its user.
    Token(&'static str, &'static str, End),
    State(&'static str, UserState),
    /// A service user with a token for every built-in role; those of projects in this project.
    EveryRole(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    At(&'static str),
    Never,
    /// Seconds after it was made, on the full second.
    After(i64),
}

const fn machine(user: &'static str, name: &'static str) -> Step {
    Step::Machine(user, OWN, name)
}

const fn token(label: &'static str, user: &'static str) -> Step {
    Step::Token(label, user, USUAL)
}

const OTHER_ORGANIZATION: Step = Step::Organization(OTHER, "Other Org");

/// Steps by the recording's file stem.
const WORLDS: &[(&str, &[Step])] = &[
    (
        "01-v2-rest-add",
        &[
            OTHER_ORGANIZATION,
            machine("robot", "Robot"),
            machine("plain", "Plain"),
            machine("viewer", "Viewer"),
            machine("sleepy", "Sleepy"),
            machine("locked", "Locked"),
            machine("gone", "Gone"),
            Step::Human("hanna"),
            Step::Machine("remote", OTHER, "Remote"),
            Step::Machine("foreign", OTHER, "Foreign"),
            Step::Role("viewer", OWN, "ORG_OWNER_VIEWER"),
            Step::Role("foreign", OTHER, "ORG_OWNER"),
            token("plain", "plain"),
            token("viewer", "viewer"),
            token("foreign", "foreign"),
            Step::State("sleepy", UserState::Inactive),
            Step::State("locked", UserState::Locked),
            Step::State("gone", UserState::Removed),
        ],
    ),
    (
        "02-v2-rest-search",
        &[
            OTHER_ORGANIZATION,
            machine("alpha", "Alpha"),
            machine("beta", "Beta"),
            Step::Machine("gamma", OTHER, "Gamma"),
            Step::Token("alpha-1", "alpha", End::At("2031-03-01T00:00:00Z")),
            token("beta-1", "beta"),
            Step::Token("gamma-1", "gamma", End::At("2032-01-01T00:00:00Z")),
            Step::Token("alpha-2", "alpha", End::Never),
            Step::Token("beta-2", "beta", End::At("2031-03-01T00:00:00Z")),
            Step::Token("gamma-2", "gamma", End::At("2030-06-01T00:00:00.500Z")),
            Step::Token("alpha-3", "alpha", End::At("2029-12-31T23:59:59.123456Z")),
            machine("plain", "Plain"),
            token("plain", "plain"),
            Step::Machine("org-owner", OTHER, "Org Owner"),
            Step::Role("org-owner", OTHER, "ORG_OWNER"),
            token("org-owner", "org-owner"),
            machine("viewer", "Viewer"),
            Step::Role("viewer", OWN, "ORG_OWNER_VIEWER"),
            token("viewer", "viewer"),
        ],
    ),
    (
        "03-v2-rest-remove",
        &[
            OTHER_ORGANIZATION,
            machine("robot", "Robot"),
            machine("second", "Second"),
            machine("plain", "Plain"),
            machine("viewer", "Viewer"),
            machine("sleepy", "Sleepy"),
            machine("gone", "Gone"),
            Step::Human("hanna"),
            Step::Machine("remote", OTHER, "Remote"),
            Step::Role("viewer", OWN, "ORG_OWNER_VIEWER"),
            token("robot-1", "robot"),
            token("robot-2", "robot"),
            token("robot-3", "robot"),
            token("robot-4", "robot"),
            Step::Token("robot-short", "robot", End::After(3)),
            token("second-1", "second"),
            token("plain-1", "plain"),
            token("plain-2", "plain"),
            token("viewer", "viewer"),
            token("sleepy-1", "sleepy"),
            token("gone-1", "gone"),
            token("remote-1", "remote"),
            Step::State("sleepy", UserState::Inactive),
            Step::State("gone", UserState::Removed),
        ],
    ),
    (
        "04-v2-connect",
        &[
            machine("robot", "Robot"),
            machine("plain", "Plain"),
            token("plain", "plain"),
            machine("viewer", "Viewer"),
            Step::Role("viewer", OWN, "ORG_OWNER_VIEWER"),
            token("viewer", "viewer"),
            Step::Human("hanna"),
        ],
    ),
    (
        "05-v1-management",
        &[
            OTHER_ORGANIZATION,
            machine("robot", "Robot"),
            machine("empty", "Empty"),
            machine("plain", "Plain"),
            machine("viewer", "Viewer"),
            Step::Human("hanna"),
            Step::Machine("remote", OTHER, "Remote"),
            Step::Machine("foreign-owner", OTHER, "Foreign Owner"),
            Step::Role("viewer", OWN, "ORG_OWNER_VIEWER"),
            Step::Role("foreign-owner", OTHER, "ORG_OWNER"),
            token("plain", "plain"),
            token("viewer", "viewer"),
            token("foreign-owner", "foreign-owner"),
            token("remote-1", "remote"),
        ],
    ),
    (
        "06-auth",
        &[
            machine("robot", "Robot"),
            token("robot-1", "robot"),
            token("robot-2", "robot"),
            machine("sleepy", "Sleepy"),
            token("sleepy", "sleepy"),
            machine("locked", "Locked"),
            token("locked", "locked"),
            machine("gone", "Gone"),
            token("gone", "gone"),
            OTHER_ORGANIZATION,
            Step::Machine("org-machine", OTHER, "Org Machine"),
            token("org-machine", "org-machine"),
        ],
    ),
    (
        "07-whoami",
        &[
            machine("robot", "Nightly Robot"),
            Step::Describe("robot", "builds and deploys"),
            Step::Metadata("robot", "team", "B\u{e4}cker"),
            token("robot", "robot"),
            OTHER_ORGANIZATION,
            machine("org-owner", "Org Owner"),
            Step::Role("org-owner", OWN, "ORG_OWNER"),
            Step::Role("org-owner", OTHER, "ORG_OWNER_VIEWER"),
            token("org-owner", "org-owner"),
            machine("user-manager", "User Manager"),
            Step::Role("user-manager", OWN, "ORG_USER_MANAGER"),
            token("user-manager", "user-manager"),
            machine("iam-viewer", "IAM Viewer"),
            Step::Role("iam-viewer", OWN, "IAM_OWNER_VIEWER"),
            token("iam-viewer", "iam-viewer"),
        ],
    ),
    (
        "08-users",
        &[
            OTHER_ORGANIZATION,
            machine("plain", "Plain"),
            token("plain", "plain"),
            Step::Machine("org-owner", OTHER, "Org Owner"),
            Step::Role("org-owner", OTHER, "ORG_OWNER"),
            token("org-owner", "org-owner"),
            Step::Human("hanna"),
        ],
    ),
    ("12-faults", ROBOT),
    ("13-quota-and-block", ROBOT),
    (
        "14-roles",
        &[
            machine("target", "Target"),
            token("target-1", "target"),
            Step::Project("shop"),
            Step::EveryRole("shop"),
        ],
    ),
    (
        "15-client-journey",
        &[
            OTHER_ORGANIZATION,
            machine("bot-0", "Bot 0"),
            machine("bot-1", "Bot 1"),
            machine("bot-2", "Bot 2"),
            Step::Machine("bot-3", OTHER, "Bot 3"),
            machine("token-admin", "Token Admin"),
            Step::Role("token-admin", OWN, "ORG_USER_MANAGER"),
            Step::Token(
                "token-admin",
                "token-admin",
                End::At("2030-12-31T00:00:00Z"),
            ),
            Step::Token("bot-0-old", "bot-0", End::At("2029-01-01T00:00:00Z")),
        ],
    ),
];

const ROBOT: &[Step] = &[machine("robot", "Robot"), token("robot", "robot")];

/// The stems there is a world for.
pub(crate) fn stems() -> impl Iterator<Item = &'static str> {
    WORLDS.iter().map(|(stem, _)| *stem)
}

/// What was done before the first exchange of the recording.
pub(crate) fn steps(stem: &str) -> Option<&'static [Step]> {
    WORLDS
        .iter()
        .find(|(known, _)| *known == stem)
        .map(|(_, steps)| *steps)
}

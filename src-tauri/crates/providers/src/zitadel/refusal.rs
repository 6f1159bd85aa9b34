//! What a refusal means, and what to do about it (contracts 05, 06, 12, 13, 14).

use chrono::Utc;
use patwarden_core::error::Field;
use patwarden_core::{CoreError, ErrorCode};
use reqwest::StatusCode;

use super::attempt::{Attempt, What};
use super::said::Said;
use crate::http::{Answer, status_trouble};
use crate::shown::{shown, shown_host};
use crate::trouble::Failed;

/// Clocks that differ by more, in seconds, can make a good token look bad.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// The answer, or why there is none.
pub(super) type Answered<T> = Result<T, Refused>;

/// A call without the answer that was hoped for.
#[derive(Debug)]
pub(super) struct Refused {
    /// The server's name for the cause.
    pub(super) id: Option<String>,
    /// The server does not know the call: nothing was done.
    pub(super) no_route: bool,
    /// Two changes met: nothing was done, and another try may succeed.
    pub(super) is_collision: bool,
    pub(super) error: CoreError,
}

impl Refused {
    /// Reads an answer that is no success.
    pub(super) fn by(answer: &Answer, attempt: &Attempt<'_>) -> Self {
        let said = Said::read(answer);
        Self {
            error: meaning(&said, answer, attempt),
            no_route: said.no_route(),
            is_collision: said.is_collision(),
            id: said.id,
        }
    }

    pub(super) fn is(&self, id: &str) -> bool {
        self.id.as_deref() == Some(id)
    }

    /// The account may not do that; others might.
    pub(super) fn is_permission(&self) -> bool {
        is_permission(&self.error)
    }
}

/// The account may not do that; others might.
pub(super) fn is_permission(error: &CoreError) -> bool {
    matches!(
        error.code,
        ErrorCode::NoRole | ErrorCode::Forbidden | ErrorCode::ProjectRolesOnly
    )
}

impl From<CoreError> for Refused {
    fn from(error: CoreError) -> Self {
        Self {
            id: None,
            no_route: false,
            is_collision: false,
            error,
        }
    }
}

impl From<Failed> for Refused {
    fn from(failed: Failed) -> Self {
        failed.error.into()
    }
}

/// The code and the sentence.
pub(super) fn meaning(said: &Said, answer: &Answer, attempt: &Attempt<'_>) -> CoreError {
    if said.has_no_instance() {
        return no_instance(said);
    }
    if let Some(error) = said.id.as_deref().and_then(|id| by_id(id, answer, attempt)) {
        return error;
    }
    match said.status {
        _ if said.lacks_the_token() => CoreError::new(
            ErrorCode::SignInRefused,
            "the server did not get the token we sent: a proxy on the way took it out, or asks for a sign-in of its own; tell whoever runs it",
        ),
        StatusCode::UNAUTHORIZED if said.message == "no active user" => CoreError::new(
            ErrorCode::SignInDeactivated,
            "the service user of this token is deactivated or locked; ask an administrator to switch it on again",
        ),
        StatusCode::UNAUTHORIZED => not_accepted(answer),
        StatusCode::TOO_MANY_REQUESTS if said.message.contains("instance is blocked") => blocked(),
        // No quota: waiting does not make a message smaller (contract 16).
        StatusCode::TOO_MANY_REQUESTS if said.message.contains("larger than max") => {
            CoreError::new(
                ErrorCode::Rejected,
                "the answer would be larger than this ZITADEL sends; ask for less",
            )
        }
        StatusCode::SERVICE_UNAVAILABLE if said.is_starting() => CoreError::new(
            ErrorCode::Starting,
            "this ZITADEL is just starting; try again in a moment",
        ),
        StatusCode::INTERNAL_SERVER_ERROR if said.is_collision() => CoreError::new(
            ErrorCode::ServerFailed,
            "someone else changed the same service user at this moment, and nothing was done; try again",
        ),
        _ if said.no_route() => CoreError::new(
            ErrorCode::WrongProduct,
            "the server does not know this call; check the address, and what stands before the server",
        ),
        StatusCode::BAD_REQUEST if said.is_json => refused(said, attempt),
        _ => status_trouble(answer),
    }
}

fn by_id(id: &str, answer: &Answer, attempt: &Attempt<'_>) -> Option<CoreError> {
    let error = |code, message: &str| CoreError::new(code, message);
    let explained = |code, message: String| CoreError::new(code, message);
    let of_owner = |code, message: String| CoreError {
        field: Some(Field::Owner),
        ..explained(code, message)
    };
    let whom = attempt
        .owner
        .map_or("this user", |owner| owner.name.as_str());
    Some(match id {
        "AUTH-7fs1e" => not_accepted(answer),
        "AUTH-toLo1" => CoreError {
            field: Some(Field::Secret),
            ..error(
                ErrorCode::SignInMalformed,
                "the server could not read the token as it was sent; copy it again, whole and without spaces",
            )
        },
        "AUTH-Bs7Ds" => explained(
            ErrorCode::OrganizationUnknown,
            format!(
                "this ZITADEL has no organization {}: it was removed, or it is one of another server; refresh and choose again",
                attempt.organization_id().unwrap_or_default()
            ),
        ),
        "AUTHZ-cdgFk" => no_role(attempt),
        "AUTH-5mWD2" | "AUTH-AWfge" => explained(
            ErrorCode::Forbidden,
            format!(
                "the token is good, but its user may not {} {}: the permission {} is missing; ask an administrator there for {}",
                attempt.what.words(),
                attempt.place(),
                attempt.what.permission(),
                attempt.what.role()
            ),
        ),
        "AUTH-Swrgg2" => explained(
            ErrorCode::ProjectRolesOnly,
            format!(
                "the token is good, but its user has roles of projects only, which do not let it {} {}: {} of the organization is missing; ask for {}",
                attempt.what.words(),
                attempt.place(),
                attempt.what.permission(),
                attempt.what.role()
            ),
        ),
        "QUERY-Dfbg2" if attempt.what == What::SignIn => error(
            ErrorCode::SubjectGone,
            "the service user of this token has been removed, or its organization has; connect with a token of another one",
        ),
        "QUERY-Dfbg2" | "MANAG-fpo4B" | "COMMAND-Dggw2" | "COMMAND-4g3xq" => of_owner(
            ErrorCode::OwnerUnknown,
            format!(
                "the server knows no user {whom} there: removed, or of another organization; refresh and choose again"
            ),
        ),
        "COMMAND-Df2f1" => of_owner(
            ErrorCode::OwnerUnfit,
            format!("{whom} is a person, and only service users can have tokens; choose another"),
        ),
        "DOMAIN-dv3t5" => past(answer, attempt),
        "V3-DKcYh" if attempt.what == What::AddUser => of_owner(
            ErrorCode::OwnerNameTaken,
            "another user of this ZITADEL has that user name, maybe in another organization; choose another name".to_owned(),
        ),
        "QUOTA-vjAy8" => error(
            ErrorCode::QuotaUsedUp,
            "the quota of requests of this ZITADEL is used up; wait until it begins anew, or ask whoever runs it to raise it",
        ),
        "LIMITS-molsj" => blocked(),
        _ => return None,
    })
}

fn not_accepted(answer: &Answer) -> CoreError {
    let clocks = clocks_differ(answer.clock_skew_seconds)
        .map(|difference| format!("; {difference}, which may be the cause"))
        .unwrap_or_default();
    CoreError::new(
        ErrorCode::SignInUnknown,
        format!(
            "ZITADEL does not accept this token and never says why: it has expired, was deleted or mistyped, or its user was deactivated, locked or removed; make a new one on the user's page and connect again{clocks}"
        ),
    )
}

fn no_role(attempt: &Attempt<'_>) -> CoreError {
    CoreError::new(
        ErrorCode::NoRole,
        format!(
            "the token is good, but its user has no role {}, so it may not {}; it takes {}: ask an administrator there for {}",
            attempt.place(),
            attempt.what.words(),
            attempt.what.permission(),
            attempt.what.role()
        ),
    )
}

pub(super) fn blocked() -> CoreError {
    CoreError::new(
        ErrorCode::InstanceBlocked,
        "this ZITADEL is blocked by whoever runs it, or has used up its quota; ask them",
    )
}

pub(super) fn no_instance(said: &Said) -> CoreError {
    if said.has_no_database() {
        return CoreError::new(
            ErrorCode::DatabaseDown,
            "this ZITADEL cannot reach its database; try again later, or tell its administrator",
        );
    }
    let known = said
        .message
        .split_once("ExternalDomain is ")
        .and_then(|(_, behind)| behind.split_once(')'))
        .map(|(domain, _)| format!(" (its own name is {})", shown_host(domain)))
        .unwrap_or_default();
    CoreError {
        field: Some(Field::Url),
        ..CoreError::new(
            ErrorCode::InstanceUnknown,
            format!(
                "a ZITADEL answers here, but it serves nothing under this host name{known}; use the name people open its console with"
            ),
        )
    }
}

/// The end lies in the past, as the server sees it.
fn past(answer: &Answer, attempt: &Attempt<'_>) -> CoreError {
    let message = match attempt.ends {
        Some(ends) if ends > Utc::now() => {
            let difference = clocks_differ(answer.clock_skew_seconds)
                .unwrap_or_else(|| "its clock must be ahead".to_owned());
            return CoreError {
                field: Some(Field::Expires),
                ..CoreError::new(
                    ErrorCode::ClockOff,
                    format!(
                        "for the server this end is past already, and for this machine it is not: {difference}; set the clock, or choose a later end"
                    ),
                )
            };
        }
        _ => "this end is past already; choose a later one",
    };
    CoreError::invalid(Field::Expires, message)
}

fn clocks_differ(skew_seconds: i64) -> Option<String> {
    let minutes = skew_seconds.abs() / 60;
    let direction = if skew_seconds > 0 {
        "ahead of"
    } else {
        "behind"
    };
    (skew_seconds.abs() > CLOCK_TOLERANCE_SECONDS)
        .then(|| format!("the server's clock is {minutes} minutes {direction} this machine's"))
}

/// A request the server does not like. Its own words are all there is to say.
fn refused(said: &Said, attempt: &Attempt<'_>) -> CoreError {
    let words = shown(&said.message);
    let field = (attempt.what == What::AddUser).then_some(Field::Owner);
    CoreError {
        field,
        ..CoreError::new(
            ErrorCode::Rejected,
            format!("the server refused the request: {words}"),
        )
    }
}

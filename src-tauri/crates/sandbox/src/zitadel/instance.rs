//! Whether there is an instance to serve the request, and in what condition.

use super::Zitadel;
use super::answers::Face;
use super::errors::{BLOCKED, Code, Problem, QUOTA};
use crate::asked::Asked;

/// The domain the server believes to be.
pub(crate) const DOMAIN: &str = "localhost";
/// What the endpoints of `OpenID` Connect say where the others have an id.
const BLOCKED_TEXT: &str = "Your ZITADEL instance is blocked.";
/// A timeout below this many milliseconds has passed before the instance is found.
const SHORTEST_TIMEOUT: u64 = 5;

/// How the server is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    #[default]
    Well,
    /// Its database cannot be reached.
    DatabaseDown,
    /// It has just started: its REST gateway does not reach its services yet.
    Starting,
    /// The quota of requests is used up.
    QuotaUsedUp,
    /// Its owner has blocked the instance.
    Blocked,
}

/// The host the client named, with its port.
pub(crate) fn host(asked: &Asked) -> String {
    asked
        .header("x-zitadel-instance-host")
        .or_else(|| asked.host())
        .unwrap_or_default()
}

/// Just after the start the gateway does not reach its services, while the others answer.
pub(crate) fn reach(face: Face, asked: &Asked, condition: Condition) -> Result<(), Problem> {
    let is_behind_gateway = matches!(face, Face::V1 | Face::V2);
    if condition != Condition::Starting || !is_behind_gateway {
        return Ok(());
    }
    let host = host(asked);
    let port = host.rsplit_once(':').map_or("80", |(_, port)| port);
    Err(Problem::Unreached(format!(
        "connection error: desc = \"transport: Error while dialing: dial tcp 127.0.0.1:{port}: connect: connection refused\""
    )))
}

/// Looks for the instance of the host. The port does not matter, the case of letters does.
pub(crate) fn find(server: &Zitadel, face: Face, asked: &Asked) -> Result<(), Problem> {
    let condition = server.condition();
    let host = host(asked);
    let domain = host
        .rsplit_once(':')
        .map_or(host.as_str(), |(name, _)| name);
    let timeout = asked
        .header("connect-timeout-ms")
        .and_then(|text| text.parse().ok());
    if condition == Condition::DatabaseDown {
        return Err(no_instance(
            face,
            &host,
            &Trouble::internal(server.database_error()),
        ));
    }
    if domain != DOMAIN {
        return Err(no_instance(face, &host, &Trouble::not_found()));
    }
    if face == Face::Connect && timeout.is_some_and(|wait: u64| wait < SHORTEST_TIMEOUT) {
        let trouble = Trouble::internal("timeout: context deadline exceeded");
        return Err(no_instance(face, &host, &trouble));
    }
    if condition == Condition::Blocked {
        return Err(exhausted(face, Problem::Refused(&BLOCKED)));
    }
    Ok(())
}

/// Counted after the token was taken.
pub(crate) fn count(face: Face, condition: Condition) -> Result<(), Problem> {
    if condition == Condition::QuotaUsedUp {
        return Err(exhausted(face, Problem::Refused(&QUOTA)));
    }
    Ok(())
}

fn exhausted(face: Face, problem: Problem) -> Problem {
    match face {
        Face::Oidc => Problem::Said(Code::ResourceExhausted, BLOCKED_TEXT.to_owned()),
        _ => problem,
    }
}

/// What the driver says where it first finds its connection cut.
pub(crate) const CUT_OFF: &str =
    "FATAL: terminating connection due to administrator command (SQLSTATE 57P01)";

/// What the driver says of a database that is not there.
pub(crate) const DATABASE: &str = "failed to connect to `user=zitadel database=zitadel`: localhost:5432 (127.0.0.1): \
     dial error: dial tcp localhost:5432: connect: connection refused";

struct Trouble<'a> {
    id: &'static str,
    text: &'static str,
    key: &'static str,
    cause: Option<&'a str>,
}

impl<'a> Trouble<'a> {
    fn not_found() -> Self {
        Self {
            id: "QUERY-1kIjX",
            text: "Instance not found. Make sure you got the domain right. \
                   Check out https://zitadel.com/docs/apis/introduction#domains",
            key: "Errors.IAM.NotFound",
            cause: None,
        }
    }

    fn internal(cause: &'a str) -> Self {
        Self {
            id: "QUERY-d3fas",
            text: "An internal error occurred",
            key: "Errors.Internal",
            cause: Some(cause),
        }
    }
}

fn no_instance(face: Face, host: &str, trouble: &Trouble<'_>) -> Problem {
    let Trouble {
        id,
        text,
        key,
        cause,
    } = trouble;
    let of_cause = cause.map_or_else(String::new, |cause| format!(" Parent=({cause})"));
    let parent = match face {
        Face::Oidc => of_cause,
        _ => format!(
            " Parent=(unable to get instance by host: instanceHost {host}, publicHost : ID={id} Message={key}{of_cause})"
        ),
    };
    Problem::Said(
        Code::NotFound,
        format!(
            "unable to set instance using origin &{{{host}  http}} (ExternalDomain is {DOMAIN}): ID={id} Message={text}{parent}"
        ),
    )
}

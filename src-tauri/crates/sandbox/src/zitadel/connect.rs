//! The Connect protocol: every procedure of a known service at its own path, always by POST.

use axum::http::{Method, StatusCode};

use super::answers::{self, Face};
use super::errors::{Code, Problem};
use super::routes::{self, Target};
use super::world::World;
use super::{Zitadel, protojson};
use crate::asked::Asked;
use crate::reply::Reply;

/// The services whose procedures are looked for.
const SERVICES: [&str; 2] = [
    "/zitadel.user.v2.UserService/",
    "/zitadel.org.v2.OrganizationService/",
];
/// The types a procedure takes, all of them offered where another came.
const TYPES: &str = "application/grpc, application/grpc+json, application/grpc+json; charset=utf-8, \
     application/grpc+proto, application/grpc-web, application/grpc-web+json, \
     application/grpc-web+json; charset=utf-8, application/grpc-web+proto, application/json, \
     application/json; charset=utf-8, application/proto";

/// The path, if it is below a known service.
pub(crate) fn procedure(path: &str) -> Option<&str> {
    SERVICES
        .iter()
        .any(|service| path.starts_with(service))
        .then_some(path)
}

pub(crate) fn answer(server: &Zitadel, asked: &Asked, world: &mut World, procedure: &str) -> Reply {
    let Target::Found { entry, .. } = routes::target(&Method::POST, procedure) else {
        let reply = answers::text(StatusCode::NOT_FOUND, "404 page not found\n");
        return reply.header("vary", "Origin");
    };
    if asked.method != Method::POST {
        return answers::bare(StatusCode::METHOD_NOT_ALLOWED).header("allow", "POST");
    }
    let kind = asked.header("content-type").unwrap_or_default();
    if !matches!(
        kind.as_str(),
        "application/json" | "application/json; charset=utf-8"
    ) {
        return answers::bare(StatusCode::UNSUPPORTED_MEDIA_TYPE).header("accept-post", TYPES);
    }
    if let Some(problem) = protocol(asked) {
        return answers::problem(Face::Connect, asked, &problem);
    }
    let fields = if asked.body.is_empty() {
        Err("zero-length payload is not a valid JSON object".to_owned())
    } else {
        protojson::read_whole(entry.request, &asked.body).map_err(|message| {
            let name = procedure.rsplit('/').next().unwrap_or_default();
            format!("unmarshal into *user.{name}Request: {message}")
        })
    };
    server.called(entry, asked, world, fields)
}

/// What is wrong with the headers of the protocol.
fn protocol(asked: &Asked) -> Option<Problem> {
    let said = |message| Some(Problem::Said(Code::InvalidArgument, message));
    if let Some(version) = asked
        .header("connect-protocol-version")
        .filter(|v| v != "1")
    {
        return said(format!(
            "Connect-Protocol-Version must be \"1\": got \"{version}\""
        ));
    }
    let timeout = asked.header("connect-timeout-ms")?;
    timeout
        .parse::<u64>()
        .is_err()
        .then_some(())
        .and_then(|()| {
            said(format!(
                "parse timeout: strconv.ParseInt: parsing \"{timeout}\": invalid syntax"
            ))
        })
}

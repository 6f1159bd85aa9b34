//! The Connect protocol: every procedure of a known service at its own path, always by POST.

use axum::http::{Method, StatusCode};

use super::answers::{self, Face};
use super::errors::{Code, Problem};
use super::routes::{self, Target};
use super::world::World;
use super::{Zitadel, protobuf, protojson};
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
    let name = procedure.rsplit('/').next().unwrap_or_default();
    let kind = asked.header("content-type").unwrap_or_default();
    let shapes = (kind == "application/proto")
        .then(|| protobuf::shapes(name))
        .flatten();
    let is_json = matches!(
        kind.as_str(),
        "application/json" | "application/json; charset=utf-8"
    );
    if !is_json && shapes.is_none() {
        return answers::bare(StatusCode::UNSUPPORTED_MEDIA_TYPE).header("accept-post", TYPES);
    }
    if let Some(problem) = protocol(asked) {
        return answers::problem(Face::Connect, asked, &problem);
    }
    let read = match shapes {
        // Nothing at all is a message without fields, but no JSON.
        Some((asks, _)) => protobuf::read(asks, &asked.body)
            .and_then(|json| protojson::read_whole(entry.request, json.to_string().as_bytes())),
        None if asked.body.is_empty() => {
            let fields = Err("zero-length payload is not a valid JSON object".to_owned());
            return server.called(entry, asked, world, fields);
        }
        None => protojson::read_whole(entry.request, &asked.body),
    };
    let fields = read.map_err(|message| format!("unmarshal into *user.{name}Request: {message}"));
    let mut reply = server.called(entry, asked, world, fields);
    // Errors are JSON whatever was sent.
    if let Some((_, answers)) = shapes.filter(|_| reply.status == StatusCode::OK) {
        let json = serde_json::from_slice(&reply.body).unwrap_or_default();
        reply.body = protobuf::written(answers, &json);
    }
    reply
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

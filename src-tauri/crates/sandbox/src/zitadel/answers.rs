//! How an answer looks on each of the server's interfaces: the same content, the same refusal, but other
//! headers and another shape of errors.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::errors::{Code, Problem, Refusal};
use crate::asked::Asked;
use crate::reply::Reply;

const DETAIL: &str = "zitadel.v1.ErrorDetail";
const COOKIE: &str = "zitadel.quota.exhausted=; Path=/; Max-Age=0";

/// A way to talk to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// Management, auth and admin v1 over the REST gateway.
    V1,
    /// v2 over the REST gateway.
    V2,
    /// v2 over the Connect protocol.
    Connect,
    /// The endpoints of `OpenID` Connect.
    Oidc,
}

fn http_date(now: DateTime<Utc>) -> String {
    now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

pub(crate) fn json_reply(code: StatusCode, body: &Value) -> Reply {
    Reply::json(code, body).header("x-robots-tag", "none")
}

fn uncached(reply: Reply, asked: &Asked) -> Reply {
    reply
        .header("cache-control", "no-store")
        .header("pragma", "no-cache")
        .header("expires", http_date(asked.now))
}

/// Names what the answer depends on; `Cookie` where a cookie was set.
pub(crate) fn varying(reply: Reply, sets_cookie: bool) -> Reply {
    if sets_cookie {
        reply
            .header("vary", "Origin, Cookie")
            .header("set-cookie", COOKIE)
    } else {
        reply.header("vary", "Origin")
    }
}

/// The headers of an answer that came through the gateway from a service behind it.
fn through_gateway(reply: Reply, face: Face, asked: &Asked, is_success: bool) -> Reply {
    let reply = reply.header("grpcgateway-content-type", "application/grpc");
    let is_uncached = |reply: Reply| {
        reply
            .header("grpcgateway-cache-control", "no-store")
            .header("grpcgateway-pragma", "no-cache")
    };
    if face == Face::V1 {
        return uncached(is_uncached(reply), asked);
    }
    let reply = reply.header("grpcgateway-date", http_date(asked.now));
    if is_success {
        is_uncached(reply)
    } else {
        reply
    }
}

pub(crate) fn success(face: Face, asked: &Asked, status: StatusCode, body: &Value) -> Reply {
    let reply = match face {
        Face::V1 | Face::V2 => {
            let reply = through_gateway(json_reply(status, body), face, asked, true);
            varying(reply, true)
        }
        Face::Connect => {
            let mut reply = uncached(json_reply(status, body), asked)
                .header("accept-encoding", "gzip")
                .header("vary", "Origin");
            if let Some(kind) = asked.header("content-type") {
                for (name, value) in &mut reply.headers {
                    if *name == "content-type" {
                        value.clone_from(&kind);
                    }
                }
            }
            reply
        }
        Face::Oidc => varying(uncached(json_reply(status, body), asked), true),
    };
    cross_origin(reply, asked)
}

pub(crate) fn problem(face: Face, asked: &Asked, problem: &Problem) -> Reply {
    let reply = match problem {
        Problem::Undecodable(message) if face == Face::Connect => connect_error(
            Code::InvalidArgument,
            &format!("unmarshal message: {message}"),
            None,
        ),
        Problem::Undecodable(message) => gateway(Code::InvalidArgument, message),
        Problem::Unreached(message) => gateway(Code::Unavailable, message),
        Problem::OAuth(error, description) => {
            let body = json!({"error": error, "error_description": description});
            varying(
                uncached(json_reply(StatusCode::UNAUTHORIZED, &body), asked),
                true,
            )
        }
        Problem::Said(code, message) => refused(face, asked, *code, message, None),
        Problem::Refused(refusal) => {
            let is_german = face == Face::V1
                && asked
                    .header("accept-language")
                    .is_some_and(|language| language.starts_with("de"));
            let text = match refusal.german {
                Some(german) if is_german => german,
                _ => refusal.text,
            };
            let message = format!("{text} ({})", refusal.id);
            let detail = (*refusal, text);
            refused(face, asked, refusal.code, &message, Some(detail))
        }
    };
    cross_origin(reply, asked)
}

fn refused(
    face: Face,
    asked: &Asked,
    code: Code,
    message: &str,
    detail: Option<(&Refusal, &str)>,
) -> Reply {
    match face {
        Face::Connect => connect_error(code, message, detail),
        Face::Oidc => {
            let reply = uncached(text(status(code), &format!("{message}\n")), asked);
            varying(reply, code == Code::ResourceExhausted)
        }
        Face::V1 | Face::V2 => {
            let mut body = json!({"code": code.number(), "message": message});
            if let Some((refusal, text)) = detail {
                body["details"] = json!([{
                    "@type": format!("type.googleapis.com/{DETAIL}"),
                    "id": refusal.id,
                    "message": text,
                }]);
            }
            let reply = through_gateway(json_reply(status(code), &body), face, asked, false);
            // An exhausted quota is told in a cookie too.
            let reply = varying(reply, code == Code::ResourceExhausted);
            if code == Code::Unauthenticated {
                reply.header("www-authenticate", message)
            } else {
                reply
            }
        }
    }
}

fn connect_error(code: Code, message: &str, detail: Option<(&Refusal, &str)>) -> Reply {
    let mut body = json!({"code": code.word(), "message": message});
    if let Some((refusal, text)) = detail {
        body["details"] = json!([{
            "type": DETAIL,
            "value": STANDARD_NO_PAD.encode(encoded(refusal.id, text)),
            "debug": {"id": refusal.id, "message": text},
        }]);
    }
    json_reply(status(code), &body)
        .header("accept-encoding", "gzip")
        .header("vary", "Origin")
}

/// The detail as protobuf: two texts, numbered 1 and 2, both shorter than 128 bytes.
fn encoded(id: &str, text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (tag, text) in [(0x0a, id), (0x12, text)] {
        bytes.push(tag);
        bytes.push(u8::try_from(text.len()).unwrap_or(0x7f));
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

/// Said by the gateway itself, before any service.
pub(crate) fn gateway(code: Code, message: &str) -> Reply {
    let body = json!({"code": code.number(), "message": message});
    json_reply(status(code), &body).header("vary", "Origin")
}

/// Said by a handler that knows no JSON.
pub(crate) fn text(status: StatusCode, text: &str) -> Reply {
    Reply::with_body(status, "text/plain; charset=utf-8", text)
        .header("x-content-type-options", "nosniff")
        .header("x-robots-tag", "none")
}

/// Said by the router of the Connect handlers.
pub(crate) fn bare(status: StatusCode) -> Reply {
    Reply::empty(status)
        .header("vary", "Origin")
        .header("x-robots-tag", "none")
}

/// Any origin is let in (contract 06).
pub(crate) fn cross_origin(reply: Reply, asked: &Asked) -> Reply {
    match asked.header("origin") {
        None => reply,
        Some(origin) => reply
            .header("access-control-allow-credentials", "true")
            .header("access-control-allow-origin", origin)
            .header(
                "access-control-expose-headers",
                "Location, Content-Length, Grpc-Status, Grpc-Message, Grpc-Status-Details-Bin",
            ),
    }
}

fn status(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

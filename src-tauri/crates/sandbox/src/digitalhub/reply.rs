//! An answer, and the shapes its errors take. The letters are those of the API reference: A from the
//! controllers, B from the framework, D its web page, E the servlet container's page, G bare text.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::asked::Asked;
use crate::reply::Reply;

/// Types the framework lists when it cannot please `Accept`.
const FRAMEWORK_TYPES: &str =
    "application/json, application/*+json, application/cbor, application/yaml";
const VARY: [&str; 3] = [
    "Origin",
    "Access-Control-Request-Method",
    "Access-Control-Request-Headers",
];

/// Which security headers an answer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// None: refused before the framework saw it.
    Bare,
    /// `X-Frame-Options: DENY`, never cached.
    Denied,
    /// `X-Frame-Options: SAMEORIGIN`, never cached.
    SameOrigin,
    /// `X-Frame-Options: SAMEORIGIN`, cached for a quarter of an hour.
    Published,
}

#[derive(Serialize)]
struct ShapeA<'a> {
    status: u16,
    message: &'a str,
    #[serde(rename = "errorCode")]
    error_code: Option<&'a str>,
}

#[derive(Serialize)]
struct ShapeB<'a> {
    timestamp: String,
    status: u16,
    error: &'a str,
    path: &'a str,
}

impl Reply {
    /// A success of the core's own controllers, which say their version.
    pub(crate) fn core(value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::with_body(StatusCode::OK, "application/json;charset=UTF-8", body).versioned()
    }

    pub(crate) fn versioned(self) -> Self {
        self.header("x-api-version", super::VERSION)
            .header("x-api-level", super::LEVEL)
    }

    /// Shape G.
    pub(crate) fn text(status: StatusCode, text: &str) -> Self {
        Self::with_body(status, "text/plain;charset=UTF-8", text)
    }

    pub(crate) fn page(html: &str) -> Self {
        Self::with_body(StatusCode::OK, "text/html;charset=UTF-8", html)
    }

    /// Names what the answer depends on, three times over.
    pub(crate) fn varying(self) -> Self {
        VARY.iter()
            .fold(self, |reply, what| reply.header("vary", *what))
    }

    pub(crate) fn framed(self, frame: Frame) -> Self {
        let common = |reply: Self| {
            reply
                .header("x-content-type-options", "nosniff")
                .header("x-xss-protection", "0")
        };
        let uncached = |reply: Self| {
            reply
                .header(
                    "cache-control",
                    "no-cache, no-store, max-age=0, must-revalidate",
                )
                .header("pragma", "no-cache")
                .header("expires", "0")
        };
        match frame {
            Frame::Bare => self,
            Frame::Denied => uncached(common(self)).header("x-frame-options", "DENY"),
            Frame::SameOrigin => uncached(common(self)).header("x-frame-options", "SAMEORIGIN"),
            Frame::Published => common(self)
                .header(
                    "cache-control",
                    "public, max-age=900, must-revalidate, no-transform",
                )
                .header("x-frame-options", "SAMEORIGIN"),
        }
    }
}

/// Shape A, from a controller that says what is wrong. Where the client takes no JSON the saying
/// itself fails.
pub(crate) fn controller_error(asked: &Asked, status: StatusCode, message: &str) -> Reply {
    if !asked.takes_json() {
        return framework_error(asked, StatusCode::INTERNAL_SERVER_ERROR);
    }
    Reply::json(
        status,
        &ShapeA {
            status: status.as_u16(),
            message,
            error_code: None,
        },
    )
}

/// Shape B, or D for a browser, or nothing for a client that takes neither.
pub(crate) fn framework_error(asked: &Asked, status: StatusCode) -> Reply {
    if asked.wants_html() {
        return whitelabel(asked.now, status);
    }
    if !asked.takes_json() {
        return Reply::empty(status);
    }
    Reply::json(
        status,
        &ShapeB {
            timestamp: timestamp(asked.now),
            status: status.as_u16(),
            error: reason(status),
            path: &asked.path,
        },
    )
}

/// 406 of a core controller, which offers one type alone.
pub(crate) fn not_acceptable_core(asked: &Asked) -> Reply {
    framework_error(asked, StatusCode::NOT_ACCEPTABLE)
        .header("accept", "application/json;charset=UTF-8")
}

/// 406 of the other controllers.
pub(crate) fn not_acceptable(asked: &Asked) -> Reply {
    framework_error(asked, StatusCode::NOT_ACCEPTABLE).header("accept", FRAMEWORK_TYPES)
}

/// Shape E, from the servlet container itself.
pub(crate) fn container_error(status: StatusCode) -> Reply {
    let title = format!(
        "HTTP Status {} \u{2013} {}",
        status.as_u16(),
        reason(status)
    );
    let style = "body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:#525D76;} \
                 h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;} a {color:black;} \
                 .line {height:1px;background-color:#525D76;border:none;}";
    Reply::with_body(
        status,
        "text/html;charset=utf-8",
        format!(
            "<!doctype html><html lang=\"en\"><head><title>{title}</title><style type=\"text/css\">{style}</style></head>\
             <body><h1>{title}</h1></body></html>"
        ),
    )
}

fn whitelabel(now: DateTime<Utc>, status: StatusCode) -> Reply {
    Reply::with_body(
        status,
        "text/html;charset=UTF-8",
        format!(
            "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, \
             so you are seeing this as a fallback.</p><div id='created'>{}</div>\
             <div>There was an unexpected error (type={}, status={}).</div></body></html>",
            now.format("%a %b %d %H:%M:%S UTC %Y"),
            reason(status),
            status.as_u16(),
        ),
    )
}

/// The one form of dates in the API: UTC with milliseconds and a numeric offset.
pub(crate) fn timestamp(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string()
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Unknown")
}

//! Health and metrics, which need neither an instance nor a caller (contracts 07, 12).

use axum::http::StatusCode;
use serde_json::json;

use super::answers::{json_reply, text, varying};
use super::instance::{Condition, DATABASE};
use crate::asked::Asked;
use crate::reply::Reply;

/// The version the server claims, which is the one recorded.
pub(crate) const VERSION: &str = "development-2025-10-02T10:14:43+02:00";

/// `None` for the paths that are not its own.
pub(crate) fn answer(asked: &Asked, condition: Condition) -> Option<Reply> {
    let is_down = condition == Condition::DatabaseDown;
    Some(match asked.path.as_str() {
        "/debug/healthz" => plain("text/plain; charset=utf-8", "ok"),
        "/debug/ready" if is_down => text(
            StatusCode::PRECONDITION_FAILED,
            &format!("ID=API-F24h2 Message=DB CONNECTION ERROR Parent=({DATABASE})\n"),
        ),
        "/debug/validate" if is_down => text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "json: unsupported type: pgconn.DialFunc\n",
        ),
        "/debug/ready" | "/debug/validate" => json_reply(StatusCode::OK, &json!("ok")),
        "/debug/metrics" => plain(
            "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
            &metrics(),
        ),
        "/healthz" => {
            let mut reply = json_reply(StatusCode::OK, &json!({"status": "SERVING"}));
            reply = varying(reply, true);
            reply
        }
        other if other.starts_with("/debug/") => {
            text(StatusCode::NOT_FOUND, "404 page not found\n")
        }
        _ => return None,
    })
}

fn plain(content_type: &str, body: &str) -> Reply {
    Reply::with_body(StatusCode::OK, content_type, body).header("x-robots-tag", "none")
}

/// The one line a client can read the version from without signing in.
fn metrics() -> String {
    format!(
        "# HELP target_info Target metadata\n# TYPE target_info gauge\n\
         target_info{{service_name=\"ZITADEL\",service_version=\"{VERSION}\",telemetry_sdk_language=\"go\",\
         telemetry_sdk_name=\"opentelemetry\",telemetry_sdk_version=\"1.35.0\"}} 1\n"
    )
}

//! What was done to the recorded ZITADEL between exchanges without being recorded.

use chrono::{Datelike, TimeDelta};
use patwarden_sandbox::zitadel::Condition;
use serde_json::Value;

use crate::player::Stage;
use crate::recording::Exchange;
use crate::wire;

/// Makes the change that comes before this exchange.
pub(crate) fn before(stem: &str, exchange: &Exchange, stage: &mut Stage) {
    match (stem, exchange.title()) {
        ("06-auth", "token that expires in 4 s, before: v1") => {
            let end = "<NOW+4s>";
            stage.bindings.now = stage.sandbox.now();
            let moment = stage.bindings.fill_text(end);
            stage.bindings.insert(end, &moment);
            add_token(stage, "robot", "robot-short", &moment);
        }
        ("06-auth", "the same token after its expiration: v1") => {
            stage.sandbox.advance(TimeDelta::seconds(5));
        }
        ("06-auth", "deactivated user, token added while inactive: v1") => {
            add_token(stage, "sleepy", "sleepy-2", usual_end(stage));
        }
        ("06-auth", "reactivated user, new token") => {
            add_token(stage, "sleepy", "sleepy-3", usual_end(stage));
        }
        ("12-faults" | "13-quota-and-block", title) => {
            let condition = match title.split(':').next().unwrap_or_default() {
                "database down" => Condition::DatabaseDown,
                "quota used up" => Condition::QuotaUsedUp,
                "instance blocked" => Condition::Blocked,
                "at the same moment" => Condition::Starting,
                _ if title == "during start: answer 503" => Condition::Starting,
                _ => Condition::Well,
            };
            stage.sandbox.zitadel().set_condition(condition);
        }
        _ => {}
    }
}

/// When tokens end in the recording, and in its variation seven years later.
fn usual_end(stage: &Stage) -> &'static str {
    if stage.sandbox.now().year() < 2030 {
        "2030-01-01T00:00:00Z"
    } else {
        "2037-01-01T00:00:00Z"
    }
}

fn add_token(stage: &mut Stage, user: &str, label: &str, end: &str) {
    let path = stage
        .bindings
        .fill_text(&format!("/v2/users/<USER:{user}>/pats"));
    let bearer = format!("Bearer {}", stage.sandbox.zitadel().admin_pat());
    let headers = [("Authorization", bearer), ("Host", "localhost".to_owned())];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let body = format!("{{\"expirationDate\":\"{end}\"}}");
    let answer = wire::exchange(
        &stage.address,
        "POST",
        &path,
        &headers,
        Some(body.as_bytes()),
    );
    let made: Value = serde_json::from_slice(&answer.body).unwrap();
    for (kind, key) in [("TOKEN-ID", "tokenId"), ("PAT", "token")] {
        let placeholder = format!("<{kind}:{label}>");
        stage
            .bindings
            .insert(&placeholder, made[key].as_str().unwrap());
    }
}

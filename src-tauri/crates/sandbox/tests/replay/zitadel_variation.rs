//! A recording told differently: other names, dates seven years on, and reads in another order.

use chrono::{Datelike, Months, TimeDelta};
use serde_json::Value;

use crate::player::Stage;
use crate::recording::{Exchange, Recording};

const YEARS: u32 = 7;
/// After every name, so that they sort as before, also among those that are ids.
const SUFFIX: &str = "-x";
/// Ids and names that a recording makes itself, and others for them.
const OTHERS: [(&str, &str); 3] = [
    ("custom-id-", "own-id-"),
    ("Third Org", "Tenth Org"),
    ("third-org", "tenth-org"),
];
/// Where a user's name stands.
const NAMES: [&str; 7] = [
    "userName",
    "username",
    "preferredLoginName",
    "preferred_username",
    "loginNames",
    "lastName",
    "email",
];

/// The recording with other names and dates; where `order` says so, runs of reads turned round after their
/// first, which tells what the others ask for.
pub(crate) fn of(recording: &Recording, order: bool) -> Recording {
    let mut varied = recording.clone();
    for exchange in &mut varied.exchanges {
        exchange.request.path = other(&exchange.request.path);
        if exchange.request.path.contains("?loginName=") {
            exchange.request.path = renamed(&exchange.request.path);
        }
        if let Some(body) = &mut exchange.request.body {
            change(body);
        }
        change(&mut exchange.response.body);
    }
    let mut from = 0;
    while order && from < varied.exchanges.len() {
        let run = varied.exchanges[from..]
            .iter()
            .take_while(|exchange| is_read(exchange))
            .count();
        if run > 2 {
            varied.exchanges[from + 1..from + run].reverse();
        }
        from += run.max(1);
    }
    varied
}

/// The same in the world the recording takes for granted.
pub(crate) fn prepare(stage: &Stage) {
    let now = stage.sandbox.now();
    let zitadel = stage.sandbox.zitadel();
    zitadel.edit_users(|user| {
        user.user_name = renamed(&user.user_name);
        // Of a person the end, so that the whole name ends in it too.
        let name = if user.is_machine {
            &mut user.name
        } else {
            &mut user.last_name
        };
        *name = renamed(name);
    });
    zitadel.edit_tokens(|token| {
        let is_fixed = (token.expires_at - now).abs() > TimeDelta::minutes(1);
        if is_fixed && token.expires_at.year() < 9999 {
            token.expires_at = token.expires_at + Months::new(12 * YEARS);
        }
    });
}

fn is_read(exchange: &Exchange) -> bool {
    let path = &exchange.request.path;
    exchange.request.method == "GET"
        || path.ends_with("search")
        || path.contains("Service/List")
        || path.contains("Service/Get")
}

fn change(value: &mut Value) {
    match value {
        Value::String(text) => *text = other(&later(text)),
        Value::Array(items) => items.iter_mut().for_each(change),
        Value::Object(fields) => {
            let has = |key| fields.contains_key(key);
            let is_users = has("preferred_username") || has("userName") || has("description");
            let is_member = has("firstName") || has("userType");
            // A part of a name is found in the changed one too.
            let is_part = fields
                .get("method")
                .and_then(Value::as_str)
                .is_some_and(|method| {
                    method.contains("CONTAINS") || method.contains("STARTS_WITH")
                });
            for (key, field) in fields.iter_mut() {
                let is_name = NAMES.contains(&key.as_str())
                    || (is_users && key == "name")
                    || (is_member && key == "displayName");
                if is_name && !field.is_object() {
                    if !is_part {
                        rename(field);
                    }
                } else if key == "machine" {
                    if let Some(name) = field.get_mut("name") {
                        rename(name);
                    }
                } else {
                    change(field);
                }
            }
        }
        _ => {}
    }
}

fn rename(value: &mut Value) {
    match value {
        // Without a name, or with the id for one.
        Value::String(name) if name.is_empty() || name.starts_with('<') => {}
        Value::String(name) => *name = renamed(name),
        Value::Array(names) => names.iter_mut().for_each(rename),
        _ => {}
    }
}

fn other(text: &str) -> String {
    OTHERS
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Of an address the part before the domain.
fn renamed(name: &str) -> String {
    match name.split_once('@') {
        Some((name, domain)) => format!("{name}{SUFFIX}@{domain}"),
        None => format!("{name}{SUFFIX}"),
    }
}

/// Every date of this century, but not the one in the version.
fn later(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut later = text.to_owned();
    for at in 0..bytes.len().saturating_sub(9) {
        let is_date = bytes[at..at + 10].iter().enumerate().all(|(place, byte)| {
            if place == 4 || place == 7 {
                *byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
        if is_date && text[at..].starts_with("20") && !text[..at].ends_with(['-', '0', '1']) {
            let year: u32 = text[at..at + 4].parse().unwrap();
            later.replace_range(at..at + 4, &(year + YEARS).to_string());
        }
    }
    later
}

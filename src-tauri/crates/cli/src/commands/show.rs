//! `patw show`.

use std::process::ExitCode;

use patwarden_core::reference::resolve;
use patwarden_core::view::TokenRow;
use patwarden_runtime::Runtime;
use serde_json::json;

use super::freshness;
use crate::arguments::{Format, Freshness};
use crate::exit::Failure;
use crate::output::{self, expiry, word};

pub(crate) async fn run(
    runtime: &Runtime,
    reference: &str,
    freshness: Freshness,
    format: Format,
) -> Result<ExitCode, Failure> {
    let alias = reference
        .split('/')
        .next()
        .filter(|_| reference.contains('/'));
    let known = freshness::read(runtime, alias, freshness).await?;
    let row = resolve(reference, &known.rows)?;
    if format.json {
        let mut token = json!(row.token);
        token["details"] = details(row);
        output::json(&token);
    } else {
        known.note_incomplete();
        output::facts(&facts(row));
    }
    Ok(ExitCode::SUCCESS)
}

fn details(row: &TokenRow) -> serde_json::Value {
    let mut details: serde_json::Map<String, serde_json::Value> = row
        .details
        .iter()
        .map(|(label, value)| (label.clone(), json!(value)))
        .collect();
    details.insert("serverId".into(), json!(row.server_id));
    details.insert("usedHereAt".into(), json!(row.used_here_at));
    if !row.candidates.is_empty() {
        details.insert("candidates".into(), json!(row.candidates));
    }
    details.into()
}

fn facts(row: &TokenRow) -> Vec<(String, String)> {
    let token = &row.token;
    let mut facts = vec![
        (
            "Name".to_owned(),
            token.name.clone().unwrap_or_else(|| "none".into()),
        ),
        ("Account".into(), token.account.clone()),
        ("Owner".into(), token.owner.name.clone()),
        ("Status".into(), word(&token.status)),
        ("Expires".into(), expiry(token)),
        ("Scopes".into(), token.scopes.join(" ")),
        ("Secret".into(), secret(row)),
        ("Id".into(), token.id.clone()),
        (
            "Server id".into(),
            row.server_id.clone().unwrap_or_else(|| "not known".into()),
        ),
    ];
    if let Some(created) = token.created_at {
        facts.push((
            "Created".into(),
            created.with_timezone(&chrono::Local).to_rfc3339(),
        ));
    }
    if !row.candidates.is_empty() {
        facts.push(("May be".into(), row.candidates.join(" or ")));
    }
    facts.extend(row.details.iter().cloned());
    facts
}

fn secret(row: &TokenRow) -> String {
    match &row.token.custody.store {
        Some(store) => format!("{} in {store}", word(&row.token.custody.state)),
        None => word(&row.token.custody.state),
    }
}

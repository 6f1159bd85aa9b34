//! `patw show`.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use patwarden_core::owner::OwnerState;
use patwarden_core::reference::resolve;
use patwarden_core::view::{AccountView, TokenRow};
use patwarden_runtime::Runtime;
use serde_json::{Map, Value, json};

use super::freshness;
use crate::arguments::{Format, Freshness};
use crate::exit::Failure;
use crate::output::{self, expiry, word};
use crate::owner_labels::OwnerLabels;

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
    let account = known
        .accounts
        .iter()
        .find(|account| account.alias == row.token.account);
    if format.json {
        let mut token = json!(row.token);
        token["details"] = details(row, account);
        output::json(&token);
    } else {
        known.note_incomplete();
        let owner = OwnerLabels::of(&known.owners).of_token(row);
        output::facts(&facts(row, owner, account));
    }
    Ok(ExitCode::SUCCESS)
}

fn details(row: &TokenRow, account: Option<&AccountView>) -> Value {
    let mut details: Map<String, Value> = row
        .details
        .iter()
        .map(|(label, value)| (label.clone(), json!(value)))
        .collect();
    details.insert("serverId".into(), json!(row.server_id));
    details.insert("usedHereAt".into(), json!(row.used_here_at));
    details.insert("provenAt".into(), json!(row.proven_at));
    details.insert("neverExpires".into(), json!(row.never_expires));
    details.insert("ownerState".into(), json!(row.owner_state));
    details.insert("maySignIn".into(), json!(row.may_sign_in));
    if let Some(organization) = &row.organization_name {
        details.insert("organizationName".into(), json!(organization));
    }
    if let Some(interface) = account.and_then(|account| account.interface.as_ref()) {
        details.insert("interface".into(), json!(interface));
    }
    if !row.candidates.is_empty() {
        details.insert("candidates".into(), json!(row.candidates));
    }
    details.into()
}

/// A label as it is read: `resourceOwner` is "Resource owner".
fn words_of(label: &str) -> String {
    let mut words = String::new();
    for letter in label.chars() {
        if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else if letter.is_uppercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

fn facts(row: &TokenRow, owner: String, account: Option<&AccountView>) -> Vec<(String, String)> {
    let token = &row.token;
    let mut facts = Facts::default();
    facts.add("Name", token.name.as_deref().unwrap_or("none"));
    facts.add("Account", &token.account);
    facts.add("Owner", owner);
    facts.add_some("Organization", organization(row));
    if row.owner_state != OwnerState::Active {
        facts.add("Owner state", word(&row.owner_state));
    }
    facts.add("Status", word(&token.status));
    facts.add("Expires", expiry(token, row.never_expires));
    facts.add("Scopes", token.scopes.join(" "));
    facts.add("Secret", secret(row));
    if row.may_sign_in {
        facts.add("Signs in", "the account may be signing in with this token");
    }
    facts.add_some("Last proven", row.proven_at.map(local));
    facts.add("Id", &token.id);
    facts.add("Server id", row.server_id.as_deref().unwrap_or("not known"));
    facts.add_some("Created", token.created_at.map(local));
    if !row.candidates.is_empty() {
        facts.add("May be", row.candidates.join(" or "));
    }
    facts.add_some("Interface", account.and_then(output::interface));
    for (label, value) in &row.details {
        facts.add(&words_of(label), value);
    }
    facts.0
}

/// Labels and values in the order they are shown.
#[derive(Default)]
struct Facts(Vec<(String, String)>);

impl Facts {
    fn add(&mut self, label: &str, value: impl Into<String>) {
        self.0.push((label.into(), value.into()));
    }

    fn add_some(&mut self, label: &str, value: Option<String>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }
}

fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&chrono::Local).to_rfc3339()
}

fn organization(row: &TokenRow) -> Option<String> {
    let id = row.token.owner.organization_id.as_ref()?;
    Some(match &row.organization_name {
        Some(name) => format!("{name} ({id})"),
        None => id.clone(),
    })
}

fn secret(row: &TokenRow) -> String {
    match &row.token.custody.store {
        Some(store) => format!("{} in {store}", word(&row.token.custody.state)),
        None => word(&row.token.custody.state),
    }
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn labels_of_servers_become_words() {
        assert_eq!(words_of("sequence"), "Sequence");
        assert_eq!(words_of("resourceOwner"), "Resource owner");
        assert_eq!(words_of("ipAddress"), "Ip address");
    }
}

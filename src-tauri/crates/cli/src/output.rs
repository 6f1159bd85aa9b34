//! Tables for people, JSON for programs.

use std::io::{IsTerminal, Write, stderr, stdout};

use chrono::{DateTime, Utc};
use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, Color, Table};
use patwarden_core::capabilities::ScopeChoice;
use patwarden_core::owner::OwnerState;
use patwarden_core::status::Status;
use patwarden_core::view::{AccountView, CustodyState, OwnerRow, TokenRow, TokenView};
use serde::Serialize;

use crate::owner_labels::OwnerLabels;

/// Writes a line to stdout. A reader that went away is not our trouble.
pub(crate) fn line(text: &str) {
    let _ = writeln!(stdout(), "{text}");
}

/// Writes a remark to stderr.
pub(crate) fn note(text: &str) {
    let _ = writeln!(stderr(), "patw: {}", plain(text));
}

/// Writes one JSON document.
pub(crate) fn json(value: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(value) {
        line(&text);
    }
}

fn table(heads: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(
        heads
            .iter()
            .map(|head| Cell::new(head).add_attribute(Attribute::Bold)),
    );
    if !stdout().is_terminal() {
        table.force_no_tty();
    }
    table
}

/// A server's text without what could steer a terminal, or show its letters in another order.
pub(crate) fn plain(text: &str) -> String {
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if c.is_control() || turns(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// What a token is called: its name, or its id where it has none.
pub(crate) fn called(row: &TokenRow) -> &str {
    let name = row.token.name.as_deref().filter(|name| !name.is_empty());
    name.or(row.server_id.as_deref()).unwrap_or(&row.token.id)
}

/// The tokens as a table.
pub(crate) fn tokens(rows: &[TokenRow], owners: &OwnerLabels<'_>, accounts: &[AccountView]) {
    let mut table = table(&[
        "ACCOUNT", "NAME", "OWNER", "EXPIRES", "STATUS", "SECRET", "SCOPES",
    ]);
    for row in rows {
        let token = &row.token;
        table.add_row(vec![
            Cell::new(&token.account),
            name_of(row),
            owner_of(row, owners),
            Cell::new(expiry(token, row.never_expires)),
            status(token.status),
            custody(token.custody.state),
            scopes(row, accounts),
        ]);
    }
    line(table.to_string().trim_end());
}

/// The accounts as a table.
pub(crate) fn accounts(accounts: &[AccountView]) {
    let mut table = table(&[
        "ALIAS",
        "PROVIDER",
        "ADDRESS",
        "SIGNED IN AS",
        "METHOD",
        "INTERFACE",
        "STATE",
    ]);
    for account in accounts {
        table.add_row(vec![
            account.alias.clone(),
            word(&account.provider),
            account.url.clone(),
            plain(&account.subject),
            word(&account.method),
            interface(account).unwrap_or_else(|| "-".into()),
            account
                .trouble
                .as_ref()
                .map_or_else(|| word(&account.state), |trouble| plain(&trouble.message)),
        ]);
    }
    line(table.to_string().trim_end());
}

/// Which interface of its server an account speaks, and whether it was told to.
pub(crate) fn interface(account: &AccountView) -> Option<String> {
    let id = account.interface.as_ref()?;
    let mut offered = account.capabilities.interfaces.iter();
    let name = offered
        .find(|interface| interface.id == *id)
        .map_or(id, |interface| &interface.name);
    Some(if account.interface_pinned {
        format!("{name} (pinned)")
    } else {
        name.clone()
    })
}

/// The owners as a table.
pub(crate) fn owners(owners: &[OwnerRow]) {
    let mut table = table(&["ACCOUNT", "ORGANIZATION", "NAME", "ID", "STATE"]);
    for row in owners {
        table.add_row(vec![
            row.account.clone(),
            plain(row.organization_name.as_deref().unwrap_or("-")),
            plain(&row.owner.name),
            plain(&row.owner.id),
            word(&row.state),
        ]);
    }
    line(table.to_string().trim_end());
}

/// Two columns: what, and its value.
pub(crate) fn facts(facts: &[(String, String)]) {
    let width = facts
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or_default();
    for (label, value) in facts {
        line(&format!("{label:width$}  {}", plain(value)));
    }
}

/// The word a value has in JSON.
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// When a token ends, in local time, and in how many days.
pub(crate) fn expiry(token: &TokenView, never: bool) -> String {
    let Some(end) = token.expires_at else {
        let text = if never { "never" } else { "none stated" };
        return text.into();
    };
    let date = end.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M");
    let day = |at: DateTime<Utc>| at.with_timezone(&chrono::Local).date_naive();
    // Days on the calendar, as the window counts them.
    let days = (day(end) - day(Utc::now())).num_days();
    match (end <= Utc::now(), days) {
        (true, _) => format!("{date}"),
        (false, 0) => format!("{date} (today)"),
        (false, 1) => format!("{date} (1 day)"),
        (false, days) => format!("{date} ({days} days)"),
    }
}

fn name_of(row: &TokenRow) -> Cell {
    let cell = Cell::new(plain(called(row)));
    match row.token.name {
        Some(_) => cell,
        None => cell.add_attribute(Attribute::Dim),
    }
}

/// What hinders the owner hinders its tokens.
fn owner_of(row: &TokenRow, owners: &OwnerLabels<'_>) -> Cell {
    let label = plain(&owners.of_token(row));
    match row.owner_state {
        OwnerState::Active => Cell::new(label),
        state => Cell::new(format!("{label}, {}", word(&state))).fg(Color::Yellow),
    }
}

/// Those that every token of a server has say nothing about this one; `show` has them.
fn scopes(row: &TokenRow, accounts: &[AccountView]) -> Cell {
    let mut accounts = accounts.iter();
    let account = accounts.find(|account| account.alias == row.token.account);
    let choice = account.map(|account| &account.capabilities.scopes);
    if matches!(choice, Some(ScopeChoice::Fixed { .. })) {
        return Cell::new("fixed").add_attribute(Attribute::Dim);
    }
    Cell::new(plain(&row.token.scopes.join(" ")))
}

fn status(status: Status) -> Cell {
    let colour = match status {
        Status::Active => Color::Green,
        Status::Expiring | Status::Unknown => Color::Yellow,
        Status::Expired | Status::Refused | Status::Revoked => Color::Red,
    };
    Cell::new(word(&status)).fg(colour)
}

fn custody(custody: CustodyState) -> Cell {
    let cell = Cell::new(word(&custody));
    match custody {
        CustodyState::Held => cell,
        CustodyState::Elsewhere => cell.add_attribute(Attribute::Dim),
        CustodyState::Orphaned | CustodyState::Lost => cell.fg(Color::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_a_server_says_cannot_steer_the_terminal_or_turn_its_letters() {
        let said = "x\u{1b}]0;owned\u{7}\u{202e}gnp.exe\r\n";
        let shown = plain(said);
        assert_eq!(
            shown,
            "x\u{fffd}]0;owned\u{fffd}\u{fffd}gnp.exe\u{fffd}\u{fffd}"
        );
        assert_eq!(plain("Trento, perché no – 通"), "Trento, perché no – 通");
    }
}

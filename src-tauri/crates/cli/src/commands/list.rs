//! `patw list`.

use std::process::ExitCode;

use patwarden_core::view::{TokenRow, TokenView};
use patwarden_runtime::Runtime;
use serde_json::json;

use super::freshness;
use crate::arguments::ListArguments;
use crate::exit::Failure;
use crate::output::{self, word};
use crate::owner_labels::OwnerLabels;

pub(crate) async fn run(runtime: &Runtime, asked: ListArguments) -> Result<ExitCode, Failure> {
    let mut known = freshness::read(runtime, asked.account.as_deref(), asked.freshness).await?;
    known.rows.retain(|row| fits(row, &asked));
    let status = known.status();
    if asked.format.json {
        let tokens: Vec<&TokenView> = known.rows.iter().map(|row| &row.token).collect();
        output::json(&json!({ "tokens": tokens, "incomplete": known.incomplete }));
    } else {
        known.note_incomplete();
        if known.rows.is_empty() {
            output::note("no token");
        } else {
            let owners = OwnerLabels::of(&known.owners);
            output::tokens(&known.rows, &owners, &known.accounts);
        }
    }
    Ok(ExitCode::from(status))
}

fn fits(row: &TokenRow, asked: &ListArguments) -> bool {
    let token = &row.token;
    let same = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|w| w == value);
    let owner = asked
        .owner
        .as_deref()
        .is_none_or(|wanted| wanted == token.owner.name || wanted == token.owner.id);
    owner
        && same(&asked.status, &word(&token.status))
        && same(&asked.custody, &word(&token.custody.state))
}

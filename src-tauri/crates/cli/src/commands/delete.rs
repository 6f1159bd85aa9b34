//! `patw delete`: asks, then revokes at once. There is no hold here: the question is the hold.

use std::process::ExitCode;
use std::sync::Arc;

use patwarden_core::reference::resolve;
use patwarden_core::token::RecordId;
use patwarden_core::view::TokenRow;
use patwarden_runtime::Runtime;

use super::freshness;
use super::token::interruptible;
use crate::arguments::{Format, Freshness};
use crate::exit::Failure;
use crate::output::called;
use crate::{output, terminal};

pub(crate) async fn run(
    runtime: Runtime,
    references: &[String],
    yes: bool,
    format: Format,
) -> Result<ExitCode, Failure> {
    if !yes && !terminal::can_ask() {
        return Err(Failure::usage(
            "deleting cannot be asked about without a terminal; say --yes",
        ));
    }
    let known = freshness::read(&runtime, None, Freshness::default()).await?;
    let mut chosen = Vec::new();
    for reference in references {
        chosen.push(Chosen::of(resolve(reference, &known.rows)?));
    }
    if !yes && !agreed(&chosen)? {
        output::note("nothing was deleted");
        return Ok(ExitCode::from(crate::exit::FAILED));
    }
    let runtime = Arc::new(runtime);
    let mut deleted = Vec::new();
    for Chosen { record, label, .. } in chosen {
        let (working, id) = (Arc::clone(&runtime), record.clone());
        interruptible(&runtime, async move {
            let deletion = working.use_cases.begin_delete(&id, true).await?;
            working.use_cases.finish_delete(&deletion.record).await
        })
        .await?;
        if !format.json {
            output::line(&format!("deleted {label}"));
        }
        deleted.push(record.to_string());
    }
    if format.json {
        output::json(&serde_json::json!({ "deleted": deleted }));
    }
    Ok(ExitCode::SUCCESS)
}

/// A token that shall be deleted.
struct Chosen {
    record: RecordId,
    /// What it is called.
    name: String,
    label: String,
    /// Why a slip would hurt more than usual.
    danger: Option<&'static str>,
}

impl Chosen {
    fn of(row: &TokenRow) -> Self {
        let name = output::plain(called(row));
        let danger = if row.may_sign_in {
            Some("the account may be signing in with it, and would be locked out")
        } else if row.never_expires {
            Some("it was made to last for ever, so something may rely on that")
        } else {
            None
        };
        Self {
            record: RecordId(row.token.id.clone()),
            label: format!("{}/{name}", row.token.account),
            name,
            danger,
        }
    }
}

/// One question for all, and one more for each that wants its name.
fn agreed(chosen: &[Chosen]) -> Result<bool, Failure> {
    let labels: Vec<&str> = chosen.iter().map(|token| token.label.as_str()).collect();
    let question = format!(
        "Delete {}? Programs that use it lose access at once, and the server cannot bring it back.",
        labels.join(", ")
    );
    if chosen.iter().any(|token| token.danger.is_none()) && !terminal::confirm(&question)? {
        return Ok(false);
    }
    for token in chosen {
        if let Some(danger) = token.danger {
            let question = format!(
                "Delete {}? Careful: {danger}. Programs that use it lose access at once, and the server cannot bring it back.",
                token.label
            );
            if !terminal::confirm_by_name(&question, &token.name)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

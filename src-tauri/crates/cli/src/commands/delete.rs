//! `patw delete`: asks, then revokes at once. There is no hold here: the question is the hold.

use std::process::ExitCode;
use std::sync::Arc;

use patwarden_core::reference::resolve;
use patwarden_core::token::RecordId;
use patwarden_runtime::Runtime;

use super::freshness;
use super::token::interruptible;
use crate::arguments::{Format, Freshness};
use crate::exit::Failure;
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
    let freshness = Freshness {
        cached: false,
        refresh: false,
    };
    let known = freshness::read(&runtime, None, freshness).await?;
    let mut chosen = Vec::new();
    for reference in references {
        let row = resolve(reference, &known.rows)?;
        let name = row
            .token
            .name
            .clone()
            .unwrap_or_else(|| row.token.id.clone());
        let label = format!("{}/{}", row.token.account, output::plain(&name));
        chosen.push((RecordId(row.token.id.clone()), label));
    }
    if !yes {
        let labels: Vec<&str> = chosen.iter().map(|(_, label)| label.as_str()).collect();
        let question = format!(
            "Delete {}? Programs that use it lose access at once, and the server cannot bring it back.",
            labels.join(", ")
        );
        if !terminal::confirm(&question)? {
            output::note("nothing was deleted");
            return Ok(ExitCode::from(crate::exit::FAILED));
        }
    }
    let runtime = Arc::new(runtime);
    let mut deleted = Vec::new();
    for (record, label) in chosen {
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

//! `patw owners`.

use std::process::ExitCode;

use patwarden_core::owner::OwnerState;
use patwarden_core::view::OwnerRow;
use patwarden_runtime::Runtime;
use serde_json::json;

use super::freshness;
use crate::arguments::{Format, Freshness};
use crate::exit::Failure;
use crate::output;

pub(crate) async fn run(
    runtime: &Runtime,
    account: Option<&str>,
    freshness: Freshness,
    format: Format,
) -> Result<ExitCode, Failure> {
    let known = freshness::read(runtime, account, freshness).await?;
    let status = known.status();
    known.note_incomplete();
    let owners: Vec<OwnerRow> = known
        .owners
        .into_iter()
        .filter(|row| !matches!(row.state, OwnerState::Removed | OwnerState::Hidden))
        .collect();
    if format.json {
        let owners: Vec<_> = owners
            .iter()
            .map(|row| {
                let owner = &row.owner;
                let mut json =
                    json!({ "id": owner.id, "name": owner.name, "account": row.account });
                if let Some(organization) = &owner.organization_id {
                    json["organizationId"] = json!(organization);
                }
                json
            })
            .collect();
        output::json(&json!({ "owners": owners }));
    } else if owners.is_empty() {
        output::note("nobody who could own tokens is known");
    } else {
        output::owners(&owners);
    }
    Ok(ExitCode::from(status))
}

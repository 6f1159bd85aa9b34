//! `patw owners`.

use std::process::ExitCode;

use patwarden_runtime::Runtime;
use serde_json::json;

use crate::arguments::Format;
use crate::exit::Failure;
use crate::output;

pub(crate) async fn run(
    runtime: &Runtime,
    account: Option<&str>,
    format: Format,
) -> Result<ExitCode, Failure> {
    let owners = runtime.use_cases.owners(account).await?;
    if format.json {
        let owners: Vec<_> = owners
            .iter()
            .map(|(alias, owner)| {
                let mut json = json!({ "id": owner.id, "name": owner.name, "account": alias });
                if let Some(organization) = &owner.organization_id {
                    json["organizationId"] = json!(organization);
                }
                json
            })
            .collect();
        output::json(&json!({ "owners": owners }));
    } else {
        for (alias, owner) in owners {
            output::line(&format!("{alias}  {}", output::plain(&owner.name)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

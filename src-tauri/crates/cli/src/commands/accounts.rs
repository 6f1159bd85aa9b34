//! `patw accounts`.

use std::process::ExitCode;

use patwarden_core::view::AccountView;
use patwarden_runtime::Runtime;
use serde_json::json;

use crate::arguments::Format;
use crate::exit::Failure;
use crate::output;

pub(crate) async fn run(runtime: &Runtime, format: Format) -> Result<ExitCode, Failure> {
    let accounts = runtime.use_cases.accounts().await?;
    let views: Vec<AccountView> = accounts
        .iter()
        .map(|account| runtime.use_cases.account_view(account))
        .collect();
    if format.json {
        output::json(&json!({ "accounts": views.iter().map(account_json).collect::<Vec<_>>() }));
    } else if views.is_empty() {
        output::note("no account yet; connect one: patw connect URL");
    } else {
        output::accounts(&views);
    }
    Ok(ExitCode::SUCCESS)
}

/// An account in JSON, everywhere the same.
pub(crate) fn account_json(account: &AccountView) -> serde_json::Value {
    json!({
        "alias": account.alias,
        "provider": account.provider,
        "url": account.url,
        "method": account.method,
        "state": account.state,
    })
}

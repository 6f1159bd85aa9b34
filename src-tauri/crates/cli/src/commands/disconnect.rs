//! `patw disconnect`.

use std::process::ExitCode;

use patwarden_runtime::Runtime;

use crate::arguments::Format;
use crate::exit::Failure;
use crate::output;

pub(crate) async fn run(
    runtime: &Runtime,
    alias: &str,
    forget_secrets: bool,
    format: Format,
) -> Result<ExitCode, Failure> {
    runtime.use_cases.disconnect(alias, forget_secrets).await?;
    if format.json {
        output::json(
            &serde_json::json!({ "disconnected": alias, "secretsForgotten": forget_secrets }),
        );
    } else if forget_secrets {
        output::line(&format!(
            "\"{alias}\" is disconnected and its secrets are removed from this machine"
        ));
    } else {
        output::line(&format!(
            "\"{alias}\" is disconnected; the secrets of its tokens stay in the keychain"
        ));
    }
    Ok(ExitCode::SUCCESS)
}

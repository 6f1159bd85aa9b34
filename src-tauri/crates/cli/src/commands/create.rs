//! `patw create`.

use std::process::ExitCode;
use std::sync::Arc;

use patwarden_core::capabilities::Expiry;
use patwarden_core::view::{CreateRequest, Created};
use patwarden_core::{CoreError, ErrorCode};
use patwarden_runtime::Runtime;

use super::token::interruptible;
use crate::arguments::CreateArguments;
use crate::exit::Failure;
use crate::output::{self, expiry};

pub(crate) async fn run(runtime: Runtime, asked: CreateArguments) -> Result<ExitCode, Failure> {
    refuse_what_the_server_decides(&runtime, &asked).await?;
    warn_about_the_same_name(&runtime, &asked).await?;
    let request = CreateRequest {
        account: asked.account,
        name: asked.name,
        scopes: asked.scopes,
        without_store: false,
    };
    let runtime = Arc::new(runtime);
    let working = Arc::clone(&runtime);
    let created = interruptible(
        &runtime,
        async move { working.use_cases.create(&request).await },
    )
    .await?;
    match created {
        Created::Saved { token } => {
            if asked.format.json {
                output::json(&token);
            } else {
                output::line(&format!(
                    "created {}/{}, expires {}; its secret is in {}",
                    token.account,
                    token.name.as_deref().unwrap_or(&token.id),
                    expiry(&token),
                    token.custody.store.as_deref().unwrap_or("the keychain"),
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Created::Unsaved { unsaved } => {
            // Nobody has seen it, and this process is about to end.
            runtime.use_cases.revoke_abandoned().await;
            let (code, why) = unsaved.reason.map_or_else(
                || (ErrorCode::NotSaved, "it was not stored".into()),
                |reason| (reason.code, reason.message),
            );
            let after = if runtime.use_cases.has_unhanded_secret() {
                "it is still on the server and will be listed as lost: delete it there"
            } else {
                "it was revoked again"
            };
            Err(CoreError::new(
                code,
                format!("{why}; the new token could not be stored, so {after}"),
            )
            .into())
        }
    }
}

async fn refuse_what_the_server_decides(
    runtime: &Runtime,
    asked: &CreateArguments,
) -> Result<(), Failure> {
    let account = runtime.use_cases.account(&asked.account).await?;
    let view = runtime.use_cases.account_view(&account);
    if let (Expiry::FixedByServer { days }, Some(_)) = (view.capabilities.expiry, &asked.expires) {
        return Err(Failure::usage(format!(
            "this server decides when a token ends (after {days} days); leave --expires out"
        )));
    }
    match &asked.owner {
        Some(owner) if *owner != account.subject => Err(Failure::usage(format!(
            "through \"{}\" only the tokens of {} can be made; leave --owner out",
            account.alias, account.subject
        ))),
        _ => Ok(()),
    }
}

async fn warn_about_the_same_name(
    runtime: &Runtime,
    asked: &CreateArguments,
) -> Result<(), Failure> {
    let known = runtime
        .use_cases
        .snapshot(runtime.profile.is_sandbox())
        .await?;
    let same = known.tokens.iter().any(|row| {
        row.token.account == asked.account && row.token.name.as_ref() == Some(&asked.name)
    });
    if same {
        output::note(&format!(
            "{}/{} exists already; now there are two",
            asked.account, asked.name
        ));
    }
    Ok(())
}

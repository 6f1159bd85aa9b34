//! `patw create`.

use std::process::ExitCode;
use std::sync::Arc;

use chrono::Local;
use patwarden_core::capabilities::{Expiry, ScopeChoice};
use patwarden_core::view::{CreateRequest, Created, ExpiryWish, TokenView, UnsavedView};
use patwarden_core::{CoreError, ErrorCode};
use patwarden_runtime::Runtime;

use super::expiry_wish::expiry_wish;
use super::token::interruptible;
use crate::arguments::CreateArguments;
use crate::exit::Failure;
use crate::output;
use crate::owner_labels::OwnerLabels;

/// How long a token lives when nobody says otherwise, on servers that let one choose.
const USUAL_LIFE: &str = "90d";

pub(crate) async fn run(runtime: Runtime, asked: CreateArguments) -> Result<ExitCode, Failure> {
    let account = runtime.use_cases.account(&asked.account).await?;
    let capabilities = runtime.use_cases.account_view(&account).capabilities;
    let is_chosen = matches!(capabilities.expiry, Expiry::Chosen { .. });
    let usual = is_chosen.then_some(USUAL_LIFE);
    let wanted = asked.expires.as_deref().or(usual);
    let expires = wanted.map(expiry_wish).transpose()?;
    if let (ScopeChoice::Fixed { scopes }, [_, ..]) = (&capabilities.scopes, &asked.scopes[..]) {
        let fixed: Vec<&str> = scopes.iter().map(|scope| scope.id.as_str()).collect();
        return Err(Failure::usage(format!(
            "--scope: on this server every token has {}, and nobody can choose; leave the option out",
            fixed.join(", ")
        )));
    }
    warn_about_the_same_name(&runtime, &asked).await?;
    if expires == Some(ExpiryWish::Never) && is_chosen {
        output::note(
            "a token that never ends stays good until someone deletes it, also after everybody has forgotten it",
        );
    }
    let by_default = is_chosen && asked.expires.is_none();
    let request = CreateRequest {
        account: asked.account,
        name: asked.name,
        scopes: asked.scopes,
        owner: asked.owner,
        expires,
        without_store: false,
    };
    let runtime = Arc::new(runtime);
    let working = Arc::clone(&runtime);
    // On the heap: it is large, with every step in it.
    let creating = Box::pin(async move { working.use_cases.create(&request).await });
    let created = interruptible(&runtime, creating).await?;
    match created {
        Created::Saved { token } => {
            if asked.format.json {
                output::json(&token);
            } else {
                say_created(&runtime, &token, by_default).await?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Created::Unsaved { unsaved } => Err(unsaved_failure(&runtime, *unsaved).await),
    }
}

async fn say_created(
    runtime: &Runtime,
    token: &TokenView,
    by_default: bool,
) -> Result<(), Failure> {
    let known = runtime
        .use_cases
        .snapshot(runtime.profile.is_sandbox())
        .await?;
    let never = known
        .tokens
        .iter()
        .any(|row| row.token.id == token.id && row.never_expires);
    let ends = match token.expires_at {
        Some(end) => format!(
            "expires {}",
            end.with_timezone(&Local).format("%Y-%m-%d %H:%M %:z")
        ),
        None if never => "never expires".into(),
        None => "without a stated end".into(),
    };
    output::line(&format!(
        "created {}/{} for {}, {ends}{}; its secret is in {}",
        token.account,
        output::plain(token.name.as_deref().unwrap_or(&token.id)),
        output::plain(&OwnerLabels::of(&known.owners).label(&token.account, &token.owner)),
        if by_default {
            " (90 days, since --expires was not given)"
        } else {
            ""
        },
        token.custody.store.as_deref().unwrap_or("the keychain"),
    ));
    Ok(())
}

/// Nobody has seen it, and this process is about to end.
async fn unsaved_failure(runtime: &Runtime, unsaved: UnsavedView) -> Failure {
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
    CoreError::new(
        code,
        format!("{why}; the new token could not be stored, so {after}"),
    )
    .into()
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

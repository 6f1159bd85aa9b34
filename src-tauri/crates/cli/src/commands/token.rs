//! `patw token`: the secret, for a program. And how a command that changes something is interrupted.

use std::future::Future;
use std::io::{IsTerminal, Write, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use patwarden_core::CoreError;
use patwarden_core::activity::Action;
use patwarden_core::reference::resolve;
use patwarden_core::token::RecordId;
use patwarden_runtime::Runtime;

use crate::exit::{Failure, INTERRUPTED};

/// How long an interrupted change may take to come to a safe place.
const LIMIT: Duration = Duration::from_secs(3);

pub(crate) async fn run(
    runtime: &Runtime,
    reference: &str,
    force: bool,
) -> Result<ExitCode, Failure> {
    if stdout().is_terminal() && !force {
        return Err(Failure::usage(
            "this would show the secret on the terminal; pipe it to a program, or say --force",
        ));
    }
    let rows = runtime
        .use_cases
        .snapshot(runtime.profile.is_sandbox())
        .await?
        .tokens;
    let row = resolve(reference, &rows)?;
    let id = RecordId(row.token.id.clone());
    let secret = runtime.use_cases.hand_over(&id, Action::Printed).await?;
    // EXPOSE: printing it is what was asked for.
    let printed = writeln!(stdout(), "{}", secret.expose_secret()).and_then(|()| stdout().flush());
    printed
        .map_err(|error| Failure::from(CoreError::internal(format!("nobody read it: {error}"))))?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a change to its end. Interrupted, it is given a moment to come to a safe place: dropping it
/// in the middle would be a crash of our own making.
pub(crate) async fn interruptible<T: Send + 'static>(
    runtime: &Arc<Runtime>,
    change: impl Future<Output = Result<T, CoreError>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = tokio::spawn(change);
    tokio::select! {
        done = &mut task => return done.map_err(|error| CoreError::internal(error.to_string()))?.map_err(Failure::from),
        () = interrupted() => {}
    }
    let _ = tokio::time::timeout(LIMIT, &mut task).await;
    runtime.use_cases.revoke_abandoned().await;
    Err(Failure {
        status: INTERRUPTED,
        code: "interrupted".into(),
        message: "interrupted".into(),
    })
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}

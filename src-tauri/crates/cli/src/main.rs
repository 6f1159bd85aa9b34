//! `patw`: the same tokens, for programs and people in a terminal.
//!
//! Links nothing of the window. One file per command; what a command does is in `patwarden-core`.

mod arguments;
mod commands;
mod exit;
mod output;
mod owner_labels;
mod terminal;

use std::process::ExitCode;

use clap::Parser;
use patwarden_core::CoreError;
use patwarden_runtime::{Profile, Runtime, core_dumps, logging};

use arguments::{Arguments, Command, SandboxCommand};
use exit::Failure;

#[tokio::main]
async fn main() -> ExitCode {
    core_dumps::forbid();
    let arguments = Arguments::parse();
    let json = wants_json(&arguments.command);
    match run(arguments).await {
        Ok(code) => code,
        Err(failure) => exit::report(&failure, json),
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let profile = Profile::choose(arguments.sandbox)?;
    if let Command::Sandbox {
        command: SandboxCommand::Serve(serve),
    } = arguments.command
    {
        return commands::sandbox::serve(serve).await;
    }
    let (runtime, _tracing) = open(profile, arguments.trace).await?;
    match arguments.command {
        Command::Connect(connect) => commands::connect::run(&runtime, connect).await,
        Command::Accounts { format } => commands::accounts::run(&runtime, format).await,
        Command::Disconnect {
            alias,
            forget_secrets,
            format,
        } => commands::disconnect::run(&runtime, &alias, forget_secrets, format).await,
        Command::List(list) => commands::list::run(&runtime, list).await,
        Command::Show {
            token,
            freshness,
            format,
        } => commands::show::run(&runtime, &token, freshness, format).await,
        Command::Owners {
            account,
            freshness,
            format,
        } => commands::owners::run(&runtime, account.as_deref(), freshness, format).await,
        Command::Create(create) => commands::create::run(runtime, create).await,
        Command::Delete {
            tokens,
            yes,
            format,
        } => commands::delete::run(runtime, &tokens, yes, format).await,
        Command::Token { token, force } => commands::token::run(&runtime, &token, force).await,
        Command::Sandbox { .. } => Err(Failure::usage("nothing to do")),
    }
}

/// The runtime, and what `--trace` writes until it is dropped.
async fn open(profile: Profile, trace: bool) -> Result<(Runtime, Option<impl Sized>), CoreError> {
    let state = profile.folders()?.state;
    let (writer, tracing) = trace.then(logging::to_stderr).unzip();
    logging::start("patw", &state, writer)?;
    let runtime = Runtime::open(profile, terminal::keychain_patience()).await?;
    if let Some(path) = &runtime.set_aside {
        output::note(&format!(
            "the database was damaged; it was set aside as {} and a new one begun",
            path.display()
        ));
    }
    Ok((runtime, tracing))
}

fn wants_json(command: &Command) -> bool {
    match command {
        Command::Connect(arguments) => arguments.format.json,
        Command::List(arguments) => arguments.format.json,
        Command::Create(arguments) => arguments.format.json,
        Command::Accounts { format }
        | Command::Disconnect { format, .. }
        | Command::Show { format, .. }
        | Command::Owners { format, .. }
        | Command::Delete { format, .. } => format.json,
        Command::Token { .. } | Command::Sandbox { .. } => false,
    }
}

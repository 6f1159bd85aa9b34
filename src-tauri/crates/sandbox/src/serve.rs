//! `patw sandbox serve`: the sandbox as a program of its own.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::config::{SandboxConfig, SandboxError};
use crate::running::Sandbox;
use crate::zitadel::ServiceUser;

/// What the command line asks for, as text.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Where to listen.
    pub listen: String,
    /// The platform to serve alone.
    pub only: Option<String>,
    /// The interfaces to ZITADEL's tokens that are switched on.
    pub api: Vec<String>,
    /// `demo`, `empty`, `fleet:<users>x<tokens>` or `contract:<file stem>`.
    pub seed: String,
    /// What the clock shows at the start, RFC 3339.
    pub now: Option<String>,
    /// How long a change takes to reach the lists, in milliseconds.
    pub lag: u64,
    /// Folder that keeps the state between runs.
    pub state: Option<PathBuf>,
}

#[derive(Serialize)]
struct Ready<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    zitadel: Option<ReadyZitadel<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digitalhub: Option<ReadyDigitalHub<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadyZitadel<'a> {
    url: &'a str,
    admin_pat: String,
    organization_id: String,
    users: Vec<ServiceUser>,
    named: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ReadyDigitalHub<'a> {
    url: &'a str,
    username: &'a str,
    password: &'a str,
    named: &'a BTreeMap<String, String>,
}

impl<'a> Ready<'a> {
    fn of(sandbox: &'a Sandbox) -> Self {
        let zitadel = sandbox.zitadel();
        let digitalhub = sandbox.digitalhub();
        Self {
            zitadel: zitadel.is_served().then(|| ReadyZitadel {
                url: zitadel.url(),
                admin_pat: zitadel.admin_pat(),
                organization_id: zitadel.organization_id(),
                users: zitadel.users(),
                named: zitadel.named(),
            }),
            digitalhub: digitalhub.is_served().then(|| ReadyDigitalHub {
                url: digitalhub.url(),
                username: digitalhub.username(),
                password: digitalhub.password(),
                named: digitalhub.named(),
            }),
        }
    }
}

impl TryFrom<ServeOptions> for SandboxConfig {
    type Error = SandboxError;

    fn try_from(options: ServeOptions) -> Result<Self, SandboxError> {
        let only = options.only.as_deref().map(str::parse).transpose()?;
        let apis = options.api.iter().map(|api| api.parse());
        let apis = apis.collect::<Result<_, _>>()?;
        let now = options.now.as_deref().map(moment).transpose()?;
        Ok(Self {
            listen: options.listen,
            only,
            apis,
            seed: options.seed.parse()?,
            now,
            lag: Duration::from_millis(options.lag),
            state: options.state,
        })
    }
}

/// Serves until SIGINT or SIGTERM. The first line on stdout is JSON and says where.
pub async fn run(options: ServeOptions) -> Result<(), SandboxError> {
    // Listened for before anybody can know that we are there.
    let interrupted = interruption();
    let sandbox = Sandbox::start(options.try_into()?).await?;
    let ready = Ready::of(&sandbox);
    let line = serde_json::to_string(&ready).unwrap_or_default();
    let mut stdout = std::io::stdout().lock();
    // Whoever closed our output does not want to know.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    drop(stdout);
    interrupted.await;
    Ok(())
}

#[cfg(unix)]
fn interruption() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        let [interrupt, terminate] = signals;
        let wait = |listened: std::io::Result<tokio::signal::unix::Signal>| async move {
            match listened {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                // The signal then keeps its own way of ending us.
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wait(interrupt) => {}
            () = wait(terminate) => {}
        }
    }
}

#[cfg(not(unix))]
async fn interruption() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>, SandboxError> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.to_utc())
        .map_err(|error| {
            SandboxError::Usage(format!(
                "--now wants a date like 2027-01-31T10:00:00Z, not `{text}`: {error}"
            ))
        })
}

//! The sandbox as a process of its own: started beside the window, remembered between runs, stopped
//! with it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use patwarden_core::account::SignInMethod;
use patwarden_core::secret::SignInSecret;
use patwarden_core::view::{ConnectRequest, DiscoverRequest};
use patwarden_core::{CoreError, ErrorCode};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::runtime::Runtime;

/// How long the sandbox may take to say that it is ready.
const START_LIMIT: Duration = Duration::from_secs(10);

/// A running sandbox. Dropping it ends the process.
#[derive(Debug)]
pub struct SandboxProcess {
    child: Child,
    accounts: Vec<SandboxAccount>,
}

/// An account of the sandbox, as its ready line describes it.
#[derive(Debug)]
struct SandboxAccount {
    alias: &'static str,
    url: String,
    method: SignInMethod,
    username: Option<String>,
    secret: SignInSecret,
}

#[derive(Deserialize)]
struct Ready {
    digitalhub: DigitalHub,
    zitadel: Zitadel,
}

#[derive(Deserialize)]
struct DigitalHub {
    url: String,
    username: String,
    password: SignInSecret,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Zitadel {
    url: String,
    admin_pat: SignInSecret,
}

impl From<Ready> for Vec<SandboxAccount> {
    fn from(ready: Ready) -> Self {
        vec![
            SandboxAccount {
                alias: "sandbox",
                url: ready.digitalhub.url,
                method: SignInMethod::Basic,
                username: Some(ready.digitalhub.username),
                secret: ready.digitalhub.password,
            },
            SandboxAccount {
                alias: "zitadel",
                url: ready.zitadel.url,
                method: SignInMethod::Pat,
                username: None,
                secret: ready.zitadel.admin_pat,
            },
        ]
    }
}

impl SandboxProcess {
    /// Starts `patw sandbox serve`, found beside the running program, with its state in `directory`.
    pub async fn start(directory: &Path) -> Result<Self, CoreError> {
        let program = command_line_program()?;
        let mut child = Command::new(&program)
            .args(["sandbox", "serve", "--with-parent", "--state"])
            .arg(directory)
            // Its input closes when we are gone, however we went, and that ends it.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| {
                failed(&format!("{} cannot be started: {error}", program.display()))
            })?;
        let ready = tokio::time::timeout(START_LIMIT, first_line(&mut child))
            .await
            .map_err(|_| failed("it did not get ready within 10 seconds"))??;
        let ready: Ready = serde_json::from_str(&ready)
            .map_err(|error| failed(&format!("it said something unexpected ({error})")))?;
        Ok(Self {
            child,
            accounts: ready.into(),
        })
    }

    /// Connects the sandbox's accounts, unless they are connected already. One that cannot be does
    /// not keep the others away; what went wrong first is told.
    pub async fn connect(&self, runtime: &Runtime) -> Result<(), CoreError> {
        let mut connected = Ok(());
        for account in &self.accounts {
            connected = connected.and(account.connect(runtime).await);
        }
        connected
    }

    /// Ends the process and waits until it is gone.
    pub async fn stop(mut self) {
        #[cfg(unix)]
        if let Some(pid) = self
            .child
            .id()
            .and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()))
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            if tokio::time::timeout(Duration::from_secs(2), self.child.wait())
                .await
                .is_ok()
            {
                return;
            }
        }
        let _ = self.child.kill().await;
    }
}

impl SandboxAccount {
    async fn connect(&self, runtime: &Runtime) -> Result<(), CoreError> {
        let known = runtime.use_cases.accounts().await?;
        if let Some(account) = known
            .iter()
            .find(|known| known.alias.as_str() == self.alias)
        {
            // Someone may have given the name to a server of their own: its credential stays there.
            if account.address.is_this_machine() && account.address.to_string() != self.url {
                runtime
                    .use_cases
                    .change_address(self.alias, &self.url)
                    .await?;
            }
            return Ok(());
        }
        let request = |session_only| ConnectRequest {
            server: DiscoverRequest {
                url: self.url.clone(),
                extra_ca: None,
                allow_plain_http: false,
            },
            alias: Some(self.alias.into()),
            method: self.method,
            username: self.username.clone(),
            secret: self.secret.clone(),
            interface: None,
            session_only,
        };
        match runtime.use_cases.connect(request(false)).await {
            Err(error) if error.code.is_keychain() => {
                runtime.use_cases.connect(request(true)).await.map(|_| ())
            }
            other => other.map(|_| ()),
        }
    }
}

async fn first_line(child: &mut Child) -> Result<String, CoreError> {
    let stdout = child
        .stdout
        .take()
        .ok_or_else(|| failed("it has no output"))?;
    let mut lines = BufReader::new(stdout).lines();
    match lines.next_line().await {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(failed("it ended at once")),
        Err(error) => Err(failed(&format!("it cannot be read: {error}"))),
    }
}

fn command_line_program() -> Result<PathBuf, CoreError> {
    let here = std::env::current_exe().map_err(|error| failed(&error.to_string()))?;
    let name = format!("patw{}", std::env::consts::EXE_SUFFIX);
    let beside = here.with_file_name(name);
    if beside.exists() {
        Ok(beside)
    } else {
        Err(failed(&format!("{} is missing", beside.display())))
    }
}

fn failed(why: &str) -> CoreError {
    CoreError::new(
        ErrorCode::Sandbox,
        format!("the sandbox could not be started: {why}"),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn the_ready_line_describes_an_account_on_each_platform() {
        let line = r#"{
            "zitadel": {
                "url": "http://localhost:4001", "adminPat": "admins-token",
                "organizationId": "1", "users": [], "named": {}
            },
            "digitalhub": {
                "url": "http://127.0.0.1:4000", "username": "admin", "password": "pw", "named": {}
            }
        }"#;
        let ready: Ready = serde_json::from_str(line).unwrap();
        let accounts: Vec<SandboxAccount> = ready.into();
        let told: Vec<_> = accounts
            .iter()
            .map(|account| {
                (
                    account.alias,
                    account.url.as_str(),
                    account.method,
                    account.username.as_deref(),
                    // EXPOSE: a made-up one is compared.
                    account.secret.expose_secret(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    "sandbox",
                    "http://127.0.0.1:4000",
                    SignInMethod::Basic,
                    Some("admin"),
                    "pw"
                ),
                (
                    "zitadel",
                    "http://localhost:4001",
                    SignInMethod::Pat,
                    None,
                    "admins-token"
                ),
            ]
        );
    }
}

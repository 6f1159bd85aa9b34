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

/// The alias its account gets.
const ALIAS: &str = "sandbox";

/// A running sandbox. Dropping it ends the process.
#[derive(Debug)]
pub struct SandboxProcess {
    child: Child,
    server: DigitalHub,
}

#[derive(Deserialize)]
struct Ready {
    digitalhub: DigitalHub,
}

#[derive(Deserialize)]
struct DigitalHub {
    url: String,
    username: String,
    password: SignInSecret,
}

impl std::fmt::Debug for DigitalHub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DigitalHub")
            .field("url", &self.url)
            .finish_non_exhaustive()
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
            server: ready.digitalhub,
        })
    }

    /// Connects the sandbox's account, unless it is connected already.
    pub async fn connect(&self, runtime: &Runtime) -> Result<(), CoreError> {
        let known = runtime.use_cases.accounts().await?;
        if let Some(account) = known.iter().find(|account| account.alias.as_str() == ALIAS) {
            if account.address.to_string() != self.server.url {
                runtime
                    .use_cases
                    .change_address(ALIAS, &self.server.url)
                    .await?;
            }
            return Ok(());
        }
        let request = |session_only| ConnectRequest {
            server: DiscoverRequest {
                url: self.server.url.clone(),
                extra_ca: None,
                allow_plain_http: false,
            },
            alias: Some(ALIAS.into()),
            method: SignInMethod::Basic,
            username: Some(self.server.username.clone()),
            secret: self.server.password.clone(),
            session_only,
        };
        match runtime.use_cases.connect(request(false)).await {
            Err(error) if error.code.is_keychain() => {
                runtime.use_cases.connect(request(true)).await.map(|_| ())
            }
            other => other.map(|_| ()),
        }
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

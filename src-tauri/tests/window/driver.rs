//! A `WebDriver` session with the window: `WebKitWebDriver` starts the program and speaks to its page.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::http::request;
use crate::waiting::until;

/// How long a single command may take. Screenshots are the slowest.
const LIMIT: Duration = Duration::from_secs(60);

/// The name `WebDriver` gives an element in its answers.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element of the page.
#[derive(Clone, Debug)]
pub(crate) struct Element(pub(crate) String);

impl Element {
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        Some(Self(value.get(ELEMENT)?.as_str()?.to_owned()))
    }

    pub(crate) fn to_value(&self) -> Value {
        json!({ELEMENT: self.0})
    }
}

/// The driver's process and the one session it serves.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    session: String,
    output: PathBuf,
}

impl Driver {
    /// Starts the program under a driver of its own. `environment` reaches both; what they print
    /// goes to `output`.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
        output: &Path,
    ) -> Self {
        let port = free_port();
        let file = File::create(output).expect("output can be kept");
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("output can be kept"))
            .stderr(file)
            .spawn()
            .expect("WebKitWebDriver can be started; Debian's package is webkit2gtk-driver");
        let mut driver = Self {
            process,
            port,
            session: String::new(),
            output: output.to_owned(),
        };
        until("the driver to listen", LIMIT, || {
            request(port, "GET", "/status", None, LIMIT).ok()
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "webkitgtk:browserOptions": {"binary": program, "args": arguments}
        }}});
        let answer = driver
            .call("POST", "/session", Some(&wanted))
            .unwrap_or_else(|error| panic!("no session: {error}\n{}", driver.printed()));
        let id = answer["sessionId"].as_str().expect("a session has an id");
        id.clone_into(&mut driver.session);
        driver
    }

    /// What driver and program printed so far.
    pub(crate) fn printed(&self) -> String {
        std::fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// Process id of the program.
    pub(crate) fn program_id(&self) -> Option<u32> {
        let id = self.process.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    /// Runs the body of a function in the page and answers with what it returns.
    pub(crate) fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, String> {
        let body = json!({"script": body, "args": arguments});
        self.command("POST", "/execute/sync", Some(&body))
    }

    /// The same for a body that calls its last argument when it is done.
    pub(crate) fn script_later(&self, body: &str, arguments: &[Value]) -> Result<Value, String> {
        let body = json!({"script": body, "args": arguments});
        self.command("POST", "/execute/async", Some(&body))
    }

    pub(crate) fn click(&self, element: &Element) -> Result<(), String> {
        self.command(
            "POST",
            &format!("/element/{}/click", element.0),
            Some(&json!({})),
        )
        .map(drop)
    }

    pub(crate) fn clear(&self, element: &Element) -> Result<(), String> {
        self.command(
            "POST",
            &format!("/element/{}/clear", element.0),
            Some(&json!({})),
        )
        .map(drop)
    }

    pub(crate) fn send_keys(&self, element: &Element, text: &str) -> Result<(), String> {
        let body = json!({"text": text});
        self.command(
            "POST",
            &format!("/element/{}/value", element.0),
            Some(&body),
        )
        .map(drop)
    }

    /// Presses these keys one after the other, wherever the focus is, then releases them.
    pub(crate) fn keys(&self, keys: &[char]) -> Result<(), String> {
        let action = |kind: &str, key: &char| json!({"type": kind, "value": key.to_string()});
        let down = keys.iter().map(|key| action("keyDown", key));
        let up = keys.iter().rev().map(|key| action("keyUp", key));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.command("POST", "/actions", Some(&body)).map(drop)
    }

    /// Moves the pointer to a place in the window.
    pub(crate) fn move_pointer(&self, x: u32, y: u32) -> Result<(), String> {
        let body = json!({"actions": [{"type": "pointer", "id": "mouse", "actions": [
            {"type": "pointerMove", "duration": 0, "origin": "viewport", "x": x, "y": y},
        ]}]});
        self.command("POST", "/actions", Some(&body)).map(drop)
    }

    /// A PNG of what the window shows.
    pub(crate) fn screenshot(&self) -> Result<Vec<u8>, String> {
        let picture = self.command("GET", "/screenshot", None)?;
        BASE64
            .decode(picture.as_str().unwrap_or_default())
            .map_err(|error| error.to_string())
    }

    pub(crate) fn command(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, String> {
        self.call(method, &format!("/session/{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let (status, answer) = request(self.port, method, path, body, LIMIT)?;
        let value = answer["value"].clone();
        if status == 200 {
            Ok(value)
        } else {
            Err(format!("{method} {path}: {status} {value}"))
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Ending the session ends the program, if it still runs.
        let program = self.program_id();
        if !self.session.is_empty() {
            let path = format!("/session/{}", self.session);
            let _ = request(self.port, "DELETE", &path, None, Duration::from_secs(5));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        if let Some(program) = program.filter(|id| is_ours(*id)) {
            let _ = Command::new("kill")
                .args(["-KILL", &program.to_string()])
                .status();
        }
    }
}

/// Whether the process is still the program: ids are used again.
fn is_ours(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.trim() == "patwarden")
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("loopback has free ports");
    listener.local_addr().expect("it is bound").port()
}

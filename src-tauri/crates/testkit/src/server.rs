//! A separately started `patw sandbox serve`, asked without any code of ours. Needs `curl`.

#![expect(
    clippy::expect_used,
    reason = "a test without its server has nothing to say"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The running server. Dropping it ends the process.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Where it listens.
    pub url: String,
    /// Who signs in.
    pub username: String,
    /// With what.
    pub password: String,
}

impl Server {
    /// Starts this `patw` with these arguments more.
    pub fn start(patw: &Path, extra: &[&str]) -> Self {
        let mut process = Command::new(patw)
            .args(["sandbox", "serve", "--only", "digitalhub"])
            .args(extra)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("patw can be started");
        let mut ready = String::new();
        let stdout = process.stdout.take().expect("its output is a pipe");
        BufReader::new(stdout)
            .read_line(&mut ready)
            .expect("it says when it is ready");
        let ready: Value = serde_json::from_str(&ready).expect("the ready line is JSON");
        let text = |key: &str| {
            let value = ready["digitalhub"][key].as_str();
            value.expect("the ready line names it").to_owned()
        };
        Self {
            process,
            url: text("url"),
            username: text("username"),
            password: text("password"),
        }
    }

    /// The tokens the server itself lists.
    pub fn tokens(&self) -> Vec<Value> {
        let answer = Command::new("curl")
            .args(["--silent", "--fail", "--user"])
            .arg(format!("{}:{}", self.username, self.password))
            .arg(format!("{}/api/v1/tokens/personal", self.url))
            .output()
            .expect("curl can be started");
        let page: Value = serde_json::from_slice(&answer.stdout).expect("a page of tokens");
        let content = page["content"].as_array();
        content.expect("a page has content").clone()
    }

    /// Whether the server takes this value for a token.
    pub fn accepts(&self, secret: &str) -> bool {
        let mut curl = Command::new("curl")
            .args(["--silent", "--fail", "--output", "/dev/null"])
            .args(["--config", "-"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("curl can be started");
        let config = format!(
            "url = \"{}/api/auth\"\nheader = \"Authorization: Bearer {secret}\"\n",
            self.url
        );
        let mut input = curl.stdin.take().expect("its input is a pipe");
        input.write_all(config.as_bytes()).expect("curl reads");
        drop(input);
        curl.wait().expect("curl ends").success()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        let (_, port) = self.url.rsplit_once(':').expect("a port is in the url");
        let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect("a port is a number")
    }
}

impl Server {
    /// Ends it, as if the machine it runs on had gone.
    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

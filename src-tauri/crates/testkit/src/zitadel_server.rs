//! A separately started ZITADEL of the sandbox, asked without any code of ours. Needs `curl`.

#![expect(
    clippy::unwrap_used,
    reason = "a test without its server has nothing to say"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

const USERS: &str = "/zitadel.user.v2.UserService";

/// An interface to tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// v2 over Connect.
    Connect,
    /// v2 over REST.
    V2,
    /// Management v1.
    V1,
}

impl Api {
    /// Best first.
    pub const ALL: [Self; 3] = [Self::Connect, Self::V2, Self::V1];

    /// As `--api` and accounts name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::V2 => "v2",
            Self::V1 => "v1",
        }
    }
}

/// The running server. Dropping it ends the process.
#[derive(Debug)]
pub struct Zitadel {
    process: Child,
    /// Where it listens.
    pub url: String,
    /// The administrator's token.
    pub admin: String,
    /// The administrator's organization.
    pub organization: String,
    ready: Value,
    /// How it is asked here.
    api: Api,
}

impl Zitadel {
    /// Starts this `patw`, with all interfaces.
    pub fn start(patw: &Path, extra: &[&str]) -> Self {
        Self::run(patw, Api::Connect, extra)
    }

    /// With this interface only.
    pub fn start_with(patw: &Path, api: Api, extra: &[&str]) -> Self {
        Self::run(patw, api, &[&["--api", api.id()], extra].concat())
    }

    fn run(patw: &Path, api: Api, extra: &[&str]) -> Self {
        let mut process = Command::new(patw)
            .args(["sandbox", "serve", "--only", "zitadel"])
            .args(extra)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let ready = ready["zitadel"].clone();
        let text = |key: &str| ready[key].as_str().unwrap().to_owned();
        Self {
            url: text("url"),
            admin: text("adminPat"),
            organization: text("organizationId"),
            process,
            ready,
            api,
        }
    }

    /// Ends it, as if the machine it runs on had gone.
    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.url.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    /// The id of a service user of the seed.
    pub fn user(&self, user_name: &str) -> String {
        let users = self.ready["users"].as_array().unwrap();
        let user = users.iter().find(|user| user["userName"] == user_name);
        user.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// What a recording's placeholder stands for.
    pub fn named(&self, placeholder: &str) -> String {
        let value = self.ready["named"][placeholder].as_str();
        value.unwrap_or_else(|| panic!("{placeholder}")).to_owned()
    }

    /// The rows of the token lists, as the administrator sees them.
    pub fn tokens_of(&self, user: &str) -> Vec<Value> {
        let filters = json!({"filters": [{"userIdFilter": {"id": user}}]});
        let page = match self.api {
            Api::Connect => {
                self.admin_posts(&format!("{USERS}/ListPersonalAccessTokens"), &filters)
            }
            Api::V2 => self.admin_posts("/v2/users/pats/search", &filters),
            Api::V1 => self.admin_posts(
                &format!("/management/v1/users/{user}/pats/_search"),
                &json!({}),
            ),
        };
        page["result"].as_array().cloned().unwrap_or_default()
    }

    /// Makes a token for a user, as somebody else would; its id and value.
    pub fn add_token(&self, user: &str, ends: &str) -> (String, String) {
        let made = match self.api {
            Api::Connect => self.admin_posts(
                &format!("{USERS}/AddPersonalAccessToken"),
                &json!({"userId": user, "expirationDate": ends}),
            ),
            Api::V2 => self.admin_posts(
                &format!("/v2/users/{user}/pats"),
                &json!({"expirationDate": ends}),
            ),
            Api::V1 => self.admin_posts(
                &format!("/management/v1/users/{user}/pats"),
                &json!({"expirationDate": ends}),
            ),
        };
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        (text("tokenId"), text("token"))
    }

    /// Takes a token away, as somebody else would.
    pub fn remove_token(&self, user: &str, token: &str) {
        match self.api {
            Api::Connect => {
                let path = format!("{USERS}/RemovePersonalAccessToken");
                self.admin_posts(&path, &json!({"userId": user, "tokenId": token}));
            }
            Api::V2 => self.admin_deletes(&format!("/v2/users/{user}/pats/{token}")),
            Api::V1 => self.admin_deletes(&format!("/management/v1/users/{user}/pats/{token}")),
        }
    }

    /// Makes a service user; its id, which is chosen by the server if none is given.
    pub fn add_user(&self, organization: &str, user_name: &str, id: Option<&str>) -> String {
        let mut body = json!({
            "organizationId": organization,
            "username": user_name,
            "machine": {"name": user_name},
        });
        if let Some(id) = id {
            body["userId"] = json!(id);
        }
        let made = self.admin_posts(&format!("{USERS}/CreateUser"), &body);
        made["id"].as_str().unwrap().to_owned()
    }

    /// `DeactivateUser`, `ReactivateUser`, `LockUser`, `UnlockUser` or `DeleteUser`.
    pub fn change_user(&self, call: &str, user: &str) {
        self.admin_posts(&format!("{USERS}/{call}"), &json!({"userId": user}));
    }

    /// Makes an organization; its id.
    pub fn add_organization(&self, name: &str) -> String {
        let path = "/zitadel.org.v2.OrganizationService/AddOrganization";
        let made = self.admin_posts(path, &json!({"name": name}));
        made["organizationId"].as_str().unwrap().to_owned()
    }

    /// Gives a user a role in an organization.
    pub fn give_role(&self, user: &str, organization: &str, role: &str) {
        let path = "/management/v1/orgs/me/members";
        let body = json!({"userId": user, "roles": [role]});
        let (status, said) = self.ask(&self.admin, "POST", path, Some(organization), Some(&body));
        assert_eq!(status, 200, "{said}");
    }

    /// Takes all roles in an organization from a user.
    pub fn take_roles(&self, user: &str, organization: &str) {
        let path = format!("/management/v1/orgs/me/members/{user}");
        let (status, said) = self.ask(&self.admin, "DELETE", &path, Some(organization), None);
        assert_eq!(status, 200, "{said}");
    }

    /// Whether the server takes this value for a token.
    pub fn accepts(&self, secret: &str) -> bool {
        let (status, _) = self.ask(secret.trim(), "GET", "/auth/v1/users/me", None, None);
        status == 200
    }

    fn admin_posts(&self, path: &str, body: &Value) -> Value {
        let (status, said) = self.ask(&self.admin, "POST", path, None, Some(body));
        assert!((200..300).contains(&status), "{path}: {status} {said}");
        said
    }

    fn admin_deletes(&self, path: &str) {
        let (status, said) = self.ask(&self.admin, "DELETE", path, None, None);
        assert_eq!(status, 200, "{path}: {said}");
    }

    fn ask(
        &self,
        secret: &str,
        method: &str,
        path: &str,
        organization: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, Value) {
        let mut config = vec![
            format!("url = \"{}{path}\"", self.url),
            format!("request = \"{method}\""),
            format!("header = \"Authorization: Bearer {secret}\""),
        ];
        if let Some(organization) = organization {
            config.push(format!("header = \"x-zitadel-orgid: {organization}\""));
        }
        if let Some(body) = body {
            // A string in JSON is quoted as in curl's configuration.
            config.push(format!("json = {}", json!(body.to_string())));
        }
        let mut curl = Command::new("curl")
            .args(["--silent", "--show-error", "--write-out", "\n%{http_code}"])
            .args(["--config", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = curl.stdin.take().unwrap();
        input.write_all(config.join("\n").as_bytes()).unwrap();
        drop(input);
        let said = String::from_utf8(curl.wait_with_output().unwrap().stdout).unwrap();
        let (said, status) = said.rsplit_once('\n').unwrap();
        let said = serde_json::from_str(said).unwrap_or(Value::Null);
        (status.parse().unwrap(), said)
    }
}

impl Drop for Zitadel {
    fn drop(&mut self) {
        self.stop();
    }
}

//! Calls to the sandbox's ZITADEL, signed in as its administrator unless said otherwise.

use patwarden_sandbox::Sandbox;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
    organization: Option<String>,
}

#[allow(dead_code, reason = "not every test needs all of it")]
impl Client {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: sandbox.zitadel().url().to_owned(),
            token: sandbox.zitadel().admin_pat(),
            organization: None,
        }
    }

    /// The same with another token.
    pub(crate) fn signed(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }

    /// The same in another organization.
    pub(crate) fn within(&self, organization: &str) -> Self {
        Self {
            organization: Some(organization.to_owned()),
            ..self.clone()
        }
    }

    pub(crate) async fn sent(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> reqwest::Result<(StatusCode, Value)> {
        let url = format!("{}{path}", self.url);
        let mut request = self
            .http
            .request(method.parse().unwrap(), url)
            .bearer_auth(&self.token);
        if let Some(organization) = &self.organization {
            request = request.header("x-zitadel-orgid", organization);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        Ok((status, answer.json().await.unwrap_or_default()))
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        body: Value,
    ) -> reqwest::Result<(StatusCode, Value)> {
        self.sent("POST", path, Some(&body)).await
    }

    /// What a good answer says.
    pub(crate) async fn asked(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, body).await.unwrap();
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    /// A token of this user, for a while.
    pub(crate) async fn token_for(&self, user: &str) -> String {
        let end = json!({"expirationDate": "9999-12-31T23:59:59Z"});
        let made = self.asked(&format!("/v2/users/{user}/pats"), end).await;
        made["token"].as_str().unwrap().to_owned()
    }
}

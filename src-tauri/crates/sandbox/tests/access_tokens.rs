//! Access tokens: a PAT exchanged for one, its signature, and its end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

mod administrator;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use patwarden_sandbox::digitalhub::StoredAuthentication;
use patwarden_sandbox::{Sandbox, SandboxConfig};
use reqwest::{Method, Response};
use serde_json::{Value, json};

struct World {
    sandbox: Sandbox,
    client: reqwest::Client,
    pat: String,
}

impl World {
    async fn new() -> Self {
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = administrator::tokens(&client, &sandbox, Method::POST, "")
            .json(&json!({"name": "one"}));
        let made: Value = request.send().await.unwrap().json().await.unwrap();
        let pat = made["access_token"].as_str().unwrap().to_owned();
        Self {
            sandbox,
            client,
            pat,
        }
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.sandbox.digitalhub().url());
        let answer = self.client.get(url).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn exchange(&self) -> Response {
        let form = [
            (
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:pat"),
            ("subject_token", &self.pat),
        ];
        let url = format!("{}/auth/token", self.sandbox.digitalhub().url());
        self.client.post(url).form(&form).send().await.unwrap()
    }

    async fn access_token(&self) -> String {
        let answer: Value = self.exchange().await.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn who_am_i(&self, bearer: &str) -> Response {
        let url = format!("{}/api/auth", self.sandbox.digitalhub().url());
        let request = self.client.get(url).bearer_auth(bearer);
        request.send().await.unwrap()
    }
}

#[tokio::test]
async fn an_access_token_is_signed_by_the_published_key() {
    let world = World::new().await;
    let token = world.access_token().await;
    let (input, signature) = token.rsplit_once('.').unwrap();
    let keys = world.get("/auth/jwks").await;
    let key = &keys["keys"][0];
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let header: Value = serde_json::from_slice(&bytes(input.split('.').next().unwrap())).unwrap();
    assert_eq!(header["kid"], key["kid"]);
    let public = RsaPublicKeyComponents {
        n: bytes(key["n"].as_str().unwrap()),
        e: bytes(key["e"].as_str().unwrap()),
    };
    let verified = public.verify(
        &RSA_PKCS1_2048_8192_SHA256,
        input.as_bytes(),
        &bytes(signature),
    );
    assert!(verified.is_ok());
}

#[tokio::test]
async fn an_access_token_outlives_its_pat_and_ends_a_minute_after_its_time() {
    let world = World::new().await;
    let token = world.access_token().await;
    let pats = format!(
        "{}/api/v1/tokens/personal",
        world.sandbox.digitalhub().url()
    );
    let list = world.client.get(&pats).bearer_auth(&token).send();
    let list: Value = list.await.unwrap().json().await.unwrap();
    let id = list["content"][0]["id"].as_str().unwrap();
    let deletion = world.client.delete(format!("{pats}/{id}"));
    let deleted = deletion.bearer_auth(&world.pat).send().await.unwrap();
    assert_eq!(deleted.status(), 200);
    assert_eq!(world.who_am_i(&world.pat).await.status(), 401);
    assert_eq!(world.who_am_i(&token).await.status(), 200);
    world.sandbox.advance(TimeDelta::seconds(28_800 + 10));
    assert_eq!(world.who_am_i(&token).await.status(), 200);
    world.sandbox.advance(TimeDelta::seconds(60));
    let refused = world.who_am_i(&token).await;
    assert_eq!(refused.status(), 401);
    let why = refused.headers()["www-authenticate"].to_str().unwrap();
    assert!(why.contains("Jwt expired at 2"), "{why}");
}

#[tokio::test]
async fn the_exchange_tells_why_a_pat_no_longer_works() {
    let world = World::new().await;
    let damage = [
        (
            StoredAuthentication::Missing,
            "Missing authentication for token",
        ),
        (StoredAuthentication::Damaged, ""),
    ];
    for (authentication, why) in damage {
        world
            .sandbox
            .digitalhub()
            .edit_tokens(|token| token.authentication = authentication);
        let refused = world.exchange().await;
        assert_eq!(refused.status(), 400);
        assert_eq!(refused.text().await.unwrap(), why);
        assert_eq!(world.who_am_i(&world.pat).await.status(), 500);
    }
    world.sandbox.advance(TimeDelta::days(366));
    let refused = world.exchange().await;
    assert_eq!(refused.status(), 400);
    assert_eq!(
        refused.text().await.unwrap(),
        "Personal access token is expired"
    );
    world
        .sandbox
        .digitalhub()
        .edit_tokens(|token| token.expires_at = None);
    assert_eq!(world.exchange().await.status(), 500);
}

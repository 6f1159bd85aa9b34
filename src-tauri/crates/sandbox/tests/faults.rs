//! Every fault a test can ask for, as a client meets it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects"
)]

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use patwarden_sandbox::digitalhub::Route;
use patwarden_sandbox::{Fault, Sandbox, SandboxConfig};
use reqwest::{RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};

struct World {
    sandbox: Sandbox,
    client: reqwest::Client,
}

impl World {
    async fn new() -> Self {
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            sandbox: Sandbox::start(SandboxConfig::default()).await.unwrap(),
            client,
        }
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(
            self.sandbox.digitalhub().username(),
            Some(self.sandbox.digitalhub().password()),
        )
    }

    fn url(&self) -> String {
        format!("{}/api/v1/tokens/personal", self.sandbox.digitalhub().url())
    }

    async fn create(&self) -> reqwest::Result<Response> {
        let request = self.client.post(self.url());
        let body = json!({"name": "one", "scopes": ["openid"]});
        self.signed(request).json(&body).send().await
    }

    async fn list(&self) -> reqwest::Result<Response> {
        self.signed(self.client.get(self.url())).send().await
    }

    async fn count(&self) -> usize {
        let page: Value = self.list().await.unwrap().json().await.unwrap();
        page["content"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn a_fault_hits_as_often_as_asked_and_its_route_alone() {
    let world = World::new().await;
    let fault = Fault::TooManyRequests {
        retry_after: Some(7),
    };
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::ListTokens, 2, fault);
    assert_eq!(world.create().await.unwrap().status(), StatusCode::OK);
    for _ in 0..2 {
        let refused = world.list().await.unwrap();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()["retry-after"], "7");
    }
    assert_eq!(world.count().await, 1);
}

#[tokio::test]
async fn faults_come_in_the_order_they_were_asked_for() {
    let world = World::new().await;
    let unavailable = Fault::Status {
        status: 503,
        content_type: "text/html",
        body: "<h1>down</h1>".into(),
    };
    let throttled = Fault::TooManyRequests { retry_after: None };
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::ListTokens, 1, unavailable);
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::ListTokens, 1, throttled);
    let first = world.list().await.unwrap();
    assert_eq!(first.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(first.headers()["content-type"], "text/html");
    assert_eq!(first.text().await.unwrap(), "<h1>down</h1>");
    let second = world.list().await.unwrap();
    assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(!second.headers().contains_key("retry-after"));
    assert_eq!(world.list().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_connection_dropped_before_the_commit_leaves_no_token() {
    let world = World::new().await;
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::CreateToken, 1, Fault::DropBeforeCommit);
    let lost = world.create().await.unwrap_err();
    assert!(lost.is_request(), "{lost:?}");
    assert_eq!(world.count().await, 0);
}

#[tokio::test]
async fn a_connection_dropped_after_the_commit_leaves_the_token() {
    let world = World::new().await;
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::CreateToken, 1, Fault::DropAfterCommit);
    let lost = world.create().await.unwrap_err();
    assert!(lost.is_request(), "{lost:?}");
    assert_eq!(world.count().await, 1);
}

#[tokio::test]
async fn latency_and_a_slow_body_take_their_time_and_come_whole() {
    let world = World::new().await;
    let wait = Duration::from_millis(300);
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::ListTokens, 1, Fault::Latency(wait));
    let since = Instant::now();
    assert_eq!(world.count().await, 0);
    assert!(since.elapsed() >= wait);

    let slow = Fault::SlowBody {
        bytes: 100,
        pause: Duration::from_millis(80),
    };
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::ListTokens, 1, slow);
    let since = Instant::now();
    let answer = world.list().await.unwrap();
    let head = since.elapsed();
    let page: Value = answer.json().await.unwrap();
    assert_eq!(page["totalElements"], 0);
    assert!(since.elapsed() >= head + Duration::from_millis(160));
}

#[tokio::test]
async fn bodies_are_spoiled_after_the_change_is_made() {
    let world = World::new().await;
    let huge = Fault::Huge { bytes: 3 << 20 };
    for fault in [Fault::TruncatedJson, Fault::NotJson] {
        world
            .sandbox
            .digitalhub()
            .fail_next(Route::CreateToken, 1, fault);
        let answer = world.create().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.json::<Value>().await.is_err());
    }
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::CreateToken, 1, huge);
    let answer = world.create().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap().len(), 3 << 20);
    assert_eq!(world.count().await, 3);
}

#[tokio::test]
async fn a_redirect_leads_to_the_other_host_and_changes_nothing() {
    let world = World::new().await;
    let elsewhere = Fault::Redirect {
        location: "http://elsewhere.invalid/login".into(),
    };
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::CreateToken, 1, elsewhere);
    let answer = world.create().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    assert_eq!(
        answer.headers()["location"],
        "http://elsewhere.invalid/login"
    );
    assert_eq!(world.count().await, 0);
}

#[tokio::test]
async fn a_shifted_clock_shows_in_the_date_header_and_in_what_is_written() {
    let world = World::new().await;
    let shift = TimeDelta::hours(-3);
    world
        .sandbox
        .digitalhub()
        .fail_next(Route::CreateToken, 1, Fault::ClockShift(shift));
    let answer = world.create().await.unwrap();
    let date = answer.headers()["date"].to_str().unwrap();
    let date = DateTime::parse_from_rfc2822(date).unwrap();
    let off = date.to_utc() - (Utc::now() + shift);
    assert!(off.abs() < TimeDelta::seconds(5), "{off}");
    let page: Value = world.list().await.unwrap().json().await.unwrap();
    let issued = page["content"][0]["issuedAt"].as_str().unwrap();
    let issued = DateTime::parse_from_rfc3339(issued).unwrap();
    assert!((issued - date).abs() < TimeDelta::seconds(1));
}

#[tokio::test]
async fn a_stopped_sandbox_answers_nobody() {
    let world = World::new().await;
    assert_eq!(world.count().await, 0);
    world.sandbox.stop();
    for _ in 0..3 {
        assert!(world.list().await.is_err());
    }
}

//! What is refused at the edge, and how it is said.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use patwarden_core::account::{Address, Alias, PlainHttp};
use patwarden_core::settings::Settings;
use patwarden_core::token::TokenName;
use patwarden_core::{CoreError, ErrorCode};

fn refused<T: std::fmt::Debug>(parsed: Result<T, CoreError>) -> String {
    let error = parsed.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    assert!(
        error.field.is_some(),
        "the window shows it beside a field: {error}"
    );
    error.message
}

#[test]
fn an_address_without_a_scheme_is_refused_with_the_remedy() {
    assert!(refused("hub.example.org".parse::<Address>()).contains("https://"));
}

#[test]
fn an_address_with_credentials_is_refused_without_repeating_them() {
    let message = refused("https://admin:hunter2@hub.example.org".parse::<Address>());
    assert!(message.contains("password"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn an_address_of_another_scheme_or_without_a_host_is_refused() {
    for text in [
        "ftp://hub.example.org",
        "file:///etc/passwd",
        "https://",
        "https:// hub",
    ] {
        refused(text.parse::<Address>());
    }
}

#[test]
fn an_address_loses_query_fragment_and_trailing_slashes_but_keeps_its_path() {
    let address: Address = " https://Hub.example.org:8443/dh//?a=b#c ".parse().unwrap();
    assert_eq!(address.to_string(), "https://hub.example.org:8443/dh");
    assert_eq!(
        address.join("/api/auth"),
        "https://hub.example.org:8443/dh/api/auth"
    );
    let bare: Address = "https://hub.example.org/".parse().unwrap();
    assert_eq!(bare.join("/api/auth"), "https://hub.example.org/api/auth");
}

#[test]
fn plain_http_is_told_apart_by_how_far_it_travels() {
    for (text, expected) in [
        ("https://10.0.0.1", PlainHttp::No),
        ("http://localhost:8080", PlainHttp::Loopback),
        ("http://127.0.0.1", PlainHttp::Loopback),
        ("http://[::1]:8080", PlainHttp::Loopback),
        ("http://10.1.2.3", PlainHttp::Private),
        ("http://192.168.0.7:8080", PlainHttp::Private),
        ("http://[fd00::1]", PlainHttp::Private),
        ("http://hub.example.org", PlainHttp::Public),
        ("http://8.8.8.8", PlainHttp::Public),
        ("http://localhost.example.org", PlainHttp::Public),
    ] {
        assert_eq!(
            text.parse::<Address>().unwrap().plain_http(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn an_alias_is_suggested_from_the_host_and_always_acceptable() {
    for (address, expected) in [
        ("https://Dh-Lab.example.org", "dh-lab"),
        ("http://localhost:8080", "local"),
        ("http://127.0.0.1:8080", "local"),
        ("https://a_b.example.org", "a-b"),
    ] {
        let alias = Alias::suggest(&address.parse().unwrap());
        assert_eq!(alias.as_str(), expected);
        alias.as_str().parse::<Alias>().unwrap();
    }
    let long: Alias = "a".repeat(32).parse().unwrap();
    assert_eq!(
        long.numbered(12).as_str().len(),
        32,
        "a number never makes an alias too long"
    );
}

#[test]
fn an_alias_out_of_its_alphabet_is_refused() {
    for text in ["-hub", "", "Prod", "a/b", "a b", &"a".repeat(33), "ä"] {
        refused(text.parse::<Alias>());
    }
}

#[test]
fn a_name_the_console_refuses_is_refused_here() {
    for text in [
        "",
        "   ",
        "a b",
        "a/b",
        "è",
        "emoji-😀",
        "line\nbreak",
        &"n".repeat(256),
    ] {
        refused(text.parse::<TokenName>());
    }
    assert_eq!(
        "  ci-deploy_2026.11+a "
            .parse::<TokenName>()
            .unwrap()
            .as_str(),
        "ci-deploy_2026.11+a"
    );
    "n".repeat(255).parse::<TokenName>().unwrap();
}

#[test]
fn the_clipboard_is_never_cleared_too_late_or_never() {
    for seconds in [0, 4, 301, u32::MAX] {
        refused(
            Settings {
                clipboard_seconds: seconds,
                ..Settings::default()
            }
            .validate(),
        );
    }
}

//! The calls as each interface spells them.

use patwarden_core::error::Result;
use patwarden_core::token::ServerId;
use patwarden_core::{CoreError, ErrorCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::interface::Interface;

/// What has to be escaped in one segment of a path.
pub(super) const IN_A_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

const USERS: &str = "zitadel.user.v2.UserService";
const ORGANIZATIONS: &str = "zitadel.org.v2.OrganizationService";

/// One request, apart from server and credential.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// Where v1 looks; the caller's own organization if absent (contract 05).
    pub(super) organization: Option<String>,
}

impl Call {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            body: None,
            organization: None,
        }
    }

    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            body: Some(body),
            organization: None,
        }
    }

    fn delete(path: String) -> Self {
        Self {
            method: Method::DELETE,
            path,
            body: None,
            organization: None,
        }
    }

    pub(super) fn within(mut self, organization: Option<&str>) -> Self {
        self.organization = organization.map(str::to_owned);
        self
    }

    fn procedure(service: &str, name: &str, body: Value) -> Self {
        Self::post(format!("/{service}/{name}"), body)
    }

    /// Makes a token; `end` as the wire writes it.
    pub(super) fn add_token(
        interface: Interface,
        user: &str,
        organization: Option<&str>,
        end: &str,
    ) -> Result<Self> {
        let body = json!({"expirationDate": end});
        Ok(match interface {
            Interface::Connect => {
                let body = json!({"userId": user, "expirationDate": end});
                Self::procedure(USERS, "AddPersonalAccessToken", body)
            }
            Interface::V2 => Self::post(format!("/v2/users/{}/pats", segment(user)?), body),
            Interface::V1 => {
                Self::post(format!("{}/pats", user_v1(user)?), body).within(organization)
            }
        })
    }

    pub(super) fn remove_token(
        interface: Interface,
        user: &str,
        organization: Option<&str>,
        token: &ServerId,
    ) -> Result<Self> {
        Ok(match interface {
            Interface::Connect => {
                let body = json!({"userId": user, "tokenId": token.0});
                Self::procedure(USERS, "RemovePersonalAccessToken", body)
            }
            Interface::V2 => Self::delete(format!(
                "/v2/users/{}/pats/{}",
                segment(user)?,
                segment(&token.0)?
            )),
            Interface::V1 => {
                Self::delete(format!("{}/pats/{}", user_v1(user)?, segment(&token.0)?))
                    .within(organization)
            }
        })
    }

    /// The v2 search for tokens.
    pub(super) fn list_tokens(interface: Interface, body: Value) -> Self {
        match interface {
            Interface::Connect => Self::procedure(USERS, "ListPersonalAccessTokens", body),
            Interface::V2 | Interface::V1 => Self::post("/v2/users/pats/search", body),
        }
    }

    pub(super) fn list_users(
        interface: Interface,
        organization: Option<&str>,
        body: Value,
    ) -> Self {
        match interface {
            Interface::Connect => Self::procedure(USERS, "ListUsers", body),
            Interface::V2 => Self::post("/v2/users", body),
            Interface::V1 => Self::post("/management/v1/users/_search", body).within(organization),
        }
    }

    pub(super) fn get_user(
        interface: Interface,
        user: &str,
        organization: Option<&str>,
    ) -> Result<Self> {
        Ok(match interface {
            Interface::Connect => Self::procedure(USERS, "GetUserByID", json!({"userId": user})),
            Interface::V2 => Self::get(format!("/v2/users/{}", segment(user)?)),
            Interface::V1 => Self::get(user_v1(user)?).within(organization),
        })
    }

    pub(super) fn create_user(
        interface: Interface,
        organization: &str,
        user_name: &str,
        name: &str,
    ) -> Self {
        let body = json!({
            "organizationId": organization,
            "username": user_name,
            "machine": {"name": name},
        });
        match interface {
            Interface::Connect => Self::procedure(USERS, "CreateUser", body),
            Interface::V2 => Self::post("/v2/users/new", body),
            Interface::V1 => {
                let body = json!({"userName": user_name, "name": name});
                Self::post("/management/v1/users/machine", body).within(Some(organization))
            }
        }
    }

    /// The v2 search for organizations.
    pub(super) fn list_organizations(interface: Interface, body: Value) -> Self {
        match interface {
            Interface::Connect => Self::procedure(ORGANIZATIONS, "ListOrganizations", body),
            Interface::V2 | Interface::V1 => Self::post("/v2/organizations/_search", body),
        }
    }

    pub(super) fn list_tokens_v1(user: &str, organization: Option<&str>) -> Result<Self> {
        let path = format!("{}/pats/_search", user_v1(user)?);
        Ok(Self::post(path, Value::Object(Map::new())).within(organization))
    }

    pub(super) fn get_token_v1(
        user: &str,
        organization: Option<&str>,
        token: &ServerId,
    ) -> Result<Self> {
        let path = format!("{}/pats/{}", user_v1(user)?, segment(&token.0)?);
        Ok(Self::get(path).within(organization))
    }
}

fn user_v1(user: &str) -> Result<String> {
    Ok(format!("/management/v1/users/{}", segment(user)?))
}

/// An id as one segment of a path. The server takes an escaped slash for one that separates (contract
/// 10), cannot read anything but ASCII there (contract 16), and cleans dots away: such an id would name
/// something else.
fn segment(id: &str) -> Result<String> {
    let fits = !id.is_empty()
        && !id.chars().all(|c| c == '.')
        && id.bytes().all(|b| b != b'/' && (b' '..=b'~').contains(&b));
    if !fits {
        return Err(CoreError::new(
            ErrorCode::Rejected,
            format!(
                "the id \"{}\" has characters that no path of ZITADEL can carry; only its Connect interface takes such ids: choose that for this account, where the server has it",
                id.escape_debug()
            ),
        ));
    }
    Ok(utf8_percent_encode(id, IN_A_PATH).to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn an_id_stays_one_segment_or_is_refused() {
        assert_eq!(segment("123").unwrap(), "123");
        assert_eq!(segment("a:b").unwrap(), "a%3Ab");
        assert_eq!(segment("with space").unwrap(), "with%20space");
        assert_eq!(segment("a?b#c%d").unwrap(), "a%3Fb%23c%25d");
        for refused in ["", ".", "..", "a/b", "é", "机器", "a\nb"] {
            assert_eq!(segment(refused).unwrap_err().code, ErrorCode::Rejected);
        }
    }

    #[test]
    fn connect_carries_any_id_in_its_body() {
        let call = Call::add_token(Interface::Connect, "a/b", None, "x").unwrap();
        assert_eq!(
            call.path,
            "/zitadel.user.v2.UserService/AddPersonalAccessToken"
        );
        assert_eq!(call.body.unwrap()["userId"], "a/b");
    }
}

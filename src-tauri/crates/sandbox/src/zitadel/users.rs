//! Users as the two generations write them (contract 08).

use serde_json::{Value, json};

use super::protojson::written;
use super::records::{StoredUser, UserState};

impl UserState {
    fn word(self) -> &'static str {
        match self {
            Self::Active => "USER_STATE_ACTIVE",
            Self::Inactive => "USER_STATE_INACTIVE",
            Self::Locked => "USER_STATE_LOCKED",
            Self::Removed => "USER_STATE_DELETED",
        }
    }
}

/// A user of management and auth v1.
pub(crate) fn row_v1(user: &StoredUser) -> Value {
    row(user, "id", "userName")
}

/// A user of v2.
pub(crate) fn row_v2(user: &StoredUser) -> Value {
    row(user, "userId", "username")
}

fn row(user: &StoredUser, id: &str, user_name: &str) -> Value {
    let mut row = json!({
        id: user.id,
        "details": details(user),
        "state": user.state.word(),
        user_name: user.user_name,
        "loginNames": [user.user_name],
        "preferredLoginName": user.user_name,
    });
    if user.is_machine {
        let mut machine = json!({"name": user.name});
        if !user.description.is_empty() {
            machine["description"] = user.description.as_str().into();
        }
        if user.has_jwt {
            machine["accessTokenType"] = "ACCESS_TOKEN_TYPE_JWT".into();
        }
        row["machine"] = machine;
    } else {
        row["human"] = json!({
            "profile": {
                "firstName": user.name,
                "lastName": user.last_name,
                "displayName": display_name(user),
                "preferredLanguage": "und",
            },
            "email": {
                "email": email(user),
                "isEmailVerified": true,
            },
            "phone": {},
            "passwordChanged": written(user.created_at),
        });
    }
    row
}

/// What the server calls the user where it shows it to people.
pub(crate) fn display_name(user: &StoredUser) -> String {
    if user.is_machine {
        user.name.clone()
    } else {
        format!("{} {}", user.name, user.last_name)
    }
}

/// A person's address, which may be the user name as well.
pub(crate) fn email(user: &StoredUser) -> String {
    if user.user_name.contains('@') {
        user.user_name.clone()
    } else {
        format!("{}@example.com", user.user_name)
    }
}

pub(crate) fn details(user: &StoredUser) -> Value {
    json!({
        "sequence": user.shown.sequence.to_string(),
        "creationDate": written(user.created_at),
        "changeDate": written(user.shown.at),
        "resourceOwner": user.organization,
    })
}

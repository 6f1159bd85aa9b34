//! Notes on users over v2 (contract 15). Nobody may read or write his own without a role.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::access;
use super::call::Call;
use super::errors::{NO_METADATA, Problem, USER_WITHOUT_METADATA};
use super::protojson::written;
use super::records::Metadatum;
use super::world::Listed;

/// `POST /v2/users/{userId}/metadata`.
pub(crate) fn set(call: &mut Call<'_>) -> Result<Value, Problem> {
    let id = checked(call, "user.write")?;
    let entries = call.fields.messages("metadata").to_vec();
    if entries.is_empty() {
        return Err((&NO_METADATA).into());
    }
    let set_at = call.world.event(call.asked.now, Listed::Users);
    for entry in entries {
        call.world.sequence_of(&id);
        let fresh = Metadatum {
            key: entry.text("key").to_owned(),
            value: entry.bytes("value").to_vec(),
            set_at,
        };
        for user in &mut call.world.users {
            if user.id == id {
                user.metadata.retain(|known| known.key != fresh.key);
                user.metadata.push(fresh.clone());
            }
        }
    }
    Ok(json!({"setDate": written(set_at)}))
}

/// `POST /v2/users/{userId}/metadata/search`.
pub(crate) fn search(call: &mut Call<'_>) -> Result<Value, Problem> {
    let id = checked(call, "user.read")?;
    let mut answer = json!({"pagination": {"appliedLimit": "100"}});
    let Some(user) = call
        .world
        .user(&id)
        .filter(|user| !user.metadata.is_empty())
    else {
        return Ok(answer);
    };
    let rows: Vec<_> = user
        .metadata
        .iter()
        .map(|entry| {
            json!({
                "creationDate": written(entry.set_at),
                "changeDate": written(entry.set_at),
                "key": entry.key,
                "value": STANDARD.encode(&entry.value),
            })
        })
        .collect();
    answer["pagination"]["totalResult"] = rows.len().to_string().into();
    answer["metadata"] = rows.into();
    Ok(answer)
}

fn checked(call: &Call<'_>, permission: &str) -> Result<String, Problem> {
    let user = call
        .world
        .user(call.fields.text("userId"))
        .ok_or(Problem::Refused(&USER_WITHOUT_METADATA))?;
    access::may(call.world, &call.who.user, &user.organization, permission)?;
    Ok(user.id.clone())
}

//! Making users, removing them, and what state they are in (contracts 06, 08).

use serde_json::{Value, json};

use super::access;
use super::call::Call;
use super::changes::NewUser;
use super::errors::{
    ALREADY_INACTIVE, NOT_INACTIVE, NOT_LOCKABLE, NOT_LOCKED, NOTHING_CHANGED, Problem, Refusal,
    USER_ID_TAKEN, USER_NAME_TAKEN, USER_NOT_CHANGED, USER_NOT_REMOVED_V1, USER_NOT_REMOVED_V2,
};
use super::protojson::written;
use super::records::{Mark, StoredUser, UserState};

/// `POST /management/v1/users/machine`.
pub(crate) fn create_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    const MESSAGE: &str = "AddMachineUserRequest";
    call.check_length(MESSAGE, "UserName", "userName")?;
    call.check_length(MESSAGE, "Name", "name")?;
    let new = NewUser {
        id: given(call.fields.text("userId")),
        organization: call.who.organization.clone(),
        user_name: given(call.fields.text("userName")),
        name: call.fields.text("name").to_owned(),
        description: call.fields.text("description").to_owned(),
        is_machine: true,
        has_jwt: call.fields.choice("accessTokenType") == 1,
        lag: call.server.lag,
        ..NewUser::default()
    };
    let user = create(call, new)?;
    Ok(json!({"userId": user.id, "details": {
        "sequence": user.sequence.to_string(),
        "changeDate": written(user.created_at),
        "resourceOwner": user.organization,
    }}))
}

/// `POST /v2/users/new`: whether there is such an organization is not asked.
pub(crate) fn create_v2(call: &mut Call<'_>) -> Result<Value, Problem> {
    const MESSAGE: &str = "CreateUserRequest";
    const LENGTH: &str = "value length must be between 1 and 200 runes, inclusive";
    call.check_length(MESSAGE, "OrganizationId", "organizationId")?;
    let Some(machine) = call.fields.message("machine") else {
        let field = format!("{MESSAGE}.UserType");
        return Err(Problem::invalid(&field, "value is required"));
    };
    if !(1..=200).contains(&machine.text("name").chars().count()) {
        let reason = format!(
            "embedded message failed validation | caused by: invalid {MESSAGE}_Machine.Name: {LENGTH}"
        );
        return Err(Problem::invalid(&format!("{MESSAGE}.Machine"), &reason));
    }
    let new = NewUser {
        id: given(call.fields.text("userId")),
        organization: call.fields.text("organizationId").to_owned(),
        user_name: given(call.fields.text("username")),
        name: machine.text("name").to_owned(),
        description: machine.text("description").to_owned(),
        is_machine: true,
        has_jwt: machine.choice("accessTokenType") == 1,
        lag: call.server.lag,
        ..NewUser::default()
    };
    access::may(call.world, &call.who.user, &new.organization, "user.write")?;
    let user = create(call, new)?;
    Ok(json!({"id": user.id, "creationDate": written(user.created_at)}))
}

/// A name may not be taken in any organization, in whichever letters.
fn create(call: &mut Call<'_>, new: NewUser) -> Result<StoredUser, Problem> {
    if new
        .id
        .as_ref()
        .is_some_and(|id| call.world.past_user(id).is_some())
    {
        return Err((&USER_ID_TAKEN).into());
    }
    let wanted = new.user_name.as_deref().unwrap_or_default().to_lowercase();
    let is_taken =
        call.world.users.iter().any(|user| {
            user.state != UserState::Removed && user.user_name.to_lowercase() == wanted
        });
    if is_taken {
        return Err((&USER_NAME_TAKEN).into());
    }
    Ok(call.world.add_user(new, call.asked.now))
}

/// `PUT /management/v1/users/{userId}/machine`.
pub(crate) fn update_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    call.check_length("UpdateMachineRequest", "Name", "name")?;
    let user = in_context(call, &USER_NOT_CHANGED)?;
    let name = call.fields.text("name").to_owned();
    let description = call.fields.text("description").to_owned();
    if (&user.name, &user.description) == (&name, &description) {
        return Err((&NOTHING_CHANGED).into());
    }
    let mark = call.world.change_user(&user.id, call.asked.now, |user| {
        user.name = name;
        user.description = description;
    });
    Ok(changed(mark, &user))
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// `DELETE /management/v1/users/{userId}`.
pub(crate) fn remove_v1(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = in_context(call, &USER_NOT_REMOVED_V1)?;
    Ok(set(call, &user, UserState::Removed))
}

/// `DELETE /v2/users/{userId}`.
pub(crate) fn remove_v2(call: &mut Call<'_>) -> Result<Value, Problem> {
    let user = permitted(call, "user.delete", &USER_NOT_REMOVED_V2)?;
    Ok(set(call, &user, UserState::Removed))
}

/// A change of state: what the user must be in before, what it is in then, and what is said otherwise.
struct Change {
    from: &'static [UserState],
    to: UserState,
    refusal: &'static Refusal,
}

static DEACTIVATE: Change = Change {
    from: &[UserState::Active, UserState::Locked],
    to: UserState::Inactive,
    refusal: &ALREADY_INACTIVE,
};
static REACTIVATE: Change = Change {
    from: &[UserState::Inactive],
    to: UserState::Active,
    refusal: &NOT_INACTIVE,
};
static LOCK: Change = Change {
    from: &[UserState::Active],
    to: UserState::Locked,
    refusal: &NOT_LOCKABLE,
};
static UNLOCK: Change = Change {
    from: &[UserState::Locked],
    to: UserState::Active,
    refusal: &NOT_LOCKED,
};

macro_rules! state_changes {
    ($($v1:ident $v2:ident $change:ident;)*) => {
        $(
            pub(crate) fn $v1(call: &mut Call<'_>) -> Result<Value, Problem> {
                let user = in_context(call, &USER_NOT_CHANGED)?;
                change(call, &user, &$change)
            }

            pub(crate) fn $v2(call: &mut Call<'_>) -> Result<Value, Problem> {
                let user = permitted(call, "user.write", &USER_NOT_CHANGED)?;
                change(call, &user, &$change)
            }
        )*
    };
}

state_changes! {
    deactivate_v1 deactivate_v2 DEACTIVATE;
    reactivate_v1 reactivate_v2 REACTIVATE;
    lock_v1 lock_v2 LOCK;
    unlock_v1 unlock_v2 UNLOCK;
}

fn change(call: &mut Call<'_>, user: &StoredUser, change: &Change) -> Result<Value, Problem> {
    if !change.from.contains(&user.state) {
        return Err(change.refusal.into());
    }
    Ok(set(call, user, change.to))
}

fn set(call: &mut Call<'_>, user: &StoredUser, state: UserState) -> Value {
    let mark = call.world.set_state(&user.id, state, call.asked.now);
    changed(mark, user)
}

fn changed(mark: Mark, user: &StoredUser) -> Value {
    json!({"details": {
        "sequence": mark.sequence.to_string(),
        "changeDate": written(mark.at),
        "resourceOwner": user.organization,
    }})
}

fn in_context(call: &Call<'_>, missing: &'static Refusal) -> Result<StoredUser, Problem> {
    call.world
        .user(call.fields.text("userId"))
        .filter(|user| user.organization == call.who.organization)
        .cloned()
        .ok_or(Problem::Refused(missing))
}

fn permitted(
    call: &Call<'_>,
    permission: &str,
    missing: &'static Refusal,
) -> Result<StoredUser, Problem> {
    let user = call
        .world
        .user(call.fields.text("userId"))
        .cloned()
        .ok_or(Problem::Refused(missing))?;
    access::may(call.world, &call.who.user, &user.organization, permission)?;
    Ok(user)
}

//! What owners may do: their roles in organizations, in the whole server, and in projects. Only v1 tells
//! (contract 08), on whichever interface tokens are asked for.

use std::collections::BTreeMap;

use patwarden_core::owner::{Organization, Role};
use serde_json::json;

use super::attempt::What;
use super::call::Call;
use super::connection::Connection;
use super::pages::Part;
use super::refusal::Answered;
use super::wire::{Grant, Member};

/// Roles by the id of the user.
pub(super) type ByUser = BTreeMap<String, Vec<Role>>;

impl Connection {
    /// The roles of everyone who has some. `None` when the members of one of the organizations may not
    /// be read: a role not shown would look like one not held.
    pub(super) async fn roles(&self, organizations: &[Organization]) -> Answered<Option<ByUser>> {
        let mut roles = ByUser::new();
        for organization in organizations {
            let members = self.members("/management/v1/orgs/me/members/_search", organization);
            let Some(members) = readable(members.await)? else {
                return Ok(None);
            };
            add(&mut roles, members, Some(&organization.name));
            for grant in readable(self.grants(organization).await)?.unwrap_or_default() {
                let place = [grant.project_name, grant.project_id];
                let place = place.into_iter().find(|name| !name.is_empty());
                let of_user = roles.entry(grant.user_id).or_default();
                of_user.extend(grant.role_keys.into_iter().map(|key| Role {
                    name: key,
                    place: place.clone(),
                    is_owner: false,
                }));
            }
        }
        // Few may read these; those who may not are told what they may.
        if let Some(members) = readable(self.server_members().await)? {
            add(&mut roles, members, None);
        }
        for of_user in roles.values_mut() {
            of_user.sort_by(|a, b| (!a.is_owner, a).cmp(&(!b.is_owner, b)));
            of_user.dedup();
        }
        Ok(Some(roles))
    }

    async fn members(&self, path: &str, organization: &Organization) -> Answered<Vec<Member>> {
        let within = Some(organization.id.as_str());
        let call = |part: Part| Call::post(path, json!({"query": part.json()})).within(within);
        let got = self.all(&What::ReadRoles.within(within), call).await?;
        Ok(got.body)
    }

    async fn server_members(&self) -> Answered<Vec<Member>> {
        let path = "/admin/v1/members/_search";
        let call = |part: Part| Call::post(path, json!({"query": part.json()}));
        let got = self.all(&What::ReadRoles.anywhere(), call).await?;
        Ok(got.body)
    }

    async fn grants(&self, organization: &Organization) -> Answered<Vec<Grant>> {
        let path = "/management/v1/users/grants/_search";
        let within = Some(organization.id.as_str());
        let call = |part: Part| Call::post(path, json!({"query": part.json()})).within(within);
        let got = self
            .all::<Grant>(&What::ReadRoles.within(within), call)
            .await?;
        let active = got.body.into_iter();
        Ok(active
            .filter(|grant| grant.state != "USER_GRANT_STATE_INACTIVE")
            .collect())
    }
}

fn readable<T>(asked: Answered<T>) -> Answered<Option<T>> {
    match asked {
        Ok(rows) => Ok(Some(rows)),
        Err(refused) if refused.is_permission() || refused.no_route => Ok(None),
        Err(refused) => Err(refused),
    }
}

fn add(roles: &mut ByUser, members: Vec<Member>, place: Option<&str>) {
    for member in members {
        let of_user = roles.entry(member.user_id).or_default();
        of_user.extend(member.roles.iter().map(|key| Role {
            name: in_words(key),
            place: place.map(str::to_owned),
            is_owner: key.ends_with("_OWNER"),
        }));
    }
}

/// `ORG_PROJECT_CREATOR` is "Org Project Creator", as the server's console writes it.
fn in_words(key: &str) -> String {
    let words = key.split('_').map(|word| {
        if word == "IAM" {
            return word.to_owned();
        }
        let mut letters = word.chars();
        let first: String = letters.by_ref().take(1).collect();
        first + &letters.as_str().to_lowercase()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_role_is_told_in_words() {
        for (key, words) in [
            ("ORG_PROJECT_CREATOR", "Org Project Creator"),
            ("ORG_OWNER", "Org Owner"),
            ("IAM_OWNER_VIEWER", "IAM Owner Viewer"),
            ("", ""),
        ] {
            assert_eq!(in_words(key), words);
        }
    }
}

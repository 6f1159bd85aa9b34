//! The organizations an account can see.

use std::collections::HashMap;

use patwarden_core::owner::Organization;
use serde_json::json;

use super::attempt::What;
use super::call::Call;
use super::connection::Connection;
use super::interface::Interface;
use super::pages::Part;
use super::refusal::Answered;
use super::wire::{Membership, OneOrganization, OrganizationRow, Page};
use crate::shown::shown;

/// An organization to look into with v1; without an id, the account's own.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
}

impl Place {
    fn new(id: String, name: String) -> Self {
        Self {
            id: Some(id),
            name: Some(name).filter(|name| !name.is_empty()),
        }
    }
}

/// Nothing, where one may not look or there is nowhere to look.
fn allowed<T: Default>(asked: Answered<T>) -> Answered<T> {
    match asked {
        Err(refused) if refused.is_permission() || refused.no_route => Ok(T::default()),
        asked => asked,
    }
}

impl Connection {
    /// The names of those one may read, by id.
    pub(super) async fn organization_names(
        &self,
        interface: Interface,
    ) -> Answered<HashMap<String, String>> {
        let rows = allowed(self.organizations_v2(interface).await)?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    async fn organizations_v2(&self, interface: Interface) -> Answered<Vec<OrganizationRow>> {
        let call = |part: Part| {
            // Names are unique, so that pages do not repeat.
            let body = json!({
                "query": part.json(),
                "sortingColumn": "ORGANIZATION_FIELD_NAME_NAME",
            });
            Call::list_organizations(interface, body)
        };
        let rows = self.all(&What::ReadOrganizations.anywhere(), call).await?;
        Ok(rows.body)
    }

    async fn organizations_v1(&self) -> Answered<Vec<OrganizationRow>> {
        let path = "/admin/v1/orgs/_search";
        let call = |part: Part| {
            let body = json!({"query": part.json(), "sortingColumn": "ORG_FIELD_NAME_NAME"});
            Call::post(path, body)
        };
        let rows = self.all(&What::ReadOrganizations.anywhere(), call).await?;
        Ok(rows.body)
    }

    async fn my_organization(&self) -> Answered<Vec<OrganizationRow>> {
        let call = Call::get("/management/v1/orgs/me");
        let attempt = What::ReadOrganizations.anywhere();
        let got = self.read::<OneOrganization>(&call, &attempt).await?;
        Ok(vec![got.body.org])
    }

    async fn memberships(&self) -> Answered<Vec<Membership>> {
        let call = Call::post("/auth/v1/memberships/me/_search", json!({}));
        let attempt = What::ReadOrganizations.anywhere();
        let got = self.read::<Page<Membership>>(&call, &attempt).await?;
        Ok(got.body.result)
    }

    /// Where v1 can be asked for users: the account's own organization, those it has a role in or in
    /// a project of, and all where it has a role in the whole server.
    pub(super) async fn places_v1(&self) -> Answered<Vec<Place>> {
        let memberships = allowed(self.memberships().await)?;
        let is_everywhere = memberships.iter().any(|membership| membership.iam);
        let rows = if is_everywhere {
            self.everywhere_v1().await?
        } else {
            allowed(self.my_organization().await)?
        };
        let mut places: Vec<Place> = rows
            .into_iter()
            .map(|row| Place::new(row.id, row.name))
            .collect();
        let mut add = |id: String, name: String| {
            if !places.iter().any(|known| known.id.as_deref() == Some(&*id)) {
                places.push(Place::new(id, name));
            }
        };
        for membership in memberships {
            match (membership.org_id, membership.details.resource_owner) {
                (Some(id), _) => add(id, membership.display_name),
                // A role in a project; the name is the project's.
                (None, Some(id)) if !membership.iam => add(id, String::new()),
                _ => {}
            }
        }
        if let Some(own) = self.me().await?.owner.organization_id.clone() {
            add(own, String::new());
        }
        if places.is_empty() {
            places.push(Place {
                id: None,
                name: None,
            });
        }
        Ok(places)
    }

    /// Not every role in the whole server may list organizations with v1; v2, where it is, lists what
    /// one may read (contract 14).
    async fn everywhere_v1(&self) -> Answered<Vec<OrganizationRow>> {
        let rows = allowed(self.organizations_v1().await)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
        for interface in [Interface::Connect, Interface::V2] {
            let rows = allowed(self.organizations_v2(interface).await)?;
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        allowed(self.my_organization().await)
    }

    /// For choosing one: those that can be read, and those the account has a role in.
    pub(super) async fn organizations_over(
        &self,
        interface: Interface,
    ) -> Answered<Vec<Organization>> {
        let places = match interface {
            Interface::V1 => self.places_v1().await?,
            Interface::Connect | Interface::V2 => {
                // Permissions leave rows out here, so that a refusal means something else.
                let rows = self.organizations_v2(interface).await?;
                let mut places: Vec<Place> = rows
                    .into_iter()
                    .map(|row| Place::new(row.id, row.name))
                    .collect();
                for membership in allowed(self.memberships().await)? {
                    let Some(id) = membership.org_id else {
                        continue;
                    };
                    if !places.iter().any(|known| known.id.as_deref() == Some(&*id)) {
                        places.push(Place::new(id, membership.display_name));
                    }
                }
                if places.is_empty() {
                    let own = self.me().await?.owner.organization_id.clone();
                    places.extend(own.map(|id| Place::new(id, String::new())));
                }
                places
            }
        };
        let known = places.into_iter().filter_map(|place| {
            let id = place.id?;
            let name = place.name.unwrap_or_else(|| shown(&id));
            Some(Organization { id, name })
        });
        Ok(known.collect())
    }

    /// v2 makes users in organizations that do not exist (contract 08). The count has rows one may not
    /// see.
    pub(super) async fn has_organization(&self, interface: Interface, id: &str) -> Answered<bool> {
        let body = json!({"query": {"limit": 1}, "queries": [{"idQuery": {"id": id}}]});
        let call = Call::list_organizations(interface, body);
        let attempt = What::AddUser.within(Some(id));
        let got = self.read::<Page<OrganizationRow>>(&call, &attempt).await?;
        Ok(got.body.total() > 0)
    }
}

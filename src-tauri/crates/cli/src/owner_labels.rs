//! What owners are called where several may have one name.

use std::collections::HashMap;

use patwarden_core::view::{OwnerRow, OwnerView, TokenRow};

/// Everyone known, for telling one from another.
#[derive(Debug)]
pub(crate) struct OwnerLabels<'a> {
    /// By account and name: who has it, with the organization.
    by_name: HashMap<(&'a str, &'a str), Vec<Namesake<'a>>>,
}

#[derive(Debug)]
struct Namesake<'a> {
    id: &'a str,
    organization: Option<&'a str>,
}

impl<'a> OwnerLabels<'a> {
    pub(crate) fn of(owners: &'a [OwnerRow]) -> Self {
        let mut by_name: HashMap<_, Vec<Namesake<'a>>> = HashMap::new();
        for row in owners {
            let key = (row.account.as_str(), row.owner.name.as_str());
            by_name.entry(key).or_default().push(Namesake {
                id: &row.owner.id,
                organization: row.organization_name.as_deref(),
            });
        }
        Self { by_name }
    }

    /// The owner of a token.
    pub(crate) fn of_token(&self, row: &TokenRow) -> String {
        self.label(&row.token.account, &row.token.owner)
    }

    /// The name; where others have it too, with the organization; where they are in that as well, with
    /// the id.
    pub(crate) fn label(&self, account: &str, owner: &OwnerView) -> String {
        let namesakes = self.by_name.get(&(account, owner.name.as_str()));
        let others: Vec<&Namesake<'_>> = namesakes
            .into_iter()
            .flatten()
            .filter(|other| other.id != owner.id)
            .collect();
        if others.is_empty() {
            return owner.name.clone();
        }
        let organization = namesakes
            .into_iter()
            .flatten()
            .find(|known| known.id == owner.id)
            .and_then(|known| known.organization);
        match organization {
            Some(name) if others.iter().all(|other| other.organization != Some(name)) => {
                format!("{} ({name})", owner.name)
            }
            _ => format!("{} ({})", owner.name, owner.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use patwarden_core::owner::OwnerState;

    use super::*;

    fn row(account: &str, id: &str, name: &str, organization: Option<&str>) -> OwnerRow {
        OwnerRow {
            owner: OwnerView {
                id: id.into(),
                name: name.into(),
                organization_id: organization.map(str::to_lowercase),
            },
            account: account.into(),
            organization_name: organization.map(str::to_owned),
            state: OwnerState::Active,
            is_subject: false,
        }
    }

    #[test]
    fn a_name_alone_is_enough_until_two_have_it() {
        let rows = [
            row("prod", "1", "release-bot", Some("Platform")),
            row("prod", "2", "release-bot", Some("Data")),
            row("prod", "3", "terraform", Some("Platform")),
            row("lab", "4", "terraform", Some("Platform")),
        ];
        let labels = OwnerLabels::of(&rows);
        let label = |row: &OwnerRow| labels.label(&row.account, &row.owner);
        assert_eq!(label(&rows[0]), "release-bot (Platform)");
        assert_eq!(label(&rows[1]), "release-bot (Data)");
        assert_eq!(label(&rows[2]), "terraform");
        assert_eq!(label(&rows[3]), "terraform");
    }

    #[test]
    fn what_the_organization_does_not_tell_apart_the_id_does() {
        let rows = [
            row("prod", "1", "bot", Some("Data")),
            row("prod", "2", "bot", Some("Data")),
            row("lab", "3", "bot", None),
            row("lab", "4", "bot", None),
        ];
        let labels = OwnerLabels::of(&rows);
        assert_eq!(labels.label("prod", &rows[0].owner), "bot (1)");
        assert_eq!(labels.label("lab", &rows[3].owner), "bot (4)");
    }
}

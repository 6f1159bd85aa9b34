//! Handing a secret to the user: shown, copied, or printed for a program.

use super::{UseCases, lock};
use crate::activity::Action;
use crate::error::{CoreError, ErrorCode, Result};
use crate::secret::PatSecret;
use crate::token::{RecordId, Token};
use crate::view::ActivityView;

/// How many lines of activity a token shows.
const ACTIVITY_SHOWN: u32 = 50;

impl UseCases {
    /// The secret of a token, or one still in memory, and a line about why it was asked for
    /// (`Revealed`, `Copied` or `Printed`). Once the user really has it, say
    /// [`UseCases::mark_handed`].
    pub async fn hand_over(&self, record: &RecordId, why: Action) -> Result<PatSecret> {
        let in_memory = lock(&self.memory.unsaved)
            .get(record)
            .map(|unsaved| unsaved.secret.clone());
        if let Some(secret) = in_memory {
            return Ok(secret);
        }
        let token = self.token(record).await?;
        if token.custody.store().is_none() {
            return Err(not_held(&token));
        }
        let stored = self
            .ports
            .vault
            .get(&Self::key(&token), self.ports.when_asked)
            .await?;
        let secret = stored
            .map(PatSecret::from)
            .ok_or_else(|| not_held(&token))?;
        let name = token.name.clone().unwrap_or_default();
        self.note(why, &token.account, Some(record), &name).await;
        if let Err(error) = self.mark_used(&token).await {
            // The secret is what was asked for, and it is here.
            tracing::warn!(%error, "the use of a token is not recorded");
        }
        Ok(secret)
    }

    async fn mark_used(&self, token: &Token) -> Result<()> {
        let now = self.ports.clock.now();
        let used = Box::new(move |mut records: Vec<Token>| {
            for token in &mut records {
                token.used_here_at = Some(now);
            }
            records
        });
        self.ports
            .index
            .change_token(&token.account, &token.id, None, used)
            .await
    }

    /// What was done with a token here, newest first.
    pub async fn token_activity(&self, record: &RecordId) -> Result<Vec<ActivityView>> {
        let lines = self
            .ports
            .index
            .activity(Some(record), ACTIVITY_SHOWN)
            .await?;
        Ok(lines
            .into_iter()
            .map(|line| ActivityView {
                at: line.at,
                action: line.action,
                name: line.name,
            })
            .collect())
    }
}

fn not_held(token: &Token) -> CoreError {
    let name = token.name.as_deref().unwrap_or("this token");
    CoreError::new(
        ErrorCode::NotHeld,
        format!("the secret of {name} is not on this machine; create a new token to have one here"),
    )
}

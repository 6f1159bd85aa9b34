//! Reads lists to their ends.

use std::collections::HashSet;

use patwarden_core::{CoreError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::attempt::Attempt;
use super::call::Call;
use super::connection::{Connection, Got};
use super::refusal::Answered;
use super::wire::{Page, Row};

/// Rows to a page: the most that v2 gives without being told otherwise (contract 02).
const LIMIT: u64 = 1000;

/// How often a list that shrinks while it is read is begun anew.
const TRIES: usize = 4;

/// More rows than this are no list of ours.
const MOST: u64 = 1_000_000;

/// The part of a list to ask for, as v1 and v2 both write it. Without a limit the server takes its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    offset: u64,
    limit: Option<u64>,
}

impl Part {
    pub(super) fn json(self) -> Value {
        let mut part = json!({"offset": self.offset.to_string(), "asc": true});
        if let Some(limit) = self.limit {
            part["limit"] = limit.into();
        }
        part
    }
}

impl Connection {
    /// Every row, once. `call` gives the request for a part of the list, which must be sorted by
    /// something that does not change: by the id.
    pub(super) async fn all<T: DeserializeOwned + Row>(
        &self,
        attempt: &Attempt<'_>,
        call: impl Fn(Part) -> Call,
    ) -> Answered<Got<Vec<T>>> {
        let mut limit = Some(LIMIT);
        for _ in 0..TRIES {
            match self.to_the_end(attempt, &call, limit).await {
                Ok(Some(rows)) => return Ok(rows),
                // Something was deleted before the place we were at: what moved there was not seen.
                Ok(None) => {}
                // This server was told to give less at once.
                Err(refused) if refused.is("QUERY-4M0fs") && limit.is_some() => limit = None,
                Err(refused) => return Err(refused),
            }
        }
        Err(CoreError::new(
            ErrorCode::ServerFailed,
            format!(
                "the list of {} keeps changing while it is read; try again",
                self.host()
            ),
        )
        .into())
    }

    /// `None` when rows went missing in between.
    async fn to_the_end<T: DeserializeOwned + Row>(
        &self,
        attempt: &Attempt<'_>,
        call: &impl Fn(Part) -> Call,
        limit: Option<u64>,
    ) -> Answered<Option<Got<Vec<T>>>> {
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        let (mut offset, mut total_before) = (0, 0);
        loop {
            let got = self
                .read::<Page<T>>(&call(Part { offset, limit }), attempt)
                .await?;
            let (total, page) = (got.body.total(), got.body);
            if total < total_before {
                return Ok(None);
            }
            total_before = total;
            // Rows one may not see are counted and left out, so a short page ends nothing.
            let step = match (page.applied_limit(), limit) {
                (0, Some(limit)) => limit,
                (0, None) => (page.result.len() as u64).max(1),
                (applied, _) => applied,
            };
            for row in page.result {
                if seen.insert(row.id().to_owned()) {
                    rows.push(row);
                }
            }
            offset += step;
            if total > MOST {
                return Err(CoreError::new(
                    ErrorCode::BadAnswer,
                    format!(
                        "{} says it has {total} rows; this cannot be right",
                        self.host()
                    ),
                )
                .into());
            }
            if offset >= total {
                return Ok(Some(Got {
                    body: rows,
                    clock_skew_seconds: got.clock_skew_seconds,
                }));
            }
        }
    }
}

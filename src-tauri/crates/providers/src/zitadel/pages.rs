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

/// Pages in a row without a row not seen before: as many as can be hidden, and some.
const MOST_BARREN: u64 = MOST / LIMIT + 8;

/// More pages than this are none either, however little each may have.
const MOST_PAGES: u64 = 10_000;

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
        let mut way = Way::new(limit);
        loop {
            let part = Part {
                offset: way.offset,
                limit,
            };
            let got = self.read::<Page<T>>(&call(part), attempt).await?;
            let (total, applied) = (got.body.total(), got.body.applied_limit());
            let (came, known) = (got.body.result.len() as u64, seen.len());
            for row in got.body.result {
                if seen.insert(row.id().to_owned()) {
                    rows.push(row);
                }
            }
            let brought = (seen.len() - known) as u64;
            match way.behind(total, applied, came, brought) {
                Next::Page => {}
                Next::Anew => return Ok(None),
                Next::End => {
                    return Ok(Some(Got {
                        body: rows,
                        clock_skew_seconds: got.clock_skew_seconds,
                    }));
                }
                Next::Nonsense => {
                    return Err(CoreError::new(
                        ErrorCode::BadAnswer,
                        format!(
                            "{} sends a list that has no end, and says it has {total} rows; this cannot be right",
                            self.host()
                        ),
                    )
                    .into());
                }
            }
        }
    }
}

/// How far a list has been read.
#[derive(Debug)]
struct Way {
    offset: u64,
    limit: Option<u64>,
    total: u64,
    rows: u64,
    pages: u64,
    barren: u64,
}

/// What comes behind a page.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Page,
    End,
    /// Rows went missing in between.
    Anew,
    /// This is no list.
    Nonsense,
}

impl Way {
    fn new(limit: Option<u64>) -> Self {
        Self {
            offset: 0,
            limit,
            total: 0,
            rows: 0,
            pages: 0,
            barren: 0,
        }
    }

    /// Behind a page that says how many rows there are in all and how many it could have, in which
    /// some `came` and some of these were not known yet.
    fn behind(&mut self, total: u64, applied: u64, came: u64, brought: u64) -> Next {
        if total < self.total {
            return Next::Anew;
        }
        self.total = total;
        self.rows = self.rows.saturating_add(came);
        self.pages += 1;
        self.barren = if brought == 0 { self.barren + 1 } else { 0 };
        // Rows one may not see are counted and left out, so a short page ends nothing.
        let step = if (1..=self.limit.unwrap_or(LIMIT)).contains(&applied) {
            applied
        } else {
            self.limit.unwrap_or(came.max(1))
        };
        self.offset = self.offset.saturating_add(step);
        if total > MOST || self.rows > MOST {
            Next::Nonsense
        } else if self.offset >= total {
            Next::End
        } else if self.pages >= MOST_PAGES || self.barren >= MOST_BARREN {
            Next::Nonsense
        } else {
            Next::Page
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pages that are read before there is an end of any kind, and that end.
    fn read(limit: Option<u64>, page: impl Fn(u64) -> (u64, u64, u64, u64)) -> (u64, Next) {
        let mut way = Way::new(limit);
        for number in 1..=2 * MOST {
            let (total, applied, came, brought) = page(way.offset);
            let next = way.behind(total, applied, came, brought);
            if next != Next::Page {
                return (number, next);
            }
        }
        (0, Next::Page)
    }

    #[test]
    fn a_list_ends_with_its_rows_and_one_of_hidden_rows_too() {
        assert_eq!(read(Some(LIMIT), |_| (0, LIMIT, 0, 0)), (1, Next::End));
        assert_eq!(read(Some(LIMIT), |_| (2500, LIMIT, 9, 9)), (3, Next::End));
        let hidden = read(Some(LIMIT), |_| (MOST, LIMIT, 0, 0));
        assert_eq!(hidden, (MOST / LIMIT, Next::End));
        assert_eq!(read(None, |_| (250, 100, 100, 100)), (3, Next::End));
        assert_eq!(read(None, |_| (250, 0, 50, 50)), (5, Next::End));
    }

    #[test]
    fn a_limit_that_was_not_asked_for_is_not_believed() {
        for applied in [0, LIMIT + 1, u64::MAX] {
            let read = read(Some(LIMIT), |_| (2500, applied, 9, 9));
            assert_eq!(read, (3, Next::End), "{applied}");
        }
        assert_eq!(read(None, |_| (250, u64::MAX, 50, 50)), (5, Next::End));
    }

    #[test]
    fn a_list_without_an_end_is_given_up() {
        let growing = read(Some(LIMIT), |at| (at + 5000, LIMIT, 1000, 1000));
        assert_eq!(growing.1, Next::Nonsense);
        assert!(growing.0 <= MOST / LIMIT + 1, "{growing:?}");
        let repeating = read(Some(LIMIT), |_| (MOST, 1, 1, 0));
        assert_eq!(repeating, (MOST_BARREN, Next::Nonsense));
        let slow = read(Some(LIMIT), |_| (MOST, 1, 1, 1));
        assert_eq!(slow, (MOST_PAGES, Next::Nonsense));
        let without_limits = read(None, |_| (MOST, 0, 0, 0));
        assert_eq!(without_limits, (MOST_BARREN, Next::Nonsense));
        let full = read(Some(LIMIT), |_| (5000, LIMIT, MOST + 1, 1));
        assert_eq!(full, (1, Next::Nonsense));
        assert_eq!(read(None, |_| (u64::MAX, 1, 1, 1)).1, Next::Nonsense);
    }

    #[test]
    fn a_list_that_lost_rows_is_begun_anew() {
        let mut way = Way::new(Some(LIMIT));
        assert_eq!(way.behind(2500, LIMIT, 1000, 1000), Next::Page);
        assert_eq!(way.behind(2499, LIMIT, 1000, 1000), Next::Anew);
    }
}

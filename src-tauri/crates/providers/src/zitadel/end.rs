//! When a token ends, as the wire writes it. Never is the last second of the year 9999; the microseconds
//! are ours to choose, and come back as they were sent (contract 01).

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use patwarden_core::error::{CoreError, Field, Result};
use patwarden_core::token::Ends;

/// The first year that means never.
const NEVER: i32 = 9999;

/// An end as it is kept here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct End {
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) never_expires: bool,
    pub(super) mark: Option<u32>,
}

impl End {
    pub(super) fn read(at: Option<DateTime<Utc>>) -> Self {
        let never_expires = at.is_some_and(|at| at.year() >= NEVER);
        Self {
            expires_at: at.filter(|_| !never_expires),
            never_expires,
            mark: at.map(|at| at.timestamp_subsec_micros()),
        }
    }
}

/// The end to be asked for. Where the server is to decide it is never, which is what v1 makes of no end
/// at all and v2 does not accept.
pub(super) fn written(ends: &Ends, mark: Option<u32>) -> Result<String> {
    match ends {
        Ends::At(at) if at.year() >= NEVER => Err(CoreError::invalid(
            Field::Expires,
            "an end lies before the year 9999; choose never instead",
        )),
        Ends::At(at) => Ok(at.to_rfc3339_opts(SecondsFormat::Micros, true)),
        Ends::Never | Ends::ByServer => Ok(match mark {
            Some(mark) => format!("9999-12-31T23:59:59.{:06}Z", mark % 1_000_000),
            None => "9999-12-31T23:59:59Z".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_end_comes_back_as_it_was_sent() {
        let sent = at("2027-02-20T09:30:00.000042Z");
        let text = written(&Ends::At(sent), Some(42)).unwrap();
        assert_eq!(text, "2027-02-20T09:30:00.000042Z");
        let read = End::read(Some(at(&text)));
        assert_eq!((read.expires_at, read.mark), (Some(sent), Some(42)));
        assert!(!read.never_expires);
    }

    #[test]
    fn never_is_the_year_9999_with_or_without_a_mark() {
        let text = written(&Ends::Never, Some(7)).unwrap();
        assert_eq!(text, "9999-12-31T23:59:59.000007Z");
        let read = End::read(Some(at(&text)));
        assert_eq!((read.expires_at, read.mark), (None, Some(7)));
        assert!(read.never_expires);
        assert_eq!(
            written(&Ends::ByServer, None).unwrap(),
            "9999-12-31T23:59:59Z"
        );
    }

    #[test]
    fn an_end_that_would_be_read_as_never_is_refused() {
        let late = at("9999-01-01T00:00:00Z");
        assert_eq!(
            written(&Ends::At(late), None).unwrap_err().field,
            Some(Field::Expires)
        );
    }
}

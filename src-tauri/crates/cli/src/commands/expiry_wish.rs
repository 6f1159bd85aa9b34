//! `--expires`: in so many days, on a day, or never. A token lives to the end of its day here.

use chrono::{DateTime, Days, Local, NaiveDate, NaiveTime, TimeZone, Utc};
use patwarden_core::view::ExpiryWish;

use crate::exit::Failure;

/// Reads `90d`, `2027-02-20` or `never`.
pub(crate) fn expiry_wish(text: &str) -> Result<ExpiryWish, Failure> {
    read(text, &Local, Utc::now())
}

fn read<Tz: TimeZone>(text: &str, zone: &Tz, now: DateTime<Utc>) -> Result<ExpiryWish, Failure> {
    let usage = || {
        Failure::usage(format!(
            "--expires \"{text}\" is not understood; write 90d, 2027-02-20 or never"
        ))
    };
    if text == "never" {
        return Ok(ExpiryWish::Never);
    }
    let day = match text.strip_suffix('d') {
        Some(days) => {
            let days: u64 = days.parse().map_err(|_| usage())?;
            let today = now.with_timezone(zone).date_naive();
            today.checked_add_days(Days::new(days)).ok_or_else(usage)?
        }
        None => text.parse::<NaiveDate>().map_err(|_| usage())?,
    };
    let at = end_of(day, zone).ok_or_else(usage)?;
    Ok(ExpiryWish::At { at })
}

/// 23:59 of that day, or the first moment after a gap that swallows it.
fn end_of<Tz: TimeZone>(day: NaiveDate, zone: &Tz) -> Option<DateTime<Utc>> {
    let minute_to_midnight = day.and_time(NaiveTime::from_hms_opt(23, 59, 0)?);
    // A day skipped as a whole is the longest gap there ever was.
    (0..=25 * 4)
        .map(|quarters| minute_to_midnight + chrono::Duration::minutes(15 * quarters))
        .find_map(|local| zone.from_local_datetime(&local).latest())
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use chrono::FixedOffset;
    use chrono_tz::Tz;

    use super::*;

    fn at(text: &str, zone: &impl TimeZone) -> DateTime<Utc> {
        let now = "2026-11-24T22:30:00Z".parse().unwrap();
        match read(text, zone, now).map_err(|failure| failure.message) {
            Ok(ExpiryWish::At { at }) => at,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_number_of_days_ends_at_the_end_of_that_day_here() {
        let east = FixedOffset::east_opt(2 * 3600).unwrap();
        // It is the 25th there already.
        assert_eq!(at("90d", &east).to_rfc3339(), "2027-02-23T21:59:00+00:00");
        assert_eq!(at("90d", &Utc).to_rfc3339(), "2027-02-22T23:59:00+00:00");
    }

    #[test]
    fn a_date_keeps_its_day_across_the_change_of_the_clocks() {
        let rome: Tz = "Europe/Rome".parse().unwrap();
        assert_eq!(
            at("2027-03-27", &rome).to_rfc3339(),
            "2027-03-27T22:59:00+00:00"
        );
        assert_eq!(
            at("2027-03-28", &rome).to_rfc3339(),
            "2027-03-28T21:59:00+00:00"
        );
    }

    #[test]
    fn an_evening_that_does_not_exist_ends_with_the_gap() {
        // Samoa went from the 29th of December 2011 to the 31st.
        let apia: Tz = "Pacific/Apia".parse().unwrap();
        let end = end_of("2011-12-30".parse().unwrap(), &apia).unwrap();
        assert!(end >= "2011-12-30T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn what_is_no_end_is_refused_with_what_to_write() {
        for text in [
            "",
            "tomorrow",
            "90",
            "-3d",
            "d",
            "2027-02-30",
            "99999999999999999999d",
        ] {
            let refused = read(text, &Utc, Utc::now()).map_err(|failure| failure.message);
            assert!(refused.unwrap_err().contains("90d"), "{text:?}");
        }
    }
}

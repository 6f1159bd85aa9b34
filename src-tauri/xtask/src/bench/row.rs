//! A row of the table: what was measured, beside what, and what may come of it.

use super::pairs::Summary;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    Compared {
        unit: Unit,
        summary: Summary,
        /// What stands beside it.
        baseline: String,
        /// The largest ratio that is good enough.
        limit: f64,
    },
    Size {
        bytes: u64,
        limit: Option<u64>,
    },
    /// Something that is not ours is missing here.
    NotMeasured(String),
    /// It should have been measured.
    Failed(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Milliseconds,
    Kibibytes,
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Milliseconds if value < 20.0 => format!("{value:.1} ms"),
            Self::Milliseconds => format!("{value:.0} ms"),
            Self::Kibibytes => format!("{:.0} MiB", value / 1024.0),
        }
    }
}

impl Row {
    /// Whether the row lets the command end with success.
    pub(super) fn is_good(&self) -> bool {
        match &self.outcome {
            Outcome::Compared { summary, limit, .. } => summary.ratio <= *limit,
            Outcome::Size { bytes, limit } => limit.is_none_or(|limit| *bytes <= limit),
            Outcome::NotMeasured(_) => true,
            Outcome::Failed(_) => false,
        }
    }

    fn cells(&self) -> [String; 7] {
        let none = || "–".to_owned();
        let verdict = if self.is_good() { "kept" } else { "MISSED" };
        let [ours, baseline, ratio, limit, pairs, verdict] = match &self.outcome {
            Outcome::Compared {
                unit,
                summary,
                baseline,
                limit,
            } => [
                unit.show(summary.ours),
                format!("{}, {baseline}", unit.show(summary.baseline)),
                format!(
                    "{:.2} ({:.2}–{:.2})",
                    summary.ratio, summary.quartiles.0, summary.quartiles.1
                ),
                format!("{limit:.2}"),
                summary.pairs.to_string(),
                verdict.to_owned(),
            ],
            Outcome::Size { bytes, limit } => [
                bytes_shown(*bytes),
                none(),
                none(),
                limit.map_or_else(none, bytes_shown),
                none(),
                limit.map_or_else(none, |_| verdict.to_owned()),
            ],
            Outcome::NotMeasured(why) => [
                none(),
                none(),
                none(),
                none(),
                none(),
                format!("not measured: {why}"),
            ],
            Outcome::Failed(why) => [
                none(),
                none(),
                none(),
                none(),
                none(),
                format!("FAILED: {why}"),
            ],
        };
        [
            self.what.clone(),
            ours,
            baseline,
            ratio,
            limit,
            pairs,
            verdict,
        ]
    }
}

/// Thousands, as a limit of "120 kB" counts them.
fn bytes_shown(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(100);
    if bytes < 1_000_000 {
        format!("{}.{} kB", kilobytes / 10, kilobytes % 10)
    } else {
        let megabytes = bytes.div_ceil(100_000);
        format!("{}.{} MB", megabytes / 10, megabytes % 10)
    }
}

/// The rows as a table that reads well in a terminal and in a document.
pub(super) fn table(rows: &[Row]) -> String {
    const HEAD: [&str; 7] = ["", "Patwarden", "baseline", "ratio", "at most", "pairs", ""];
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    // A cell must not end its own row.
    let lines: Vec<_> = lines
        .into_iter()
        .map(|cells| cells.map(|cell| cell.replace('|', "/").replace('\n', " ")))
        .collect();
    let widths = |column: usize| {
        lines
            .iter()
            .map(|cells| cells[column].chars().count())
            .max()
    };
    let widths: [usize; 7] = std::array::from_fn(|column| widths(column).unwrap_or_default());
    let line = |cells: &[String; 7]| {
        let padded = cells.iter().zip(widths);
        let padded: Vec<_> = padded
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("| {} |\n", padded.join(" | "))
    };
    let rule = widths.map(|width| "-".repeat(width.max(1)));
    let mut lines: Vec<String> = lines.iter().map(line).collect();
    lines.insert(1, line(&rule));
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(ratio: f64, limit: f64) -> Row {
        Row {
            what: "start".to_owned(),
            outcome: Outcome::Compared {
                unit: Unit::Milliseconds,
                summary: Summary {
                    ours: 512.4,
                    baseline: 12.34,
                    ratio,
                    quartiles: (ratio, ratio),
                    pairs: 10,
                },
                baseline: "a bare window".to_owned(),
                limit,
            },
        }
    }

    fn sized(bytes: u64, limit: Option<u64>) -> Row {
        Row {
            what: "size".to_owned(),
            outcome: Outcome::Size { bytes, limit },
        }
    }

    #[test]
    fn a_limit_is_kept_up_to_itself_and_missed_above() {
        assert!(compared(1.2, 1.2).is_good());
        assert!(!compared(1.201, 1.2).is_good());
        assert!(sized(120_000, Some(120_000)).is_good());
        assert!(!sized(120_001, Some(120_000)).is_good());
        assert!(sized(u64::MAX, None).is_good());
    }

    #[test]
    fn what_misses_its_limit_says_so() {
        let row = table(&[compared(1.25, 1.2)]);
        let row = row.lines().nth(2).unwrap();
        assert_eq!(
            row,
            "| start | 512 ms    | 12.3 ms, a bare window | 1.25 (1.25–1.25) | 1.20    | 10    | MISSED |"
        );
    }

    #[test]
    fn a_missing_baseline_is_no_failure_and_a_failure_is_one() {
        let row = |outcome| Row {
            what: "x".to_owned(),
            outcome,
        };
        assert!(row(Outcome::NotMeasured("no baseline here".to_owned())).is_good());
        let failed = row(Outcome::Failed("a | b\nc".to_owned()));
        assert!(!failed.is_good());
        let shown = table(&[failed]);
        assert!(shown.contains("FAILED: a / b c"), "{shown}");
        assert_eq!(shown.lines().count(), 3);
    }

    #[test]
    fn bytes_are_rounded_up_so_that_a_limit_is_never_met_by_rounding() {
        assert_eq!(bytes_shown(120_001), "120.1 kB");
        assert_eq!(bytes_shown(999), "1.0 kB");
        assert_eq!(bytes_shown(12_345_678), "12.4 MB");
    }
}

//! The page's own tests.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Count, Outcome};
use crate::process;
use crate::repository::Repository;

pub(crate) fn run(repository: &Repository) -> Result<Outcome> {
    let report = repository.left_behind()?.join("page-tests.json");
    // A report of an earlier run must not stand in for this one.
    let _ = fs::remove_file(&report);
    let mut command = repository.npm(&["test", "--", "--reporter=default", "--reporter=json"]);
    command.arg(format!("--outputFile.json={}", report.display()));
    let status = process::status(&mut command)?;
    let text = fs::read_to_string(&report).context("vitest leaves no report")?;
    let mut outcome = read(&serde_json::from_str(&text)?)?;
    if !status.success() && outcome.count.failed == 0 {
        outcome.trouble.push(format!("vitest ended with {status}"));
    }
    Ok(outcome)
}

fn read(report: &Value) -> Result<Outcome> {
    let number = |key: &str| {
        let number = report[key].as_u64();
        number.with_context(|| format!("vitest's report has {key}"))
    };
    let mut outcome = Outcome {
        count: Count {
            passed: number("numPassedTests")?,
            failed: number("numFailedTests")?,
            skipped: number("numPendingTests")? + number("numTodoTests")?,
        },
        trouble: Vec::new(),
    };
    for file in report["testResults"].as_array().into_iter().flatten() {
        let tests = file["assertionResults"].as_array();
        if tests.is_none_or(Vec::is_empty) {
            let name = file["name"].as_str().unwrap_or("a file");
            outcome.trouble.push(format!("{name} ran no test"));
        }
    }
    if outcome.count == Count::default() {
        outcome.trouble.push("the page has no test".into());
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_left_out_or_still_to_write_is_skipped() {
        let report = json!({
            "numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 1,
            "testResults": [{"name": "a.test.ts", "assertionResults": [{"status": "passed"}]}],
        });
        let outcome = read(&report).unwrap();
        assert_eq!(outcome.count.to_string(), "7 passed, 1 failed, 3 skipped");
        assert!(outcome.trouble.is_empty(), "{:?}", outcome.trouble);
    }

    #[test]
    fn a_file_that_cannot_be_loaded_is_trouble() {
        let report = json!({
            "numPassedTests": 7, "numFailedTests": 0, "numPendingTests": 0, "numTodoTests": 0,
            "testResults": [{"name": "a.test.ts", "assertionResults": []}],
        });
        assert_eq!(read(&report).unwrap().trouble, ["a.test.ts ran no test"]);
    }

    #[test]
    fn no_test_at_all_is_trouble() {
        let report = json!({
            "numPassedTests": 0, "numFailedTests": 0, "numPendingTests": 0, "numTodoTests": 0,
            "testResults": [],
        });
        assert_eq!(read(&report).unwrap().trouble, ["the page has no test"]);
    }

    #[test]
    fn a_report_without_its_numbers_is_an_error() {
        assert!(read(&json!({})).is_err());
    }
}

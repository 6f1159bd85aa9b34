//! The test suites, and what came of them.

mod libtest;
pub(crate) mod page;
pub(crate) mod rust;

use std::fmt;
use std::ops::AddAssign;

/// How many tests did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// What came of one suite.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) count: Count,
    /// What went wrong beside failed tests, such as a suite that did not run.
    pub(crate) trouble: Vec<String>,
}

impl Outcome {
    /// A suite that could not even be started.
    pub(crate) fn not_run(name: &str, why: &impl fmt::Display) -> Self {
        Self {
            count: Count::default(),
            trouble: vec![format!("{name}: {why:#}")],
        }
    }

    /// Takes another outcome in. A suite that did not run is worth one failed test.
    pub(crate) fn add(&mut self, other: Self) {
        self.count += other.count;
        if other.count.failed == 0 && !other.trouble.is_empty() {
            self.count.failed += 1;
        }
        self.trouble.extend(other.trouble);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_one_that_scripts_read() {
        let count = Count {
            passed: 12,
            failed: 1,
            skipped: 2,
        };
        assert_eq!(count.to_string(), "12 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn a_suite_that_did_not_run_is_a_failure() {
        let mut all = Outcome::default();
        all.add(Outcome {
            count: Count {
                passed: 5,
                ..Count::default()
            },
            trouble: Vec::new(),
        });
        all.add(Outcome::not_run("page", &"npm is missing"));
        assert_eq!(all.count.to_string(), "5 passed, 1 failed, 0 skipped");
        assert_eq!(all.trouble, ["page: npm is missing"]);
    }
}

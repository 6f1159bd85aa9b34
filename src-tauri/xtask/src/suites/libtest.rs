//! Reads what `cargo test` says, line by line.
//!
//! Cargo announces each suite, the suite ends with a line of its own. A suite without that line has
//! not ended: it crashed or was killed, which must not look like success.

use super::{Count, Outcome};

#[derive(Debug, Default)]
pub(crate) struct Reader {
    suites: Vec<Suite>,
}

#[derive(Debug)]
struct Suite {
    name: String,
    /// A file below a `tests` folder or documentation, not the tests inside a crate.
    is_integration: bool,
    count: Option<Count>,
}

impl Reader {
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(suite) = announced(line) {
            self.suites.push(suite);
        } else if let Some(count) = counted(line)
            && let Some(suite) = self.suites.last_mut()
        {
            // The last one counts: a failed test's own output may hold such a line before it.
            suite.count = Some(count);
        }
    }

    /// What came of it all. Every name in `expected` must be a suite that ran at least one test.
    pub(crate) fn finish(self, expected: &[String]) -> Outcome {
        let mut outcome = Outcome::default();
        for suite in &self.suites {
            match suite.count {
                Some(count) => outcome.count += count,
                None => outcome.trouble.push(format!("{} did not end", suite.name)),
            }
        }
        let mut ran: Vec<&str> = self
            .suites
            .iter()
            .filter(|suite| suite.is_integration && suite.count != Some(Count::default()))
            .map(|suite| suite.name.as_str())
            .collect();
        for name in expected {
            // Two packages may have a file of one name: each is met once.
            match ran.iter().position(|ran| ran == name) {
                Some(at) => drop(ran.swap_remove(at)),
                None => outcome.trouble.push(format!("{name} ran no test")),
            }
        }
        outcome
    }
}

/// `     Running src-tauri/tests/commands.rs (target/debug/deps/commands-0123)`,
/// `     Running unittests src/lib.rs (…)` or `   Doc-tests patwarden_core`.
fn announced(line: &str) -> Option<Suite> {
    let line = line.trim_start();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(Suite {
            name: format!("documentation of {name}"),
            is_integration: false,
            count: None,
        });
    }
    let (what, program) = line.strip_prefix("Running ")?.split_once(" (")?;
    let program = program.strip_suffix(')')?;
    let file = program.rsplit(['/', '\\']).next()?;
    let (name, _hash) = file.rsplit_once('-')?;
    Some(Suite {
        name: name.to_owned(),
        is_integration: !what.starts_with("unittests "),
        count: None,
    })
}

/// `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`
fn counted(line: &str) -> Option<Count> {
    let (_, numbers) = line
        .trim()
        .strip_prefix("test result: ")?
        .split_once(". ")?;
    let number = |what: &str| {
        let mut parts = numbers.split("; ");
        let part = parts.find_map(|part| part.strip_suffix(what));
        part?.trim().parse().ok()
    };
    Some(Count {
        passed: number("passed")?,
        failed: number("failed")?,
        skipped: number("ignored")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "
   Compiling patwarden-core v0.1.0 (/x/src-tauri/crates/core)
     Running unittests src/lib.rs (target/debug/deps/patwarden_core-0123456789abcdef)

running 2 tests
test a::works ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/edges.rs (/y/target/debug/deps/edges-0123456789abcdef)
test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.20s

   Doc-tests patwarden_core
test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    fn read(said: &str, expected: &[&str]) -> Outcome {
        let mut reader = Reader::default();
        said.lines().for_each(|line| reader.line(line));
        let expected: Vec<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        reader.finish(&expected)
    }

    #[test]
    fn every_suite_counts() {
        let outcome = read(SAID, &["edges"]);
        assert_eq!(outcome.count.to_string(), "7 passed, 0 failed, 1 skipped");
        assert!(outcome.trouble.is_empty(), "{:?}", outcome.trouble);
    }

    #[test]
    fn a_suite_that_never_came_is_trouble() {
        let outcome = read(SAID, &["edges", "window"]);
        assert_eq!(outcome.trouble, ["window ran no test"]);
    }

    #[test]
    fn two_files_of_one_name_must_both_run() {
        assert_eq!(
            read(SAID, &["edges", "edges"]).trouble,
            ["edges ran no test"]
        );
    }

    #[test]
    fn a_suite_without_any_test_is_trouble_where_tests_are_expected() {
        let said = "     Running tests/edges.rs (target/debug/deps/edges-01)\n\
             test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(read(said, &["edges"]).trouble, ["edges ran no test"]);
        assert!(read(said, &[]).trouble.is_empty());
    }

    #[test]
    fn tests_inside_a_crate_do_not_stand_for_a_suite_of_the_same_name() {
        let outcome = read(SAID, &["patwarden_core"]);
        assert_eq!(outcome.trouble, ["patwarden_core ran no test"]);
    }

    #[test]
    fn a_suite_that_crashed_is_trouble() {
        let said = "     Running tests/edges.rs (target/debug/deps/edges-01)\n\
             running 3 tests\n\
             error: test failed, to rerun pass `--test edges`";
        assert_eq!(read(said, &["edges"]).trouble, ["edges did not end"]);
    }

    #[test]
    fn a_result_line_inside_a_failed_tests_output_is_not_counted_twice() {
        let said = "     Running tests/edges.rs (target/debug/deps/edges-01)\n\
             ---- inner stdout ----\n\
             test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.00s\n\
             test result: FAILED. 9 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let outcome = read(said, &["edges"]);
        assert_eq!(outcome.count.to_string(), "9 passed, 1 failed, 0 skipped");
    }
}

//! The table of the last run in `docs/performance.md`, between two marks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const BEGIN: &str = "<!-- measured: written by cargo xtask bench -->";
const END: &str = "<!-- end of what was measured -->";

/// Puts the results in the place of the last ones.
pub(super) fn write(file: &Path, facts: &[String], table: &str) -> Result<()> {
    let named = || format!("{} has no place for the results", file.display());
    let text = fs::read_to_string(file).with_context(named)?;
    let text = replaced(&text, facts, table).with_context(named)?;
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

/// `None` when the marks are not there.
fn replaced(text: &str, facts: &[String], table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    let facts = facts.join("\n- ");
    Some(format!(
        "{before}{BEGIN}\n\n- {facts}\n\n{table}\n{END}{after}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_results_go_and_the_text_around_them_stays() {
        let text = format!("# Title\n\n{BEGIN}\nold\n{END}\n\nMore.\n");
        let once = replaced(&text, &["one core".to_owned()], "| new |\n").unwrap();
        let expected = format!("# Title\n\n{BEGIN}\n\n- one core\n\n| new |\n\n{END}\n\nMore.\n");
        assert_eq!(once, expected);
        let twice = replaced(&once, &["one core".to_owned()], "| new |\n");
        assert_eq!(twice, Some(once));
    }

    #[test]
    fn a_text_without_the_marks_is_left_alone() {
        assert_eq!(replaced("# Title\n", &[], ""), None);
        assert_eq!(replaced(&format!("{END} {BEGIN}"), &[], ""), None);
    }

    #[test]
    fn the_document_has_the_marks() {
        let document = include_str!("../../../../docs/performance.md");
        assert!(replaced(document, &[], "").is_some());
    }
}

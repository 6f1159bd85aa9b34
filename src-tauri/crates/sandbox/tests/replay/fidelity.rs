//! `docs/fidelity.md`, written by this test and checked against what is true now.

use std::fmt::Write;
use std::path::PathBuf;

use crate::player::Outcome;
use crate::{IN_FULL, IN_PART, played};

/// Set it to write the page anew.
const REGENERATE: &str = "PATWARDEN_WRITE_FIDELITY";

/// Why an exchange is answered otherwise, by file and place.
const REASONS: &[(&str, usize, &str)] = &[
    ("07a-token-exchange", 33, NO_REFRESH),
    ("07a-token-exchange", 67, NO_REFRESH),
];
const NO_REFRESH: &str = "the sandbox hands out no refresh tokens yet";

#[test]
fn the_fidelity_page_says_what_is_true_now() {
    let page = page();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/fidelity.md");
    if std::env::var_os(REGENERATE).is_some() {
        std::fs::write(&path, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/fidelity.md is stale: run this test with {REGENERATE}=1"
    );
}

fn page() -> String {
    let mut page = String::from(
        "# How near the sandbox is to the real server\n\n\
         Written by a test of `patwarden-sandbox`, which plays recordings of a DigitalHub core 0.15 against\n\
         the sandbox and judges status, headers, content type, keys, values and order. Left out of the count\n\
         is what was recorded on the management port, and what follows a change made to the database by hand.\n\n\
         | recording | exchanges | left out | matching | rate |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    let mut misses = String::new();
    for stem in IN_FULL.into_iter().chain(IN_PART) {
        let outcome = played(stem);
        row(&mut page, stem, &outcome);
        for (index, note, _) in &outcome.misses {
            let reason = REASONS
                .iter()
                .find(|(file, place, _)| (*file, *place) == (stem, *index))
                .unwrap_or_else(|| panic!("{stem} {index} ({note}) misses without a reason"));
            let _ = writeln!(misses, "| {stem} | {index} | {note} | {} |", reason.2);
        }
    }
    page.push_str("\n## Answered otherwise\n\n");
    if misses.is_empty() {
        page.push_str("Nothing.\n");
    } else {
        page.push_str("| recording | place | exchange | why |\n| --- | ---: | --- | --- |\n");
        page.push_str(&misses);
    }
    page.push_str(
        "\nThe free text of decoder messages may differ, and the order of keys in an object; neither is judged.\n",
    );
    page
}

fn row(page: &mut String, stem: &str, outcome: &Outcome) {
    let tenths = outcome.matching() * 1000 / outcome.counted();
    let _ = writeln!(
        page,
        "| {stem} | {} | {} | {} | {}.{} % |",
        outcome.exchanges,
        outcome.left_out.len(),
        outcome.matching(),
        tenths / 10,
        tenths % 10
    );
}
